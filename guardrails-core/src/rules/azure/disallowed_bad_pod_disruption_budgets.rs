use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Tag, Value};
use crate::view::Needs;

pub(super) static RULE: Rule = Rule {
    id: "K8sAzureV2DisallowedBadPodDisruptionBudgets",
    title: "PodDisruptionBudgets that block upgrades",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition d9e8f2c1 1.3.1-preview: kinds and description; the public text of version 1",
    documentation: "A PodDisruptionBudget that lets no pod go stops the upgrade of its nodes. One with a \
        `maxUnavailable` of 0 is refused; a percentage is not looked at.\n\nWhether `minAvailable` leaves a pod to \
        spare depends on the replicas of the workload, so such a budget gets a warning that says so, whatever the \
        constraint's effect. Neither the text of this version of the template nor the name of its constraint kind is \
        public: the kind is this library's own, and the message is that of version 1.",
    remedy: "Set `maxUnavailable` to 1 or more.",
    fields: &["spec.maxUnavailable", "spec.minAvailable"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "disallowed-bad-pod-disruption-budgets",
    version: 2,
    definitions: &[Definition { id: "d9e8f2c1-4c5a-4f5c-8b5a-2abf1e9f7b4d", version: "1.3.1-preview" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "one pod may go",
            parameters: "{}",
            object: "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {maxUnavailable: 1}}",
            messages: &[],
        },
        ConstraintExample {
            title: "no pod may go",
            parameters: "{}",
            object: "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {maxUnavailable: 0}}",
            messages: &["PodDisruptionBudget <web> has maxUnavailable of 0, only positive integers are allowed for \
                 maxUnavailable"],
        },
        ConstraintExample {
            title: "some pods must stay",
            parameters: "{}",
            object: "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {minAvailable: 1}}",
            messages: &["not decided here: whether minAvailable of PodDisruptionBudget web is less than the replicas \
                 depends on the workload"],
        },
    ],
    needs: Needs::OTHER_KINDS,
    compile: |_| Ok(Arc::new(BadBudgets)),
};

#[derive(Debug)]
struct BadBudgets;

impl Check for BadBudgets {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let budget = subject.view.details.other.budget;
        if budget.max_unavailable.is_some_and(|number| number <= 0) {
            hits.forbidden(Place::Object, Leaf::field("spec.maxUnavailable"), Value::None);
        }
        if budget.min_available {
            hits.missing(Place::Object, "spec.minAvailable");
        }
    }

    fn is_undecided(&self, hit: &Hit) -> bool {
        hit.tag == Tag::Missing
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let name = subject.object_name();
        match hit.tag {
            Tag::Forbidden => write!(
                out,
                "PodDisruptionBudget <{name}> has maxUnavailable of 0, only positive integers are allowed for \
                 maxUnavailable"
            ),
            Tag::Missing => write!(
                out,
                "not decided here: whether minAvailable of PodDisruptionBudget {name} is less than the replicas depends \
                 on the workload"
            ),
        }
    }
}
