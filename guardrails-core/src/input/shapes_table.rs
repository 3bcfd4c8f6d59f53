//! The types whose values messages print whole. Printed by `tests/oracle shapes` from k8s.io/api v0.37.2.

use super::shapes::{Field, Holds, Keep};

/// v1.AWSElasticBlockStoreVolumeSource
pub(super) static AWSELASTIC_BLOCK_STORE_VOLUME_SOURCE: &[Field] = &[
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "partition", holds: Holds::Number(32), keep: Keep::Filled },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "volumeID", holds: Holds::Text, keep: Keep::Always },
];

/// v1.AppArmorProfile
pub(super) static APP_ARMOR_PROFILE: &[Field] = &[
    Field { name: "localhostProfile", holds: Holds::Text, keep: Keep::Set },
    Field { name: "type", holds: Holds::Text, keep: Keep::Always },
];

/// v1.AzureDiskVolumeSource
pub(super) static AZURE_DISK_VOLUME_SOURCE: &[Field] = &[
    Field { name: "cachingMode", holds: Holds::Text, keep: Keep::Set },
    Field { name: "diskName", holds: Holds::Text, keep: Keep::Always },
    Field { name: "diskURI", holds: Holds::Text, keep: Keep::Always },
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Set },
    Field { name: "kind", holds: Holds::Text, keep: Keep::Set },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Set },
];

/// v1.AzureFileVolumeSource
pub(super) static AZURE_FILE_VOLUME_SOURCE: &[Field] = &[
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "secretName", holds: Holds::Text, keep: Keep::Always },
    Field { name: "shareName", holds: Holds::Text, keep: Keep::Always },
];

/// v1.CSIVolumeSource
pub(super) static CSIVOLUME_SOURCE: &[Field] = &[
    Field { name: "driver", holds: Holds::Text, keep: Keep::Always },
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Set },
    Field { name: "nodePublishSecretRef", holds: Holds::Object(LOCAL_OBJECT_REFERENCE), keep: Keep::Set },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Set },
    Field { name: "volumeAttributes", holds: Holds::Map(&Holds::Text), keep: Keep::Filled },
];

/// v1.Capabilities
pub(super) static CAPABILITIES: &[Field] = &[
    Field { name: "add", holds: Holds::List(&Holds::Text), keep: Keep::Filled },
    Field { name: "drop", holds: Holds::List(&Holds::Text), keep: Keep::Filled },
];

/// v1.CephFSVolumeSource
pub(super) static CEPH_FSVOLUME_SOURCE: &[Field] = &[
    Field { name: "monitors", holds: Holds::List(&Holds::Text), keep: Keep::Always },
    Field { name: "path", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "secretFile", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "secretRef", holds: Holds::Object(LOCAL_OBJECT_REFERENCE), keep: Keep::Set },
    Field { name: "user", holds: Holds::Text, keep: Keep::Filled },
];

/// v1.CinderVolumeSource
pub(super) static CINDER_VOLUME_SOURCE: &[Field] = &[
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "secretRef", holds: Holds::Object(LOCAL_OBJECT_REFERENCE), keep: Keep::Set },
    Field { name: "volumeID", holds: Holds::Text, keep: Keep::Always },
];

/// v1.ClusterTrustBundleProjection
pub(super) static CLUSTER_TRUST_BUNDLE_PROJECTION: &[Field] = &[
    Field { name: "labelSelector", holds: Holds::Object(LABEL_SELECTOR), keep: Keep::Set },
    Field { name: "name", holds: Holds::Text, keep: Keep::Set },
    Field { name: "optional", holds: Holds::Flag, keep: Keep::Set },
    Field { name: "path", holds: Holds::Text, keep: Keep::Always },
    Field { name: "signerName", holds: Holds::Text, keep: Keep::Set },
    Field { name: "user", holds: Holds::Number(64), keep: Keep::Set },
];

/// v1.ConfigMapProjection
pub(super) static CONFIG_MAP_PROJECTION: &[Field] = &[
    Field { name: "items", holds: Holds::List(&Holds::Object(KEY_TO_PATH)), keep: Keep::Filled },
    Field { name: "name", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "optional", holds: Holds::Flag, keep: Keep::Set },
];

