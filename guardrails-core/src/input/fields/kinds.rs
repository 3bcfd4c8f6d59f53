//! Kinds without a pod, and what comes with a review.

tables! {
    KINDS;

    /// v1.ServiceSpec
    service {
        ports selector clusterIP clusterIPs type externalIPs sessionAffinity loadBalancerIP loadBalancerSourceRanges
        externalName externalTrafficPolicy healthCheckNodePort publishNotReadyAddresses sessionAffinityConfig
        ipFamilies ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy
        trafficDistribution
    }
    read { TYPE = "type", EXTERNAL_IPS = "externalIPs", PORTS = "ports", SELECTOR = "selector", };

    /// v1.ServicePort
    service_port { name protocol appProtocol port targetPort nodePort }
    read { PORT = "port", };

    /// networkingv1.IngressSpec
    ingress { ingressClassName defaultBackend tls rules }
    read { CLASS_NAME = "ingressClassName", TLS = "tls", RULES = "rules", };

    /// networkingv1.IngressRule
    ingress_rule { host http }
    read { HOST = "host", HTTP = "http", };

    /// v1.NodeSpec
    node { podCIDR podCIDRs providerID unschedulable taints configSource externalID }
    read { TAINTS = "taints", UNSCHEDULABLE = "unschedulable", };

    /// v1.Taint
    taint { key value effect timeAdded }
    read { KEY = "key", VALUE = "value", EFFECT = "effect", TIME_ADDED = "timeAdded", };

    /// v1.Secret
    secret { apiVersion kind metadata immutable data stringData type }
    read { TYPE = "type", };

    /// storagev1.StorageClass
    storage_class {
        apiVersion kind metadata provisioner parameters reclaimPolicy mountOptions allowVolumeExpansion
        volumeBindingMode allowedTopologies
    }
    read { PROVISIONER = "provisioner", };

    /// policyv1.PodDisruptionBudgetSpec
    budget { minAvailable selector maxUnavailable unhealthyPodEvictionPolicy }
    read { MIN_AVAILABLE = "minAvailable", MAX_UNAVAILABLE = "maxUnavailable", SELECTOR = "selector", };

    /// metav1.LabelSelector
    label_selector { matchLabels matchExpressions }
    read { MATCH_LABELS = "matchLabels", };

    /// The kinds of rbacv1, all in one: a field that one of them lacks is merely skipped.
    rbac { apiVersion kind metadata rules aggregationRule subjects roleRef }
    read { RULES = "rules", ROLE_REF = "roleRef", };

    /// rbacv1.PolicyRule
    policy_rule { verbs apiGroups resources resourceNames nonResourceURLs }
    read { VERBS = "verbs", API_GROUPS = "apiGroups", RESOURCES = "resources", };

    /// rbacv1.RoleRef
    role_ref { apiGroup kind name }
    read { KIND = "kind", NAME = "name", };

    /// admission.k8s.io/v1 AdmissionReview and AdmissionRequest
    request {
        apiVersion kind request response uid resource subResource requestKind requestResource requestSubResource name
        namespace operation userInfo object oldObject dryRun options
    }
    read {
        API_VERSION = "apiVersion", KIND = "kind", REQUEST = "request", UID = "uid", RESOURCE = "resource",
        REQUEST_SUB_RESOURCE = "requestSubResource", NAME = "name", NAMESPACE = "namespace", OPERATION = "operation",
        USER_INFO = "userInfo", OBJECT = "object", OLD_OBJECT = "oldObject",
    };

    /// metav1.GroupVersionKind and metav1.GroupVersionResource
    group_version { group version kind resource }
    read { GROUP = "group", VERSION = "version", KIND = "kind", RESOURCE = "resource", };

    /// authentication.k8s.io/v1 UserInfo
    user_info { username uid groups extra }
    read { USERNAME = "username", GROUPS = "groups", };
}
