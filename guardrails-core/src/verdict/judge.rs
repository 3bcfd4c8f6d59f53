//! Runs the checks of a policy over a view and collects what they find, without a word of text.

use smallvec::SmallVec;

use super::arranged::Later;
use super::{Changes, Effect};
use crate::placement::{Classes, Landing, Placed};
use crate::policy::azure::Constraint;
use crate::policy::{Checks, ExceptionState, LevelVersion, Mode, Modes, Placement};
use crate::rules::{Concern, Head, Hits, Scope, Subject, api_server, virtual_nodes};
use crate::view::Kind;

/// What judging one object gave. Kept in the scratch, so that its lists keep their memory.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) hits: Hits,
    pub(crate) records: SmallVec<[Record; 20]>,
    pub(crate) notes: SmallVec<[Note; 2]>,
    pub(crate) placed: Placed,
    /// The checks of the namespace at hand, where levels come from labels.
    pub(crate) labelled: Checks,
    /// What is wrong with these labels.
    pub(crate) label_errors: String,
    /// What was changed before anything was judged.
    pub(crate) changes: Changes,
    pub(super) later: Later,
    /// The exceptions that have covered something, in order.
    pub(crate) matched: SmallVec<[u32; 4]>,
}

/// A rule that failed: who asked, and where its hits and their orders lie.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Record {
    pub(crate) rule: &'static Head,
    /// The Pod Security modes that ask for it; none ask for other rules.
    pub(crate) modes: Modes,
    pub(crate) effect: Effect,
    /// The constraint that asks for it, by its number in the policy.
    pub(crate) constraint: Option<u32>,
    /// Whether it is about the pod that the object will make.
    pub(crate) implied: bool,
    /// What keeps it from what the policy asks for.
    pub(crate) held: Option<Held>,
    pub(super) hits: (usize, usize),
    pub(super) orders: [u32; 3],
}

impl Record {
    /// A finding that no mode and no constraint asks for, about the object itself.
    fn new(rule: &'static Head, effect: Effect, hits: (usize, usize), orders: [u32; 3]) -> Self {
        let modes = Modes::default();
        Self { rule, modes, effect, constraint: None, implied: false, held: None, hits, orders }
    }
}

/// What keeps a finding from leading to what the policy asks for, with what it would lead to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// An exception, by its number; one that has ended keeps nothing.
    Exception(u32, ExceptionState, Effect),
    Baseline(Effect),
}

