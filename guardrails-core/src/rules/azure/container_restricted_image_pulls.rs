use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_IMAGES, Exclusions};
use super::template::{Check, ConstraintExample, Definition, Template};
use super::{ALL, RULE as BASE};
use crate::rules::{Hit, Hits, Place, Rule, Scope, Subject};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1ContainerRestrictedImagePulls",
    title: "Pull secrets",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "A pod with a container of an image that is not excluded must name pull secrets: images that anybody may pull are limited by their registries, and are often not what they seem. Windows pods are judged too.\n\n\
        Secrets that a service account brings along are not seen in a manifest.",
    remedy: "Set `imagePullSecrets`.",
    fields: &["spec.imagePullSecrets"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "container-restricted-image-pulls",
    version: 1,
    definitions: &[Definition { id: "12db3749-7e03-4b9f-b443-d37d3fb9f8d9", version: "1.3.1" }],
    parameters: &[EXCLUDED_IMAGES],
    examples: &[
        ConstraintExample {
            title: "a pull secret",
            parameters: "{}",
            object: "{imagePullSecrets: [{name: s}], containers: [{name: web, image: web}]}",
            messages: &[],
        },
        ConstraintExample {
            title: "none",
            parameters: "{}",
            object: "containers: [{name: web, image: web}]",
            messages: &[
                "example in default does not have imagePullSecrets. Unauthenticated image pulls are not recommended.",
            ],
        },
    ],
    needs: Needs::PULL_SECRETS,
    compile: |parameters| Ok(Arc::new(PullSecrets(Exclusions::new(parameters)))),
};

#[derive(Debug)]
struct PullSecrets(Exclusions);

impl Check for PullSecrets {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let namespaced = subject.is_defaulted() || subject.namespace.is_some();
        if subject.view.details.pull_secrets || !subject.has_name() || !namespaced {
            return;
        }
        let mut containers = subject.pod_containers(ALL);
        if containers.any(|(_, container)| !self.0.covers_image(subject, container)) {
            hits.missing(Place::Pod, "imagePullSecrets");
        }
    }

    fn write_message(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let own = subject.view.object.namespace;
        write!(out, "{} in ", subject.object_name())?;
        match subject.namespace {
            Some(namespace) => out.write_str(namespace)?,
            None if own.is_empty() => out.write_str("default")?,
            None => write!(out, "{}", subject.text.show(own))?,
        }
        out.write_str(" does not have imagePullSecrets. Unauthenticated image pulls are not recommended.")
    }
}
