use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{
    Concern, Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value,
};
use crate::view::VolumeSources;

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeV2HostPathVoid",
    title: "hostPath volumes on a virtual node v2",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNodeV2], Concern::Void),
    fidelity: Fidelity::Documented,
    documentation: "A hostPath volume on virtual nodes v2 is a path inside the pod's own virtual machine, which only its \
        companions of the same container group see. Nothing of a node's file system is there.",
    remedy: "Keep an agent that reads its node's files on VM nodes.",
    fields: &["spec.volumes[*].hostPath"],
    upstream: "microsoft/virtualnodesOnAzureContainerInstances, Docs/VirtualDaemonSets",
    revisions: &[Revision { from: Version::v1(0), change: "reports hostPath volumes", overrides: &[], find }],
    examples: &[
        Example {
            title: "scratch space",
            pod: "containers: [{name: web, image: web}]\nvolumes: [{name: tmp, emptyDir: {}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "the node's logs",
            pod: "containers: [{name: web, image: web}]\nvolumes: [{name: logs, hostPath: {path: /var/log}}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str =
    "on a virtual node v2 a hostPath is a path inside the pod's own virtual machine, with nothing of a node in it";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for (n, volume) in (0u32..).zip(&subject.view.volumes) {
        if volume.sources.has(VolumeSources::HOST_PATH) {
            hits.forbidden(Place::Volume(n), Leaf::field("hostPath"), Value::None);
        }
    }
}
