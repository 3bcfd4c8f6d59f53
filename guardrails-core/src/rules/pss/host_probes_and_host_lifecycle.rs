use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Value};
use crate::view::Facts;

use super::words::plural;

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::HOST;

pub(super) const RULE: Rule = Rule {
    id: "hostProbesAndHostLifecycle",
    title: "Hosts in probes and lifecycle hooks",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Baseline),
    fidelity: Fidelity::Exact,
    documentation: "The kubelet sends a pod's probes and lifecycle requests from the node. With `host` set they go \
        wherever the pod's author likes: to services on the node's own address, to the cloud's metadata service, into \
        networks that only nodes reach.",
    remedy: "Leave `host` out; probes then go to the pod itself. A Host header belongs into `httpHeaders`.",
    fields: &[
        "spec.*ontainers[*].livenessProbe.httpGet.host",
        "spec.*ontainers[*].livenessProbe.tcpSocket.host",
        "spec.*ontainers[*].readinessProbe.httpGet.host",
        "spec.*ontainers[*].readinessProbe.tcpSocket.host",
        "spec.*ontainers[*].startupProbe.httpGet.host",
        "spec.*ontainers[*].startupProbe.tcpSocket.host",
        "spec.*ontainers[*].lifecycle.postStart.httpGet.host",
        "spec.*ontainers[*].lifecycle.postStart.tcpSocket.host",
        "spec.*ontainers[*].lifecycle.preStop.httpGet.host",
        "spec.*ontainers[*].lifecycle.preStop.tcpSocket.host",
    ],
    upstream: "policy/check_hostProbesAndhostLifecycle.go",
    revisions: &[Revision {
        from: Version::v1(34),
        change: "forbids every host but the empty one",
        overrides: &[],
        find,
    }],
    examples: &[
        Example {
            title: "a probe of the pod itself",
            pod: "containers: [{name: web, image: web, livenessProbe: {httpGet: {path: /healthz, port: 8080}}}]",
            expect: Expect::Pass,
            from: Version::v1(34),
        },
        Example {
            title: "a probe of the metadata service",
            pod: "containers: [{name: web, image: web, livenessProbe: {httpGet: {host: 169.254.169.254, path: /, port: 80}}}]",
            expect: Expect::Fail(
                r#"probe or lifecycle host (container "web" uses probe or lifecycle host "169.254.169.254")"#,
            ),
            from: Version::v1(34),
        },
    ],
    sort: Sort::ValuesAndNames,
    reason: |_| "probe or lifecycle host",
    detail: |failure, out| {
        out.write_str(plural(failure.names.len(), "container ", "containers "))?;
        failure.write_sorted_names(out)?;
        out.write_str(plural(failure.names.len(), " uses ", " use "))?;
        out.write_str(plural(failure.values.len(), "probe or lifecycle host ", "probe or lifecycle hosts "))?;
        failure.write_values(out)
    },
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (place, container) in subject.containers() {
        for host in container.hosts.of(&subject.view.hosts) {
            hits.forbidden(place, Leaf::field(host.source.field()), Value::Text(host.host));
        }
    }
}
