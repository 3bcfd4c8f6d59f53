use std::fmt;
use std::sync::Arc;

use super::parameters::Parameters;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{RULE as BASE, Set};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Value};
use crate::view::Needs;

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV1ServiceAllowedPorts",
    title: "Ports of Services",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Services may only listen on listed ports. An entry is a port, or a range such as `8000-8999`; of \
        what has more dashes the first two numbers count, and a range that is not made of numbers allows nothing. \
        `nodePort` and `targetPort` are not looked at, nor is the Service `kubernetes` of the namespace `default`.",
    remedy: "Use an allowed port in `spec.ports[].port`; the container's own may stay in `targetPort`.",
    fields: &["spec.ports[*].port"],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "service-allowed-ports",
    version: 1,
    definitions: &[Definition { id: "233a2a17-77ca-4fb1-9b6b-69223d272a44", version: "8.2.0" }],
    parameters: &[
        Parameter {
            name: "allowedPorts",
            holds: ParameterType::List(&ParameterType::Scalar),
            default: "",
            meaning: "the ports that are allowed, each a port or a range in quotes: a number allows nothing",
        },
        Parameter {
            name: "allowedServicePorts",
            holds: ParameterType::TEXTS,
            default: "",
            meaning: "the same list once more, which the definition passes and nothing reads",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "a port and one of a range",
            parameters: "{allowedPorts: ['443', 8000-8999]}",
            object: "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 443}, {port: 8080}]}}",
            messages: &[],
        },
        ConstraintExample {
            title: "another port",
            parameters: "{allowedPorts: ['443']}",
            object: "{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 443}, {port: 80}]}}",
            messages: &["Port 80 for service web has not been allowed."],
        },
    ],
    needs: Needs::OTHER_KINDS,
    compile: |parameters| Ok(Arc::new(AllowedPorts::new(parameters))),
};

#[derive(Debug)]
struct AllowedPorts {
    ports: Set<i32>,
    /// Sorted, none touching another.
    ranges: Vec<(f64, f64)>,
}

impl AllowedPorts {
    fn new(parameters: &Parameters<'_>) -> Self {
        let entries = || parameters.texts("allowedPorts");
        let port = |entry: &str| entry.parse().ok().filter(|port: &i32| port.to_string() == entry);
        let plain = entries().filter(|entry| !is_range(entry));
        Self { ports: plain.filter_map(port).collect(), ranges: merged(entries().filter_map(range).collect()) }
    }

    fn allows(&self, port: i32) -> bool {
        let number = f64::from(port);
        let after = self.ranges.partition_point(|(from, _)| *from <= number);
        let candidate = after.checked_sub(1).and_then(|n| self.ranges.get(n));
        candidate.is_some_and(|(_, to)| number <= *to) || self.ports.contains(&port)
    }
}

/// Whether a dash stands between two digits, somewhere.
fn is_range(entry: &str) -> bool {
    entry.as_bytes().windows(3).any(|it| matches!(it, [a, b'-', b] if a.is_ascii_digit() && b.is_ascii_digit()))
}

/// The first two numbers of a range, if they are numbers in JSON's or in Go's way of writing them.
fn range(entry: &str) -> Option<(f64, f64)> {
    let number = |written: &str| {
        // Rust reads `inf` and `nan` as numbers too.
        let known = written.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'.' | b'e' | b'E'));
        written.parse::<f64>().ok().filter(|_| known)
    };
    let mut parts = entry.split('-').map(number).filter(|_| is_range(entry));
    parts.next().flatten().zip(parts.next().flatten())
}

/// The same numbers in ranges that are sorted and don't touch.
fn merged(mut ranges: Vec<(f64, f64)>) -> Vec<(f64, f64)> {
    ranges.retain(|(from, to)| from <= to);
    ranges.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut merged: Vec<(f64, f64)> = Vec::new();
    for (from, to) in ranges {
        match merged.last_mut().filter(|last| from <= last.1) {
            Some(last) => last.1 = last.1.max(to),
            None => merged.push((from, to)),
        }
    }
    merged
}

impl Check for AllowedPorts {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let in_default = subject.own_namespace().is_some_and(|namespace| namespace.is("default"));
        if !subject.is_service() || !subject.has_name() || in_default && subject.is_named("kubernetes") {
            return;
        }
        for (n, port) in (0u32..).zip(&subject.view.details.other.service.ports) {
            if !self.allows(*port) {
                hits.forbidden(Place::Object, Leaf::element("spec.ports[].port", n), Value::Number(*port));
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        out.write_str("Port ")?;
        subject.write_value(hit.value, out)?;
        write!(out, " for service {} has not been allowed.", subject.object_name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_the_template_reads_them() {
        for (entry, expected) in [
            ("80-90", Some((80.0, 90.0))),
            ("080-90-100", Some((80.0, 90.0))),
            ("1e2-2e2", Some((100.0, 200.0))),
            ("70 - 90", None),
            ("a80-90", None),
            ("80-90x", None),
            ("inf-1-2", None),
            ("-80", None),
            ("80-", None),
        ] {
            assert_eq!(range(entry), expected, "{entry}");
        }
        assert_eq!(merged(vec![(5.0, 9.0), (1.0, 6.0), (20.0, 10.0), (30.0, 31.0)]), [(1.0, 9.0), (30.0, 31.0)]);
    }
}
