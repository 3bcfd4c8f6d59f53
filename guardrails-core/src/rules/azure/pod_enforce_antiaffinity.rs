use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::rego::Number;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::{Kind, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1AntiAffinityRules",
    title: "Replicas on one node",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "The pods of a workload with several replicas should not all go down with one node: their template \
        needs `podAntiAffinity`, whatever it says.\n\nThis is the template as it was published. Azure has since edited \
        it in place: see version 2 here, which is the same constraint as today's clusters judge it.",
    remedy: REMEDY,
    fields: &["spec.replicas", "spec.template.spec.affinity.podAntiAffinity"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "pod-enforce-antiaffinity",
    version: 1,
    definitions: &[Definition { id: "34c88cd4-5d72-4dbb-bf77-12c3cafe8791", version: "1.2.2" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "one replica",
            parameters: "{}",
            object: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 1}}",
            messages: &[],
        },
        ConstraintExample {
            title: "two replicas",
            parameters: "{}",
            object: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 2}}",
            messages: &[
                "Deployment with 2 replicas should have pod anti-affinity rules set to avoid disruptions due to \
                 nodes crashing",
            ],
        },
    ],
    needs: Needs::REPLICAS,
    compile: |_| Ok(Arc::new(AntiAffinity { or_spread: false })),
};

const REMEDY: &str = "Set `spec.template.spec.affinity.podAntiAffinity`, preferred over `kubernetes.io/hostname`.";

pub(super) const RULE_TODAY: Rule = Rule {
    id: "K8sAzureV1AntiAffinityOrSpreadRules",
    title: "Replicas on one node",
    scope: Scope::Constraint(&TEMPLATE_TODAY),
    fidelity: Fidelity::Documented,
    upstream: "AKS documentation of Deployment Safeguards, and warnings of live clusters",
    documentation: "The pods of a workload with several replicas should not all go down with one node: their template \
        needs `podAntiAffinity` or `topologySpreadConstraints`.\n\nToday's clusters judge like this under the constraint \
        kind of version 1, `K8sAzureV1AntiAffinityRules`: Azure edited that template in place and did not publish the \
        new text. So that the two can be told apart, the edited one has a name and a version of this library's own.",
    remedy: REMEDY,
    fields: &[
        "spec.replicas",
        "spec.template.spec.affinity.podAntiAffinity",
        "spec.template.spec.topologySpreadConstraints",
    ],
    ..BASE
};

static TEMPLATE_TODAY: Template = Template {
    alias: "pod-enforce-antiaffinity",
    version: 2,
    definitions: &[Definition { id: "34c88cd4-5d72-4dbb-bf77-12c3cafe8791", version: "1.2.2" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "two replicas that are spread",
            parameters: "{}",
            object: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 2, template: \
                     {spec: {topologySpreadConstraints: [{maxSkew: 1}]}}}}",
            messages: &[],
        },
        ConstraintExample {
            title: "two replicas",
            parameters: "{}",
            object: "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 2}}",
            messages: &[
                "Deployment with 2 replicas should have either podAntiAffinity or topologySpreadConstraints set to \
                 avoid disruptions due to nodes crashing",
            ],
        },
    ],
    needs: Needs::REPLICAS,
    compile: |_| Ok(Arc::new(AntiAffinity { or_spread: true })),
};

#[derive(Debug)]
struct AntiAffinity {
    /// Whether spread constraints do as well.
    or_spread: bool,
}

impl Check for AntiAffinity {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let view = subject.view;
        let workload = !matches!(view.object.kind, Kind::Other | Kind::Pod) && view.has_pod && !subject.implied;
        let apart = view.details.anti_affinity || self.or_spread && view.details.spread;
        if workload && !apart && view.details.replicas.is_some_and(|replicas| replicas > 1) {
            hits.missing(Place::Pod, "affinity.podAntiAffinity");
            hits.forbidden(Place::Object, Leaf::field("spec.replicas"), Value::None);
        }
    }

    fn write_message(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let replicas = subject.view.details.replicas.unwrap_or_default();
        subject.write_kind(out)?;
        // The template prints a float as an integer, which Go complains of.
        match Number(replicas.into()).to_string() {
            number if number.contains('e') => write!(out, " with %!d(float64={number}) replicas should have ")?,
            number => write!(out, " with {number} replicas should have ")?,
        }
        out.write_str(match self.or_spread {
            true => "either podAntiAffinity or topologySpreadConstraints set ",
            false => "pod anti-affinity rules set ",
        })?;
        out.write_str("to avoid disruptions due to nodes crashing")
    }
}
