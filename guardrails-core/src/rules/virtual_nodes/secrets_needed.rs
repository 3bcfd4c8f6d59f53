use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{
    Concern, Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value,
};
use crate::view::{Role, Str};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeSecretsNeeded",
    title: "Secrets that a virtual node needs",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Uncertain),
    fidelity: Fidelity::Exact,
    documentation: "A pod that names a secret which is not there, or a key that the secret does not have, is refused or \
        waits for ever on the virtual node of the AKS add-on, unless the reference is optional. Of secret \
        volumes only those with `optional: false` are asked for; others are left out without a word. A pull \
        secret must be of a docker type, with user name and password apart (not only `auth`). An object alone \
        cannot tell: this needs a look at the cluster.",
    remedy: "Make sure that the secret exists in the pod's namespace before the pod does, or mark the reference \
        `optional: true`.",
    fields: &[
        "spec.*ontainers[*].env[*].valueFrom.secretKeyRef",
        "spec.*ontainers[*].envFrom[*].secretRef",
        "spec.volumes[*].secret",
        "spec.volumes[*].projected.sources[*].secret",
        "spec.volumes[*].azureFile.secretName",
        "spec.volumes[*].csi.volumeAttributes.secretName",
        "spec.imagePullSecrets[*].name",
    ],
    upstream: "azure-aci 1.6.4, aci_volumes.go; virtual-kubelet 1.11.0, env.go",
    revisions: &[Revision { from: Version::v1(0), change: "names what has to exist", overrides: &[], find }],
    examples: &[
        Example {
            title: "an optional one",
            pod: "containers: [{name: web, image: web, envFrom: [{secretRef: {name: app, optional: true}}]}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a key of one",
            pod: "containers: [{name: web, image: web, env: [{name: A, valueFrom: {secretKeyRef: {name: app, key: a}}}]}]",
            expect: Expect::Fail(
                "needs cluster state: the secret \"app\" with the key \"a\" must exist, or the virtual node does not start \
                the pod",
            ),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: |failure, out| super::say_needed(failure, "secret", out),
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::needed(subject, hits, |role| match role {
        Role::EnvSecret => Some("env[].valueFrom.secretKeyRef"),
        Role::EnvFromSecret => Some("envFrom[].secretRef"),
        Role::SecretVolume => Some("secret.secretName"),
        Role::ProjectedSecret => Some("projected.sources[].secret"),
        Role::AzureFileSecret => Some("azureFile.secretName"),
        Role::PullSecret => Some("imagePullSecrets[].name"),
        _ => None,
    });
    for csi in subject.view.runtime.csi.iter().filter(|csi| !csi.share_name.is_empty() && !csi.secret_name.is_empty()) {
        if subject.text.is(csi.driver, super::AZURE_FILE_DRIVER) {
            let leaf = Leaf::field("csi.volumeAttributes.secretName");
            hits.forbidden(Place::Volume(csi.volume), leaf, Value::Pair(csi.secret_name, Str::EMPTY));
        }
    }
}
