use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions};
use super::rego::write_tokens;
use super::template::{Check, ConstraintExample, Definition, Template};
use super::{ALL, RULE as BASE};
use crate::rules::{Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::{Facts, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV2NoPrivilege",
    title: "Privileged containers",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "A privileged container is root on its node: it sees every device and is held back by nothing.\n\n\
        Pods that select Windows nodes are left alone.",
    remedy: "Leave `securityContext.privileged` out, and grant the one capability or volume that is really needed.",
    fields: &["spec.*ontainers[*].securityContext.privileged", "spec.nodeSelector[kubernetes.io/os]"],
    ..BASE
};

pub(super) static TEMPLATE: Template = Template {
    alias: "container-no-privilege",
    version: 2,
    definitions: &[Definition { id: "95edb821-ddaf-4404-9732-666045e056b4", version: "9.2.0" }],
    parameters: &[EXCLUDED_CONTAINERS, EXCLUDED_IMAGES],
    examples: &[
        ConstraintExample {
            title: "an ordinary container",
            parameters: "{}",
            object: "containers: [{name: web, image: web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "a privileged container beside an excluded one",
            parameters: "{excludedContainers: [agent]}",
            object: "containers: [{name: web, image: web, securityContext: {runAsUser: 0, privileged: true}}, \
                     {name: agent, image: agent, securityContext: {privileged: true}}]",
            messages: &[
                r#"Privileged container is not allowed: web, securityContext: {"privileged": true, "runAsUser": 0}"#,
            ],
        },
    ],
    needs: Needs::SELECTOR.and(Needs::PRIVILEGED),
    compile: |parameters| Ok(Arc::new(NoPrivilege(Exclusions::new(parameters)))),
};

#[derive(Debug)]
struct NoPrivilege(Exclusions);

impl Check for NoPrivilege {
    fn concern(&self) -> Facts {
        Facts::PRIVILEGED
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if subject.selects_windows() {
            return;
        }
        for (place, container) in subject.pod_containers(ALL) {
            if container.security.privileged == Some(true) && !self.0.cover(subject, container) {
                hits.forbidden(place, Leaf::field("securityContext.privileged"), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let name = subject.text.show(subject.name(hit.place));
        write!(out, "Privileged container is not allowed: {name}, securityContext: ")?;
        let whole = subject.container(hit.place).map(|container| subject.details(container).security);
        write_tokens(subject, whole.unwrap_or_default(), out)
    }
}
