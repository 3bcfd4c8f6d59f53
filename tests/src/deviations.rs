//! The known differences from the oracles, with the reason for each: `tests/deviations.toml`.

use serde::Deserialize;

/// The file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deviations {
    /// What Kubernetes takes and we refuse, by the kind of our error and, in the vectors, the family.
    pub refused: Vec<Refused>,
    /// What Kubernetes refuses and we take: values that no rule reads.
    pub accepted: Vec<Accepted>,
    /// What `evaluate` refuses beyond that.
    pub refused_manifest: Vec<Refused>,
    /// What Kubernetes refuses and `evaluate` takes.
    pub accepted_manifest: Vec<Accepted>,
    /// What admission answers otherwise.
    pub admission: Vec<Admission>,
    /// What templates of Azure Policy answer with data that no object holds.
    pub undecided: Vec<Undecided>,
}

/// A refusal of something that Kubernetes takes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// The kind of our error.
    pub error: String,
    /// The families of `vectors/decode` in which it shows.
    pub families: Vec<String>,
    /// Why.
    pub reason: String,
}

/// A verdict on something that Kubernetes refuses.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The class of Kubernetes' error.
    pub class: String,
    /// The families of `vectors/decode` in which it shows.
    pub families: Vec<String>,
    /// Why.
    pub reason: String,
}

/// An answer to a review that is not upstream's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Admission {
    /// What upstream does.
    pub upstream: String,
    /// Why we do otherwise.
    pub reason: String,
}

/// A template whose rule says that it cannot decide.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Undecided {
    /// The template's name without its version.
    pub template: String,
    /// Why.
    pub reason: String,
}

impl Deviations {
    /// Reads the file.
    ///
    /// # Panics
    /// If it is not what it should be.
    pub fn load() -> Self {
        let deviations: Self = toml::from_str(include_str!("../deviations.toml")).expect("deviations.toml");
        let reasons = deviations.refused.iter().map(|it| &it.reason);
        let reasons = reasons.chain(deviations.refused_manifest.iter().map(|it| &it.reason));
        let accepted = deviations.accepted.iter().chain(&deviations.accepted_manifest);
        let reasons = reasons.chain(accepted.map(|it| &it.reason));
        let reasons = reasons.chain(deviations.undecided.iter().map(|it| &it.reason));
        assert!(reasons.chain(deviations.admission.iter().map(|it| &it.reason)).all(|reason| !reason.is_empty()));
        deviations
    }

    /// Whether a refusal with this kind of error is a known difference.
    pub fn may_refuse(&self, error: &str) -> bool {
        self.refused.iter().any(|it| it.error == error)
    }
}

/// Whether an error of Kubernetes' decoder is about the type or value of a field that no rule reads.
pub fn concerns_unread(error: &str) -> bool {
    let Some((_, rest)) = error.split_once("into Go struct field ") else {
        return ["quantities must match", "parsing time", "Quantity", "quantity", "cannot unmarshal number"]
            .iter()
            .any(|text| error.contains(text));
    };
    let path = rest.split_once(" of type ").map_or(rest, |(path, _)| path);
    // Go names the type first, and types that are embedded on the way.
    let embedded = ["EphemeralContainerCommon", "VolumeSource", "ProbeHandler", "LifecycleHandler"];
    let steps: Vec<&str> = path.split('.').skip(1).filter(|step| !embedded.contains(step)).collect();
    let path = steps.join(".");
    let inside_pod = ["spec.jobTemplate.spec.template.", "spec.template.", "template.", ""]
        .iter()
        .find_map(|prefix| path.strip_prefix(prefix))
        .unwrap_or(&path);
    // Of an object the name and namespace are read, of a template the annotations; a Pod is both, and Go's
    // error does not say which it is.
    let other_metadata = match inside_pod.len() == path.len() {
        true => inside_pod == "metadata.annotations" && error.contains("Go struct field ObjectMeta."),
        false => inside_pod == "metadata.name" || inside_pod == "metadata.namespace",
    };
    other_metadata || !is_read(inside_pod)
}

/// Whether a field of a pod, by its path inside it, is read or lies on the way to one that is.
fn is_read(path: &str) -> bool {
    let in_lists = ["containers", "initContainers", "ephemeralContainers"];
    let inside = path.strip_prefix("spec.").and_then(|path| path.split_once('.'));
    if let Some((_, field)) = inside.filter(|(list, _)| in_lists.contains(list)) {
        return CONTAINER.iter().any(|read| leads_to(field, read));
    }
    POD.iter().any(|read| leads_to(path, read))
}

/// Whether a path is another or a parent of it.
fn leads_to(path: &str, read: &str) -> bool {
    read.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The fields of a pod that are read; of volumes every source.
const POD: [&str; 25] = [
    "apiVersion",
    "kind",
    "metadata.name",
    "metadata.namespace",
    "metadata.annotations",
    "spec.hostNetwork",
    "spec.hostPID",
    "spec.hostIPC",
    "spec.hostUsers",
    "spec.runtimeClassName",
    "spec.os.name",
    "spec.securityContext.runAsNonRoot",
    "spec.securityContext.runAsUser",
    "spec.securityContext.seccompProfile.type",
    "spec.securityContext.appArmorProfile.type",
    "spec.securityContext.seLinuxOptions.type",
    "spec.securityContext.seLinuxOptions.user",
    "spec.securityContext.seLinuxOptions.role",
    "spec.securityContext.windowsOptions.hostProcess",
    "spec.securityContext.sysctls.name",
    "spec.volumes.name",
    "spec.volumes.hostPath",
    "spec.volumes.emptyDir",
    "spec.containers",
    "spec.initContainers",
];

/// The fields of a container that are read.
const CONTAINER: [&str; 27] = [
    "name",
    "image",
    "ports.hostPort",
    "ports.containerPort",
    "securityContext.privileged",
    "securityContext.allowPrivilegeEscalation",
    "securityContext.procMount",
    "securityContext.runAsNonRoot",
    "securityContext.runAsUser",
    "securityContext.capabilities.add",
    "securityContext.capabilities.drop",
    "securityContext.seccompProfile.type",
    "securityContext.appArmorProfile.type",
    "securityContext.seLinuxOptions.type",
    "securityContext.seLinuxOptions.user",
    "securityContext.seLinuxOptions.role",
    "securityContext.windowsOptions.hostProcess",
    "livenessProbe.httpGet.host",
    "livenessProbe.tcpSocket.host",
    "readinessProbe.httpGet.host",
    "readinessProbe.tcpSocket.host",
    "startupProbe.httpGet.host",
    "startupProbe.tcpSocket.host",
    "lifecycle.postStart.httpGet.host",
    "lifecycle.postStart.tcpSocket.host",
    "lifecycle.preStop.httpGet.host",
    "lifecycle.preStop.tcpSocket.host",
];
