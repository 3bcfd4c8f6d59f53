use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{
    Concern, Example, Expect, Failure, Fidelity, Hit, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Value,
};
use crate::view::{Container, Probe};
use std::fmt;

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeProbes",
    title: "Liveness and readiness probes on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Refused),
    fidelity: Fidelity::Exact,
    documentation: "Azure Container Instances probe by a command or by an HTTP request. The virtual node of the AKS add-on \
        refuses a probe that opens a TCP connection or calls gRPC, one that does nothing or two things, an HTTP \
        probe whose port is a name that its own container does not have, and any probe of an init container.",
    remedy: "Probe by `exec` or `httpGet`, with the port as a number or by a name of the same container.",
    fields: &["spec.*ontainers[*].livenessProbe", "spec.*ontainers[*].readinessProbe"],
    upstream: "azure-aci 1.6.4, aci.go:1116-1120,1324-1384",
    revisions: &[Revision {
        from: Version::v1(0),
        change: "refuses what is neither exec nor httpGet",
        overrides: &[],
        find,
    }],
    examples: &[
        Example {
            title: "an HTTP probe",
            pod: "containers: [{name: web, image: web, livenessProbe: {httpGet: {path: /, port: http}}, ports: [{name: http, containerPort: 80}]}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a TCP probe",
            pod: "containers: [{name: web, image: web, readinessProbe: {tcpSocket: {port: 80}}}]",
            expect: Expect::Fail(MESSAGE_NONE),
            from: Version::v1(0),
        },
        Example {
            title: "a port without that name",
            pod: "containers: [{name: web, image: web, livenessProbe: {httpGet: {path: /, port: http}}}]",
            expect: Expect::Fail("unable to find named port: http"),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: say,
};

const MESSAGE_NONE: &str = r#"probe must specify one of "exec" and "httpGet""#;
const MESSAGE_BOTH: &str = r#"probe may not specify more than one of "exec" and "httpGet""#;
const LIVENESS_IN_INIT: &str = "azure container instances initContainers do not support livenessProbe";
const READINESS_IN_INIT: &str = "azure container instances initContainers do not support readinessProbe";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (place, container, it) in subject.running() {
        let probes =
            [(it.liveness, "livenessProbe", LIVENESS_IN_INIT), (it.readiness, "readinessProbe", READINESS_IN_INIT)];
        for (probe, field, in_init) in probes {
            let Some(probe) = probe else { continue };
            let fault = match super::is_init(place) {
                true => Some((Leaf::field(field), Value::Name(in_init))),
                false => fault(subject, container, probe, field),
            };
            if let Some((leaf, value)) = fault {
                hits.forbidden(place, leaf, value);
            }
        }
    }
}

/// What is wrong with a probe of a main container. A name that is missing is the value itself.
fn fault(subject: Subject<'_>, container: &Container, probe: Probe, field: &'static str) -> Option<(Leaf, Value)> {
    let words = container.ports.of(&subject.view.runtime.ports);
    let has = |name| words.iter().any(|port| subject.text.compare(port.name, name).is_eq());
    match (probe.exec, probe.http) {
        (true, true) => Some((Leaf::field(field), Value::Name(MESSAGE_BOTH))),
        (false, false) => Some((Leaf::field(field), Value::Name(MESSAGE_NONE))),
        (false, true) if !probe.port_name.is_empty() && !has(probe.port_name) => {
            let port =
                if field == "livenessProbe" { "livenessProbe.httpGet.port" } else { "readinessProbe.httpGet.port" };
            Some((Leaf::field(port), Value::Text(probe.port_name)))
        }
        _ => None,
    }
}

fn say(failure: &Failure<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    if let Some(Hit { value: Value::Text(_), .. }) = failure.hits.first() {
        out.write_str("unable to find named port: ")?;
    }
    super::say_value(failure, out)
}
