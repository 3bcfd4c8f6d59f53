use std::fmt;
use std::ops::RangeInclusive;
use std::sync::Arc;

use serde_json::Value as Json;

use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions};
use super::parameters::Parameters;
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{ALL, RULE as BASE};
use crate::policy::PolicyError;
use crate::rules::{Fidelity, Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::{Facts, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV3HostNetworkingPorts",
    title: "The host's network and ports",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "A pod on the host's network, or with a port of the host, can be reached around Services and most network policies, and can stand in for something that listens on nodes.\n\n\
        Only host ports between `minPort` and `maxPort` are allowed; a port that is not set never counts, and `allowHostNetwork` exempts no port. Pods that select Windows nodes are left alone.",
    remedy: "Leave `hostNetwork` and `hostPort` out and reach the pod through a Service.",
    fields: &["spec.hostNetwork", "spec.*ontainers[*].ports[*].hostPort", "spec.nodeSelector[kubernetes.io/os]"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "host-network-ports",
    version: 3,
    definitions: &[Definition { id: "82985f06-dc18-4a48-bc1c-b9f4f0098cfe", version: "6.2.0" }],
    parameters: &[
        EXCLUDED_CONTAINERS,
        EXCLUDED_IMAGES,
        Parameter {
            name: "allowHostNetwork",
            holds: ParameterType::Flag,
            default: "false",
            meaning: "whether pods may use the network of their node",
        },
        Parameter {
            name: "minPort",
            holds: ParameterType::Number,
            default: "0",
            meaning: "the smallest host port that is allowed",
        },
        Parameter {
            name: "maxPort",
            holds: ParameterType::Number,
            default: "0",
            meaning: "the largest host port that is allowed",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "neither",
            parameters: "{minPort: 0, maxPort: 0}",
            object: "containers: [{name: web, image: web, ports: [{containerPort: 80}]}]",
            messages: &[],
        },
        ConstraintExample {
            title: "a port",
            parameters: "{minPort: 0, maxPort: 0}",
            object: "containers: [{name: web, image: web, ports: [{containerPort: 80, hostPort: 80}]}]",
            messages: &[
                r#"The specified hostNetwork and hostPort are not allowed, pod: example, container: web. Allowed values: {"maxPort": 0, "minPort": 0}"#,
            ],
        },
    ],
    needs: Needs::SELECTOR,
    compile: |parameters| {
        let allowed = Allowed::Between(Bound::new(parameters.get("minPort")), Bound::new(parameters.get("maxPort")));
        Ok(Arc::new(HostPorts::new(parameters, allowed)))
    },
};

pub(super) const RULE_V4: Rule = Rule {
    id: "K8sAzureV4HostNetworkingPorts",
    title: "The host's network and ports",
    scope: Scope::Constraint(&TEMPLATE_V4),
    fidelity: Fidelity::Documented,
    upstream: "Azure Policy definition 82985f06 7.0.0: parameters and description",
    documentation: "As version 3, with a list of the host ports that are allowed, each a port or a range such as `3000-5000`, and no exclusion of containers by name.\n\n\
        The text of this version of the template is not public: it is built from the definition's parameters and description, and from the version before.",
    remedy: "Leave `hostNetwork` and `hostPort` out and reach the pod through a Service.",
    fields: &["spec.hostNetwork", "spec.*ontainers[*].ports[*].hostPort", "spec.nodeSelector[kubernetes.io/os]"],
    ..BASE
};

static TEMPLATE_V4: Template = Template {
    alias: "host-network-ports",
    version: 4,
    definitions: &[Definition { id: "82985f06-dc18-4a48-bc1c-b9f4f0098cfe", version: "7.0.0" }],
    parameters: &[
        EXCLUDED_IMAGES,
        Parameter {
            name: "allowHostNetwork",
            holds: ParameterType::Flag,
            default: "false",
            meaning: "whether pods may use the network of their node",
        },
        Parameter {
            name: "allowedHostPorts",
            holds: ParameterType::TEXTS,
            default: "[]",
            meaning: "the host ports that are allowed, each a port or a range",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "a port of a range",
            parameters: "{allowedHostPorts: [3000-5000]}",
            object: "containers: [{name: web, image: web, ports: [{containerPort: 80, hostPort: 3000}]}]",
            messages: &[],
        },
        ConstraintExample {
            title: "another port",
            parameters: r#"{allowedHostPorts: [3000-5000, "80"]}"#,
            object: "containers: [{name: web, image: web, ports: [{containerPort: 80, hostPort: 81}]}]",
            messages: &[
                r#"The specified hostNetwork and hostPort are not allowed, pod: example, container: web. Allowed values: {"allowedHostPorts": ["3000-5000", "80"]}"#,
            ],
        },
    ],
    needs: Needs::SELECTOR,
    compile: |parameters| {
        let entries = (0u32..).zip(parameters.texts("allowedHostPorts"));
        let ranges = entries.map(|(n, entry)| {
            range(entry).ok_or_else(|| {
                PolicyError::new(format!(
                    "spec.parameters.allowedHostPorts[{n}]: `{entry}` is neither a port nor a range"
                ))
            })
        });
        Ok(Arc::new(HostPorts::new(parameters, Allowed::Ranges(ranges.collect::<Result<_, _>>()?))))
    },
};

#[derive(Debug)]
struct HostPorts {
    exclusions: Exclusions,
    network: bool,
    allowed: Allowed,
    /// All parameters, for the message.
    parameters: Shown,
}

#[derive(Debug)]
enum Allowed {
    Between(Bound, Bound),
    Ranges(Vec<RangeInclusive<i32>>),
}

/// A bound as Rego compares it: a null comes before every number, an absent one is not compared.
#[derive(Clone, Copy, Debug)]
enum Bound {
    Absent,
    Null,
    Number(i64),
}

impl Bound {
    fn new(value: Option<&Json>) -> Self {
        match value {
            None => Self::Absent,
            Some(value) => value.as_i64().map_or(Self::Null, Self::Number),
        }
    }
}

/// Reads a port or a range of ports.
fn range(entry: &str) -> Option<RangeInclusive<i32>> {
    let (from, to) = entry.split_once('-').unwrap_or((entry, entry));
    let port = |written: &str| written.trim().parse::<u16>().ok().map(i32::from);
    port(from).zip(port(to)).map(|(from, to)| from..=to)
}

impl HostPorts {
    fn new(parameters: &Parameters<'_>, allowed: Allowed) -> Self {
        let network = parameters.get("allowHostNetwork").is_some_and(|flag| *flag != Json::Bool(false));
        let exclusions = Exclusions::new(parameters);
        Self { exclusions, network, allowed, parameters: Shown::new(&Json::Object(parameters.all().clone())) }
    }

    fn allows(&self, port: i32) -> bool {
        match &self.allowed {
            Allowed::Between(least, most) => {
                let low = matches!(least, Bound::Number(least) if i64::from(port) < *least);
                let high = match most {
                    Bound::Absent => false,
                    Bound::Null => true,
                    Bound::Number(most) => i64::from(port) > *most,
                };
                !low && !high
            }
            Allowed::Ranges(ranges) => ranges.iter().any(|range| range.contains(&port)),
        }
    }
}

impl Check for HostPorts {
    fn concern(&self) -> Facts {
        // On the host's network every port may become one of the host.
        Facts::HOST_NAMESPACE.or(Facts::HOST_PORT)
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if subject.selects_windows() || !subject.has_name() {
            return;
        }
        let network = subject.view.pod.host_network;
        for (place, container) in subject.pod_containers(ALL) {
            let from = hits.len();
            if network && !self.network {
                hits.forbidden(place, Leaf::field("/hostNetwork"), Value::None);
            }
            for (n, port) in (0u32..).zip(container.ports.of(&subject.view.ports)) {
                let port = subject.host_port(place, port);
                if port != 0 && !self.allows(port) {
                    hits.forbidden(place, Leaf::element("ports[].hostPort", n), Value::None);
                }
            }
            if hits.len() > from && self.exclusions.cover(subject, container) {
                hits.truncate(from);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let container = subject.text.show(subject.name(hit.place));
        write!(
            out,
            "The specified hostNetwork and hostPort are not allowed, pod: {}, container: {container}. Allowed values: {}",
            subject.object_name(),
            &self.parameters
        )
    }
}
