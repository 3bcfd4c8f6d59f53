use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{
    Concern, Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value,
};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeAnnotationsVoid",
    title: "Annotations that a virtual node does not read",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "The virtual node of the AKS add-on reads `virtual-kubelet.io/container-sku` (for the value confidential) \
        and `virtual-kubelet.io/confidential-compute-cce-policy`. The annotations of virtual nodes v2 mean \
        nothing to it: an identity or a confidential-computing policy written for v2 gives neither there. GPU \
        types and DNS labels of its own have no effect in a cluster of today.",
    remedy: "Keep a pod with annotations of v2 on v2, by the node selector `virtualization: virtualnode2`.",
    fields: &[
        "metadata.annotations[microsoft.containerinstance.virtualnode.*]",
        "metadata.annotations[virtual-kubelet.io/container-sku]",
        "metadata.annotations[virtual-kubelet.io/gpu-type]",
        "metadata.annotations[virtualkubelet.io/dnsnamelabel]",
    ],
    upstream: "azure-aci 1.6.4, aci.go:374-397,1283-1308; measured",
    revisions: &[Revision { from: Version::v1(0), change: "reports annotations without effect", overrides: &[], find }],
    examples: &[
        Example {
            title: "a confidential container",
            pod: "metadata: {annotations: {virtual-kubelet.io/container-sku: Confidential}}\n\
                  spec: {containers: [{name: web, image: web}]}",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "an identity for v2",
            pod: "metadata: {annotations: {microsoft.containerinstance.virtualnode.identity: /subscriptions/s}}\n\
                  spec: {containers: [{name: web, image: web}]}",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node does not read these annotations: they give neither identity nor confidentiality nor \
    anything else there";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    let text = subject.text;
    for (n, annotation) in (0u32..).zip(&subject.view.annotations) {
        let is = |key: &str| text.is(annotation.key, key);
        let confidential = || {
            let lower = text.chars(annotation.value).map(|c| c.to_ascii_lowercase());
            lower.eq("confidential".chars())
        };
        let void = text.starts_with(annotation.key, super::V2_PREFIX)
            || is("virtual-kubelet.io/gpu-type")
            || is("virtualkubelet.io/dnsnamelabel")
            || is("virtual-kubelet.io/container-sku") && !confidential();
        if void {
            hits.forbidden(Place::Annotation(n), Leaf::field(""), Value::None);
        }
    }
}
