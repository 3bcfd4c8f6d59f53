//! Whole objects: the nine kinds that hold a pod, each at its own place.

use super::maker::Maker;
use super::pod;
use super::value::Value;
use super::words;

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Kind {
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

/// Half of the draws are Pods: only there do all checks meet all modes.
const DRAW: [Kind; 16] = [
    Kind::Pod,
    Kind::Pod,
    Kind::Pod,
    Kind::Pod,
    Kind::Pod,
    Kind::Pod,
    Kind::Pod,
    Kind::Pod,
    Kind::PodTemplate,
    Kind::ReplicationController,
    Kind::ReplicaSet,
    Kind::Deployment,
    Kind::StatefulSet,
    Kind::DaemonSet,
    Kind::Job,
    Kind::CronJob,
];

impl Kind {
    pub(super) fn draw(maker: &mut Maker) -> Self {
        *maker.rng.pick(&DRAW)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Pod => "Pod",
            Self::PodTemplate => "PodTemplate",
            Self::ReplicationController => "ReplicationController",
            Self::ReplicaSet => "ReplicaSet",
            Self::Deployment => "Deployment",
            Self::StatefulSet => "StatefulSet",
            Self::DaemonSet => "DaemonSet",
            Self::Job => "Job",
            Self::CronJob => "CronJob",
        }
    }

    pub(super) fn group(self) -> &'static str {
        match self {
            Self::Pod | Self::PodTemplate | Self::ReplicationController => "",
            Self::ReplicaSet | Self::Deployment | Self::StatefulSet | Self::DaemonSet => "apps",
            Self::Job | Self::CronJob => "batch",
        }
    }

    pub(super) fn api_version(self) -> &'static str {
        match self.group() {
            "" => "v1",
            "apps" => "apps/v1",
            _ => "batch/v1",
        }
    }

    pub(super) fn resource(self) -> String {
        format!("{}s", self.name().to_lowercase())
    }
}

pub(super) fn any(maker: &mut Maker) -> Value {
    let kind = Kind::draw(maker);
    object(maker, kind)
}

pub(super) fn object(maker: &mut Maker, kind: Kind) -> Value {
    let mut object = Value::map().with("apiVersion", kind.api_version()).with("kind", kind.name());
    let (metadata, spec) = pod::pod(maker);
    if kind == Kind::Pod {
        let metadata = metadata.map(|metadata| server_metadata(maker, metadata));
        object.put_some("metadata", metadata);
        object.put_some("spec", spec);
        if maker.rng.chance(10) {
            object.put("status", pod_status(maker));
        }
        unknown(maker, &mut object);
        return object;
    }
    let own = own_metadata(maker);
    object.put("metadata", server_metadata(maker, own));
    let mut template = Value::map();
    template.put_some("metadata", metadata);
    template.put_some("spec", spec);
    let template = match maker.rng.below(60) {
        0 => None,
        1 => Some(Value::Null),
        2 => Some(Value::map()),
        _ => Some(template),
    };
    if kind == Kind::PodTemplate {
        object.put_some("template", template);
        return object;
    }
    let mut spec = workload_spec(maker, kind);
    if kind == Kind::CronJob {
        let mut job = Value::map();
        job.put_some("template", template);
        let mut job_template = Value::map();
        if maker.rng.chance(20) {
            job_template.put("metadata", own_metadata(maker));
        }
        job_template.put("spec", job);
        spec.put("jobTemplate", job_template);
    } else {
        spec.put_some("template", template);
    }
    object.put("spec", if maker.rng.chance(1) { Value::Null } else { spec });
    if maker.rng.chance(8) {
        object.put("status", Value::map().with("observedGeneration", 3).with("conditions", Vec::new()));
    }
    unknown(maker, &mut object);
    object
}

/// Metadata of what holds the pod. Its annotations must not count.
fn own_metadata(maker: &mut Maker) -> Value {
    let mut metadata = Value::map().with("name", words::plain_name(&mut maker.rng));
    if maker.elaborate() {
        metadata.put("namespace", "shop");
    }
    metadata.put_some("annotations", pod::annotations(maker, &[]));
    metadata
}

