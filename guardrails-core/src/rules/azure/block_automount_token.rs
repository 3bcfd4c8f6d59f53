use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_IMAGES, Exclusions};
use super::template::{Check, ConstraintExample, Definition, Template};
use super::{ALL, RULE as BASE};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV2BlockAutomountToken",
    title: "Tokens of service accounts",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "A token lets whoever takes over a container call the API server. The API server mounts it into every pod that does not say no; a pod that names its own mount in that place has it too. Windows pods are judged too.",
    remedy: "Set `automountServiceAccountToken: false`.",
    fields: &["spec.automountServiceAccountToken", "spec.*ontainers[*].volumeMounts[*].mountPath"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "block-automount-token",
    version: 2,
    definitions: &[Definition { id: "423dd1ba-798e-40e4-9c4d-b6902674b423", version: "4.2.0" }],
    parameters: &[EXCLUDED_IMAGES],
    examples: &[
        ConstraintExample {
            title: "no token",
            parameters: "{}",
            object: "{automountServiceAccountToken: false, containers: [{name: web, image: web}]}",
            messages: &[],
        },
        ConstraintExample {
            title: "a token",
            parameters: "{}",
            object: "{automountServiceAccountToken: true, containers: [{name: web, image: web}]}",
            messages: &["Automounting service account token is disallowed, pod: example"],
        },
    ],
    needs: Needs::TOKEN,
    compile: |parameters| Ok(Arc::new(AutomountToken(Exclusions::new(parameters)))),
};

#[derive(Debug)]
struct AutomountToken(Exclusions);

impl Check for AutomountToken {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if !subject.has_name() {
            return;
        }
        let has_token = match subject.view.details.automount_token {
            Some(mounted) => mounted,
            None => {
                let mut containers = subject.pod_containers(ALL);
                containers.any(|(_, container)| subject.mounts_token(container))
                    || subject.containers_given_token().next().is_some()
            }
        };
        let mut containers = subject.pod_containers(ALL);
        if has_token && containers.any(|(_, container)| !self.0.covers_image(subject, container)) {
            hits.forbidden(Place::Pod, Leaf::field("automountServiceAccountToken"), Value::None);
        }
    }

    fn write_message(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "Automounting service account token is disallowed, pod: {}", subject.object_name())
    }
}