/// v1.ConfigMapVolumeSource
pub(super) static CONFIG_MAP_VOLUME_SOURCE: &[Field] = &[
    Field { name: "defaultMode", holds: Holds::Number(32), keep: Keep::Set },
    Field { name: "defaultUser", holds: Holds::Number(64), keep: Keep::Set },
    Field { name: "items", holds: Holds::List(&Holds::Object(KEY_TO_PATH)), keep: Keep::Filled },
    Field { name: "name", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "optional", holds: Holds::Flag, keep: Keep::Set },
];

/// v1.DownwardAPIProjection
pub(super) static DOWNWARD_APIPROJECTION: &[Field] =
    &[Field { name: "items", holds: Holds::List(&Holds::Object(DOWNWARD_APIVOLUME_FILE)), keep: Keep::Filled }];

/// v1.DownwardAPIVolumeFile
pub(super) static DOWNWARD_APIVOLUME_FILE: &[Field] = &[
    Field { name: "fieldRef", holds: Holds::Object(OBJECT_FIELD_SELECTOR), keep: Keep::Set },
    Field { name: "mode", holds: Holds::Number(32), keep: Keep::Set },
    Field { name: "path", holds: Holds::Text, keep: Keep::Always },
    Field { name: "resourceFieldRef", holds: Holds::Object(RESOURCE_FIELD_SELECTOR), keep: Keep::Set },
    Field { name: "user", holds: Holds::Number(64), keep: Keep::Set },
];

/// v1.DownwardAPIVolumeSource
pub(super) static DOWNWARD_APIVOLUME_SOURCE: &[Field] = &[
    Field { name: "defaultMode", holds: Holds::Number(32), keep: Keep::Set },
    Field { name: "defaultUser", holds: Holds::Number(64), keep: Keep::Set },
    Field { name: "items", holds: Holds::List(&Holds::Object(DOWNWARD_APIVOLUME_FILE)), keep: Keep::Filled },
];

/// v1.EmptyDirVolumeSource
pub(super) static EMPTY_DIR_VOLUME_SOURCE: &[Field] = &[
    Field { name: "medium", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "mode", holds: Holds::Number(32), keep: Keep::Set },
    Field { name: "sizeLimit", holds: Holds::Quantity, keep: Keep::Set },
];

/// v1.EphemeralVolumeSource
pub(super) static EPHEMERAL_VOLUME_SOURCE: &[Field] =
    &[Field { name: "volumeClaimTemplate", holds: Holds::Object(PERSISTENT_VOLUME_CLAIM_TEMPLATE), keep: Keep::Set }];

/// v1.FCVolumeSource
pub(super) static FCVOLUME_SOURCE: &[Field] = &[
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "lun", holds: Holds::Number(32), keep: Keep::Set },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "targetWWNs", holds: Holds::List(&Holds::Text), keep: Keep::Filled },
    Field { name: "wwids", holds: Holds::List(&Holds::Text), keep: Keep::Filled },
];

/// v1.FlexVolumeSource
pub(super) static FLEX_VOLUME_SOURCE: &[Field] = &[
    Field { name: "driver", holds: Holds::Text, keep: Keep::Always },
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "options", holds: Holds::Map(&Holds::Text), keep: Keep::Filled },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "secretRef", holds: Holds::Object(LOCAL_OBJECT_REFERENCE), keep: Keep::Set },
];

/// v1.FlockerVolumeSource
pub(super) static FLOCKER_VOLUME_SOURCE: &[Field] = &[
    Field { name: "datasetName", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "datasetUUID", holds: Holds::Text, keep: Keep::Filled },
];

/// v1.GCEPersistentDiskVolumeSource
pub(super) static GCEPERSISTENT_DISK_VOLUME_SOURCE: &[Field] = &[
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "partition", holds: Holds::Number(32), keep: Keep::Filled },
    Field { name: "pdName", holds: Holds::Text, keep: Keep::Always },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
];

