use std::fmt;
use std::sync::Arc;

use serde_json::Value as Json;

use super::exclusions::plain;
use super::rego::write_value;
use super::requester::{ALLOWED_GROUPS, ALLOWED_USERS, Requesters};
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{RULE as BASE, Set};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::{Annotation, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1RestrictedLabels",
    title: "Labels that AKS keeps for itself",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "AKS steers its own work by some labels; an object that wears one by accident is taken for AKS' own. \
        A key must equal a listed one: `kubernetes.azure.com/mode` is free if only `kubernetes.azure.com` is listed. \
        Labels of pod templates are not looked at until there is a pod.\n\nBy whom the object is sent counts: some \
        users may set these labels. As long as nobody has sent it, it is judged as from an administrator of the \
        cluster (group `system:masters`), and a note says so.",
    remedy: "Give the label a key of your own.",
    fields: &["metadata.labels"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "restricted-labels",
    version: 1,
    definitions: &[Definition { id: "a22123bd-b9da-4c86-9424-24903e91fd55", version: "1.2.1" }],
    parameters: &[
        Parameter {
            name: "labels",
            holds: ParameterType::TEXTS,
            default: "",
            meaning: "the keys of the labels that are reserved",
        },
        ALLOWED_USERS,
        ALLOWED_GROUPS,
    ],
    examples: &[
        ConstraintExample {
            title: "a longer key",
            parameters: "{labels: [kubernetes.azure.com]}",
            object: "{apiVersion: v1, kind: Service, metadata: {name: web, labels: {kubernetes.azure.com/mode: user}}}",
            messages: &[],
        },
        ConstraintExample {
            title: "a reserved key",
            parameters: "{labels: [kubernetes.azure.com, agentpool]}",
            object: "{apiVersion: v1, kind: Service, metadata: {name: web, labels: {agentpool: web}}}",
            messages: &[r#"Label <{"agentpool", "kubernetes.azure.com"}> is reserved for AKS use only"#],
        },
    ],
    needs: Needs::METADATA,
    compile: |parameters| {
        let mut shown: Vec<&Json> = parameters.elements("labels").iter().collect();
        // Null comes before every string.
        shown.sort_by_key(|label| label.as_str());
        shown.dedup();
        Ok(Arc::new(RestrictedLabels {
            labels: parameters.texts("labels").map(Box::from).collect(),
            shown: shown.into_iter().cloned().collect(),
            requesters: Requesters::new(parameters),
        }))
    },
};

#[derive(Debug)]
struct RestrictedLabels {
    labels: Set<Box<str>>,
    /// The same, sorted, for the message.
    shown: Vec<Json>,
    requesters: Requesters,
}

impl RestrictedLabels {
    /// Whether a label is reserved. The template joins all keys by commas and takes them apart again.
    fn reserves(&self, subject: Subject<'_>, label: &Annotation) -> bool {
        plain(subject, label.key).split(',').any(|key| self.labels.contains(key))
    }
}

impl Check for RestrictedLabels {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let reserved = || subject.labels().iter().any(|label| self.reserves(subject, label));
        if !self.labels.is_empty() && reserved() && self.requesters.include(subject) == Some(false) {
            hits.forbidden(Place::Metadata, Leaf::field("labels"), Value::None);
        }
    }

    fn asks_who(&self, subject: Subject<'_>) -> bool {
        subject.labels().iter().any(|label| self.reserves(subject, label))
    }

    fn write_message(&self, _subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("Label <")?;
        let mut open = "{";
        for label in &self.shown {
            out.write_str(open)?;
            write_value(label, out)?;
            open = ", ";
        }
        out.write_str("}> is reserved for AKS use only")
    }
}
