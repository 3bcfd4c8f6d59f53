use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions, plain};
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{ALL, RULE as BASE, Set};
use crate::rules::{Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::{Facts, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV3DisallowedCapabilities",
    title: "Disallowed capabilities",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "No container may add a capability of the list.\n\n\
        Names are compared letter by letter, so that `ALL` adds what the list forbids; `*` in the list refuses every container, whether it adds anything or not. Pods that select Windows nodes are left alone.",
    remedy: "Leave the capability out.",
    fields: &["spec.*ontainers[*].securityContext.capabilities.add", "spec.nodeSelector[kubernetes.io/os]"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "container-disallowed-capabilities",
    version: 3,
    definitions: &[
        Definition { id: "a27c700f-8a22-44ec-961c-41625264370b", version: "5.2.0" },
        Definition { id: "d2e7ea85-6b44-4317-a0be-1b951587f626", version: "5.1.0" },
    ],
    parameters: &[
        EXCLUDED_CONTAINERS,
        EXCLUDED_IMAGES,
        Parameter {
            name: "disallowedCapabilities",
            holds: ParameterType::TEXTS,
            default: "[]",
            meaning: "what must not be added; `*` refuses every container",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "nothing added",
            parameters: "{disallowedCapabilities: [SYS_ADMIN]}",
            object: "containers: [{name: web, image: web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "one added",
            parameters: "{disallowedCapabilities: [SYS_ADMIN]}",
            object: "containers: [{name: web, image: web, securityContext: {capabilities: {add: [SYS_ADMIN]}}}]",
            messages: &[r#"container <web> has a disallowed capability. Disallowed capabilities are ["SYS_ADMIN"]"#],
        },
    ],
    needs: Needs::SELECTOR,
    compile: |parameters| {
        Ok(Arc::new(Disallowed {
            exclusions: Exclusions::new(parameters),
            names: parameters.texts("disallowedCapabilities").map(str::to_owned).collect(),
            shown: parameters.shown("disallowedCapabilities").unwrap_or_else(|| "null".into()),
        }))
    },
};

#[derive(Debug)]
struct Disallowed {
    exclusions: Exclusions,
    names: Set<String>,
    shown: Shown,
}

impl Check for Disallowed {
    fn concern(&self) -> Facts {
        if self.names.contains("*") { Facts::ALWAYS } else { Facts::ADDED }
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if subject.selects_windows() {
            return;
        }
        let everything = self.names.contains("*");
        for (place, container) in subject.pod_containers(ALL) {
            let added = container.security.capabilities.unwrap_or_default().add;
            let mut added = subject.view.run_of_strings(added).iter();
            let forbidden = everything || added.any(|name| self.names.contains(&*plain(subject, *name)));
            if forbidden && !self.exclusions.cover(subject, container) {
                hits.forbidden(place, Leaf::field("securityContext.capabilities.add"), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let name = subject.text.show(subject.name(hit.place));
        let shown = &self.shown;
        write!(out, "container <{name}> has a disallowed capability. Disallowed capabilities are {shown}")
    }
}
