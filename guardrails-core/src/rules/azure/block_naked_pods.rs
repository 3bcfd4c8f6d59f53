use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::template::{Check, ConstraintExample, Definition, Template};
use crate::rules::{Hit, Hits, Place, Rule, Scope, Subject};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1BlockNakedPods",
    title: "Naked pods",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "A pod that belongs to no workload is not made again when its node goes away.",
    remedy: "Use a Deployment, a Job or another workload.",
    fields: &["metadata.ownerReferences"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "block-naked-pods",
    version: 1,
    definitions: &[Definition { id: "65280eef-c8b4-425e-9aec-af55e55bf581", version: "2.3.1" }],
    parameters: &[],
    examples: &[
        ConstraintExample {
            title: "an owner",
            parameters: "{}",
            object: r#"metadata: {ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: "1"}]}
spec: {containers: [{name: web, image: web}]}"#,
            messages: &[],
        },
        ConstraintExample {
            title: "none",
            parameters: "{}",
            object: "containers: [{name: web, image: web}]",
            messages: &["Naked pod is not allowed, pod: example"],
        },
    ],
    needs: Needs::METADATA,
    compile: |_| Ok(Arc::new(NakedPods)),
};

#[derive(Debug)]
struct NakedPods;

impl Check for NakedPods {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if !subject.implied && !subject.view.details.owned && subject.has_name() {
            hits.missing(Place::Object, "metadata.ownerReferences");
        }
    }

    fn write_message(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "Naked pod is not allowed, pod: {}", subject.object_name())
    }
}