/// What a reader of the verdict must know and no rule says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// The namespace is not known, and some namespaces are exempt.
    NamespaceUnknown,
    /// The labels of the namespace are not known, and levels come from them.
    LabelsUnknown,
    ExemptNamespace,
    ExemptUser,
    ExemptRuntimeClass,
    /// A scheduler that may decide otherwise places the pod.
    OtherScheduler,
    /// The request is none that admission judges.
    NotAdmitted(&'static str),
    /// These words, whatever the object is.
    Said(&'static str),
}

impl Note {
    /// The namespace is not known, and exceptions or effects name some.
    pub(crate) const NAMESPACE_UNDECIDED: Self =
        Self::Said("the namespace is not known, so exceptions and effects that name one were not applied");

    /// The pod waits for its scheduling gates, wherever it lands afterwards.
    pub(crate) const GATED: Self =
        Self::Said("placement: the pod waits for its scheduling gates; they delay it and keep it off no node");

    /// The virtual node runs the pod that names it, though its selector or a taint keeps it off.
    pub(crate) const BYPASSED: Self = Self::Said(
        "placement: spec.nodeName binds the pod to the virtual node, which looks at neither selectors nor taints: it \
         runs there, and what is refused and void there applies",
    );

    /// No node of the policy takes the pod.
    pub(crate) const NOWHERE_TO_RUN: Self = Self::Said("placement: no node that the policy names takes the pod");

    /// The namespace is not known, and constraints leave some alone.
    pub(crate) const CONSTRAINT_NAMESPACE: Self = Self::Said(
        "azure-policy: the namespace is not known, so constraints were held against the object as if none left its \
         namespace alone",
    );

    /// The labels of the namespace are not known, and constraints ask for them.
    pub(crate) const CONSTRAINT_NAMESPACE_LABELS: Self = Self::Said(
        "azure-policy: the labels of the namespace are not known, so constraints that ask for them were held against \
         the object",
    );

    /// Who asks is not known, and a constraint allows some.
    pub(crate) const USER_UNKNOWN: Self = Self::Said(
        "azure-policy: who will send the object is not known, so it was judged as from an administrator of the cluster \
         (group system:masters)",
    );

    /// Admission expands workloads, and what its templates are called is not known.
    pub(crate) const EXPANSION_UNKNOWN: Self = Self::Said(
        "azure-policy: what the cluster calls its expansion templates is not known; an ExpansionTemplate beside the \
         policy tells",
    );

    /// The request has no object for constraints to judge.
    pub(crate) const NO_OBJECT: Self = Self::Said("azure-policy: the request has no object to judge");
}

impl Outcome {
    pub(crate) fn clear(&mut self) {
        self.hits.clear();
        self.records.clear();
        self.later.clear();
        self.notes.clear();
        self.placed.clear();
        self.label_errors.clear();
        self.changes.clear();
        self.matched.clear();
    }

    /// Lends out the checks of these levels; those of the object before were mostly the same.
    pub(crate) fn lend(&mut self, levels: [Option<LevelVersion>; 3]) -> Checks {
        match self.labelled.modes == levels {
            true => std::mem::take(&mut self.labelled),
            false => Checks::new(levels),
        }
    }

    /// Takes the checks back that were lent out.
    pub(crate) fn keep(&mut self, lent: Option<Checks>) -> &Self {
        if let Some(lent) = lent {
            self.labelled = lent;
        }
        self
    }

    /// Holds the subject against every check.
    pub(crate) fn judge(&mut self, checks: &Checks, subject: Subject<'_>) {
        let facts = subject.view.facts();
        if !checks.concern.meets(facts) && !cfg!(debug_assertions) {
            return;
        }
        for check in &checks.list {
            let from = self.hits.len();
            let concerned = check.concern.meets(facts);
            if concerned || cfg!(debug_assertions) {
                (check.revision.find)(subject, &mut self.hits);
            }
            let to = self.hits.len();
            debug_assert!(concerned || to == from, "{} finds something in what it is not concerned by", check.rule.id);
            if to == from || self.is_repetition(check.rule, check.modes, from) {
                continue;
            }
            let orders = self.hits.arrange(subject, from, check.rule.sort);
            let effect = check.modes.effect();
            self.records.push(Record { modes: check.modes, ..Record::new(check.rule, effect, (from, to), orders) });
        }
    }

    /// Holds the subject against a constraint: a record of all that it finds, but what some rules have said once a run
    /// is not said again. Says whether there is any.
    pub(crate) fn judge_constraint(
        &mut self,
        number: u32,
        constraint: &Constraint,
        subject: Subject<'_>,
        said: &[&'static str],
    ) -> bool {
        let from = self.hits.len();
        let check = &*constraint.check;
        check.find(subject, &mut self.hits);
        debug_assert!(
            constraint.concern.meets(subject.view.facts()) || self.hits.len() == from,
            "{} finds something in what it is not concerned by",
            constraint.rule.id
        );
        if said.contains(&constraint.rule.id) {
            self.hits.forget(from, |hit| check.is_undecided(hit) && check.speaks_of_run());
        }
        if !subject.view.request.present && check.asks_who(subject) {
            self.note(Note::USER_UNKNOWN);
        }
        let to = self.hits.len();
        if to == from {
            return false;
        }
        if to.saturating_sub(from) > 1 {
            self.later.need();
        }
        let effect = constraint.effect_of(self.hits.since(from));
        let record = Record::new(constraint.rule, effect, (from, to), [0; 3]);
        self.records.push(Record { constraint: Some(number), implied: subject.implied, ..record });
        true
    }

    /// Notes something, once.
    pub(crate) fn note(&mut self, note: Note) {
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Finds where the pod lands.
    pub(crate) fn place(&mut self, placement: &Placement, subject: Subject<'_>, hardened: bool) {
        self.placed.landing.hardened = hardened;
        self.placed.fill(&placement.groups, subject.view, subject.text);
        let scheduling = &subject.view.scheduling;
        if scheduling.gated {
            self.notes.push(Note::GATED);
        }
        if !scheduling.scheduler.is_empty() && !subject.text.is(scheduling.scheduler, "default-scheduler") {
            self.notes.push(Note::OtherScheduler);
        }
        if placement
            .groups
            .iter()
            .zip(&self.placed.groups)
            .any(|(group, it)| it.is_some() && group.is_bypassed(subject.view, subject.text))
        {
            self.notes.push(Note::BYPASSED);
        } else if self.placed.possible() == 0 {
            self.notes.push(Note::NOWHERE_TO_RUN);
        }
    }

    /// Holds the subject, placed before, against the rules of the nodes it can land on.
    pub(crate) fn judge_nodes(&mut self, placement: &Placement, subject: Subject<'_>) {
        let landing = subject.landing;
        for rule in virtual_nodes::HEADS {
            let Scope::Nodes(classes, concern) = rule.scope else { continue };
            let classes = Classes::of(classes);
            let effect = match landing.can.meets(classes) {
                true => effect(placement, landing, classes, concern),
                false => None,
            };
            if let (Some(effect), Some(revision)) = (effect, rule.editions.last()) {
                let from = self.hits.len();
                (revision.find)(subject, &mut self.hits);
                self.record_apart(rule, effect, subject, from);
            }
        }
    }

    /// Makes a finding of each thing that the API server would have against the manifest.
    pub(crate) fn judge_manifest(&mut self, effects: api_server::Effects, subject: Subject<'_>) {
        // Of a workload in which every field is known there is nothing to say.
        if subject.view.object.kind != Kind::Other && subject.view.unknown.list().is_empty() {
            return;
        }
        for (rule, effect) in api_server::HEADS.iter().zip(effects) {
            let (Some(effect), Some(revision)) = (effect, rule.editions.last()) else { continue };
            let from = self.hits.len();
            (revision.find)(subject, &mut self.hits);
            for at in from..self.hits.len() {
                let orders = self.hits.arrange(subject, at, rule.sort);
                let hits = (at, at.saturating_add(1));
                self.records.push(Record::new(rule, effect, hits, orders));
            }
        }
    }

    /// Makes a finding of each distinct value among the hits of a rule.
    fn record_apart(&mut self, rule: &'static Head, effect: Effect, subject: Subject<'_>, mut from: usize) {
        self.hits.part(subject, from);
        while from < self.hits.len() {
            let to = self.hits.end_of_part(subject, from);
            let orders = self.hits.arrange(subject, from, rule.sort);
            self.records.push(Record::new(rule, effect, (from, to), orders));
            from = to;
        }
    }

    /// Whether another revision of the same rule has just found the same: then it is one finding, for
    /// the modes of both.
    fn is_repetition(&mut self, rule: &'static Head, modes: Modes, from: usize) -> bool {
        let Some(last) = self.records.last_mut().filter(|last| std::ptr::eq(last.rule, rule)) else {
            return false;
        };
        let repeats = self.hits.forget_repetition(last.hits.0, from);
        if repeats {
            last.modes = last.modes.union(modes);
            last.effect = last.modes.effect();
        }
        repeats
    }

    /// Whether something refuses the object.
    pub(crate) fn is_denied(&self) -> bool {
        self.records.iter().any(|record| record.effect == Effect::Deny)
    }

    /// Whether a mode has found something.
    pub(crate) fn fails(&self, mode: Mode) -> bool {
        self.records.iter().any(|record| record.modes.contains(mode))
    }
}

/// What a rule's findings lead to: the policy's word where the pod must run on such nodes, a warning where it
/// can run elsewhere too.
fn effect(placement: &Placement, landing: Landing, classes: Classes, concern: Concern) -> Option<Effect> {
    let asked = match concern {
        Concern::Refused => placement.refused,
        Concern::Void => placement.void?,
        Concern::Uncertain => Effect::Warn,
    };
    Some(if landing.can.within(classes) { asked } else { asked.min(Effect::Warn) })
}