/// What an object carries that has been to a server already.
fn server_metadata(maker: &mut Maker, mut metadata: Value) -> Value {
    if maker.rng.chance(6) {
        metadata.put("uid", "a475ebf2-1fc1-4922-9f3e-0b5f3a4b5c6d");
        metadata.put("resourceVersion", "12345");
        metadata.put("generation", maker.rng.below(9));
        let security = Value::map().with(".", Value::map()).with("f:privileged", Value::map());
        let container = Value::map().with(".", Value::map()).with("f:securityContext", security);
        let fields = Value::map().with("f:containers", Value::map().with("k:{\"name\":\"web\"}", container));
        let entry = Value::map()
            .with("manager", "kubectl-client-side-apply")
            .with("operation", "Update")
            .with("apiVersion", "v1")
            .with("time", "2024-05-01T10:00:00Z")
            .with("fieldsType", "FieldsV1")
            .with("fieldsV1", Value::map().with("f:spec", fields));
        metadata.put("managedFields", vec![entry]);
    }
    if maker.rng.chance(3) {
        let owner = Value::map()
            .with("apiVersion", "apps/v1")
            .with("kind", "ReplicaSet")
            .with("name", "web-5d")
            .with("uid", "u");
        metadata.put("ownerReferences", vec![owner.with("controller", true)]);
        metadata.put("finalizers", vec!["example.com/keep".into()]);
    }
    metadata
}

fn workload_spec(maker: &mut Maker, kind: Kind) -> Value {
    let labels = Value::map().with("app", words::plain_name(&mut maker.rng));
    let mut spec = Value::map();
    match kind {
        Kind::ReplicationController => {
            spec.put("selector", labels);
            spec.put("replicas", maker.rng.below(4));
        }
        Kind::CronJob => {
            spec.put("schedule", "*/5 * * * *");
            spec.put("suspend", maker.rng.chance(50));
        }
        Kind::Job => spec.put("backoffLimit", maker.rng.below(7)),
        _ => {
            spec.put("selector", Value::map().with("matchLabels", labels));
            if kind != Kind::DaemonSet {
                spec.put("replicas", maker.rng.below(4));
            }
        }
    }
    if maker.elaborate() && kind == Kind::Deployment {
        let rolling = Value::map().with("maxSurge", "25%").with("maxUnavailable", 1);
        spec.put("strategy", Value::map().with("type", "RollingUpdate").with("rollingUpdate", rolling));
    }
    if kind == Kind::StatefulSet {
        spec.put("serviceName", words::plain_name(&mut maker.rng));
    }
    spec
}

fn pod_status(maker: &mut Maker) -> Value {
    let container = Value::map()
        .with("name", words::plain_name(&mut maker.rng))
        .with("ready", true)
        .with("restartCount", maker.rng.below(5))
        .with("image", "nginx")
        .with("imageID", "sha256:0");
    Value::map().with("phase", "Running").with("podIP", "10.0.0.7").with("containerStatuses", vec![container])
}

/// Fields that no version of the API has, of every JSON type. The server drops
/// them, but only once it has seen that they are JSON.
fn unknown(maker: &mut Maker, object: &mut Value) {
    if !maker.rng.chance(8) {
        return;
    }
    let decoy = Value::map().with("hostNetwork", true).with("privileged", "x");
    let value = match maker.rng.below(7) {
        0 => Value::Raw("-1.5e300".to_owned()),
        1 => Value::Raw("123456789012345678901234567890".to_owned()),
        2 => vec![Value::Null, Value::Bool(true), vec![decoy].into()].into(),
        3 => words::odd_name(&mut maker.rng).into(),
        4 => Value::Null,
        _ => decoy,
    };
    let fields = ["x-note", "Spec", "hostNetwork", "template2", "", "\u{212a}ey", "securityContext"];
    object.put(maker.rng.text(&fields), value);
}
