/// What rules need that the reader passes over if nobody does: a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Needs(u32);

impl Needs {
    pub(crate) const NONE: Self = Self(0);
    /// Labels, annotations and owners of the object and of its template.
    pub(crate) const METADATA: Self = Self(1);
    /// `nodeSelector`.
    pub(crate) const SELECTOR: Self = Self(1 << 1);
    /// `volumeMounts` of containers.
    pub(crate) const MOUNTS: Self = Self(1 << 2);
    /// Whole volumes of the types that messages print.
    pub(crate) const VOLUMES: Self = Self(1 << 3);
    /// The fields of security contexts that Pod Security does not look at.
    pub(crate) const SECURITY: Self = Self(1 << 4);
    /// Whole security contexts, of privileged containers.
    pub(crate) const PRIVILEGED: Self = Self(1 << 5);
    /// `resources` of containers.
    pub(crate) const RESOURCES: Self = Self(1 << 6);
    /// Which probes containers have.
    pub(crate) const PROBES: Self = Self(1 << 7);
    /// `imagePullPolicy` of containers.
    pub(crate) const PULL_POLICY: Self = Self(1 << 8);
    /// `automountServiceAccountToken`, and where containers mount what.
    pub(crate) const TOKEN: Self = Self(1 << 9 | 1 << 2);
    /// Whether there are pull secrets.
    pub(crate) const PULL_SECRETS: Self = Self(1 << 10);
    /// `replicas` of workloads, and what keeps their pods apart.
    pub(crate) const REPLICAS: Self = Self(1 << 11);
    /// Whether containers have a hook before they stop.
    pub(crate) const HOOKS: Self = Self(1 << 12);
    /// The fields of kinds without a pod.
    pub(crate) const OTHER_KINDS: Self = Self(1 << 13);

    /// By what objects select pods: to hold the objects of a run against each other.
    pub(crate) const INVENTORY: Self = Self(1 << 14);

    /// What either needs.
    pub(crate) const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}
