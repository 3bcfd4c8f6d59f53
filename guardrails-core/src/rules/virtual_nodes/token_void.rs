use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeTokenVoid",
    title: "Service account tokens on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "The virtual node requests no token for the pod. Audience, expiry and path of a projected token are \
        ignored; in its place the first long-lived token secret of the service account is mounted as a whole, \
        and where there is none, as on any cluster since Kubernetes 1.24, the pod has no token. \
        `automountServiceAccountToken` is not looked at.",
    remedy: "Keep a pod that calls the API server or federates its identity on VM nodes or on virtual nodes v2, and \
        delete long-lived token secrets.",
    fields: &[
        "spec.volumes[*].projected.sources[*].serviceAccountToken.audience",
        "spec.volumes[*].projected.sources[*].serviceAccountToken.expirationSeconds",
        "spec.volumes[*].projected.sources[*].serviceAccountToken.path",
        "spec.automountServiceAccountToken",
    ],
    upstream: "azure-aci 1.6.4, measured: §7.6, V11, P11",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "no word of tokens",
            pod: "containers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a token for an audience",
            pod: "containers: [{name: web, image: web}]\n\
                  volumes: [{name: token, projected: {sources: [{serviceAccountToken: {path: token, audience: vault}}]}}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node requests no service account token: audience, expiry and path are ignored, and a \
    long-lived token secret is mounted if there is one, else nothing";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::set_fields(RULE.id, subject, hits, |_| true);
}
