use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{
    Concern, Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value,
};
use crate::view::APP_ARMOR_ANNOTATION;

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeSecurityContextVoid",
    title: "Security contexts on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "The virtual node of the AKS add-on sends no field of a security context to Azure Container Instances, \
        neither the pod's nor a container's, and no AppArmor annotation: users and groups, capabilities, \
        privilege escalation, a read-only root file system, seccomp, AppArmor, SELinux, sysctls, fsGroup and \
        Windows options alike. The image's own user and the platform's defaults decide. A pod that satisfies \
        restricted on paper gets none of it; nor does `privileged: true` give anything.",
    remedy: "Keep the pod on VM nodes (node affinity `type NotIn [virtual-kubelet]`) or on virtual nodes v2, or build \
        what matters into the image: a USER that is not root, say.",
    fields: &[
        "spec.securityContext.seLinuxOptions.user",
        "spec.securityContext.seLinuxOptions.role",
        "spec.securityContext.seLinuxOptions.type",
        "spec.securityContext.seLinuxOptions.level",
        "spec.securityContext.windowsOptions.gmsaCredentialSpecName",
        "spec.securityContext.windowsOptions.gmsaCredentialSpec",
        "spec.securityContext.windowsOptions.runAsUserName",
        "spec.securityContext.windowsOptions.hostProcess",
        "spec.securityContext.runAsUser",
        "spec.securityContext.runAsGroup",
        "spec.securityContext.runAsNonRoot",
        "spec.securityContext.seccompProfile.type",
        "spec.securityContext.seccompProfile.localhostProfile",
        "spec.securityContext.appArmorProfile.type",
        "spec.securityContext.appArmorProfile.localhostProfile",
        "spec.securityContext.supplementalGroups[*]",
        "spec.securityContext.supplementalGroupsPolicy",
        "spec.securityContext.fsGroup",
        "spec.securityContext.fsGroupChangePolicy",
        "spec.securityContext.sysctls[*].name",
        "spec.securityContext.sysctls[*].value",
        "spec.securityContext.seLinuxChangePolicy",
        "spec.*ontainers[*].securityContext.seLinuxOptions.user",
        "spec.*ontainers[*].securityContext.seLinuxOptions.role",
        "spec.*ontainers[*].securityContext.seLinuxOptions.type",
        "spec.*ontainers[*].securityContext.seLinuxOptions.level",
        "spec.*ontainers[*].securityContext.windowsOptions.gmsaCredentialSpecName",
        "spec.*ontainers[*].securityContext.windowsOptions.gmsaCredentialSpec",
        "spec.*ontainers[*].securityContext.windowsOptions.runAsUserName",
        "spec.*ontainers[*].securityContext.windowsOptions.hostProcess",
        "spec.*ontainers[*].securityContext.runAsUser",
        "spec.*ontainers[*].securityContext.runAsGroup",
        "spec.*ontainers[*].securityContext.runAsNonRoot",
        "spec.*ontainers[*].securityContext.seccompProfile.type",
        "spec.*ontainers[*].securityContext.seccompProfile.localhostProfile",
        "spec.*ontainers[*].securityContext.appArmorProfile.type",
        "spec.*ontainers[*].securityContext.appArmorProfile.localhostProfile",
        "spec.*ontainers[*].securityContext.capabilities.add[*]",
        "spec.*ontainers[*].securityContext.capabilities.drop[*]",
        "spec.*ontainers[*].securityContext.privileged",
        "spec.*ontainers[*].securityContext.readOnlyRootFilesystem",
        "spec.*ontainers[*].securityContext.allowPrivilegeEscalation",
        "spec.*ontainers[*].securityContext.procMount",
        "metadata.annotations[container.apparmor.security.beta.kubernetes.io/*]",
    ],
    upstream: "azure-aci 1.6.4, measured: §7.1, C24, P5, P6",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "nothing is asked for",
            pod: "containers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "a hardened container",
            pod: "containers: [{name: web, image: web, securityContext: {readOnlyRootFilesystem: true}}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node sends no field of a securityContext to Azure Container Instances: the image's own user \
    and the platform's defaults decide";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::set_fields(RULE.id, subject, hits, |_| true);
    for (n, annotation) in (0u32..).zip(&subject.view.annotations) {
        if subject.text.starts_with(annotation.key, APP_ARMOR_ANNOTATION) {
            hits.forbidden(Place::Annotation(n), Leaf::field(""), Value::None);
        }
    }
}
