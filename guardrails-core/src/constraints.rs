//! Constraints: which of a policy's are for an object, or for the pod that it will make, and what they say.

use std::collections::BTreeMap;

use smallvec::SmallVec;

use crate::context::Context;
use crate::input::kinds;
use crate::inventory::Inventory;
use crate::policy::azure::{Matches, Target};
use crate::policy::{Beyond, Namespaces};
use crate::rules::Subject;
use crate::verdict::{Note, Outcome};
use crate::view::{Kind, Str};

/// Which objects constraints are held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expansion {
    /// The object as it stands.
    None,
    /// The pod of a workload too, for the constraints that ask for generated objects: Gatekeeper's expansion.
    Asked,
    /// The pod of a workload too, for every constraint: the pod will meet it.
    Always,
}

impl Beyond {
    /// Holds an object against the policy's constraints; says whether any looks at its kind.
    pub(crate) fn hold(
        &self,
        subject: Subject<'_>,
        context: Context<'_>,
        expansion: Expansion,
        outcome: &mut Outcome,
    ) -> bool {
        let kind = subject.view.object.kind;
        let makes_pod = kind != Kind::Other && kind != Kind::Pod && subject.view.has_pod;
        let expands = match expansion {
            Expansion::None => false,
            Expansion::Asked => makes_pod && self.expansions.name(subject.view, subject.text).is_some(),
            Expansion::Always => makes_pod,
        };
        let said = context.run.map(Inventory::said).unwrap_or_default();
        let own = Judged { subject, context, namespaces: &self.namespaces };
        let pod = Judged { subject: Subject { implied: true, ..subject }, ..own };
        let facts = subject.view.facts();
        let mut judged = false;
        let mut answers: SmallVec<[Option<Answer>; 8]> = SmallVec::from_elem(None, self.groups);
        for (number, constraint) in (0u32..).zip(&self.constraints) {
            let Some(answer) = answers.get_mut(constraint.group) else { continue };
            let matches = &constraint.matches;
            let answer = *answer.get_or_insert_with(|| Answer {
                own: matches.wants_original() && is_meant(matches, &own, outcome, &mut judged),
                pod: expands
                    && (expansion == Expansion::Always || matches.wants_generated())
                    && is_meant(matches, &pod, outcome, &mut judged),
            });
            if !constraint.concern.meets(facts) && !cfg!(debug_assertions) {
                continue;
            }
            if answer.own {
                outcome.judge_constraint(number, constraint, subject, said);
            }
            if answer.pod
                && outcome.judge_constraint(number, constraint, pod.subject, said)
                && expansion == Expansion::Asked
                && !self.expansions.are_known()
            {
                outcome.note(Note::EXPANSION_UNKNOWN);
            }
        }
        // Admission answers for each constraint by itself.
        if expansion != Expansion::Asked {
            outcome.unite(&self.constraints, subject);
        }
        judged
    }
}

/// Whether constraints that match alike are for the object, and for the pod it implies.
#[derive(Clone, Copy)]
struct Answer {
    own: bool,
    pod: bool,
}

/// Whether a constraint is for a target; notes where the stricter answer was taken, and says whether it looks at
/// targets of this kind.
fn is_meant(matches: &Matches, target: &Judged<'_>, outcome: &mut Outcome, looked: &mut bool) -> bool {
    if !matches.looks_at(target) {
        return false;
    }
    *looked = true;
    let matched = matches.holds_for(target);
    if matched.matches && matched.namespace_unknown {
        outcome.note(Note::CONSTRAINT_NAMESPACE);
    }
    if matched.matches && matched.labels_unknown {
        outcome.note(Note::CONSTRAINT_NAMESPACE_LABELS);
    }
    matched.matches
}

/// The object, or the pod it implies, as a constraint's match sees it.
#[derive(Clone, Copy)]
struct Judged<'j> {
    subject: Subject<'j>,
    context: Context<'j>,
    /// Those of the policy.
    namespaces: &'j Namespaces,
}

impl<'j> Judged<'j> {
    /// The labels of the object's namespace, if the run or the policy has it.
    fn known_namespace(self) -> Option<&'j BTreeMap<String, String>> {
        let mut found = None;
        self.with_namespace(&mut |name| {
            let of_run = self.context.run.and_then(|run| run.namespaces.labels(name));
            found = of_run.or_else(|| self.namespaces.labels(name));
            true
        });
        found
    }

    /// Tests a string of the object. Only a spelling with escapes costs a copy.
    fn test(self, s: Str, test: &mut dyn FnMut(&str) -> bool) -> bool {
        let text = self.subject.text;
        match text.plain(s) {
            Some(plain) => test(plain),
            None => test(&text.show(s).to_string()),
        }
    }
}

impl Target for Judged<'_> {
    fn is_kind(&self, group: Option<&str>, kind: Option<&str>) -> bool {
        let Subject { view, text, implied, .. } = self.subject;
        if implied {
            return group.is_none_or(str::is_empty) && kind.is_none_or(|kind| kind == "Pod");
        }
        group.is_none_or(|group| view.group_is(text, group)) && kind.is_none_or(|kind| view.kind_is(text, kind))
    }

    fn is_namespace(&self) -> bool {
        !self.subject.implied && self.subject.view.is_kind(self.subject.text, "v1", "Namespace")
    }

    fn with_name(&self, test: &mut dyn FnMut(&str, bool) -> bool) -> bool {
        let Subject { view, text, implied, .. } = self.subject;
        if implied {
            let name = format!("{}-pod", text.show(view.object.name)).to_lowercase();
            return test(&name, false);
        }
        let generated = view.details.generate_name;
        self.test(view.object.name, &mut |name| test(name, false))
            || !generated.is_empty() && self.test(generated, &mut |name| test(name, true))
    }

    fn with_namespace(&self, test: &mut dyn FnMut(&str) -> bool) -> Option<bool> {
        let own = self.subject.view.object.namespace;
        match own.is_empty() {
            false => Some(self.test(own, test)),
            true if self.is_cluster_wide() => None,
            true => self.subject.namespace.map(test),
        }
    }

    fn is_cluster_wide(&self) -> bool {
        let Subject { view, text, implied, .. } = self.subject;
        let kind = &view.names.kind;
        let is_cluster_wide = |kind: &str| kinds::is_cluster_wide(kind);
        view.object.namespace.is_empty()
            && !implied
            && match kind.is_empty() {
                true => text.plain(view.object.kind_name).is_some_and(is_cluster_wide),
                false => is_cluster_wide(kind),
            }
    }

    fn label(&self, key: &str, test: &dyn Fn(&str) -> bool) -> Option<bool> {
        let Subject { text, .. } = self.subject;
        let label = self.subject.labels().iter().find(|label| text.is(label.key, key))?;
        Some(self.test(label.value, &mut |value| test(value)))
    }

    fn knows_namespace_labels(&self) -> bool {
        self.context.namespace_labels.is_some() || self.known_namespace().is_some()
    }

    fn namespace_label(&self, key: &str, test: &dyn Fn(&str) -> bool) -> Option<bool> {
        if let Some(labels) = self.context.namespace_labels {
            return labels.iter().find(|(name, _)| *name == key).map(|(_, value)| test(value));
        }
        self.known_namespace()?.get(key).map(|value| test(value))
    }
}
