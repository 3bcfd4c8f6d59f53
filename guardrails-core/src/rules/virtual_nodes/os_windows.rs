use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{
    Concern, Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value,
};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeOsWindows",
    title: "Windows pods that can land on Linux nodes",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::Linux, NodeClass::VirtualNode, NodeClass::VirtualNodeV2], Concern::Refused),
    fidelity: Fidelity::Documented,
    documentation: "The scheduler does not look at `spec.os.name`; it goes by labels, selectors and taints. A pod that says \
        it is for Windows and can land on a node with Linux is placed there all the same, and the kubelet \
        refuses it, over and over. (The virtual node of the AKS add-on does not look either and starts the \
        container as Linux.)",
    remedy: "Add the node selector `kubernetes.io/os: windows`.",
    fields: &["spec.os.name", "spec.nodeSelector"],
    upstream: "Kubernetes documentation, spec.os; kubelet admission (PodOSNotSupported)",
    revisions: &[Revision { from: Version::v1(0), change: "reports contradictions", overrides: &[], find }],
    examples: &[
        Example {
            title: "a pod that says nothing",
            pod: "containers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a pod for Windows",
            pod: "os: {name: windows}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the pod is for Windows (spec.os.name), which the scheduler does not look at, and it can land on nodes with \
    Linux, where the kubelet refuses it";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    if subject.text.is(subject.view.pod.os_name, "windows") {
        hits.forbidden(Place::Pod, Leaf::field("os.name"), Value::None);
    }
}