/// v1.GitRepoVolumeSource
pub(super) static GIT_REPO_VOLUME_SOURCE: &[Field] = &[
    Field { name: "directory", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "repository", holds: Holds::Text, keep: Keep::Always },
    Field { name: "revision", holds: Holds::Text, keep: Keep::Filled },
];

/// v1.GlusterfsVolumeSource
pub(super) static GLUSTERFS_VOLUME_SOURCE: &[Field] = &[
    Field { name: "endpoints", holds: Holds::Text, keep: Keep::Always },
    Field { name: "path", holds: Holds::Text, keep: Keep::Always },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
];

/// v1.HostPathVolumeSource
pub(super) static HOST_PATH_VOLUME_SOURCE: &[Field] = &[
    Field { name: "path", holds: Holds::Text, keep: Keep::Always },
    Field { name: "type", holds: Holds::Text, keep: Keep::Set },
];

/// v1.ISCSIVolumeSource
pub(super) static ISCSIVOLUME_SOURCE: &[Field] = &[
    Field { name: "chapAuthDiscovery", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "chapAuthSession", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "initiatorName", holds: Holds::Text, keep: Keep::Set },
    Field { name: "iqn", holds: Holds::Text, keep: Keep::Always },
    Field { name: "iscsiInterface", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "lun", holds: Holds::Number(32), keep: Keep::Always },
    Field { name: "portals", holds: Holds::List(&Holds::Text), keep: Keep::Filled },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "secretRef", holds: Holds::Object(LOCAL_OBJECT_REFERENCE), keep: Keep::Set },
    Field { name: "targetPortal", holds: Holds::Text, keep: Keep::Always },
];

/// v1.ImageVolumeSource
pub(super) static IMAGE_VOLUME_SOURCE: &[Field] = &[
    Field { name: "pullPolicy", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "reference", holds: Holds::Text, keep: Keep::Filled },
];

/// v1.KeyToPath
pub(super) static KEY_TO_PATH: &[Field] = &[
    Field { name: "key", holds: Holds::Text, keep: Keep::Always },
    Field { name: "mode", holds: Holds::Number(32), keep: Keep::Set },
    Field { name: "path", holds: Holds::Text, keep: Keep::Always },
    Field { name: "user", holds: Holds::Number(64), keep: Keep::Set },
];

/// v1.LabelSelector
pub(super) static LABEL_SELECTOR: &[Field] = &[
    Field {
        name: "matchExpressions",
        holds: Holds::List(&Holds::Object(LABEL_SELECTOR_REQUIREMENT)),
        keep: Keep::Filled,
    },
    Field { name: "matchLabels", holds: Holds::Map(&Holds::Text), keep: Keep::Filled },
];

/// v1.LabelSelectorRequirement
pub(super) static LABEL_SELECTOR_REQUIREMENT: &[Field] = &[
    Field { name: "key", holds: Holds::Text, keep: Keep::Always },
    Field { name: "operator", holds: Holds::Text, keep: Keep::Always },
    Field { name: "values", holds: Holds::List(&Holds::Text), keep: Keep::Filled },
];

/// v1.LocalObjectReference
pub(super) static LOCAL_OBJECT_REFERENCE: &[Field] = &[Field { name: "name", holds: Holds::Text, keep: Keep::Filled }];

/// v1.ManagedFieldsEntry
pub(super) static MANAGED_FIELDS_ENTRY: &[Field] = &[
    Field { name: "apiVersion", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "fieldsType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "fieldsV1", holds: Holds::Anything, keep: Keep::Set },
    Field { name: "manager", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "operation", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "subresource", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "time", holds: Holds::Anything, keep: Keep::Set },
];

/// v1.NFSVolumeSource
pub(super) static NFSVOLUME_SOURCE: &[Field] = &[
    Field { name: "path", holds: Holds::Text, keep: Keep::Always },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "server", holds: Holds::Text, keep: Keep::Always },
];

/// v1.ObjectFieldSelector
pub(super) static OBJECT_FIELD_SELECTOR: &[Field] = &[
    Field { name: "apiVersion", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "fieldPath", holds: Holds::Text, keep: Keep::Always },
];

