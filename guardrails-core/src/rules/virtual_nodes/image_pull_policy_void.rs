use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeImagePullPolicyVoid",
    title: "Image pull policy on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "The pull policy is not sent, so that Always does not force a check of the registry. Changing the image \
        of a running pod changes nothing either: the old image keeps running while the event says it was \
        updated.",
    remedy: "Name images by digest, and replace pods instead of changing their images.",
    fields: &["spec.*ontainers[*].imagePullPolicy"],
    upstream: "azure-aci 1.6.4, measured: §7.8, C28, C29",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "an image by digest",
            pod: "containers: [{name: web, image: \"web@sha256:0000000000000000000000000000000000000000000000000000000000000000\"}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "always from the registry",
            pod: "containers: [{name: web, image: web, imagePullPolicy: Always}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node does not send imagePullPolicy: the platform pulls as it sees fit, and a changed image \
    does not reach a running pod";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::set_fields(RULE.id, subject, hits, |_| true);
}
