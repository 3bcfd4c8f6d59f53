use crate::placement::NodeClass;
use crate::policy::Version;
use crate::rules::rule::Sort;
use crate::rules::{Concern, Example, Expect, Fidelity, Hits, Revision, Rule, Scope, Source, Subject};

pub(super) const RULE: Rule = Rule {
    id: "virtualNodeVolumeOptionsVoid",
    title: "Options of volumes and mounts on a virtual node",
    source: Source::VirtualNodes,
    scope: Scope::Nodes(&[NodeClass::VirtualNode], Concern::Void),
    fidelity: Fidelity::Exact,
    documentation: "Of volumes the virtual node sends what is in them, not how: a secret or configMap volume holds every \
        key, named by the key, whatever `items` picks and renames and whichever modes are set, so that keys left \
        out are exposed too; a mount shows the whole volume whatever its subPath; an emptyDir has neither a size \
        limit nor memory as its medium; a CSI share is writable unless the mount says readOnly; block devices, \
        downward API files and trust bundles do not appear.",
    remedy: "Put each file into a secret or configMap of its own and mount it as a whole, say readOnly on the mount, \
        or keep the pod on VM nodes or on virtual nodes v2.",
    fields: &[
        "spec.volumes[*].secret.defaultMode",
        "spec.volumes[*].secret.items[*].key",
        "spec.volumes[*].secret.items[*].path",
        "spec.volumes[*].secret.items[*].mode",
        "spec.volumes[*].configMap.defaultMode",
        "spec.volumes[*].configMap.items[*].key",
        "spec.volumes[*].configMap.items[*].path",
        "spec.volumes[*].configMap.items[*].mode",
        "spec.volumes[*].projected.defaultMode",
        "spec.volumes[*].projected.sources[*].secret.items[*].path",
        "spec.volumes[*].projected.sources[*].secret.items[*].mode",
        "spec.volumes[*].projected.sources[*].configMap.items[*].path",
        "spec.volumes[*].projected.sources[*].configMap.items[*].mode",
        "spec.volumes[*].projected.sources[*].downwardAPI.items[*].path",
        "spec.volumes[*].projected.sources[*].downwardAPI.items[*].mode",
        "spec.volumes[*].projected.sources[*].downwardAPI.items[*].fieldRef.fieldPath",
        "spec.volumes[*].projected.sources[*].downwardAPI.items[*].resourceFieldRef.resource",
        "spec.volumes[*].projected.sources[*].downwardAPI.items[*].resourceFieldRef.containerName",
        "spec.volumes[*].projected.sources[*].clusterTrustBundle.name",
        "spec.volumes[*].projected.sources[*].clusterTrustBundle.path",
        "spec.volumes[*].projected.sources[*].clusterTrustBundle.signerName",
        "spec.volumes[*].projected.sources[*].clusterTrustBundle.optional",
        "spec.volumes[*].projected.sources[*].podCertificate.signerName",
        "spec.volumes[*].projected.sources[*].podCertificate.keyType",
        "spec.volumes[*].projected.sources[*].podCertificate.maxExpirationSeconds",
        "spec.volumes[*].projected.sources[*].podCertificate.credentialBundlePath",
        "spec.volumes[*].projected.sources[*].podCertificate.keyPath",
        "spec.volumes[*].projected.sources[*].podCertificate.certificateChainPath",
        "spec.volumes[*].csi.readOnly",
        "spec.volumes[*].csi.fsType",
        "spec.volumes[*].csi.nodePublishSecretRef.name",
        "spec.volumes[*].csi.volumeAttributes.folderName",
        "spec.volumes[*].csi.volumeAttributes.mountOptions",
        "spec.volumes[*].csi.volumeAttributes.secretNamespace",
        "spec.volumes[*].csi.volumeAttributes.storageAccount",
        "spec.volumes[*].csi.volumeAttributes.server",
        "spec.volumes[*].csi.volumeAttributes.protocol",
        "spec.volumes[*].csi.volumeAttributes.resourceGroup",
        "spec.volumes[*].emptyDir.medium",
        "spec.volumes[*].emptyDir.sizeLimit",
        "spec.*ontainers[*].volumeMounts[*].subPath",
        "spec.*ontainers[*].volumeMounts[*].subPathExpr",
        "spec.*ontainers[*].volumeMounts[*].mountPropagation",
        "spec.*ontainers[*].volumeMounts[*].recursiveReadOnly",
        "spec.*ontainers[*].volumeDevices[*].name",
        "spec.*ontainers[*].volumeDevices[*].devicePath",
    ],
    upstream: "azure-aci 1.6.4, measured: §7.5, C26, C27, V1, V5, V8, V9, V12, V13",
    revisions: &[Revision { from: Version::v1(0), change: "reports the fields that are set", overrides: &[], find }],
    examples: &[
        Example {
            title: "a whole secret",
            pod: "containers: [{name: web, image: web}]\nvolumes: [{name: tls, secret: {secretName: tls}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "one key of a secret",
            pod: "containers: [{name: web, image: web}]\n\
                  volumes: [{name: tls, secret: {secretName: tls, items: [{key: tls.crt, path: tls.crt}]}}]",
            expect: Expect::Fail(MESSAGE),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| MESSAGE,
    detail: |_, _| Ok(()),
};

const MESSAGE: &str = "the virtual node mounts whole volumes with every key under its own name: items, modes, subPath, size \
    limits, media, CSI options, devices and downward API files have no effect";

fn find(subject: Subject<'_>, hits: &mut Hits) {
    super::set_fields(RULE.id, subject, hits, |_| true);
}
