use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeRuntimeClassVoid",
    title: "Runtime class and operating system on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "The runtime class, its overhead and `spec.os` are not looked at. Whoever chose a runtime class for its \
        isolation (Kata, gVisor) gets the isolation of Azure Container Instances, a virtual machine of its own \
        for each container group, in its place.",
    remedy: "Keep a pod that depends on a runtime class on the VM nodes that have it.",
    fields: &["spec.runtimeClassName", "spec.overhead", "spec.os.name"],
    upstream: "azure-aci 1.6.4, measured: §7.8, P15",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "no runtime class",
            pod: "containers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "Kata",
            pod: "runtimeClassName: kata-vm-isolation\ncontainers: [{name: web, image: web}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node ignores runtimeClassName, overhead and os: every container group runs as Azure \
    Container Instances run it";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::set_fields(RULE.id, subject, hits, |_| true);
}
