use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_IMAGES, Exclusions};
use super::template::{Check, ConstraintExample, Definition, Template};
use super::{ALL, RULE as BASE};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::{Facts, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1WindowsBlockHostProcess",
    title: "Windows HostProcess containers",
    scope: Scope::Constraint(&TEMPLATE),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition 077f0ce1 1.0.0: parameters and description",
    documentation: "A HostProcess container runs on its Windows node itself. What a container says of it goes before \
        what its pod says.\n\nNeither the text of the template nor the name of its constraint kind is public: the kind \
        and the message are this library's own, and every pod is looked at, whatever nodes it selects.",
    remedy: "Leave `securityContext.windowsOptions.hostProcess` out.",
    fields: &[
        "spec.*ontainers[*].securityContext.windowsOptions.hostProcess",
        "spec.securityContext.windowsOptions.hostProcess",
    ],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "windows-block-host-process",
    version: 1,
    definitions: &[Definition { id: "077f0ce1-86d6-4058-bc60-de05067e8622", version: "1.0.0" }],
    parameters: &[EXCLUDED_IMAGES],
    examples: &[
        ConstraintExample {
            title: "none",
            parameters: "{}",
            object: "containers: [{name: web, image: web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "a pod of them",
            parameters: "{}",
            object: "securityContext: {windowsOptions: {hostProcess: true}}\ncontainers: [{name: web, image: web}]",
            messages: &["Container <web> is a HostProcess container, which is not allowed."],
        },
    ],
    needs: Needs::NONE,
    compile: |parameters| Ok(Arc::new(HostProcess(Exclusions::new(parameters)))),
};

#[derive(Debug)]
struct HostProcess(Exclusions);

impl Check for HostProcess {
    fn concern(&self) -> Facts {
        Facts::HOST_PROCESS
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        for (place, container) in subject.pod_containers(ALL) {
            let host_process = container.security.host_process.or(subject.view.pod.security.host_process);
            if host_process == Some(true) && !self.0.covers_image(subject, container) {
                hits.forbidden(place, Leaf::field("securityContext.windowsOptions.hostProcess"), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let name = subject.text.show(subject.name(hit.place));
        write!(out, "Container <{name}> is a HostProcess container, which is not allowed.")
    }
}
