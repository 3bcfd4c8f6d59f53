use std::fmt;
use std::sync::Arc;

use serde_json::Value as Json;

use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions};
use super::quantity::{Decimal, cpu, memory};
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{RULE as BASE, WITHOUT_EPHEMERAL};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Tag, Value};
use crate::view::{Container, Needs, Str};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV3ContainerLimits",
    title: "Limits on CPU and memory",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Main and init containers must limit their CPU and their memory, to no more than the maxima. Quantities are compared exactly. The template reads fewer of them than Kubernetes does: CPU as a plain number or with `m`, memory as a plain number or with a suffix; what it does not read it refuses, and a maximum that it does not read is compared with nothing. Windows pods are judged too.",
    remedy: "Set `resources.limits` of each container: cpu and memory, within the maxima.",
    fields: &["spec.*ontainers[*].resources.limits.cpu", "spec.*ontainers[*].resources.limits.memory"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "container-resource-limits",
    version: 3,
    definitions: &[Definition { id: "e345eecc-fa47-480f-9e88-67dcc122b164", version: "9.3.0" }],
    parameters: &[
        EXCLUDED_CONTAINERS,
        EXCLUDED_IMAGES,
        Parameter {
            name: "cpuLimit",
            holds: ParameterType::Any,
            default: "",
            meaning: "the largest limit on CPU that is allowed",
        },
        Parameter {
            name: "memoryLimit",
            holds: ParameterType::Any,
            default: "",
            meaning: "the largest limit on memory that is allowed",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "within the maxima",
            parameters: "{cpuLimit: 200m, memoryLimit: 1Gi}",
            object: "containers: [{name: web, image: web, resources: {limits: {cpu: 200m, memory: 1024Mi}}}]",
            messages: &[],
        },
        ConstraintExample {
            title: "too much, and none",
            parameters: "{cpuLimit: 200m, memoryLimit: 1Gi}",
            object: r#"containers: [{name: web, image: web, resources: {limits: {cpu: "1"}}}]"#,
            messages: &[
                "container <web> cpu limit <1> is higher than the maximum allowed of <200m>",
                "container <web> has no memory limit",
            ],
        },
    ],
    needs: Needs::RESOURCES,
    compile: |parameters| {
        let maximum = |name: &str, read: fn(&str) -> Option<Decimal>| {
            let written = parameters.get(name)?;
            let maximum = match written {
                Json::String(written) => read(written),
                Json::Number(number) => Decimal::plain(&number.to_string()).map(|it| it.times_power_of_ten(3)),
                _ => None,
            };
            Some(Maximum { value: maximum?, shown: Shown::new(written) })
        };
        Ok(Arc::new(Limits {
            exclusions: Exclusions::new(parameters),
            cpu: maximum("cpuLimit", cpu),
            memory: maximum("memoryLimit", memory),
        }))
    },
};

#[derive(Debug)]
struct Limits {
    exclusions: Exclusions,
    cpu: Option<Maximum>,
    memory: Option<Maximum>,
}

#[derive(Debug)]
struct Maximum {
    value: Decimal,
    shown: Shown,
}

/// What a limit is found to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fault {
    Unreadable,
    TooHigh,
}

impl Maximum {
    fn exceeded(maximum: Option<&Self>, value: &Decimal) -> bool {
        maximum.is_some_and(|maximum| value.compare(&maximum.value).is_gt())
    }
}

/// Judges a limit that is there.
fn judge(
    subject: Subject<'_>,
    limit: Str,
    read: fn(&str) -> Option<Decimal>,
    maximum: Option<&Maximum>,
) -> Option<Fault> {
    match read(subject.quantity(limit).as_str()) {
        None => Some(Fault::Unreadable),
        Some(value) => Maximum::exceeded(maximum, &value).then_some(Fault::TooHigh),
    }
}

const LIMITS: &str = "resources.limits";
const CPU: &str = "resources.limits.cpu";
const MEMORY: &str = "resources.limits.memory";

impl Limits {
    /// Adds what is wrong with a container's limits.
    fn find_in(&self, subject: Subject<'_>, container: &Container, place: Place, hits: &mut Hits) {
        let limits = subject.details(container).limits;
        if !limits.any {
            return hits.missing(place, LIMITS);
        }
        let cpu = (limits.cpu, CPU, cpu as fn(&str) -> Option<Decimal>, &self.cpu);
        let memory = (limits.memory, MEMORY, memory as fn(&str) -> Option<Decimal>, &self.memory);
        for (limit, path, read, maximum) in [cpu, memory] {
            match limit {
                None => hits.missing(place, path),
                Some(limit) => {
                    let fault = judge(subject, limit, read, maximum.as_ref());
                    if let Some(fault) = fault {
                        hits.forbidden(
                            place,
                            Leaf::element(path, u32::from(fault == Fault::TooHigh)),
                            Value::Text(limit),
                        );
                    }
                }
            }
        }
    }
}

impl Check for Limits {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        for (place, container) in subject.pod_containers(WITHOUT_EPHEMERAL) {
            let from = hits.len();
            self.find_in(subject, container, place, hits);
            if hits.len() > from && self.exclusions.cover(subject, container) {
                hits.truncate(from);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "container <{}> ", subject.text.show(subject.name(hit.place)))?;
        let (word, maximum) = if hit.leaf.path == CPU { ("cpu", &self.cpu) } else { ("memory", &self.memory) };
        let limit = match (hit.tag, hit.value) {
            (Tag::Forbidden, Value::Text(limit)) => subject.quantity(limit),
            _ if hit.leaf.path == LIMITS => return out.write_str("has no resource limits"),
            _ => return write!(out, "has no {word} limit"),
        };
        write!(out, "{word} limit <{}> ", limit.as_str())?;
        match (hit.leaf.indexes, maximum) {
            ([1, _], Some(maximum)) => {
                write!(out, "is higher than the maximum allowed of <{}>", &maximum.shown)
            }
            _ => out.write_str("could not be parsed"),
        }
    }
}
