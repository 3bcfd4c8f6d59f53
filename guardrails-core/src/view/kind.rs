use super::PodPlace;

/// A kind that has a pod, or any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Kind {
    #[default]
    Other,
    Pod,
    PodTemplate,
    ReplicationController,
    ReplicaSet,
    Deployment,
    StatefulSet,
    DaemonSet,
    Job,
    CronJob,
}

impl Kind {
    /// The kinds with a pod: apiVersion, kind, and the resource's name in requests.
    pub(crate) const WITH_POD: [(&'static str, &'static str, &'static str, Self); 9] = [
        ("v1", "Pod", "pods", Self::Pod),
        ("apps/v1", "Deployment", "deployments", Self::Deployment),
        ("apps/v1", "ReplicaSet", "replicasets", Self::ReplicaSet),
        ("apps/v1", "StatefulSet", "statefulsets", Self::StatefulSet),
        ("apps/v1", "DaemonSet", "daemonsets", Self::DaemonSet),
        ("batch/v1", "Job", "jobs", Self::Job),
        ("batch/v1", "CronJob", "cronjobs", Self::CronJob),
        ("v1", "PodTemplate", "podtemplates", Self::PodTemplate),
        ("v1", "ReplicationController", "replicationcontrollers", Self::ReplicationController),
    ];

    /// Where objects of the kind keep their pod.
    pub(crate) const fn pod_place(self) -> PodPlace {
        let (metadata, spec) = match self {
            Self::Pod | Self::Other => ("metadata", "spec"),
            Self::PodTemplate => ("template.metadata", "template.spec"),
            Self::CronJob => ("spec.jobTemplate.spec.template.metadata", "spec.jobTemplate.spec.template.spec"),
            _ => ("spec.template.metadata", "spec.template.spec"),
        };
        PodPlace { metadata, spec }
    }
}
