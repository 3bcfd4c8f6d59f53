use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value};
use crate::view::Kind;

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeDaemonSet",
    title: "DaemonSets on virtual nodes",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode, NodeClass::VirtualNodeV2], Concern::Refused),
    fidelity: Fidelity::Documented,
    documentation: "Virtual nodes do not support DaemonSets. Only their taint keeps the pods away: a DaemonSet that \
        tolerates everything gets a pod for each virtual node, which is refused or runs without the node it was \
        made for. Virtual nodes v2 have virtual DaemonSets in their place.",
    remedy: "Keep the DaemonSet off with a required node affinity `type NotIn [virtual-kubelet]`.",
    fields: &["spec.template.spec.tolerations"],
    upstream: "AKS documentation, virtual nodes; microsoft/virtualnodesOnAzureContainerInstances, README; Azure/secrets-store-csi-driver-provider-azure#369",
    revisions: &[Revision {
        from: Version::v1(0),
        change: "reports DaemonSets that reach virtual nodes",
        overrides: &[],
        find,
    }],
    examples: &[],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "virtual nodes do not support DaemonSets, and this one tolerates their taint";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    if subject.view.object.kind == Kind::DaemonSet {
        hits.forbidden(Place::Pod, Leaf::field("tolerations"), Value::None);
    }
}
