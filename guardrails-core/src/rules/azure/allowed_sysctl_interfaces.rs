use std::fmt;
use std::sync::Arc;

use super::RULE as BASE;
use super::exclusions::{Prefixes, plain};
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::{Facts, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1AllowedSysctls",
    title: "Allowed sysctls",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition 5e5a0673 1.0.0-preview: parameters and description",
    documentation: "Pods may only set listed kernel parameters: names, or beginnings with a star.\n\nNeither the text \
        of the template nor the name of its constraint kind is public: the kind and the message are this library's own, \
        and pods that select Windows nodes are left alone as by the rule of forbidden sysctls.",
    remedy: "Leave the sysctl out, or have it allowed.",
    fields: &["spec.securityContext.sysctls[*].name", "spec.nodeSelector[kubernetes.io/os]"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "allowed-sysctl-interfaces",
    version: 1,
    definitions: &[Definition { id: "5e5a0673-649e-4d50-bf9d-5a387a4e2081", version: "1.0.0-preview" }],
    parameters: &[Parameter {
        name: "allowedSysctls",
        holds: ParameterType::TEXTS,
        default: "",
        meaning: "the sysctls that are allowed; a trailing `*` stands for any ending",
    }],
    examples: &[
        ConstraintExample {
            title: "a listed beginning",
            parameters: "{allowedSysctls: ['net.*']}",
            object: "securityContext: {sysctls: [{name: net.core.somaxconn, value: '1'}]}",
            messages: &[],
        },
        ConstraintExample {
            title: "another",
            parameters: "{allowedSysctls: ['net.*']}",
            object: "securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}",
            messages: &[r#"The sysctl kernel.msgmax is not allowed, pod: example. Allowed sysctls: ["net.*"]"#],
        },
    ],
    needs: Needs::SELECTOR,
    compile: |parameters| {
        Ok(Arc::new(AllowedSysctls {
            allowed: Prefixes::new(parameters.texts("allowedSysctls")),
            shown: parameters.shown("allowedSysctls").unwrap_or_else(|| "[]".into()),
        }))
    },
};

#[derive(Debug)]
struct AllowedSysctls {
    allowed: Prefixes,
    shown: Shown,
}

impl Check for AllowedSysctls {
    fn concern(&self) -> Facts {
        Facts::SYSCTL
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if !subject.is_pod() || subject.selects_windows() {
            return;
        }
        let names = subject.view.run_of_strings(subject.view.pod.security.sysctls);
        for (n, name) in (0u32..).zip(names) {
            if !self.allowed.matches(&plain(subject, *name)) {
                hits.forbidden(Place::Pod, Leaf::element("securityContext.sysctls[].name", n), Value::Text(*name));
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("The sysctl ")?;
        subject.write_value(hit.value, out)?;
        let allowed = &self.shown;
        write!(out, " is not allowed, pod: {}. Allowed sysctls: {allowed}", subject.object_name())
    }
}