/// v1.ObjectMeta
pub(super) static OBJECT_META: &[Field] = &[
    Field { name: "annotations", holds: Holds::Map(&Holds::Text), keep: Keep::Filled },
    Field { name: "creationTimestamp", holds: Holds::Anything, keep: Keep::Filled },
    Field { name: "deletionGracePeriodSeconds", holds: Holds::Number(64), keep: Keep::Set },
    Field { name: "deletionTimestamp", holds: Holds::Anything, keep: Keep::Set },
    Field { name: "finalizers", holds: Holds::List(&Holds::Text), keep: Keep::Filled },
    Field { name: "generateName", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "generation", holds: Holds::Number(64), keep: Keep::Filled },
    Field { name: "labels", holds: Holds::Map(&Holds::Text), keep: Keep::Filled },
    Field { name: "managedFields", holds: Holds::List(&Holds::Object(MANAGED_FIELDS_ENTRY)), keep: Keep::Filled },
    Field { name: "name", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "namespace", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "ownerReferences", holds: Holds::List(&Holds::Object(OWNER_REFERENCE)), keep: Keep::Filled },
    Field { name: "resourceVersion", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "selfLink", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "uid", holds: Holds::Text, keep: Keep::Filled },
];

/// v1.OwnerReference
pub(super) static OWNER_REFERENCE: &[Field] = &[
    Field { name: "apiVersion", holds: Holds::Text, keep: Keep::Always },
    Field { name: "blockOwnerDeletion", holds: Holds::Flag, keep: Keep::Set },
    Field { name: "controller", holds: Holds::Flag, keep: Keep::Set },
    Field { name: "kind", holds: Holds::Text, keep: Keep::Always },
    Field { name: "name", holds: Holds::Text, keep: Keep::Always },
    Field { name: "uid", holds: Holds::Text, keep: Keep::Always },
];

/// v1.PersistentVolumeClaimSpec
pub(super) static PERSISTENT_VOLUME_CLAIM_SPEC: &[Field] = &[
    Field { name: "accessModes", holds: Holds::List(&Holds::Text), keep: Keep::Filled },
    Field { name: "dataSource", holds: Holds::Object(TYPED_LOCAL_OBJECT_REFERENCE), keep: Keep::Set },
    Field { name: "dataSourceRef", holds: Holds::Object(TYPED_OBJECT_REFERENCE), keep: Keep::Set },
    Field { name: "resources", holds: Holds::Object(VOLUME_RESOURCE_REQUIREMENTS), keep: Keep::Always },
    Field { name: "selector", holds: Holds::Object(LABEL_SELECTOR), keep: Keep::Set },
    Field { name: "storageClassName", holds: Holds::Text, keep: Keep::Set },
    Field { name: "volumeAttributesClassName", holds: Holds::Text, keep: Keep::Set },
    Field { name: "volumeMode", holds: Holds::Text, keep: Keep::Set },
    Field { name: "volumeName", holds: Holds::Text, keep: Keep::Filled },
];

/// v1.PersistentVolumeClaimTemplate
pub(super) static PERSISTENT_VOLUME_CLAIM_TEMPLATE: &[Field] = &[
    Field { name: "metadata", holds: Holds::Object(OBJECT_META), keep: Keep::Always },
    Field { name: "spec", holds: Holds::Object(PERSISTENT_VOLUME_CLAIM_SPEC), keep: Keep::Always },
];

/// v1.PersistentVolumeClaimVolumeSource
pub(super) static PERSISTENT_VOLUME_CLAIM_VOLUME_SOURCE: &[Field] = &[
    Field { name: "claimName", holds: Holds::Text, keep: Keep::Always },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
];

/// v1.PhotonPersistentDiskVolumeSource
pub(super) static PHOTON_PERSISTENT_DISK_VOLUME_SOURCE: &[Field] = &[
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "pdID", holds: Holds::Text, keep: Keep::Always },
];

