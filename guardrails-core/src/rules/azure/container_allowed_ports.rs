use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_CONTAINERS, Exclusions};
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{RULE as BASE, Set, WITHOUT_EPHEMERAL};
use crate::rules::{Fidelity, Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV2ContainerAllowedPorts",
    title: "Allowed container ports",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Each container port must be one of the list. Protocols and host ports do not count, nor do ephemeral containers. Windows pods are judged too.",
    remedy: "Use an allowed port.",
    fields: &["spec.*ontainers[*].ports[*].containerPort"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "container-allowed-ports",
    version: 2,
    definitions: &[],
    parameters: &[
        EXCLUDED_CONTAINERS,
        Parameter {
            name: "allowedPorts",
            holds: ParameterType::List(&ParameterType::Scalar),
            default: "[]",
            meaning: "the ports that are allowed, each as a string",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "an allowed port",
            parameters: r#"{allowedPorts: ["80"]}"#,
            object: "containers: [{name: web, image: web, ports: [{containerPort: 80}]}]",
            messages: &[],
        },
        ConstraintExample {
            title: "another",
            parameters: r#"{allowedPorts: ["80"]}"#,
            object: "containers: [{name: web, image: web, ports: [{containerPort: 81}]}]",
            messages: &["Container port 81 for container web has not been allowed."],
        },
    ],
    needs: Needs::NONE,
    compile: |parameters| {
        let ports = parameters.texts("allowedPorts").filter_map(decimal).collect();
        Ok(Arc::new(Ports { exclusions: Exclusions::new(parameters), ports }))
    },
};

pub(super) const RULE_V1: Rule = Rule {
    id: "K8sAzureV1ContainerAllowedPorts",
    title: "Allowed container ports",
    scope: Scope::Constraint(&TEMPLATE_V1),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition 440b515e 6.2.0: parameters and description",
    documentation: "Each container port must be one of the list. Protocols and host ports do not count, nor do ephemeral containers. Windows pods are judged too.\n\n\
        The deprecated definition uses this version, whose text is taken to be that of version 2.",
    remedy: "Use an allowed port.",
    fields: &["spec.*ontainers[*].ports[*].containerPort"],
    ..BASE
};

static TEMPLATE_V1: Template = Template {
    alias: "container-allowed-ports",
    version: 1,
    definitions: &[Definition { id: "440b515e-a580-421e-abeb-b159a61ddcbc", version: "6.2.0-deprecated" }],
    parameters: &[
        EXCLUDED_CONTAINERS,
        Parameter {
            name: "allowedPorts",
            holds: ParameterType::List(&ParameterType::Scalar),
            default: "[]",
            meaning: "the ports that are allowed, each as a string",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "an allowed port",
            parameters: r#"{allowedPorts: ["80"]}"#,
            object: "containers: [{name: web, image: web, ports: [{containerPort: 80}]}]",
            messages: &[],
        },
        ConstraintExample {
            title: "another",
            parameters: r#"{allowedPorts: ["80"]}"#,
            object: "containers: [{name: web, image: web, ports: [{containerPort: 81}]}]",
            messages: &["Container port 81 for container web has not been allowed."],
        },
    ],
    needs: Needs::NONE,
    compile: |parameters| {
        let ports = parameters.texts("allowedPorts").filter_map(decimal).collect();
        Ok(Arc::new(Ports { exclusions: Exclusions::new(parameters), ports }))
    },
};

#[derive(Debug)]
struct Ports {
    exclusions: Exclusions,
    ports: Set<i32>,
}

/// The port that an entry names: its digits have to be those that the number is written with.
fn decimal(entry: &str) -> Option<i32> {
    entry.parse().ok().filter(|port: &i32| port.to_string() == entry)
}

impl Check for Ports {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        for (place, container) in subject.pod_containers(WITHOUT_EPHEMERAL) {
            let from = hits.len();
            for (n, port) in (0u32..).zip(container.ports.of(&subject.view.ports)) {
                if !self.ports.contains(&port.container_port) {
                    let leaf = Leaf::element("ports[].containerPort", n);
                    hits.forbidden(place, leaf, Value::Number(port.container_port));
                }
            }
            if hits.len() > from && self.exclusions.cover(subject, container) {
                hits.truncate(from);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let name = subject.text.show(subject.name(hit.place));
        out.write_str("Container port ")?;
        if let Value::Number(port) = hit.value {
            write!(out, "{port}")?;
        }
        write!(out, " for container {name} has not been allowed.")
    }
}
