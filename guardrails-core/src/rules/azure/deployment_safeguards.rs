//! The Pod Security part of AKS Deployment Safeguards: upstream's checks, in the words of AKS's documentation.
//!
//! What runs it is not public. So the verdict is upstream's, and the message is the documented text that goes
//! with what upstream's check found. Where one text stands for several findings, they are one finding. Two
//! baseline checks, and SELinux users and roles, have no documented text: their message says so.

use std::fmt;

use super::template::Check;
use crate::rules::{Edition, Head, Hit, Hits, Place, Subject, Tag};
use crate::view::ContainerList;

/// A check of upstream's, worded as AKS documents it.
#[derive(Debug)]
pub(crate) struct Worded {
    pub(crate) rule: &'static Head,
    pub(crate) revision: &'static Edition,
}

impl Check for Worded {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        (self.revision.find)(subject, hits);
    }

    fn write_message(&self, _subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        match documented(self.rule, hit) {
            Some(text) => out.write_str(text),
            None => write!(out, "{} (how Deployment Safeguards words this is not documented)", self.rule.rule().title),
        }
    }
}

/// The name of the policy of AKS that runs a check, where live clusters have shown it.
pub(crate) fn managed_policy(rule: &Head) -> &'static str {
    match rule.id {
        "appArmorProfile" => "aks-managed-baseline-apparmor",
        "capabilities_baseline" => "aks-managed-baseline-capabilities",
        "hostNamespaces" => "aks-managed-baseline-host-namespaces",
        "hostPathVolumes" => "aks-managed-baseline-hostpath-volumes",
        "hostPorts" => "aks-managed-baseline-host-ports",
        "hostProbesAndHostLifecycle" => "aks-managed-baseline-host-probes-lifecycle-hooks",
        "privileged" => "aks-managed-baseline-privileged-containers",
        "procMount" => "aks-managed-baseline-proc-mount-type",
        "seLinuxOptions" => "aks-managed-baseline-selinux",
        "seccompProfile_baseline" => "aks-managed-baseline-seccomp",
        "sysctls" => "aks-managed-baseline-sysctls",
        "windowsHostProcess" => "aks-managed-baseline-host-process",
        _ => "aks-managed-restricted",
    }
}

/// The documented text for something that a check found.
fn documented(rule: &Head, hit: &Hit) -> Option<&'static str> {
    Some(match (rule.id, hit.leaf.path) {
        ("appArmorProfile", _) if matches!(hit.place, Place::Annotation(_)) => {
            "AppArmor annotation values must be undefined/nil, runtime/default, or localhost/*"
        }
        ("appArmorProfile", _) => "AppArmor profile type must be one of: undefined/nil, RuntimeDefault, or Localhost",
        ("hostNamespaces", "hostNetwork") => "Host network namespaces are disallowed: spec.hostNetwork is set to true",
        ("hostNamespaces", "hostPID") => "Host PID namespaces are disallowed: spec.hostPID is set to true",
        ("hostNamespaces", _) => "Host IPC namespaces are disallowed: spec.hostIPC is set to true",
        ("privileged", _) => privileged(hit.place),
        ("capabilities_baseline", _) => "Disallowed capabilities detected",
        ("capabilities_restricted", _) => match hit.tag {
            Tag::Missing => "All containers must drop ALL capabilities under restricted policy",
            Tag::Forbidden => "Only NET_BIND_SERVICE may be added to capabilities under restricted policy",
        },
        ("hostPathVolumes", _) => {
            "HostPath volumes are forbidden under restricted security policy unless containers \
             mounting them are from allowed images"
        }
        ("hostPorts", _) => "HostPorts are forbidden under baseline security policy",
        ("seLinuxOptions", path) if path.ends_with(".type") => {
            "SELinux type must be one of: undefined/empty, container_t, container_init_t, \
             container_kvm_t, or container_engine_t"
        }
        ("procMount" | "procMount_restricted", _) => {
            "ProcMount must be undefined/nil or 'Default' in spec.containers[*].securityContext.procMount"
        }
        ("seccompProfile_baseline", _) => {
            "Seccomp profile must not be explicitly set to Unconfined. Allowed values are: \
             undefined/nil, RuntimeDefault, or Localhost"
        }
        ("seccompProfile_restricted", _) => {
            "Seccomp profile must be \"RuntimeDefault\" or \"Localhost\" under restricted policy"
        }
        ("sysctls", _) => {
            "Disallowed sysctl detected. Only baseline Kubernetes pod security standard sysctls are permitted"
        }
        ("restrictedVolumes", _) => {
            "Only the following volume types are allowed under restricted policy: configMap, csi, downwardAPI, \
             emptyDir, ephemeral, persistentVolumeClaim, projected, secret"
        }
        ("allowPrivilegeEscalation", _) => "Privilege escalation must be set to false under restricted policy",
        ("runAsNonRoot", _) => {
            "Containers must not run as root user in spec.containers[*].securityContext.runAsNonRoot"
        }
        ("runAsUser", _) => "Containers must not run as root user: spec.securityContext.runAsUser is set to 0",
        _ => return None,
    })
}

/// The documentation has one text with `[ephemeral|init|N/A]` in it.
fn privileged(place: Place) -> &'static str {
    match place {
        Place::Container(ContainerList::Init, _) => {
            "Privileged init containers are disallowed: spec.containers[*].securityContext.privileged is set to true"
        }
        Place::Container(ContainerList::Ephemeral, _) => {
            "Privileged ephemeral containers are disallowed: \
             spec.containers[*].securityContext.privileged is set to true"
        }
        _ => "Privileged containers are disallowed: spec.containers[*].securityContext.privileged is set to true",
    }
}
