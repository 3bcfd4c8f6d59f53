use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Value};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeSctpBecomesTcp",
    title: "SCTP ports on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "Azure Container Instances have TCP and UDP ports. The virtual node of the AKS add-on sends a port of any \
        other protocol as a TCP port.",
    remedy: "Keep a pod that speaks SCTP on VM nodes.",
    fields: &["spec.*ontainers[*].ports[*].protocol"],
    upstream: "azure-aci 1.6.4, util/aci_utils.go:58",
    revisions: &[Revision {
        from: Version::v1(0),
        change: "reports other protocols than TCP and UDP",
        overrides: &[],
        find,
    }],
    examples: &[
        Example {
            title: "UDP",
            pod: "containers: [{name: web, image: web, ports: [{containerPort: 53, protocol: UDP}]}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "SCTP",
            pod: "containers: [{name: web, image: web, ports: [{containerPort: 3868, protocol: SCTP}]}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node turns SCTP ports into TCP ports";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (place, container, _) in subject.running() {
        for (n, port) in (0u32..).zip(container.ports.of(&subject.view.runtime.ports)) {
            let protocol = port.protocol;
            if !protocol.is_empty() && !subject.text.is(protocol, "TCP") && !subject.text.is(protocol, "UDP") {
                hits.forbidden(place, Leaf::element("ports[].protocol", n), Value::None);
            }
        }
    }
}
