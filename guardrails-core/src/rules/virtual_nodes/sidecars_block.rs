use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeSidecarsBlock",
    title: "Native sidecars on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "An init container with a restart policy is a sidecar: it keeps running beside the main containers. The \
        virtual node sends it as an ordinary init container, which has to end before the main containers start, \
        and a sidecar never ends: the pod hangs. Restart rules of single containers are not sent either.",
    remedy: "Make the sidecar an ordinary container, or keep the pod on VM nodes or on virtual nodes v2.",
    fields: &["spec.*ontainers[*].restartPolicy", "spec.*ontainers[*].restartPolicyRules[*].action"],
    upstream: "azure-aci 1.6.4, measured: §7.9, I8, C30",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "a plain init container",
            pod: "initContainers: [{name: init, image: init}]\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a sidecar",
            pod: "initContainers: [{name: proxy, image: proxy, restartPolicy: Always}]\n\
                  containers: [{name: web, image: web}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node takes the restartPolicy of a container away: a sidecar becomes an init container that \
    never ends, and the pod never starts its main containers";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::set_fields(RULE.id, subject, hits, |_| true);
}