/// v1.PodCertificateProjection
pub(super) static POD_CERTIFICATE_PROJECTION: &[Field] = &[
    Field { name: "certificateChainPath", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "credentialBundlePath", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "keyPath", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "keyType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "maxExpirationSeconds", holds: Holds::Number(32), keep: Keep::Set },
    Field { name: "signerName", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "user", holds: Holds::Number(64), keep: Keep::Set },
    Field { name: "userAnnotations", holds: Holds::Map(&Holds::Text), keep: Keep::Filled },
];

/// v1.PortworxVolumeSource
pub(super) static PORTWORX_VOLUME_SOURCE: &[Field] = &[
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "volumeID", holds: Holds::Text, keep: Keep::Always },
];

/// v1.ProjectedVolumeSource
pub(super) static PROJECTED_VOLUME_SOURCE: &[Field] = &[
    Field { name: "defaultMode", holds: Holds::Number(32), keep: Keep::Set },
    Field { name: "defaultUser", holds: Holds::Number(64), keep: Keep::Set },
    Field { name: "sources", holds: Holds::List(&Holds::Object(VOLUME_PROJECTION)), keep: Keep::Always },
];

/// v1.QuobyteVolumeSource
pub(super) static QUOBYTE_VOLUME_SOURCE: &[Field] = &[
    Field { name: "group", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "registry", holds: Holds::Text, keep: Keep::Always },
    Field { name: "tenant", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "user", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "volume", holds: Holds::Text, keep: Keep::Always },
];

/// v1.RBDVolumeSource
pub(super) static RBDVOLUME_SOURCE: &[Field] = &[
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "image", holds: Holds::Text, keep: Keep::Always },
    Field { name: "keyring", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "monitors", holds: Holds::List(&Holds::Text), keep: Keep::Always },
    Field { name: "pool", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "secretRef", holds: Holds::Object(LOCAL_OBJECT_REFERENCE), keep: Keep::Set },
    Field { name: "user", holds: Holds::Text, keep: Keep::Filled },
];

/// v1.ResourceFieldSelector
pub(super) static RESOURCE_FIELD_SELECTOR: &[Field] = &[
    Field { name: "containerName", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "divisor", holds: Holds::Quantity, keep: Keep::Always },
    Field { name: "resource", holds: Holds::Text, keep: Keep::Always },
];

/// v1.SELinuxOptions
pub(super) static SELINUX_OPTIONS: &[Field] = &[
    Field { name: "level", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "role", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "type", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "user", holds: Holds::Text, keep: Keep::Filled },
];

/// v1.ScaleIOVolumeSource
pub(super) static SCALE_IOVOLUME_SOURCE: &[Field] = &[
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "gateway", holds: Holds::Text, keep: Keep::Always },
    Field { name: "protectionDomain", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "secretRef", holds: Holds::Object(LOCAL_OBJECT_REFERENCE), keep: Keep::Set },
    Field { name: "sslEnabled", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "storageMode", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "storagePool", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "system", holds: Holds::Text, keep: Keep::Always },
    Field { name: "volumeName", holds: Holds::Text, keep: Keep::Filled },
];

/// v1.SeccompProfile
pub(super) static SECCOMP_PROFILE: &[Field] = &[
    Field { name: "localhostProfile", holds: Holds::Text, keep: Keep::Set },
    Field { name: "type", holds: Holds::Text, keep: Keep::Always },
];

/// v1.SecretProjection
pub(super) static SECRET_PROJECTION: &[Field] = &[
    Field { name: "items", holds: Holds::List(&Holds::Object(KEY_TO_PATH)), keep: Keep::Filled },
    Field { name: "name", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "optional", holds: Holds::Flag, keep: Keep::Set },
];

/// v1.SecretVolumeSource
pub(super) static SECRET_VOLUME_SOURCE: &[Field] = &[
    Field { name: "defaultMode", holds: Holds::Number(32), keep: Keep::Set },
    Field { name: "defaultUser", holds: Holds::Number(64), keep: Keep::Set },
    Field { name: "items", holds: Holds::List(&Holds::Object(KEY_TO_PATH)), keep: Keep::Filled },
    Field { name: "optional", holds: Holds::Flag, keep: Keep::Set },
    Field { name: "secretName", holds: Holds::Text, keep: Keep::Filled },
];

