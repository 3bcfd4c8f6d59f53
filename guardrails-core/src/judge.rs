//! What a policy does with objects beyond holding pods against the levels of Pod Security.
//!
//! It hangs on the policy behind a trait object: a program that puts nothing of the kind into a policy does not
//! carry the code that judges it.

use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};

use crate::constraints::Expansion;
use crate::context::Context;
use crate::input::plain::ReadWhole;
use crate::input::read::read_root;
use crate::policy::{Beyond, Checks, Labels, Level, Mode};
use crate::rules::{Subject, virtual_nodes};
use crate::verdict::{Changes, Note, Outcome};
use crate::view::{Kind, Text, View, Wants};

/// What is done with an object, in this order, where a policy says more than levels.
pub(crate) trait Judge: fmt::Debug + Send + Sync + UnwindSafe + RefUnwindSafe {
    /// What the policy says.
    fn beyond(&self) -> &Beyond;

    /// The same, to be changed.
    fn beyond_mut(&mut self) -> &mut Beyond;

    /// A copy.
    fn boxed(&self) -> Box<dyn Judge>;

    /// What has to be read.
    fn wants(&self) -> Wants;

    /// What reads it from JSON.
    fn read_whole(&self) -> ReadWhole;

    /// Changes the object as admission would.
    fn change(&self, view: &mut View, text: Text<'_>, namespace: Option<&str>, changes: &mut Changes);

    /// The checks that the labels of the object's namespace come to, if levels come from labels. They are lent out by
    /// the outcome, whose memory they stay in.
    fn label_checks(&self, subject: Subject<'_>, context: Context<'_>, outcome: &mut Outcome) -> Option<Checks>;

    /// Finds where the pod lands and what holds there, if the policy asks.
    fn judge_placement(&self, checks: &Checks, subject: Subject<'_>, outcome: &mut Outcome);

    /// Holds the object against the constraints; says whether any looks at its kind.
    fn judge_constraints(
        &self,
        subject: Subject<'_>,
        context: Context<'_>,
        expansion: Expansion,
        outcome: &mut Outcome,
    ) -> bool;

    /// Goes over what was found, if the policy says what becomes of it.
    fn settle(&self, subject: Subject<'_>, outcome: &mut Outcome, input: Option<&str>);
}

impl Clone for Box<dyn Judge> {
    fn clone(&self) -> Self {
        self.boxed()
    }
}

impl Judge for Beyond {
    fn beyond(&self) -> &Beyond {
        self
    }

    fn beyond_mut(&mut self) -> &mut Beyond {
        self
    }

    fn boxed(&self) -> Box<dyn Judge> {
        Box::new(self.clone())
    }

    fn wants(&self) -> Wants {
        let placement = self.placement.as_ref();
        Wants {
            scheduling: placement.is_some(),
            runtime: placement.is_some_and(|placement| placement.has_virtual_nodes()),
            leaves: placement.filter(|placement| placement.voids_guardrails()).map(|_| virtual_nodes::leaves()),
            azure: self.needs(),
            types: false,
        }
    }

    fn read_whole(&self) -> ReadWhole {
        |json, view, from| read_root(json, view, from)
    }

    fn change(&self, view: &mut View, text: Text<'_>, namespace: Option<&str>, changes: &mut Changes) {
        if let Some(safeguards) = &self.safeguards {
            safeguards.change(view, text, namespace, changes);
        }
    }

    fn label_checks(&self, subject: Subject<'_>, context: Context<'_>, outcome: &mut Outcome) -> Option<Checks> {
        let from_labels = self.from_labels.as_ref()?;
        if subject.view.object.kind == Kind::Other {
            return None;
        }
        let own = subject.view.object.namespace;
        let of = |name: &str| {
            let of_run = context.run.and_then(|run| run.namespaces.labels(name));
            of_run.or_else(|| self.namespaces.labels(name)).map(Labels::Known)
        };
        let known = || match (own.is_empty(), subject.text.plain(own)) {
            (true, _) => context.namespace.and_then(of),
            (false, Some(name)) => of(name),
            (false, None) => of(&subject.text.show(own).to_string()),
        };
        let levels = match context.namespace_labels.map(Labels::Pairs).or_else(known) {
            Some(labels) => from_labels.of(labels),
            None => {
                outcome.notes.push(Note::LabelsUnknown);
                from_labels.unknown()
            }
        };
        Some(outcome.lend(levels))
    }

    fn judge_placement(&self, checks: &Checks, subject: Subject<'_>, outcome: &mut Outcome) {
        let Some(placement) = &self.placement else { return };
        let enforced = checks.mode(Mode::Enforce).is_some_and(|at| at.level > Level::Privileged);
        let hardened = enforced && !outcome.notes.iter().any(|note| note.is_exemption());
        outcome.place(placement, subject, hardened);
        outcome.judge_nodes(placement, Subject { landing: outcome.placed.landing, ..subject });
    }

    fn judge_constraints(
        &self,
        subject: Subject<'_>,
        context: Context<'_>,
        expansion: Expansion,
        outcome: &mut Outcome,
    ) -> bool {
        !self.constraints.is_empty() && self.hold(subject, context, expansion, outcome)
    }

    fn settle(&self, subject: Subject<'_>, outcome: &mut Outcome, input: Option<&str>) {
        if let Some(adjustments) = &self.adjustments {
            outcome.settle(adjustments, &self.constraints, subject, input);
        }
    }
}
