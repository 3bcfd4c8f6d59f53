use smallvec::SmallVec;

use super::{Run, Str};

/// What rules look at in kinds without a pod. Only the part of the object's kind is filled.
#[derive(Debug, Default)]
pub(crate) struct Other {
    pub(crate) service: Service,
    pub(crate) ingress: Ingress,
    /// `spec.taints` of a Node.
    pub(crate) taints: Vec<Taint>,
    /// `rules` of a Role or ClusterRole.
    pub(crate) rules: Vec<PolicyRule>,
    /// `roleRef` of a RoleBinding or ClusterRoleBinding.
    pub(crate) role: RoleRef,
    /// `provisioner` of a StorageClass.
    pub(crate) provisioner: Str,
    /// `type` of a Secret.
    pub(crate) secret_type: Str,
    pub(crate) budget: Budget,
}

impl Other {
    pub(crate) fn clear(&mut self) {
        self.service.clear();
        self.ingress = Ingress::default();
        self.taints.clear();
        self.rules.clear();
        self.role = RoleRef::default();
        self.provisioner = Str::EMPTY;
        self.secret_type = Str::EMPTY;
        self.budget = Budget::default();
    }
}

/// v1.Service
#[derive(Debug, Default)]
pub(crate) struct Service {
    /// `spec.type`, empty where absent.
    pub(crate) kind: Str,
    pub(crate) external_ips: SmallVec<[Str; 4]>,
    pub(crate) ports: SmallVec<[i32; 4]>,
}

impl Service {
    fn clear(&mut self) {
        self.kind = Str::EMPTY;
        self.external_ips.clear();
        self.ports.clear();
    }
}

/// networkingv1.Ingress
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ingress {
    /// `spec.ingressClassName`
    pub(crate) class: Option<Str>,
    /// Whether `spec.tls` has an entry.
    pub(crate) tls: bool,
    /// The number of `spec.rules`.
    pub(crate) rules: u32,
    /// Of these the first without a host.
    pub(crate) without_host: Option<u32>,
}

/// v1.Taint; an absent field is the empty string.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Taint {
    pub(crate) key: Str,
    pub(crate) value: Str,
    pub(crate) effect: Str,
    pub(crate) time_added: Str,
}

/// rbacv1.PolicyRule: runs in the list of strings.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PolicyRule {
    pub(crate) api_groups: Run,
    pub(crate) resources: Run,
    pub(crate) verbs: Run,
}

/// rbacv1.RoleRef
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct RoleRef {
    pub(crate) kind: Str,
    pub(crate) name: Str,
}

/// policyv1.PodDisruptionBudget
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Budget {
    /// `spec.maxUnavailable`
    pub(crate) max_unavailable: Option<Amount>,
    /// `spec.minAvailable`
    pub(crate) min_available: Option<Amount>,
}

/// A number of pods, or a share of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    Number(i64),
    Percentage,
}
