use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Value};
use crate::view::Role;

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeSecretsInPlainEnv",
    title: "Secrets in the environment on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "Variables from secrets are worked out by virtual-kubelet and sent to Azure Container Instances as plain \
        values, never as secure ones. Whoever may read the container group in Azure Resource Manager reads the \
        secret: Kubernetes' own access rules do not reach there.",
    remedy: "Mount the secret as a volume (those are sent as secrets), or let the process fetch it from Azure Key \
        Vault.",
    fields: &["spec.*ontainers[*].env[*].valueFrom.secretKeyRef", "spec.*ontainers[*].envFrom[*].secretRef"],
    upstream: "azure-aci 1.6.4, aci.go:1425; virtual-kubelet 1.11.0, env.go:89",
    revisions: &[Revision { from: Version::v1(0), change: "reports variables from secrets", overrides: &[], find }],
    examples: &[
        Example {
            title: "a secret in a volume",
            pod: "containers: [{name: web, image: web}]\nvolumes: [{name: s, secret: {secretName: s}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a secret in a variable",
            pod: "containers: [{name: web, image: web, env: [{name: A, valueFrom: {secretKeyRef: {name: app, key: a}}}]}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node sends secrets in the environment as plain values: whoever may read the container \
    group in Azure Resource Manager reads them";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    for it in &subject.view.runtime.references {
        let path = match it.role {
            Role::EnvSecret => "env[].valueFrom.secretKeyRef",
            Role::EnvFromSecret => "envFrom[].secretRef",
            _ => continue,
        };
        hits.forbidden(super::place(it.owner), Leaf::element(path, it.index), Value::None);
    }
}
