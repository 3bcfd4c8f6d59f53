use smallvec::SmallVec;

use super::{Annotation, OtherDetails, Run, Str, Token, empty};

/// What only the rules of Azure Policy look at. What Go's encoder leaves out when it is empty is absent here too:
/// Gatekeeper sees objects as the API server's types write them.
#[derive(Debug, Default)]
pub(crate) struct Details {
    /// The object's own labels.
    pub(crate) labels: SmallVec<[Annotation; 10]>,
    /// The object's own annotations, if it is no Pod: a Pod's are the view's.
    pub(crate) annotations: SmallVec<[Annotation; 4]>,
    /// The labels of the pod template, in a workload.
    pub(crate) template_labels: SmallVec<[Annotation; 8]>,
    /// Whether the object has owners.
    pub(crate) owned: bool,
    pub(crate) generate_name: Str,
    /// One for each container, in the order in which they were read; [`super::Container`] says which.
    pub(crate) containers: SmallVec<[ContainerDetails; 8]>,
    pub(crate) mounts: SmallVec<[Mount; 16]>,
    pub(crate) volumes: SmallVec<[VolumeDetails; 10]>,
    /// The numbers in `supplementalGroups`.
    pub(crate) groups: SmallVec<[i64; 4]>,
    /// What is kept of values that messages print whole.
    pub(crate) tokens: SmallVec<[Token; 24]>,
    pub(crate) automount_token: Option<bool>,
    pub(crate) pull_secrets: bool,
    pub(crate) replicas: Option<i32>,
    /// By which labels the object selects pods, if it says so: `spec.selector`, or `matchLabels` in it.
    pub(crate) selector: Option<Selected>,
    /// What a kind without a pod has.
    pub(crate) other: OtherDetails,
    /// Whether the pod has a `podAntiAffinity`.
    pub(crate) anti_affinity: bool,
    /// Whether the pod has `topologySpreadConstraints`.
    pub(crate) spread: bool,
}

/// Labels that select pods.
pub(crate) type Selected = SmallVec<[Annotation; 4]>;

impl Details {
    /// Forgets what belongs to the object itself.
    pub(crate) fn clear(&mut self) {
        empty(&mut self.labels);
        empty(&mut self.annotations);
        self.owned = false;
        self.generate_name = Str::EMPTY;
        self.replicas = None;
        self.selector = None;
        self.other.clear();
    }

    /// Forgets what belongs to the pod.
    pub(crate) fn clear_pod(&mut self) {
        empty(&mut self.template_labels);
        empty(&mut self.containers);
        empty(&mut self.mounts);
        empty(&mut self.volumes);
        empty(&mut self.groups);
        empty(&mut self.tokens);
        self.automount_token = None;
        self.pull_secrets = false;
        self.anti_affinity = false;
        self.spread = false;
    }
}

/// A container, beyond what Pod Security looks at.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ContainerDetails {
    /// The whole security context, if the container is privileged.
    pub(crate) security: Run,
    /// In the list of mounts.
    pub(crate) mounts: Run,
    /// Empty where absent.
    pub(crate) pull_policy: Str,
    pub(crate) liveness: ProbeActions,
    pub(crate) readiness: ProbeActions,
    pub(crate) startup: ProbeActions,
    pub(crate) requests: Amounts,
    pub(crate) limits: Amounts,
    /// Whether there is a hook before the container stops.
    pub(crate) pre_stop: bool,
}

/// Whether a probe is there, and whether it has an action that the templates know.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ProbeActions {
    pub(crate) set: bool,
    /// `exec`, `httpGet` or `tcpSocket`; not `grpc`.
    pub(crate) known: bool,
}

/// `requests` or `limits`: quantities as they are written, checked.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Amounts {
    pub(crate) cpu: Option<Str>,
    pub(crate) memory: Option<Str>,
    /// Whether anything is in it.
    pub(crate) any: bool,
}

/// An entry of `volumeMounts`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mount {
    pub(crate) name: Str,
    pub(crate) path: Str,
    pub(crate) read_only: bool,
}

/// A volume, beyond its sources.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct VolumeDetails {
    pub(crate) host_path: Str,
    pub(crate) flex_driver: Str,
    /// The whole volume, if a message may print it.
    pub(crate) whole: Run,
}
