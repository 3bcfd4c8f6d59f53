use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeEphemeralContainersVoid",
    title: "Ephemeral containers on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "Ephemeral containers (kubectl debug) are never read: they do not start.",
    remedy: "Debug with kubectl exec, or run the pod on a VM node.",
    fields: &[
        "spec.ephemeralContainers[*].name",
        "spec.ephemeralContainers[*].image",
        "spec.ephemeralContainers[*].targetContainerName",
    ],
    upstream: "azure-aci 1.6.4, measured: I11",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "none",
            pod: "containers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a debugger",
            pod: "containers: [{name: web, image: web}]\nephemeralContainers: [{name: debug, image: busybox}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node never starts ephemeral containers";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::set_fields(RULE.id, subject, hits, |_| true);
}