/// v1.SecurityContext
pub(super) static SECURITY_CONTEXT: &[Field] = &[
    Field { name: "allowPrivilegeEscalation", holds: Holds::Flag, keep: Keep::Set },
    Field { name: "appArmorProfile", holds: Holds::Object(APP_ARMOR_PROFILE), keep: Keep::Set },
    Field { name: "capabilities", holds: Holds::Object(CAPABILITIES), keep: Keep::Set },
    Field { name: "privileged", holds: Holds::Flag, keep: Keep::Set },
    Field { name: "procMount", holds: Holds::Text, keep: Keep::Set },
    Field { name: "readOnlyRootFilesystem", holds: Holds::Flag, keep: Keep::Set },
    Field { name: "runAsGroup", holds: Holds::Number(64), keep: Keep::Set },
    Field { name: "runAsNonRoot", holds: Holds::Flag, keep: Keep::Set },
    Field { name: "runAsUser", holds: Holds::Number(64), keep: Keep::Set },
    Field { name: "seLinuxOptions", holds: Holds::Object(SELINUX_OPTIONS), keep: Keep::Set },
    Field { name: "seccompProfile", holds: Holds::Object(SECCOMP_PROFILE), keep: Keep::Set },
    Field { name: "windowsOptions", holds: Holds::Object(WINDOWS_SECURITY_CONTEXT_OPTIONS), keep: Keep::Set },
];

/// v1.ServiceAccountTokenProjection
pub(super) static SERVICE_ACCOUNT_TOKEN_PROJECTION: &[Field] = &[
    Field { name: "audience", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "expirationSeconds", holds: Holds::Number(64), keep: Keep::Set },
    Field { name: "path", holds: Holds::Text, keep: Keep::Always },
    Field { name: "user", holds: Holds::Number(64), keep: Keep::Set },
];

/// v1.StorageOSVolumeSource
pub(super) static STORAGE_OSVOLUME_SOURCE: &[Field] = &[
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "readOnly", holds: Holds::Flag, keep: Keep::Filled },
    Field { name: "secretRef", holds: Holds::Object(LOCAL_OBJECT_REFERENCE), keep: Keep::Set },
    Field { name: "volumeName", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "volumeNamespace", holds: Holds::Text, keep: Keep::Filled },
];

/// v1.TypedLocalObjectReference
pub(super) static TYPED_LOCAL_OBJECT_REFERENCE: &[Field] = &[
    Field { name: "apiGroup", holds: Holds::Text, keep: Keep::Set },
    Field { name: "kind", holds: Holds::Text, keep: Keep::Always },
    Field { name: "name", holds: Holds::Text, keep: Keep::Always },
];

/// v1.TypedObjectReference
pub(super) static TYPED_OBJECT_REFERENCE: &[Field] = &[
    Field { name: "apiGroup", holds: Holds::Text, keep: Keep::Set },
    Field { name: "kind", holds: Holds::Text, keep: Keep::Always },
    Field { name: "name", holds: Holds::Text, keep: Keep::Always },
    Field { name: "namespace", holds: Holds::Text, keep: Keep::Set },
];

