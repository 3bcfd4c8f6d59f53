use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeResourcesVoid",
    title: "Resources that a virtual node does not know",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "Only CPU and memory of containers are sent. Ephemeral storage, huge pages, claims of devices, requests \
        for GPUs, resize policies and the resources of the pod as a whole are not; a container group has 50 GB \
        of disk. A limit on ephemeral storage has the side effect that limits equal to the requests are sent.",
    remedy: "Give each container its CPU and memory, and keep pods that need other resources on VM nodes.",
    fields: &[
        "spec.*ontainers[*].resources.requests.ephemeral-storage",
        "spec.*ontainers[*].resources.limits.ephemeral-storage",
        "spec.*ontainers[*].resources.requests[nvidia.com/gpu]",
        "spec.*ontainers[*].resources.requests.hugepages-2Mi",
        "spec.*ontainers[*].resources.requests.hugepages-1Gi",
        "spec.*ontainers[*].resources.limits.hugepages-2Mi",
        "spec.*ontainers[*].resources.limits.hugepages-1Gi",
        "spec.*ontainers[*].resources.claims[*].name",
        "spec.*ontainers[*].resources.claims[*].request",
        "spec.*ontainers[*].resizePolicy[*].resourceName",
        "spec.*ontainers[*].resizePolicy[*].restartPolicy",
        "spec.resources.requests.cpu",
        "spec.resources.requests.memory",
        "spec.resources.limits.cpu",
        "spec.resources.limits.memory",
        "spec.resourceClaims[*].name",
        "spec.resourceClaims[*].resourceClaimName",
        "spec.resourceClaims[*].resourceClaimTemplateName",
    ],
    upstream: "azure-aci 1.6.4, measured: §7.5, C14, C28",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "memory for a container",
            pod: "containers: [{name: web, image: web, resources: {requests: {cpu: \"1\", memory: 1G}}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a limit on scratch space",
            pod: "containers: [{name: web, image: web, resources: {limits: {ephemeral-storage: 2Gi}}}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node sends CPU and memory of containers alone: ephemeral storage, huge pages, claims, \
    requests for GPUs, resize policies and pod-level resources have no effect";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::set_fields(RULE.id, subject, hits, |_| true);
}
