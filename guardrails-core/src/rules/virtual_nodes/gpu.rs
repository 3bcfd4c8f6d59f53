use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Value};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeGpu",
    title: "GPUs on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Refused),
    fidelity: Fidelity::Exact,
    documentation: "Azure Container Instances no longer offer GPUs (they were retired in July 2025), and the virtual node of \
        the AKS add-on refuses a container with a limit of nvidia.com/gpu. The scheduler would not place it \
        there in any case: the node has none. The region that ends the provider's message is the node's, which \
        an object does not tell.",
    remedy: "Run the pod on a VM pool with GPUs.",
    fields: &["spec.containers[*].resources.limits[nvidia.com/gpu]"],
    upstream: "azure-aci 1.6.4, aci.go:1308, vk_node.go:146",
    revisions: &[Revision { from: Version::v1(0), change: "refuses GPUs", overrides: &[], find }],
    examples: &[
        Example {
            title: "no GPU",
            pod: "containers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "one GPU",
            pod: "containers: [{name: web, image: web, resources: {limits: {nvidia.com/gpu: 1}}}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: super::say_value,
};

const MESSAGE: &str =
    "the pod requires GPU resource, but ACI doesn't provide GPU enabled container group in region (the virtual node's)";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (place, _, it) in subject.running() {
        if it.limits.gpu && !super::is_init(place) {
            hits.forbidden(place, Leaf::field("resources.limits[nvidia.com/gpu]"), Value::Name(MESSAGE));
        }
    }
}