/// v1.Volume
pub(super) static VOLUME: &[Field] = &[
    Field { name: "awsElasticBlockStore", holds: Holds::Object(AWSELASTIC_BLOCK_STORE_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "azureDisk", holds: Holds::Object(AZURE_DISK_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "azureFile", holds: Holds::Object(AZURE_FILE_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "cephfs", holds: Holds::Object(CEPH_FSVOLUME_SOURCE), keep: Keep::Set },
    Field { name: "cinder", holds: Holds::Object(CINDER_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "configMap", holds: Holds::Object(CONFIG_MAP_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "csi", holds: Holds::Object(CSIVOLUME_SOURCE), keep: Keep::Set },
    Field { name: "downwardAPI", holds: Holds::Object(DOWNWARD_APIVOLUME_SOURCE), keep: Keep::Set },
    Field { name: "emptyDir", holds: Holds::Object(EMPTY_DIR_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "ephemeral", holds: Holds::Object(EPHEMERAL_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "fc", holds: Holds::Object(FCVOLUME_SOURCE), keep: Keep::Set },
    Field { name: "flexVolume", holds: Holds::Object(FLEX_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "flocker", holds: Holds::Object(FLOCKER_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "gcePersistentDisk", holds: Holds::Object(GCEPERSISTENT_DISK_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "gitRepo", holds: Holds::Object(GIT_REPO_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "glusterfs", holds: Holds::Object(GLUSTERFS_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "hostPath", holds: Holds::Object(HOST_PATH_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "image", holds: Holds::Object(IMAGE_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "iscsi", holds: Holds::Object(ISCSIVOLUME_SOURCE), keep: Keep::Set },
    Field { name: "name", holds: Holds::Text, keep: Keep::Always },
    Field { name: "nfs", holds: Holds::Object(NFSVOLUME_SOURCE), keep: Keep::Set },
    Field {
        name: "persistentVolumeClaim",
        holds: Holds::Object(PERSISTENT_VOLUME_CLAIM_VOLUME_SOURCE),
        keep: Keep::Set,
    },
    Field { name: "photonPersistentDisk", holds: Holds::Object(PHOTON_PERSISTENT_DISK_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "portworxVolume", holds: Holds::Object(PORTWORX_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "projected", holds: Holds::Object(PROJECTED_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "quobyte", holds: Holds::Object(QUOBYTE_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "rbd", holds: Holds::Object(RBDVOLUME_SOURCE), keep: Keep::Set },
    Field { name: "scaleIO", holds: Holds::Object(SCALE_IOVOLUME_SOURCE), keep: Keep::Set },
    Field { name: "secret", holds: Holds::Object(SECRET_VOLUME_SOURCE), keep: Keep::Set },
    Field { name: "storageos", holds: Holds::Object(STORAGE_OSVOLUME_SOURCE), keep: Keep::Set },
    Field { name: "vsphereVolume", holds: Holds::Object(VSPHERE_VIRTUAL_DISK_VOLUME_SOURCE), keep: Keep::Set },
];

/// v1.VolumeProjection
pub(super) static VOLUME_PROJECTION: &[Field] = &[
    Field { name: "clusterTrustBundle", holds: Holds::Object(CLUSTER_TRUST_BUNDLE_PROJECTION), keep: Keep::Set },
    Field { name: "configMap", holds: Holds::Object(CONFIG_MAP_PROJECTION), keep: Keep::Set },
    Field { name: "downwardAPI", holds: Holds::Object(DOWNWARD_APIPROJECTION), keep: Keep::Set },
    Field { name: "podCertificate", holds: Holds::Object(POD_CERTIFICATE_PROJECTION), keep: Keep::Set },
    Field { name: "secret", holds: Holds::Object(SECRET_PROJECTION), keep: Keep::Set },
    Field { name: "serviceAccountToken", holds: Holds::Object(SERVICE_ACCOUNT_TOKEN_PROJECTION), keep: Keep::Set },
];

/// v1.VolumeResourceRequirements
pub(super) static VOLUME_RESOURCE_REQUIREMENTS: &[Field] = &[
    Field { name: "limits", holds: Holds::Map(&Holds::Quantity), keep: Keep::Filled },
    Field { name: "requests", holds: Holds::Map(&Holds::Quantity), keep: Keep::Filled },
];

/// v1.VsphereVirtualDiskVolumeSource
pub(super) static VSPHERE_VIRTUAL_DISK_VOLUME_SOURCE: &[Field] = &[
    Field { name: "fsType", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "storagePolicyID", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "storagePolicyName", holds: Holds::Text, keep: Keep::Filled },
    Field { name: "volumePath", holds: Holds::Text, keep: Keep::Always },
];

/// v1.WindowsSecurityContextOptions
pub(super) static WINDOWS_SECURITY_CONTEXT_OPTIONS: &[Field] = &[
    Field { name: "gmsaCredentialSpec", holds: Holds::Text, keep: Keep::Set },
    Field { name: "gmsaCredentialSpecName", holds: Holds::Text, keep: Keep::Set },
    Field { name: "hostProcess", holds: Holds::Flag, keep: Keep::Set },
    Field { name: "runAsUserName", holds: Holds::Text, keep: Keep::Set },
];
