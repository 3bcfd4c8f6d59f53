use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions};
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{ALL, RULE as BASE};
use crate::rules::{Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::{Facts, Needs, Str};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV4ProcMount",
    title: "The type of /proc",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "The container runtime hides parts of /proc that leak from the host; `Unmasked` turns that off.\n\n\
        The parameter allows `Unmasked`, in any spelling of its letters, or else the default alone. Pods that select Windows nodes are left alone.",
    remedy: "Leave `securityContext.procMount` out.",
    fields: &["spec.*ontainers[*].securityContext.procMount", "spec.nodeSelector[kubernetes.io/os]"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "allowed-proc-mount-types",
    version: 4,
    definitions: &[Definition { id: "f85eb0dd-92ee-40e9-8a76-db25a507d6d3", version: "8.2.0" }],
    parameters: &[
        EXCLUDED_CONTAINERS,
        EXCLUDED_IMAGES,
        Parameter {
            name: "procMount",
            holds: ParameterType::Text,
            default: r#""Default""#,
            meaning: "`Default` or `Unmasked`",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "the default",
            parameters: "{procMount: Default}",
            object: "containers: [{name: web, image: web, securityContext: {procMount: Default}}]",
            messages: &[],
        },
        ConstraintExample {
            title: "unmasked",
            parameters: "{procMount: Default}",
            object: "containers: [{name: web, image: web, securityContext: {procMount: Unmasked}}]",
            messages: &["ProcMount type is not allowed, container: web. Allowed procMount types: default"],
        },
    ],
    needs: Needs::SELECTOR,
    compile: |parameters| {
        let unmasked = parameters.text("procMount").is_some_and(|word| word.to_lowercase() == "unmasked");
        Ok(Arc::new(ProcMount { exclusions: Exclusions::new(parameters), unmasked }))
    },
};

#[derive(Debug)]
struct ProcMount {
    exclusions: Exclusions,
    /// Whether everything is allowed.
    unmasked: bool,
}

impl Check for ProcMount {
    fn concern(&self) -> Facts {
        Facts::PROC_MOUNT
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if self.unmasked || subject.selects_windows() {
            return;
        }
        let is_default = |word: Str| subject.text.chars(word).flat_map(char::to_lowercase).eq("default".chars());
        for (place, container) in subject.pod_containers(ALL) {
            let forbidden = container.security.proc_mount.is_some_and(|word| !is_default(word));
            if forbidden && !self.exclusions.cover(subject, container) {
                hits.forbidden(place, Leaf::field("securityContext.procMount"), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let name = subject.text.show(subject.name(hit.place));
        write!(out, "ProcMount type is not allowed, container: {name}. Allowed procMount types: default")
    }
}
