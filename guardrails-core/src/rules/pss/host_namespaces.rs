use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value};
use crate::view::Facts;

use super::words::list_all;

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::HOST_NAMESPACE;

pub(super) const RULE: Rule = Rule {
    id: "hostNamespaces",
    title: "Host namespaces",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Baseline),
    fidelity: Fidelity::Exact,
    documentation: "A pod in the node's network, process or IPC namespace sees the node's traffic, its processes and \
        their memory, and is seen as the node by everything that trusts it.",
    remedy: "Leave `hostNetwork`, `hostPID` and `hostIPC` out or set them to false; reach the pod through a Service.",
    fields: &["spec.hostNetwork", "spec.hostPID", "spec.hostIPC"],
    upstream: "policy/check_hostNamespaces.go",
    revisions: &[Revision { from: Version::v1(0), change: "forbids `true`", overrides: &[], find }],
    examples: &[
        Example {
            title: "namespaces of its own",
            pod: "hostNetwork: false\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "the node's network and processes",
            pod: "hostPID: true\nhostNetwork: true\ncontainers: [{name: agent, image: agent}]",
            expect: Expect::Fail("host namespaces (hostNetwork=true, hostPID=true)"),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "host namespaces",
    detail: |failure, out| list_all(out, failure.hits.iter(), |hit, out| write!(out, "{}=true", hit.leaf.path)),
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    let pod = &subject.view.pod;
    for (set, path) in [(pod.host_network, "hostNetwork"), (pod.host_pid, "hostPID"), (pod.host_ipc, "hostIPC")] {
        if set {
            hits.forbidden(Place::Pod, Leaf::field(path), Value::None);
        }
    }
}
