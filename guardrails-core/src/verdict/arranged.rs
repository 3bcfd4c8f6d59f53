//! The findings of constraints in Gatekeeper's order, which is that of their words. Words are written for it only
//! once somebody asks for findings: whether an object is refused is known without.

use std::sync::{Mutex, OnceLock, PoisonError};

use super::Effect;
use super::judge::{Outcome, Record};
use super::words::Words;
use crate::policy::azure::Constraint;
use crate::rules::{Failure, Hit, Subject};

/// Findings in their order, and the hits that they are of.
#[derive(Debug, Default)]
struct Arranged {
    hits: Vec<Hit>,
    records: Vec<Record>,
    words: Words,
}

/// Findings that are arranged when they are first asked for.
#[derive(Debug, Default)]
pub(super) struct Later {
    /// What arranges them, where a constraint has found several things: they are one record until then. Who holds
    /// nothing against constraints does not carry it.
    needed: Option<Arrange>,
    done: OnceLock<Arranged>,
    /// The memory of the object before.
    spare: Mutex<Arranged>,
}

/// [`Outcome::arranged`].
type Arrange = for<'o> fn(&'o Outcome, Subject<'_>, &[Constraint]) -> Found<'o>;

impl Later {
    pub(super) fn clear(&mut self) {
        if self.needed.take().is_some() {
            self.take();
        }
    }

    /// Notes that a record is of several hits, which may be several findings.
    pub(super) fn need(&mut self) {
        self.needed = Some(Outcome::arranged);
    }

    /// Takes out what has been arranged, and keeps its memory.
    fn take(&mut self) -> Option<&mut Arranged> {
        let done = self.done.take()?;
        let spare = self.spare.get_mut().unwrap_or_else(PoisonError::into_inner);
        *spare = done;
        Some(spare)
    }
}

/// What was found, with what wording needs.
#[derive(Clone, Copy)]
pub(crate) struct Found<'o> {
    pub(crate) records: &'o [Record],
    hits: &'o [Hit],
    orders: &'o [u32],
}

impl<'o> Found<'o> {
    /// A record with what its wording needs.
    pub(crate) fn failure(self, record: &Record, subject: Subject<'o>, constraints: &'o [Constraint]) -> Failure<'o> {
        let [values, names, end] = record.orders.map(|n| n as usize);
        Failure {
            rule: record.rule,
            subject: Subject { implied: record.implied, ..subject },
            check: record.constraint.and_then(|n| constraints.get(n as usize)).map(|it| &*it.check),
            hits: self.hits.get(record.hits.0..record.hits.1).unwrap_or_default(),
            values: self.orders.get(values..names).unwrap_or_default(),
            names: self.orders.get(names..end).unwrap_or_default(),
        }
    }
}

impl Outcome {
    /// The findings of everybody but constraints in their order; several of a constraint may be one record.
    pub(super) fn unarranged(&self) -> Found<'_> {
        Found { records: &self.records, hits: self.hits.list(), orders: self.hits.orders() }
    }

    /// The findings in the order in which they are reported.
    pub(crate) fn found(&self, subject: Subject<'_>, constraints: &[Constraint]) -> Found<'_> {
        match self.later.needed {
            Some(arrange) => arrange(self, subject, constraints),
            None => self.unarranged(),
        }
    }

    fn arranged(&self, subject: Subject<'_>, constraints: &[Constraint]) -> Found<'_> {
        let arranged = self.later.done.get_or_init(|| {
            let mut spare = self.later.spare.lock().unwrap_or_else(PoisonError::into_inner);
            let mut it = std::mem::take(&mut *spare);
            it.fill(self.unarranged(), subject, constraints);
            it
        });
        Found { records: &arranged.records, hits: &arranged.hits, orders: self.hits.orders() }
    }

    /// Arranges the findings now, for those who change them.
    pub(super) fn arrange(&mut self, subject: Subject<'_>, constraints: &[Constraint]) {
        self.found(subject, constraints);
        if let Some(arranged) = self.later.take() {
            self.records.clear();
            self.records.extend_from_slice(&arranged.records);
            self.hits.replace(&arranged.hits);
        }
        self.later.needed = None;
    }
}

impl Arranged {
    fn fill(&mut self, found: Found<'_>, subject: Subject<'_>, constraints: &[Constraint]) {
        self.records.clear();
        self.hits.clear();
        self.hits.extend_from_slice(found.hits);
        for record in found.records {
            let (from, to) = record.hits;
            let constraint = record.constraint.and_then(|n| constraints.get(n as usize));
            let Some(constraint) = constraint.filter(|_| to.saturating_sub(from) > 1) else {
                self.records.push(*record);
                continue;
            };
            let hits = self.hits.get_mut(from..to).unwrap_or_default();
            let subject = Subject { implied: record.implied, ..subject };
            self.words.arrange(&*constraint.check, subject, hits);
            let mut start = from;
            while start < to {
                let same = self.words.same(start.saturating_sub(from));
                let end = start.saturating_add(same).min(to);
                let effect = constraint.effect_of(self.hits.get(start..end).unwrap_or_default());
                self.records.push(Record { effect, hits: (start, end), ..*record });
                start = end;
            }
        }
        self.words.clear();
    }
}

impl Constraint {
    /// What findings lead to: where all of them need more than the object to be decided, they warn.
    pub(super) fn effect_of(&self, hits: &[Hit]) -> Effect {
        match hits.iter().all(|hit| self.check.is_undecided(hit)) {
            true => Effect::Warn,
            false => self.effect,
        }
    }
}
