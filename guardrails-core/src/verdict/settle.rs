//! What becomes of findings once they are there: what they lead to at the most, which of them are excepted, and
//! which have been there before.

use super::judge::{Held, Note, Outcome, Record};
use super::{Effect, Verdict};
use crate::policy::azure::Constraint;
use crate::policy::{Adjustments, Baseline, ExceptedContainer, ExceptionState, KnownFinding, Profile};
use crate::rules::{Failure, Place, Subject};

impl Outcome {
    /// Goes over the findings of an object in an input of this name, as far as it is known.
    pub(crate) fn settle(
        &mut self,
        adjustments: &Adjustments,
        constraints: &[Constraint],
        subject: Subject<'_>,
        input: Option<&str>,
    ) {
        if self.records.is_empty() {
            return;
        }
        self.arrange(subject, constraints);
        let profile = profile(subject);
        if profile.namespace.is_none() && adjustments.needs_namespace() {
            self.notes.push(Note::NAMESPACE_UNDECIDED);
        }
        for record in &mut self.records {
            let ceiling = adjustments.ceilings.iter().find(|it| it.covers(record.rule, profile.namespace.as_deref()));
            if let Some(ceiling) = ceiling {
                record.lower(ceiling.effect);
            }
        }
        self.except(adjustments, &profile, subject);
        if let Some(baseline) = &adjustments.baseline {
            let known = |outcome: &Self, record: &Record| {
                let failure = outcome.unarranged().failure(record, subject, constraints);
                known(&failure, &profile, input.unwrap_or_default())
            };
            self.recognize(|outcome, record| baseline.findings.contains(&known(outcome, record)), &profile);
        }
    }

    /// Marks what exceptions cover. Of several that cover a finding the one counts that holds longest.
    fn except(&mut self, adjustments: &Adjustments, profile: &Profile, subject: Subject<'_>) {
        let of_object = (0u32..).zip(&adjustments.exceptions).filter(|(_, exception)| exception.is_about(profile));
        let of_object: Vec<_> = of_object.collect();
        if of_object.is_empty() {
            return;
        }
        for n in 0..self.records.len() {
            let Some(record) = self.records.get(n).copied() else { break };
            let mut of_rule = of_object.iter().filter(|(_, exception)| exception.covers_rule(record.rule)).peekable();
            if of_rule.peek().is_none() {
                continue;
            }
            let containers = self.containers(&record, subject);
            let mut best: Option<(ExceptionState, u32)> = None;
            for (number, exception) in of_rule.filter(|(_, it)| it.covers(profile, containers.as_deref())) {
                let found = (exception.state(|| adjustments.today()), *number);
                self.matched.push(*number);
                best = best.filter(|best| best.0 >= found.0).or(Some(found));
            }
            if let (Some((state, number)), Some(record)) = (best, self.records.get_mut(n)) {
                record.hold(Held::Exception(number, state, record.effect));
            }
        }
        self.matched.sort_unstable();
        self.matched.dedup();
    }

    /// Marks what a baseline knows.
    fn recognize(&mut self, is_known: impl Fn(&Self, &Record) -> bool, profile: &Profile) {
        for n in 0..self.records.len() {
            let Some(record) = self.records.get(n).copied() else { break };
            let counts = record.effect > Effect::Audit && !profile.name.is_empty();
            if counts
                && is_known(self, &record)
                && let Some(record) = self.records.get_mut(n)
            {
                record.hold(Held::Baseline(record.effect));
            }
        }
    }

    /// The containers that a finding is about; none if it is about anything else as well.
    fn containers(&self, record: &Record, subject: Subject<'_>) -> Option<Vec<ExceptedContainer>> {
        let hits = self.unarranged().failure(record, subject, &[]).hits;
        let container = |place: Place| {
            let Place::Container(list, n) = place else { return None };
            let container = subject.view.containers.list(list).get(n as usize)?;
            let shown = |text| subject.text.show(text).to_string();
            Some(ExceptedContainer { name: shown(container.name), image: shown(container.image) })
        };
        hits.iter().map(|hit| container(hit.place)).collect()
    }
}

impl Record {
    /// Lets the finding lead to an effect at the most.
    fn lower(&mut self, effect: Effect) {
        self.effect = self.effect.min(effect);
        self.modes = self.modes.at_most(effect);
    }

    fn hold(&mut self, held: Held) {
        self.held = Some(held);
        match held {
            Held::Exception(_, ExceptionState::Expired, _) => {}
            Held::Exception(_, ExceptionState::Ending, _) => self.lower(Effect::Warn),
            Held::Exception(_, ExceptionState::Active, _) | Held::Baseline(_) => self.lower(Effect::Audit),
        }
    }
}

impl Verdict<'_> {
    /// The exceptions of the policy that have covered a finding of this object, ended or not: indexes into
    /// [`Policy::exceptions`](crate::Policy::exceptions).
    pub fn matched_exceptions(&self) -> impl Iterator<Item = usize> {
        self.outcome.matched.iter().map(|number| *number as usize)
    }

    /// Adds what refuses or warns to a baseline, except for an object without a name, which nobody could know
    /// again.
    pub fn add_to(&self, baseline: &mut Baseline) {
        let subject = self.subject();
        let profile = profile(subject);
        if profile.name.is_empty() {
            return;
        }
        let found = self.found();
        let refusing = found.records.iter().filter(|record| record.effect > Effect::Audit);
        let input = self.input.unwrap_or_default();
        baseline.findings.extend(refusing.map(|record| {
            let failure = found.failure(record, subject, self.constraints);
            known(&failure, &profile, input)
        }));
    }
}

/// A finding by what stays of it when lines shift.
fn known(failure: &Failure<'_>, profile: &Profile, input: &str) -> KnownFinding {
    let mut message = String::new();
    // Writing into a string cannot fail.
    let _ = failure.write_message(&mut message);
    KnownFinding {
        input: input.to_owned(),
        kind: profile.kind.clone(),
        namespace: profile.namespace.clone().unwrap_or_default(),
        name: profile.name.clone(),
        rule: failure.rule.id.to_owned(),
        message,
    }
}

/// What exceptions and baselines look at of an object. Its own namespace wins.
fn profile(subject: Subject<'_>) -> Profile {
    let Subject { view, text, namespace, .. } = subject;
    let shown = |s| text.show(s).to_string();
    let own = view.object.namespace;
    Profile {
        kind: shown(view.object.kind_name),
        name: shown(view.object.name),
        namespace: if own.is_empty() { namespace.map(str::to_owned) } else { Some(shown(own)) },
        labels: view.details.labels.iter().map(|pair| (shown(pair.key), shown(pair.value))).collect(),
    }
}
