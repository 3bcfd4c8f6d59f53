//! Runs the checks of a policy over a view and collects what they find, without a word of text.

use smallvec::SmallVec;

use crate::policy::{Checks, Mode, Modes};
use crate::rules::{Failure, Hits, Rule, Subject};

/// What judging one object gave. Kept in the scratch, so that its lists keep their memory.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) hits: Hits,
    pub(crate) records: SmallVec<[Record; 20]>,
    pub(crate) notes: SmallVec<[Note; 2]>,
}

/// A rule that failed: who asked, and where its hits and their orders lie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    pub(crate) rule: &'static Rule,
    pub(crate) modes: Modes,
    hits: (usize, usize),
    orders: [u32; 3],
}

/// What a reader of the verdict must know and no rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// The namespace is not known, and some namespaces are exempt.
    NamespaceUnknown,
    ExemptNamespace,
    ExemptUser,
    ExemptRuntimeClass,
    /// The request is none that admission judges.
    NotAdmitted(&'static str),
}

impl Outcome {
    pub(crate) fn clear(&mut self) {
        self.hits.clear();
        self.records.clear();
        self.notes.clear();
    }

    /// Holds the subject against every check.
    pub(crate) fn judge(&mut self, checks: &Checks, subject: Subject<'_>) {
        for check in &checks.list {
            let from = self.hits.len();
            (check.revision.find)(subject, &mut self.hits);
            let to = self.hits.len();
            if to == from || self.is_repetition(check.rule, check.modes, from) {
                continue;
            }
            let orders = self.hits.arrange(subject, from, check.rule.sort);
            self.records.push(Record { rule: check.rule, modes: check.modes, hits: (from, to), orders });
        }
    }

    /// Whether another revision of the same rule has just found the same: then it is one finding, for
    /// the modes of both.
    fn is_repetition(&mut self, rule: &'static Rule, modes: Modes, from: usize) -> bool {
        let Some(last) = self.records.last_mut().filter(|last| std::ptr::eq(last.rule, rule)) else {
            return false;
        };
        let repeats = self.hits.forget_repetition(last.hits.0, from);
        if repeats {
            last.modes = last.modes.union(modes);
        }
        repeats
    }

    /// Whether something refuses the object.
    pub(crate) fn is_denied(&self) -> bool {
        self.fails(Mode::Enforce)
    }

    /// Whether a mode has found something.
    pub(crate) fn fails(&self, mode: Mode) -> bool {
        self.records.iter().any(|record| record.modes.contains(mode))
    }

    /// A record with what its wording needs.
    pub(crate) fn failure<'f>(&'f self, record: &Record, subject: Subject<'f>) -> Failure<'f> {
        let [values, names, end] = record.orders.map(|n| n as usize);
        let orders = self.hits.orders();
        Failure {
            rule: record.rule,
            subject,
            hits: self.hits.list().get(record.hits.0..record.hits.1).unwrap_or_default(),
            values: orders.get(values..names).unwrap_or_default(),
            names: orders.get(names..end).unwrap_or_default(),
        }
    }
}
