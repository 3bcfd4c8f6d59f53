//! The field names of the Kubernetes types that the reader interprets, and how a key finds its field.
//!
//! Each table lists *every* field of its type, so that a repeated key is seen by a bit; keys that are in
//! no table (unknown to Kubernetes) take the slow way.

mod lookup;

pub(crate) use lookup::Fields;
pub(super) use lookup::names;

/// Declares a table: a module with a constant for each field that is read, and `FIELDS`.
macro_rules! fields {
    ($(#[$doc:meta])* $table:ident { $($name:ident)* } read { $($constant:ident = $read:literal,)* }) => {
        $(#[$doc])*
        pub(crate) mod $table {
            use super::Fields;
            const NAMES: &[&str] = &[$(stringify!($name),)*];
            pub(crate) static FIELDS: Fields = Fields::new(const { &super::lookup::names::<{ NAMES.len() }>(NAMES) });
            $(pub(crate) const $constant: u8 = super::number(NAMES, $read);)*
        }
    };
}

/// The number of a name in its table, at compile time.
#[expect(clippy::indexing_slicing, clippy::panic, reason = "runs at compile time only, over constants")]
const fn number(names: &[&str], name: &str) -> u8 {
    let mut n = 0;
    while n < names.len() {
        if same(names[n].as_bytes(), name.as_bytes()) {
            return n as u8;
        }
        n = n.wrapping_add(1);
    }
    panic!("not a field of this type")
}

#[expect(clippy::indexing_slicing, reason = "runs at compile time only, over constants")]
const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut n = 0;
    while n < a.len() && n < b.len() && a[n] == b[n] {
        n = n.wrapping_add(1);
    }
    n == a.len() && n == b.len()
}

fields!(
    /// Any object's root. The nine pod-bearing kinds have these and no other fields.
    object { apiVersion kind metadata spec status template items data }
    read {
        API_VERSION = "apiVersion", KIND = "kind", METADATA = "metadata", SPEC = "spec",
        TEMPLATE = "template", ITEMS = "items",
    }
);

fields!(
    /// metav1.ObjectMeta
    metadata {
        name generateName namespace selfLink uid resourceVersion generation creationTimestamp deletionTimestamp
        deletionGracePeriodSeconds labels annotations ownerReferences finalizers managedFields clusterName
    }
    read {
        NAME = "name", NAMESPACE = "namespace", ANNOTATIONS = "annotations", LABELS = "labels",
        GENERATE_NAME = "generateName", OWNER_REFERENCES = "ownerReferences",
    }
);

fields!(
    /// The specs of the workload kinds, all in one: a field that one of them lacks is merely skipped.
    workload {
        template selector replicas strategy minReadySeconds revisionHistoryLimit paused progressDeadlineSeconds
        serviceName podManagementPolicy updateStrategy volumeClaimTemplates persistentVolumeClaimRetentionPolicy
        ordinals parallelism completions activeDeadlineSeconds podFailurePolicy successPolicy backoffLimit
        backoffLimitPerIndex maxFailedIndexes manualSelector ttlSecondsAfterFinished completionMode suspend
        podReplacementPolicy managedBy schedule timeZone startingDeadlineSeconds concurrencyPolicy jobTemplate
        successfulJobsHistoryLimit failedJobsHistoryLimit
    }
    read { TEMPLATE = "template", JOB_TEMPLATE = "jobTemplate", REPLICAS = "replicas", SELECTOR = "selector", }
);

fields!(
    /// v1.PodTemplateSpec and batchv1.JobTemplateSpec
    template { metadata spec }
    read { METADATA = "metadata", SPEC = "spec", }
);

fields!(
    /// v1.PodSpec
    pod_spec {
        volumes initContainers containers ephemeralContainers restartPolicy terminationGracePeriodSeconds
        activeDeadlineSeconds dnsPolicy nodeSelector serviceAccountName serviceAccount automountServiceAccountToken
        nodeName hostNetwork hostPID hostIPC shareProcessNamespace securityContext imagePullSecrets hostname subdomain
        affinity schedulerName tolerations hostAliases priorityClassName priority dnsConfig readinessGates
        runtimeClassName enableServiceLinks preemptionPolicy overhead topologySpreadConstraints setHostnameAsFQDN os
        hostUsers schedulingGates resourceClaims resources hostnameOverride schedulingGroup workloadRef
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
);

fields!(
    /// v1.Affinity
    affinity { nodeAffinity podAffinity podAntiAffinity }
    read { NODE_AFFINITY = "nodeAffinity", POD_ANTI_AFFINITY = "podAntiAffinity", }
);

fields!(
    /// v1.NodeAffinity
    node_affinity { requiredDuringSchedulingIgnoredDuringExecution preferredDuringSchedulingIgnoredDuringExecution }
    read { REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution", }
);

fields!(
    /// v1.NodeSelector
    node_selector { nodeSelectorTerms }
    read { TERMS = "nodeSelectorTerms", }
);

fields!(
    /// v1.NodeSelectorTerm
    term { matchExpressions matchFields }
    read { MATCH_EXPRESSIONS = "matchExpressions", MATCH_FIELDS = "matchFields", }
);

fields!(
    /// v1.NodeSelectorRequirement
    requirement { key operator values }
    read { KEY = "key", OPERATOR = "operator", VALUES = "values", }
);

fields!(
    /// v1.Toleration
    toleration { key operator value effect tolerationSeconds }
    read { KEY = "key", OPERATOR = "operator", VALUE = "value", EFFECT = "effect", }
);

fields!(
    /// v1.PodOS
    pod_os { name }
    read { NAME = "name", }
);

fields!(
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
);

fields!(
    /// v1.ContainerPort
    port { name hostPort containerPort protocol hostIP }
    read { HOST_PORT = "hostPort", CONTAINER_PORT = "containerPort", NAME = "name", PROTOCOL = "protocol", }
);

fields!(
    /// v1.Probe and v1.LifecycleHandler
    handler {
        exec httpGet tcpSocket grpc sleep initialDelaySeconds timeoutSeconds periodSeconds successThreshold
        failureThreshold terminationGracePeriodSeconds
    }
    read { EXEC = "exec", HTTP_GET = "httpGet", TCP_SOCKET = "tcpSocket", }
);

fields!(
    /// v1.HTTPGetAction and v1.TCPSocketAction
    action { path port host scheme httpHeaders }
    read { HOST = "host", PORT = "port", }
);

fields!(
    /// v1.Lifecycle
    lifecycle { postStart preStop stopSignal }
    read { POST_START = "postStart", PRE_STOP = "preStop", }
);

fields!(
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
);

fields!(
    /// v1.Capabilities
    capabilities { add drop }
    read { ADD = "add", DROP = "drop", }
);

fields!(
    /// v1.SELinuxOptions
    se_linux { user role type level }
    read { USER = "user", ROLE = "role", TYPE = "type", LEVEL = "level", }
);

fields!(
    /// v1.SeccompProfile and v1.AppArmorProfile
    profile { type localhostProfile }
    read { TYPE = "type", LOCALHOST_PROFILE = "localhostProfile", }
);

fields!(
    /// v1.WindowsSecurityContextOptions
    windows { gmsaCredentialSpecName gmsaCredentialSpec runAsUserName hostProcess }
    read { HOST_PROCESS = "hostProcess", RUN_AS_USER_NAME = "runAsUserName", }
);

fields!(
    /// v1.Sysctl
    sysctl { name value }
    read { NAME = "name", }
);

fields!(
    /// v1.ResourceRequirements
    resources { limits requests claims }
    read { LIMITS = "limits", REQUESTS = "requests", }
);

fields!(
    /// v1.VolumeMount
    mount { name readOnly recursiveReadOnly mountPath subPath mountPropagation subPathExpr }
    read { NAME = "name", READ_ONLY = "readOnly", MOUNT_PATH = "mountPath", }
);

fields!(
    /// v1.HostPathVolumeSource
    host_path { path type }
    read { PATH = "path", }
);

fields!(
    /// v1.FlexVolumeSource
    flex_volume { driver fsType secretRef readOnly options }
    read { DRIVER = "driver", }
);

fields!(
    /// v1.EnvVar
    env { name value valueFrom }
    read { VALUE = "value", VALUE_FROM = "valueFrom", }
);

fields!(
    /// v1.EnvVarSource
    env_source { fieldRef resourceFieldRef configMapKeyRef secretKeyRef fileKeyRef }
    read { FIELD = "fieldRef", CONFIG_MAP = "configMapKeyRef", SECRET = "secretKeyRef", }
);

fields!(
    /// v1.EnvFromSource
    env_from { prefix configMapRef secretRef }
    read { CONFIG_MAP = "configMapRef", SECRET = "secretRef", }
);

fields!(
    /// v1.ObjectFieldSelector
    field_ref { apiVersion fieldPath }
    read { API_VERSION = "apiVersion", FIELD_PATH = "fieldPath", }
);

fields!(
    /// Whatever names a secret or a configMap: selectors of keys, sources of variables, volumes, projections.
    named { name secretName key optional items defaultMode }
    read { NAME = "name", SECRET_NAME = "secretName", KEY = "key", OPTIONAL = "optional", }
);

fields!(
    /// v1.AzureFileVolumeSource
    azure_file { secretName shareName readOnly }
    read { SECRET_NAME = "secretName", }
);

fields!(
    /// v1.CSIVolumeSource
    csi { driver readOnly fsType volumeAttributes nodePublishSecretRef }
    read { DRIVER = "driver", VOLUME_ATTRIBUTES = "volumeAttributes", }
);

fields!(
    /// v1.ProjectedVolumeSource and v1.VolumeProjection
    projected { sources defaultMode secret downwardAPI configMap serviceAccountToken clusterTrustBundle podCertificate }
    read { SOURCES = "sources", SECRET = "secret", CONFIG_MAP = "configMap", }
);

fields!(
    /// v1.ServiceSpec
    service {
        ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges
        externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig
        ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy
        trafficDistribution
    }
    read { TYPE = "type", EXTERNAL_IPS = "externalIPs", PORTS = "ports", SELECTOR = "selector", }
);

fields!(
    /// v1.ServicePort
    service_port { name protocol appProtocol port targetPort nodePort }
    read { PORT = "port", }
);

fields!(
    /// networkingv1.IngressSpec
    ingress { ingressClassName defaultBackend tls rules }
    read { CLASS_NAME = "ingressClassName", TLS = "tls", RULES = "rules", }
);

fields!(
    /// networkingv1.IngressRule
    ingress_rule { host http }
    read { HOST = "host", HTTP = "http", }
);

fields!(
    /// v1.NodeSpec
    node { podCIDR podCIDRs providerID unschedulable taints configSource externalID }
    read { TAINTS = "taints", UNSCHEDULABLE = "unschedulable", }
);

fields!(
    /// v1.Taint
    taint { key value effect timeAdded }
    read { KEY = "key", VALUE = "value", EFFECT = "effect", TIME_ADDED = "timeAdded", }
);

fields!(
    /// v1.Secret
    secret { apiVersion kind metadata immutable data stringData type }
    read { TYPE = "type", }
);

fields!(
    /// storagev1.StorageClass
    storage_class {
        apiVersion kind metadata provisioner parameters reclaimPolicy mountOptions allowVolumeExpansion
        volumeBindingMode allowedTopologies
    }
    read { PROVISIONER = "provisioner", }
);

fields!(
    /// policyv1.PodDisruptionBudgetSpec
    budget { minAvailable selector maxUnavailable unhealthyPodEvictionPolicy }
    read { MIN_AVAILABLE = "minAvailable", MAX_UNAVAILABLE = "maxUnavailable", SELECTOR = "selector", }
);

fields!(
    /// metav1.LabelSelector
    label_selector { matchLabels matchExpressions }
    read { MATCH_LABELS = "matchLabels", }
);

fields!(
    /// The kinds of rbacv1, all in one: a field that one of them lacks is merely skipped.
    rbac { apiVersion kind metadata rules aggregationRule subjects roleRef }
    read { RULES = "rules", ROLE_REF = "roleRef", }
);

fields!(
    /// rbacv1.PolicyRule
    policy_rule { verbs apiGroups resources resourceNames nonResourceURLs }
    read { VERBS = "verbs", API_GROUPS = "apiGroups", RESOURCES = "resources", }
);

fields!(
    /// rbacv1.RoleRef
    role_ref { apiGroup kind name }
    read { KIND = "kind", NAME = "name", }
);

/// v1.Volume: the sources, numbered as in `VolumeSources::NAMES`, and then the name.
pub(crate) mod volume {
    use super::Fields;
    use crate::view::VolumeSources;

    pub(crate) const CONFIG_MAP: u8 = VolumeSources::CONFIG_MAP;
    pub(crate) const CSI: u8 = VolumeSources::CSI;
    pub(crate) const PROJECTED: u8 = VolumeSources::PROJECTED;
    pub(crate) const SECRET: u8 = VolumeSources::SECRET;
    pub(crate) const AZURE_FILE: u8 = VolumeSources::AZURE_FILE;
    pub(crate) const HOST_PATH: u8 = VolumeSources::HOST_PATH;
    pub(crate) const FLEX_VOLUME: u8 = VolumeSources::FLEX_VOLUME;
    pub(crate) const NAME: u8 = 30;
    pub(crate) static FIELDS: Fields = Fields::new(const { &super::lookup::names::<31>(&NAMES) });
    #[expect(clippy::indexing_slicing, reason = "runs at compile time only, over constants")]
    const NAMES: [&str; 31] = {
        let mut names = ["name"; 31];
        let mut n = 0;
        while n < VolumeSources::NAMES.len() {
            names[n] = VolumeSources::NAMES[n];
            n = n.wrapping_add(1);
        }
        names
    };
}

fields!(
    /// admission.k8s.io/v1 AdmissionReview and AdmissionRequest
    request {
        apiVersion kind request response uid resource subResource requestKind requestResource requestSubResource name
        namespace operation userInfo object oldObject dryRun options
    }
    read {
        API_VERSION = "apiVersion", KIND = "kind", REQUEST = "request", UID = "uid", RESOURCE = "resource",
        REQUEST_SUB_RESOURCE = "requestSubResource", NAME = "name", NAMESPACE = "namespace", OPERATION = "operation",
        USER_INFO = "userInfo", OBJECT = "object", OLD_OBJECT = "oldObject",
    }
);

fields!(
    /// metav1.GroupVersionKind and metav1.GroupVersionResource
    group_version { group version kind resource }
    read { GROUP = "group", VERSION = "version", KIND = "kind", RESOURCE = "resource", }
);

fields!(
    /// authentication.k8s.io/v1 UserInfo
    user_info { username uid groups extra }
    read { USERNAME = "username", GROUPS = "groups", }
);
