use std::collections::{BTreeMap, BTreeSet};

use guardrails_core::{Effect, Status, Verdict};

use crate::{DENIED, FAILED, PASSED};

/// How many kinds that are not judged are named; a stream may bring any number of them.
const KINDS_NAMED: usize = 8;

/// How many skipped files are named; a folder of another tool's may hold thousands.
const FILES_NAMED: usize = 20;

/// What a run has come to so far.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) judged: u64,
    pub(super) denied: u64,
    /// Objects that are allowed with a warning.
    pub(super) warned: u64,
    pub(super) not_judged: u64,
    /// Kinds that no rule looks at: a few of them.
    pub(super) other_kinds: BTreeSet<String>,
    pub(super) more_kinds: bool,
    pub(super) errors: u64,
    /// Objects whose findings another object of the same owner had before.
    pub(super) repeated: u64,
    /// ReplicaSets without replicas.
    pub(super) idle: u64,
    /// Exceptions that have nothing to cover.
    pub(super) unused: Vec<String>,
    /// Files of walked folders that hold no Kubernetes object: the first of them by name.
    pub(super) foreign: Vec<String>,
    /// How many more there are in each part of a walked folder.
    pub(super) more_foreign: BTreeMap<String, u64>,
    /// Helm charts and how many templates they have.
    pub(super) charts: BTreeMap<String, u64>,
    /// Files and folders left out by `--exclude`.
    pub(super) excluded: u64,
    /// What verdicts note, and of how many objects: policies can say only so many things.
    pub(super) notes: BTreeMap<String, u64>,
}

/// What an object adds to the tally.
pub(super) enum Counted {
    /// It could not be read.
    Error,
    /// A ReplicaSet without replicas.
    Idle,
    /// No rule looks at its kind.
    NotJudged { kind: String, notes: Vec<String> },
    /// What its findings come to, and what its verdict notes.
    Judged { effect: Option<Effect>, notes: Vec<String> },
}

impl Counted {
    pub(super) fn of(verdict: &Verdict<'_>) -> Self {
        let notes = verdict.notes().map(|note| note.to_string()).collect();
        match verdict.status() {
            Status::NotJudged => Self::NotJudged { kind: verdict.kind().to_string(), notes },
            _ => Self::Judged { effect: verdict.findings().map(|finding| finding.effect()).max(), notes },
        }
    }
}

impl Tally {
    /// Adds an object; of several with one owner and the same findings the first counts as denied or warned.
    pub(super) fn add(&mut self, counted: Counted, repeats: bool) {
        match counted {
            Counted::Error => increase(&mut self.errors),
            Counted::Idle => increase(&mut self.idle),
            Counted::NotJudged { kind, notes } => {
                self.add_notes(notes);
                increase(&mut self.not_judged);
                self.add_kind(kind);
            }
            Counted::Judged { effect, notes } => {
                self.add_notes(notes);
                increase(&mut self.judged);
                match effect {
                    _ if repeats => increase(&mut self.repeated),
                    Some(Effect::Deny) => increase(&mut self.denied),
                    Some(Effect::Warn) => increase(&mut self.warned),
                    _ => {}
                }
            }
        }
    }

    fn add_notes(&mut self, notes: Vec<String>) {
        for note in notes {
            increase(self.notes.entry(note).or_default());
        }
    }

    pub(super) fn add_error(&mut self) {
        increase(&mut self.errors);
    }

    /// Adds a file without an object, which lies in this part of a walked folder.
    pub(super) fn add_foreign(&mut self, name: String, part: String) {
        if self.foreign.len() < FILES_NAMED {
            return self.foreign.push(name);
        }
        increase(self.more_foreign.entry(part).or_default());
    }

    pub(super) fn add_template(&mut self, chart: String) {
        increase(self.charts.entry(chart).or_default());
    }

    pub(super) fn add_excluded(&mut self) {
        increase(&mut self.excluded);
    }

    fn add_kind(&mut self, kind: String) {
        if self.other_kinds.len() < KINDS_NAMED {
            self.other_kinds.insert(kind);
        } else {
            self.more_kinds |= !self.other_kinds.contains(&kind);
        }
    }

    /// Objects judged or not, and what could not be read: what the run has seen of what it was to check.
    pub(super) fn seen(&self) -> u64 {
        let judged = self.judged.saturating_add(self.not_judged).saturating_add(self.idle);
        judged.saturating_add(self.errors)
    }

    /// Files without a Kubernetes object.
    pub(super) fn foreign(&self) -> u64 {
        sum(&self.more_foreign).saturating_add(self.foreign.len() as u64)
    }

    /// Files that were passed over though they lie in a walked folder.
    pub(super) fn skipped(&self) -> u64 {
        sum(&self.charts).saturating_add(self.foreign())
    }

    pub(super) fn status(&self, fail_on: Effect) -> u8 {
        match () {
            () if self.errors > 0 => FAILED,
            () if self.denied > 0 => DENIED,
            () if self.warned > 0 && fail_on <= Effect::Warn => DENIED,
            () => PASSED,
        }
    }
}

fn increase(number: &mut u64) {
    *number = number.saturating_add(1);
}

fn sum(numbers: &BTreeMap<String, u64>) -> u64 {
    numbers.values().fold(0, |sum, number| sum.saturating_add(*number))
}
