use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::rego::Number;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Tag, Value};
use crate::view::{Amount, Needs, Other};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV2DisallowedBadPodDisruptionBudgets",
    title: "PodDisruptionBudgets that block upgrades",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition d9e8f2c1 1.3.1-preview: kinds and description; the public text of version 1",
    documentation: "A PodDisruptionBudget that lets no pod go stops the upgrade of its nodes. One with a \
        `maxUnavailable` of 0 is refused; a percentage is not looked at.\n\nWhether `minAvailable` leaves a pod to \
        spare depends on the replicas of the Deployments, StatefulSets and ReplicaSets of the namespace with the same \
        `matchLabels`. Those of the same run are looked at, and of many that break the rule 16 are told. Where there \
        is none, or where `minAvailable` is a percentage, the budget gets a warning that says so, whatever the \
        constraint's effect. Neither the text of this version of the template nor the name of its constraint kind is \
        public: the kind is this library's own, and the messages are those of version 1.",
    remedy: "Set `maxUnavailable` to 1 or more, and `minAvailable` below the replicas.",
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
    needs: Needs::OTHER_KINDS.and(Needs::REPLICAS).and(Needs::INVENTORY),
    compile: |_| Ok(Arc::new(BadBudgets)),
};

#[derive(Debug)]
struct BadBudgets;

impl Check for BadBudgets {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let budget = subject.view.details.other.budget;
        if matches!(budget.max_unavailable, Some(Amount::Number(..=0))) {
            hits.forbidden(Place::Object, Leaf::field("spec.maxUnavailable"), Value::None);
        }
        let workloads = match budget.min_available {
            None => return,
            Some(Amount::Number(least)) => too_small(subject, least),
            // The public text goes wrong here, and what today's makes of it is not known.
            Some(Amount::Percentage) => None,
        };
        match workloads {
            Some(workloads) => (0..).zip(workloads).for_each(|(n, _)| {
                hits.forbidden(Place::Object, Leaf::field("spec.minAvailable"), Value::Number(n));
            }),
            None => hits.missing(Place::Object, "spec.minAvailable"),
        }
    }

    fn is_undecided(&self, hit: &Hit) -> bool {
        hit.tag == Tag::Missing
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let name = subject.object_name();
        match (hit.tag, hit.value, subject.view.details.other.budget.min_available) {
            (Tag::Forbidden, Value::Number(n), Some(Amount::Number(least))) => {
                let workload =
                    too_small(subject, least).into_iter().flatten().nth(usize::try_from(n).unwrap_or_default());
                let Some(Other { kind, name: workload, replicas }) = workload else { return Ok(()) };
                let (least, replicas) = (Number(least), Number((*replicas).into()));
                write!(
                    out,
                    "PodDisruptionBudget {name} specifies minAvailable of {least}, but matching {kind} {workload} has \
                     {replicas} replicas. minAvailable should be less than {replicas}"
                )
            }
            (Tag::Forbidden, ..) => write!(
                out,
                "PodDisruptionBudget <{name}> has maxUnavailable of 0, only positive integers are allowed for \
                 maxUnavailable"
            ),
            (Tag::Missing, ..) => write!(
                out,
                "not decided here: whether minAvailable of PodDisruptionBudget {name} is less than the replicas depends \
                 on the workload"
            ),
        }
    }
}

/// The workloads of the run with the budget's labels that have no more replicas than must stay; nothing if the run
/// has none with its labels.
fn too_small<'s>(subject: Subject<'s>, least: i64) -> Option<impl Iterator<Item = &'s Other>> {
    subject.others?.workloads(subject.view, subject.text, subject.namespace, least)
}
