use std::collections::HashMap;

use super::azure::{Constraint, Expansions, Safeguards};
use super::{Adjustments, FromLabels, Namespaces, Placement, Policy};
use crate::judge::Judge;
use crate::view::Needs;

/// What a policy says beyond the levels and versions of Pod Security. Most of it comes from documents.
#[derive(Clone, Debug, Default)]
pub(crate) struct Beyond {
    /// The nodes of the cluster, if the policy asks where objects run.
    pub(crate) placement: Option<Placement>,
    /// The constraints of Azure Policy, by kind and name.
    pub(crate) constraints: Vec<Constraint>,
    /// How many groups of constraints that match alike there are.
    pub(crate) groups: usize,
    /// The labels of the namespaces that it was given.
    pub(crate) namespaces: Namespaces,
    /// What the reader has to read for them.
    pub(super) needs: Needs,
    /// The cluster's expansion templates, whose names stand before messages about pods that workloads imply.
    pub(crate) expansions: Expansions,
    /// What changes objects before they are judged.
    pub(crate) safeguards: Option<Safeguards>,
    /// What every verdict has to say.
    pub(crate) notes: Vec<String>,
    /// What becomes of findings once they are there, if the policy says anything of it.
    pub(crate) adjustments: Option<Adjustments>,
    /// How levels come from the labels of namespaces, if they do.
    pub(crate) from_labels: Option<FromLabels>,
}

impl Beyond {
    /// What constraints and exceptions look at.
    pub(crate) fn needs(&self) -> Needs {
        match &self.adjustments {
            Some(adjustments) if adjustments.needs_labels() => self.needs.and(Needs::METADATA),
            _ => self.needs,
        }
    }
}

impl Policy {
    /// What the policy says beyond Pod Security, if anything.
    pub(crate) fn beyond(&self) -> Option<&Beyond> {
        self.beyond.as_deref().map(Judge::beyond)
    }

    /// The same, to add to it. Who calls this makes the program carry what judges it.
    pub(super) fn beyond_mut(&mut self) -> &mut Beyond {
        self.beyond.get_or_insert_with(|| Box::new(Beyond::default())).beyond_mut()
    }

    /// The same policy, which changes objects first as Deployment Safeguards does.
    pub(super) fn with_safeguards(mut self, safeguards: Safeguards) -> Self {
        let beyond = self.beyond_mut();
        beyond.needs = beyond.needs.and(safeguards.needs());
        beyond.safeguards = Some(safeguards);
        self
    }

    /// The same policy with constraints, and with what every verdict has to say.
    pub(super) fn with_constraints(mut self, mut constraints: Vec<Constraint>, notes: Vec<String>) -> Self {
        if constraints.is_empty() && notes.is_empty() {
            return self;
        }
        constraints.sort_by(|a, b| (a.rule.id, &a.name).cmp(&(b.rule.id, &b.name)));
        let beyond = self.beyond_mut();
        beyond.needs = constraints.iter().fold(Needs::NONE, |needs, constraint| needs.and(constraint.needs));
        // An initiative says the same for each of its policies, and an object is held against it once.
        let mut groups = HashMap::new();
        for constraint in &mut constraints {
            let next = groups.len();
            constraint.group = *groups.entry(format!("{:?}", constraint.matches)).or_insert(next);
        }
        beyond.groups = groups.len();
        beyond.constraints = constraints;
        beyond.notes = notes;
        self
    }
}
