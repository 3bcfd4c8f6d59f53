//! The field names of the Kubernetes types that the reader interprets, and how a key finds its field.
//!
//! Each table lists *every* field of its type, so that a repeated key is seen by a bit; keys that are in
//! no table (unknown to Kubernetes) take the slow way.

mod lookup;
mod shared;

pub(crate) use kinds::*;
pub(crate) use lookup::{Fields, Table};
pub(super) use lookup::{SHORT, same, type_fields};

use super::types::{self, Typed};

/// Declares tables: for each a module with a constant for each field that is read, and `FIELDS`; and, where the whole
/// of a manifest is looked through, the same with the types that the fields have in each of Kubernetes' types.
macro_rules! tables {
    ($list:ident; $(
        $(#[$doc:meta])* $table:ident { $($name:ident)* } read { $($constant:ident = $read:literal,)* }
        $(types { $($typed:ident = $type:ident,)* })?;
    )*) => {
        /// The names of each table's fields.
        pub(super) const TABLES: &[&[&str]] = &[$($table::NAMES,)*];

        /// Numbers the tables.
        #[expect(non_camel_case_types, reason = "named as the tables are")]
        enum Number {
            $($table,)*
        }

        $(
            $(#[$doc])*
            pub(crate) mod $table {
                use crate::input::fields::{lookup, shared};
                pub(super) const NAMES: &[&str] = &[$(stringify!($name),)*];
                pub(crate) static FIELDS: lookup::Fields = shared::table(shared::$list, super::Number::$table as usize);
                $(pub(crate) const $constant: u8 = lookup::number(NAMES, $read);)*
                $(
                    /// Stands for the table in types.
                    pub(crate) enum Names {}
                    impl lookup::Table for Names {
                        const FIELDS: &'static lookup::Fields = &FIELDS;
                    }
                    $(pub(crate) static $typed: super::Typed<Names> = super::Typed::new(
                        const { &super::types::of_fields::<{ NAMES.len() }>(NAMES, super::types::$type) },
                    );)*
                )?
            }
        )*
    };
}

tables! {
    PODS;

    /// Any object's root. The nine pod-bearing kinds have these and no other fields.
    object { apiVersion kind metadata spec status template items data }
    read {
        API_VERSION = "apiVersion", KIND = "kind", METADATA = "metadata", SPEC = "spec",
        TEMPLATE = "template", ITEMS = "items",
    }
    types {
        POD = Pod, POD_TEMPLATE = PodTemplate, CONTROLLER = ReplicationController, REPLICA_SET = ReplicaSet,
        DEPLOYMENT = Deployment, STATEFUL_SET = StatefulSet, DAEMON_SET = DaemonSet, JOB = Job, CRON_JOB = CronJob,
    };

    /// metav1.ObjectMeta
    metadata {
        name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp
        deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields clusterName
    }
    read {
        NAME = "name", NAMESPACE = "namespace", ANNOTATIONS = "annotations", LABELS = "labels",
        GENERATE_NAME = "generateName", OWNER_REFERENCES = "ownerReferences",
    }
    types { TYPED = ObjectMeta, };

    /// The specs of the workload kinds, all in one: a field that one of them lacks is merely skipped.
    workload {
        template selector replicas strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds
        serviceName podManagementPolicy updateStrategy volumeClaimTemplates persistentVolumeClaimRetentionPolicy
        ordinals parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit
        backoffLimitPerIndex maxFailedIndexes manualSelector ttlSecondsAfterFinished completionMode suspend
        podReplacementPolicy managedBy schedule timeZone startingDeadlineSeconds concurrencyPolicy jobTemplate
        successfulJobsHistoryLimit failedJobsHistoryLimit scheduling
    }
    read { TEMPLATE = "template", JOB_TEMPLATE = "jobTemplate", REPLICAS = "replicas", SELECTOR = "selector", }
    types {
        CONTROLLER = ReplicationControllerSpec, REPLICA_SET = ReplicaSetSpec, DEPLOYMENT = DeploymentSpec,
        STATEFUL_SET = StatefulSetSpec, DAEMON_SET = DaemonSetSpec, JOB = JobSpec, CRON_JOB = CronJobSpec,
    };

    /// v1.PodTemplateSpec and batchv1.JobTemplateSpec
    template { metadata spec }
    read { METADATA = "metadata", SPEC = "spec", }
    types { POD = PodTemplateSpec, JOB = JobTemplateSpec, };

    /// v1.PodSpec
    pod_spec {
        volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds
        activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken
        nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain
        affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates
        runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os
        hostUsers schedulingGates resourceClaims resources hostnameOverride schedulingGroup workloadRef
        evictionResponders
    }
    read {
        VOLUMES = "volumes", INIT_CONTAINERS = "initContainers", CONTAINERS = "containers",
        EPHEMERAL_CONTAINERS = "ephemeralContainers", HOST_NETWORK = "hostNetwork", HOST_PID = "hostPID",
        HOST_IPC = "hostIPC", HOST_USERS = "hostUsers", SECURITY_CONTEXT = "securityContext",
        RUNTIME_CLASS_NAME = "runtimeClassName", OS = "os", NODE_NAME = "nodeName", NODE_SELECTOR = "nodeSelector",
        AFFINITY = "affinity", TOLERATIONS = "tolerations", SCHEDULER_NAME = "schedulerName",
        SCHEDULING_GATES = "schedulingGates", IMAGE_PULL_SECRETS = "imagePullSecrets",
        AUTOMOUNT_TOKEN = "automountServiceAccountToken", SPREAD = "topologySpreadConstraints",
    }
    types { TYPED = PodSpec, };

    /// v1.Affinity
    affinity { nodeAffinity podAffinity podAntiAffinity }
    read { NODE_AFFINITY = "nodeAffinity", POD_ANTI_AFFINITY = "podAntiAffinity", };

    /// v1.NodeAffinity
    node_affinity { requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution }
    read { REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution", };

    /// v1.NodeSelector
    node_selector { nodeSelectorTerms }
    read { TERMS = "nodeSelectorTerms", };

    /// v1.NodeSelectorTerm
    term { matchExpressions matchFields }
    read { MATCH_EXPRESSIONS = "matchExpressions", MATCH_FIELDS = "matchFields", };

    /// v1.NodeSelectorRequirement
    requirement { key operator values }
    read { KEY = "key", OPERATOR = "operator", VALUES = "values", };

    /// v1.Toleration
    toleration { key operator value effect tolerationSeconds }
    read { KEY = "key", OPERATOR = "operator", VALUE = "value", EFFECT = "effect", };

    /// v1.PodOS
    pod_os { name }
    read { NAME = "name", }
    types { TYPED = PodOS, };

    /// v1.Container and v1.EphemeralContainer
    container {
        name image command args workingDir ports envFrom env resources resizePolicy restartPolicy restartPolicyRules
        volumeMounts volumeDevices livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath
        terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty targetContainerName
    }
    read {
        NAME = "name", IMAGE = "image", PORTS = "ports", SECURITY_CONTEXT = "securityContext",
        LIVENESS_PROBE = "livenessProbe", READINESS_PROBE = "readinessProbe", STARTUP_PROBE = "startupProbe",
        LIFECYCLE = "lifecycle", COMMAND = "command", ARGS = "args", ENV = "env", ENV_FROM = "envFrom",
        RESOURCES = "resources", RESTART_POLICY = "restartPolicy", VOLUME_MOUNTS = "volumeMounts",
        IMAGE_PULL_POLICY = "imagePullPolicy",
    }
    types { CONTAINER = Container, EPHEMERAL = EphemeralContainer, };

    /// v1.ContainerPort
    port { name hostPort containerPort protocol hostIP }
    read { HOST_PORT = "hostPort", CONTAINER_PORT = "containerPort", NAME = "name", PROTOCOL = "protocol", }
    types { TYPED = ContainerPort, };

    /// v1.Probe and v1.LifecycleHandler
    handler {
        exec httpGet tcpSocket grpc sleep initialDelaySeconds timeoutSeconds periodSeconds successThreshold
        failureThreshold terminationGracePeriodSeconds
    }
    read { EXEC = "exec", HTTP_GET = "httpGet", TCP_SOCKET = "tcpSocket", }
    types { PROBE = Probe, LIFECYCLE = LifecycleHandler, };

    /// v1.HTTPGetAction and v1.TCPSocketAction
    action { path port host scheme httpHeaders protocol }
    read { HOST = "host", PORT = "port", }
    types { HTTP_GET = HTTPGetAction, TCP_SOCKET = TCPSocketAction, };

    /// v1.Lifecycle
    lifecycle { postStart preStop stopSignal }
    read { POST_START = "postStart", PRE_STOP = "preStop", }
    types { TYPED = Lifecycle, };

    /// v1.PodSecurityContext and v1.SecurityContext; a field that belongs to the other of the two is unknown
    /// to Kubernetes, which the reader asks for where it matters.
    security_context {
        seLinuxOptions windowsOptions runAsUser runAsGroup runAsNonRoot supplementalGroups supplementalGroupsPolicy
        fsGroup sysctls fsGroupChangePolicy seccompProfile appArmorProfile seLinuxChangePolicy capabilities privileged
        readOnlyRootFilesystem allowPrivilegeEscalation procMount
    }
    read {
        SE_LINUX_OPTIONS = "seLinuxOptions", WINDOWS_OPTIONS = "windowsOptions", RUN_AS_USER = "runAsUser",
        RUN_AS_NON_ROOT = "runAsNonRoot", SYSCTLS = "sysctls", SECCOMP_PROFILE = "seccompProfile",
        APP_ARMOR_PROFILE = "appArmorProfile", CAPABILITIES = "capabilities", PRIVILEGED = "privileged",
        ALLOW_PRIVILEGE_ESCALATION = "allowPrivilegeEscalation", PROC_MOUNT = "procMount", RUN_AS_GROUP = "runAsGroup",
        FS_GROUP = "fsGroup", SUPPLEMENTAL_GROUPS = "supplementalGroups",
        READ_ONLY_ROOT_FILESYSTEM = "readOnlyRootFilesystem",
    }
    types { POD = PodSecurityContext, CONTAINER = SecurityContext, };

    /// v1.Capabilities
    capabilities { add drop }
    read { ADD = "add", DROP = "drop", }
    types { TYPED = Capabilities, };

    /// v1.SELinuxOptions
    se_linux { user role type level }
    read { USER = "user", ROLE = "role", TYPE = "type", LEVEL = "level", }
    types { TYPED = SELinuxOptions, };

    /// v1.SeccompProfile and v1.AppArmorProfile
    profile { type localhostProfile }
    read { TYPE = "type", LOCALHOST_PROFILE = "localhostProfile", }
    types { SECCOMP = SeccompProfile, APP_ARMOR = AppArmorProfile, };

    /// v1.WindowsSecurityContextOptions
    windows { gmsaCredentialSpecName gmsaCredentialSpec runAsUserName hostProcess }
    read { HOST_PROCESS = "hostProcess", RUN_AS_USER_NAME = "runAsUserName", }
    types { TYPED = WindowsSecurityContextOptions, };

    /// v1.Sysctl
    sysctl { name value }
    read { NAME = "name", }
    types { TYPED = Sysctl, };

    /// v1.ResourceRequirements
    resources { limits requests claims }
    read { LIMITS = "limits", REQUESTS = "requests", };

    /// v1.VolumeMount
    mount { name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr bindMountOptions }
    read { NAME = "name", READ_ONLY = "readOnly", MOUNT_PATH = "mountPath", }
    types { TYPED = VolumeMount, };

    /// v1.HostPathVolumeSource
    host_path { path type }
    read { PATH = "path", }
    types { TYPED = HostPathVolumeSource, };

    /// v1.FlexVolumeSource
    flex_volume { driver fsType secretRef readOnly options }
    read { DRIVER = "driver", }
    types { TYPED = FlexVolumeSource, };

    /// v1.EnvVar
    env { name value valueFrom }
    read { VALUE = "value", VALUE_FROM = "valueFrom", };

    /// v1.EnvVarSource
    env_source { fieldRef resourceFieldRef configMapKeyRef secretKeyRef fileKeyRef }
    read { FIELD = "fieldRef", CONFIG_MAP = "configMapKeyRef", SECRET = "secretKeyRef", };

    /// v1.EnvFromSource
    env_from { prefix configMapRef secretRef }
    read { CONFIG_MAP = "configMapRef", SECRET = "secretRef", };

    /// v1.ObjectFieldSelector
    field_ref { apiVersion fieldPath }
    read { API_VERSION = "apiVersion", FIELD_PATH = "fieldPath", };

    /// Whatever names a secret or a configMap: selectors of keys, sources of variables, volumes, projections.
    named { name secretName key optional items defaultMode }
    read { NAME = "name", SECRET_NAME = "secretName", KEY = "key", OPTIONAL = "optional", };

    /// v1.AzureFileVolumeSource
    azure_file { secretName shareName readOnly }
    read { SECRET_NAME = "secretName", }
    types { TYPED = AzureFileVolumeSource, };

    /// v1.CSIVolumeSource
    csi { driver readOnly fsType volumeAttributes nodePublishSecretRef }
    read { DRIVER = "driver", VOLUME_ATTRIBUTES = "volumeAttributes", };

    /// v1.ProjectedVolumeSource and v1.VolumeProjection
    projected { sources defaultMode secret downwardAPI configMap serviceAccountToken clusterTrustBundle podCertificate }
    read { SOURCES = "sources", SECRET = "secret", CONFIG_MAP = "configMap", };
}

/// v1.Volume: the sources, numbered as in `VolumeSources::NAMES`, and then the name.
pub(crate) mod volume {
    use super::{Fields, Table, Typed, types};
    use crate::view::VolumeSources;

    pub(crate) const CONFIG_MAP: u8 = VolumeSources::CONFIG_MAP;
    pub(crate) const CSI: u8 = VolumeSources::CSI;
    pub(crate) const PROJECTED: u8 = VolumeSources::PROJECTED;
    pub(crate) const SECRET: u8 = VolumeSources::SECRET;
    pub(crate) const AZURE_FILE: u8 = VolumeSources::AZURE_FILE;
    pub(crate) const HOST_PATH: u8 = VolumeSources::HOST_PATH;
    pub(crate) const FLEX_VOLUME: u8 = VolumeSources::FLEX_VOLUME;
    pub(crate) const NAME: u8 = 30;
    pub(crate) static FIELDS: Fields = super::shared::table(super::shared::VOLUME, 0);
    pub(crate) enum Names {}
    impl Table for Names {
        const FIELDS: &'static Fields = &FIELDS;
    }
    pub(crate) static TYPED: Typed<Names> = Typed::new(const { &types::of_fields::<31>(&NAMES, types::Volume) });
    #[expect(clippy::indexing_slicing, reason = "runs at compile time only, over constants")]
    pub(super) const NAMES: [&str; 31] = {
        let mut names = ["name"; 31];
        let mut n = 0;
        while n < VolumeSources::NAMES.len() {
            names[n] = VolumeSources::NAMES[n];
            n = n.wrapping_add(1);
        }
        names
    };
}

mod kinds;
