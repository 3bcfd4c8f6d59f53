use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::exclusions::{Prefixes, plain};
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::{Facts, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1ForbiddenSysctls",
    title: "Forbidden sysctls",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "No sysctl of the pod may begin with an entry of the list. Stars at the ends of an entry are taken off, so that an entry without a star is a beginning too, and an empty one forbids all.\n\n\
        Pods that select Windows nodes are left alone.",
    remedy: "Leave the sysctl out.",
    fields: &["spec.securityContext.sysctls[*].name", "spec.nodeSelector[kubernetes.io/os]"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "forbidden-sysctl-interfaces",
    version: 1,
    definitions: &[Definition { id: "56d0a13f-712f-466b-8416-56fb354fb823", version: "7.2.0" }],
    parameters: &[Parameter {
        name: "forbiddenSysctls",
        holds: ParameterType::TEXTS,
        default: "",
        meaning: "beginnings of the names that are forbidden",
    }],
    examples: &[
        ConstraintExample {
            title: "another sysctl",
            parameters: r#"{forbiddenSysctls: ["kernel.*"]}"#,
            object: r#"{securityContext: {sysctls: [{name: net.core.somaxconn, value: "1"}]}, containers: [{name: web, image: web}]}"#,
            messages: &[],
        },
        ConstraintExample {
            title: "a forbidden one",
            parameters: r#"{forbiddenSysctls: ["kernel.*"]}"#,
            object: r#"{securityContext: {sysctls: [{name: kernel.msgmax, value: "1"}]}, containers: [{name: web, image: web}]}"#,
            messages: &[r#"The sysctl kernel.msgmax is not allowed, pod: example. Forbidden sysctls: ["kernel.*"]"#],
        },
    ],
    needs: Needs::SELECTOR,
    compile: |parameters| {
        let beginnings = parameters.texts("forbiddenSysctls").map(|entry| entry.trim_matches('*').to_owned());
        Ok(Arc::new(Sysctls {
            forbidden: Prefixes::beginnings(beginnings),
            shown: parameters.shown("forbiddenSysctls").unwrap_or_else(|| "null".into()),
        }))
    },
};

#[derive(Debug)]
struct Sysctls {
    forbidden: Prefixes,
    shown: Shown,
}

impl Check for Sysctls {
    fn concern(&self) -> Facts {
        Facts::SYSCTL
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if !subject.is_pod() || subject.selects_windows() || !subject.has_name() {
            return;
        }
        let names = subject.view.run_of_strings(subject.view.pod.security.sysctls);
        for (n, name) in (0u32..).zip(names) {
            if self.forbidden.matches(&plain(subject, *name)) {
                hits.forbidden(Place::Pod, Leaf::element("securityContext.sysctls[].name", n), Value::Text(*name));
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("The sysctl ")?;
        subject.write_value(hit.value, out)?;
        let (pod, shown) = (subject.object_name(), &self.shown);
        write!(out, " is not allowed, pod: {pod}. Forbidden sysctls: {shown}")
    }
}
