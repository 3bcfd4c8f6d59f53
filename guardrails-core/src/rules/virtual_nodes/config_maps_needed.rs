use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};
use crate::view::Role;

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeConfigMapsNeeded",
    title: "ConfigMaps that a virtual node needs",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Uncertain),
    fidelity: Fidelity::Exact,
    documentation: "A pod that names a configMap which is not there, or a key that the configMap does not have (one under \
        binaryData does not count), is refused or waits for ever on the virtual node of the AKS add-on, unless \
        the reference is optional. Of configMap volumes only those with `optional: false` are asked for; others \
        are left out without a word. An object alone cannot tell: this needs a look at the cluster.",
    remedy: "Make sure that the configMap exists in the pod's namespace before the pod does, or mark the reference \
        `optional: true`.",
    fields: &[
        "spec.*ontainers[*].env[*].valueFrom.configMapKeyRef",
        "spec.*ontainers[*].envFrom[*].configMapRef",
        "spec.volumes[*].configMap",
        "spec.volumes[*].projected.sources[*].configMap",
    ],
    upstream: "azure-aci 1.6.4, aci_volumes.go; virtual-kubelet 1.11.0, env.go",
    revisions: &[Revision { from: Version::v1(0), change: "names what has to exist", overrides: &[], find }],
    examples: &[
        Example {
            title: "an optional one",
            pod: "containers: [{name: web, image: web, envFrom: [{configMapRef: {name: app, optional: true}}]}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a key of one",
            pod: "containers: [{name: web, image: web, env: [{name: A, valueFrom: {configMapKeyRef: {name: app, key: a}}}]}]",
            expect: Expect::Fail(
                "needs cluster state: the configMap \"app\" with the key \"a\" must exist, or the virtual node does not start \
                the pod",
            ),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "",
    detail: |failure, out| super::say_needed(failure, "configMap", out),
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::needed(subject, hits, |role| match role {
        Role::EnvConfigMap => Some("env[].valueFrom.configMapKeyRef"),
        Role::EnvFromConfigMap => Some("envFrom[].configMapRef"),
        Role::ConfigMapVolume => Some("configMap.name"),
        Role::ProjectedConfigMap => Some("projected.sources[].configMap"),
        _ => None,
    });
}
