use crate::placement::Classes;
use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeGuardrailsVoid",
    title: "Guardrails that hold on paper only",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "The policy enforces a level of the Pod Security Standards, and the pod must run on the virtual node of \
        the AKS add-on, which transmits nothing of a security context. The pod satisfies the level, and none of \
        what the level promises holds where it runs: no user, no dropped capability, no seccomp profile. \
        NetworkPolicies do not hold for it either, and agents that run as DaemonSets do not see it.",
    remedy: "Let pods that need the level run on VM nodes (a required node affinity `type NotIn [virtual-kubelet]`) \
        or on virtual nodes v2, and give the virtual node to pods that need no more isolation than a container \
        group of their own.",
    fields: &["spec"],
    upstream: "virtual-nodes.md §7; azure-aci 1.6.4, measured",
    revisions: &[Revision {
        from: Version::v1(0),
        change: "reports pods that must run on the virtual node under an enforced level",
        overrides: &[],
        find,
    }],
    examples: &[],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the policy's level holds on paper only: the pod must run on the virtual node, which transmits no security \
    context, and where neither NetworkPolicies nor agents on nodes reach it";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    let landing = subject.landing;
    if landing.hardened && landing.can.within(Classes::of(&[NodeClass::VirtualNode])) {
        hits.forbidden(Place::Pod, Leaf::field("securityContext"), Value::None);
    }
}
