use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Value};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeLifecycleHooks",
    title: "Lifecycle hooks on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Refused),
    fidelity: Fidelity::Exact,
    documentation: "The virtual node of the AKS add-on refuses a container whose postStart or preStop runs a command or \
        calls a port. A hook that only sleeps passes, and does nothing.",
    remedy: "Move what the hook does into the container's own start and its handling of SIGTERM, or keep the pod on \
        VM nodes or on virtual nodes v2.",
    fields: &["spec.*ontainers[*].lifecycle"],
    upstream: "azure-aci 1.6.4, aci.go:1124,1155,1440",
    revisions: &[Revision { from: Version::v1(0), change: "refuses hooks that do something", overrides: &[], find }],
    examples: &[
        Example {
            title: "a sleep",
            pod: "containers: [{name: web, image: web, lifecycle: {preStop: {sleep: {seconds: 5}}}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a command before the stop",
            pod: "containers: [{name: web, image: web, lifecycle: {preStop: {exec: {command: [drain]}}}}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: super::say_value,
};

const MESSAGE: &str = "ACI does not support lifecycle hooks";
const IN_INIT: &str = "azure container instances initContainers do not support lifecycle hooks";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (place, ..) in subject.running().filter(|(.., it)| it.hooks) {
        let message = if super::is_init(place) { IN_INIT } else { MESSAGE };
        hits.forbidden(place, Leaf::field("lifecycle"), Value::Name(message));
    }
}
