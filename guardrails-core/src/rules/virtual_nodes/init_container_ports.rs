use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Value};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeInitContainerPorts",
    title: "Ports of init containers on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Refused),
    fidelity: Fidelity::Exact,
    documentation: "An init container of Azure Container Instances has no ports, and the virtual node of the AKS add-on \
        refuses one that lists any.",
    remedy: "Leave the ports of init containers out: nothing calls them.",
    fields: &["spec.initContainers[*].ports"],
    upstream: "azure-aci 1.6.4, aci.go:1104",
    revisions: &[Revision { from: Version::v1(0), change: "refuses ports", overrides: &[], find }],
    examples: &[
        Example {
            title: "no ports",
            pod: "initContainers: [{name: init, image: init}]\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a port",
            pod: "initContainers: [{name: init, image: init, ports: [{containerPort: 80}]}]\n\
                  containers: [{name: web, image: web}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: super::say_value,
};

const MESSAGE: &str = "azure container instances initContainers do not support ports";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (place, container, _) in subject.running() {
        if super::is_init(place) && !container.ports.is_empty() {
            hits.forbidden(place, Leaf::field("ports"), Value::Name(MESSAGE));
        }
    }
}
