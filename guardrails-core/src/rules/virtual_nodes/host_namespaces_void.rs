use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeHostNamespacesVoid",
    title: "Host namespaces and host ports on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "Behind a virtual node there is no host that pods share. Asking for its network, processes or IPC, for a \
        user namespace, for processes shared between the containers or for a port of the host changes nothing \
        there: neither the danger nor the function exists. `false` for the host's namespaces is what every pod \
        gets and is not reported.",
    remedy: "Keep a pod that needs its node (an agent, a proxy on a host port) on VM nodes, and reach others through \
        a Service.",
    fields: &[
        "spec.hostNetwork",
        "spec.hostPID",
        "spec.hostIPC",
        "spec.hostUsers",
        "spec.shareProcessNamespace",
        "spec.*ontainers[*].ports[*].hostPort",
        "spec.*ontainers[*].ports[*].hostIP",
    ],
    upstream: "azure-aci 1.6.4, measured: §7.2, P1, C17",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "its own namespaces, said out loud",
            pod: "hostPID: false\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "the host's processes",
            pod: "hostPID: true\ncontainers: [{name: web, image: web}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node has no host to share and sends none of it: host namespaces, user namespaces, shared \
    processes and host ports have no effect";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    // Off is what there is in any case; of a user namespace, off is the node's own.
    super::set_fields(RULE.id, subject, hits, |set| !set.off || set.path == "hostUsers");
}
