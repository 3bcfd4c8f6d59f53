use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::required::Required;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use crate::rules::{Hit, Hits, Place, Rule, Scope, Subject};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1PodEnforceLabels",
    title: "Required labels",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "The object must have each label of the list, whatever its value.",
    remedy: "Set the labels.",
    fields: &["metadata.labels"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "pod-enforce-labels",
    version: 1,
    definitions: &[Definition { id: "46592696-4c7b-4bf3-9e45-6c2763bdc0a6", version: "7.2.0" }],
    parameters: &[Parameter {
        name: "labels",
        holds: ParameterType::TEXTS,
        default: "",
        meaning: "the labels that are required",
    }],
    examples: &[
        ConstraintExample {
            title: "all of them",
            parameters: "{labels: [app]}",
            object: "metadata: {labels: {app: web}}
spec: {containers: [{name: web, image: web}]}",
            messages: &[],
        },
        ConstraintExample {
            title: "two are missing",
            parameters: "{labels: [team, app, cost]}",
            object: "metadata: {labels: {app: web}}
spec: {containers: [{name: web, image: web}]}",
            messages: &[r#"you must provide labels: {"cost", "team"}"#],
        },
    ],
    needs: Needs::METADATA,
    compile: |parameters| Ok(Arc::new(Labels(Required::new(parameters.elements("labels").iter())))),
};

#[derive(Debug)]
struct Labels(Required);

impl Check for Labels {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if self.0.missing(subject, subject.labels()).next().is_some() {
            hits.missing(Place::Metadata, "labels");
        }
    }

    fn write_message(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("you must provide labels: ")?;
        self.0.write_set(subject, subject.labels(), out)
    }

    fn write_details(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("{\"missing_labels\":")?;
        self.0.write_json(subject, subject.labels(), out)?;
        out.write_str("}")
    }
}
