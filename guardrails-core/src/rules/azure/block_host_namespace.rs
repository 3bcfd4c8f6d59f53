use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_IMAGES, Exclusions};
use super::template::{Check, ConstraintExample, Definition, Template};
use super::{ALL, RULE as BASE};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::{Facts, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV2BlockHostNamespace",
    title: "The host's process and IPC namespaces",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "A pod in the host's PID or IPC namespace sees and signals every process of its node, or shares memory with them. This version does not look at the network.\n\n\
        An excluded image helps only if every container of the pod is excluded. Pods that select Windows nodes are left alone.",
    remedy: "Leave `hostPID` and `hostIPC` out.",
    fields: &["spec.hostPID", "spec.hostIPC", "spec.nodeSelector[kubernetes.io/os]"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "block-host-namespace",
    version: 2,
    definitions: &[Definition { id: "47a1ee2f-2a2a-4576-bf2a-e0e36709c2b8", version: "5.2.0" }],
    parameters: &[EXCLUDED_IMAGES],
    examples: &[
        ConstraintExample {
            title: "neither",
            parameters: "{}",
            object: "containers: [{name: web, image: web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "the host's processes",
            parameters: "{}",
            object: "{hostPID: true, containers: [{name: web, image: web}]}",
            messages: &["Sharing the host namespace is not allowed: example"],
        },
    ],
    needs: Needs::SELECTOR,
    compile: |parameters| Ok(Arc::new(HostNamespaces { exclusions: Exclusions::new(parameters), network: false })),
};

pub(super) const RULE_V3: Rule = Rule {
    id: "K8sAzureV3BlockHostNamespace",
    title: "The host's namespaces",
    scope: Scope::Constraint(&TEMPLATE_V3),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition 47a1ee2f 6.0.0: parameters and description",
    documentation: "As version 2, and the network too.\n\n\
        The text of this version of the template is not public: it is built from the definition's parameters and description, and from the version before.",
    remedy: "Leave `hostPID`, `hostIPC` and `hostNetwork` out.",
    fields: &["spec.hostPID", "spec.hostIPC", "spec.hostNetwork", "spec.nodeSelector[kubernetes.io/os]"],
    ..BASE
};

static TEMPLATE_V3: Template = Template {
    alias: "block-host-namespace",
    version: 3,
    definitions: &[Definition { id: "47a1ee2f-2a2a-4576-bf2a-e0e36709c2b8", version: "6.0.0" }],
    parameters: &[EXCLUDED_IMAGES],
    examples: &[
        ConstraintExample {
            title: "neither",
            parameters: "{}",
            object: "containers: [{name: web, image: web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "the host's network",
            parameters: "{}",
            object: "{hostNetwork: true, containers: [{name: web, image: web}]}",
            messages: &["Sharing the host namespace is not allowed: example"],
        },
    ],
    needs: Needs::SELECTOR,
    compile: |parameters| Ok(Arc::new(HostNamespaces { exclusions: Exclusions::new(parameters), network: true })),
};

#[derive(Debug)]
struct HostNamespaces {
    exclusions: Exclusions,
    /// Whether the network counts.
    network: bool,
}

impl Check for HostNamespaces {
    fn concern(&self) -> Facts {
        Facts::HOST_NAMESPACE
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let pod = &subject.view.pod;
        let shared =
            [(pod.host_pid, "hostPID"), (pod.host_ipc, "hostIPC"), (pod.host_network && self.network, "hostNetwork")];
        if shared.iter().all(|(shared, _)| !shared) || subject.selects_windows() || !subject.has_name() {
            return;
        }
        let mut containers = subject.pod_containers(ALL);
        if containers.any(|(_, container)| !self.exclusions.covers_image(subject, container)) {
            for (_, field) in shared.iter().filter(|(shared, _)| *shared) {
                hits.forbidden(Place::Pod, Leaf::field(field), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, _hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "Sharing the host namespace is not allowed: {}", subject.object_name())
    }
}
