//! What there is in a pod that a rule may find something in, gathered in one walk: most pods have hardly any of it,
//! and rules that have nothing to look for are not asked.
//!
//! A fact decides nothing. Each rule says which facts concern it; where one of them holds, the rule itself looks.

use super::super::Subject;
use super::seccomp_profile_baseline::is_confined;
use crate::view::{Annotation, Container, ContainerList, SecurityContext, Text, VolumeSources};

/// A set of facts about a pod.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts(u32);

impl Facts {
    const NONE: Self = Self(0);
    /// The pod shares a namespace with its node.
    pub(super) const HOST_NAMESPACE: Self = Self(1);
    /// A volume is a hostPath.
    pub(super) const HOST_PATH: Self = Self(1 << 1);
    /// A volume has none of the sources that restricted allows.
    pub(super) const OTHER_VOLUME: Self = Self(1 << 2);
    /// A port has a host port.
    pub(super) const HOST_PORT: Self = Self(1 << 3);
    /// A probe or a hook has a host.
    pub(super) const HOST: Self = Self(1 << 4);
    /// An annotation may be one of those that stood for security fields.
    pub(super) const ANNOTATION: Self = Self(1 << 5);
    /// There is an AppArmor profile.
    pub(super) const APP_ARMOR: Self = Self(1 << 6);
    /// There are SELinux options.
    pub(super) const SE_LINUX: Self = Self(1 << 7);
    /// There are sysctls.
    pub(super) const SYSCTL: Self = Self(1 << 8);
    /// There is a procMount.
    pub(super) const PROC_MOUNT: Self = Self(1 << 9);
    /// Something is a host process.
    pub(super) const HOST_PROCESS: Self = Self(1 << 10);
    /// A container is privileged.
    pub(super) const PRIVILEGED: Self = Self(1 << 11);
    /// A container does not forbid the escalation of privileges.
    pub(super) const ESCALATION: Self = Self(1 << 12);
    /// A container adds capabilities.
    pub(super) const ADDED: Self = Self(1 << 13);
    /// A container does not drop ALL capabilities.
    pub(super) const UNDROPPED: Self = Self(1 << 14);
    /// A seccomp profile is of another type than the two that confine.
    pub(super) const UNCONFINED: Self = Self(1 << 15);
    /// A container has no seccomp profile, nor has the pod.
    pub(super) const NO_SECCOMP: Self = Self(1 << 16);
    /// runAsNonRoot is false somewhere, or a container and the pod say nothing.
    pub(super) const MAY_BE_ROOT: Self = Self(1 << 17);
    /// Something runs as user 0.
    pub(super) const ROOT: Self = Self(1 << 18);

    /// These facts and those.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn when(self, holds: bool) -> Self {
        if holds { self } else { Self::NONE }
    }

    /// Whether one of these is among those.
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The facts of a pod.
    pub(crate) fn of(subject: Subject<'_>) -> Self {
        let Subject { view, text, .. } = subject;
        let pod = &view.pod;
        let mut facts = Self::of_either(&pod.security, text)
            .or(Self::HOST_NAMESPACE.when(pod.host_network | pod.host_pid | pod.host_ipc))
            .or(Self::SYSCTL.when(!pod.security.sysctls.is_empty()))
            .or(Self::MAY_BE_ROOT.when(pod.security.run_as_non_root == Some(false)))
            .or(Self::HOST.when(!view.hosts.is_empty()))
            .or(Self::HOST_PORT.when(view.ports.iter().any(|port| port.host_port != 0)));
        for volume in &view.volumes {
            facts = facts
                .or(Self::HOST_PATH.when(volume.sources.has(VolumeSources::HOST_PATH)))
                .or(Self::OTHER_VOLUME.when(!volume.sources.intersects(VolumeSources::RESTRICTED)));
        }
        facts = facts.or(Self::ANNOTATION.when(view.annotations.iter().any(|it| is_about_security(it, text))));
        for list in ContainerList::ALL {
            for container in view.containers.list(list) {
                facts = facts.or(Self::of_container(container, subject));
            }
        }
        facts
    }

    fn of_container(container: &Container, subject: Subject<'_>) -> Self {
        let security = &container.security;
        let pod = &subject.view.pod.security;
        let capabilities = security.capabilities.unwrap_or_default();
        let mut dropped = subject.view.run_of_strings(capabilities.drop).iter();
        let may_be_root = match security.run_as_non_root {
            Some(non_root) => !non_root,
            None => pod.run_as_non_root.is_none(),
        };
        Self::of_either(security, subject.text)
            .or(Self::PRIVILEGED.when(security.privileged == Some(true)))
            .or(Self::ESCALATION.when(security.allow_privilege_escalation != Some(false)))
            .or(Self::PROC_MOUNT.when(security.proc_mount.is_some()))
            .or(Self::ADDED.when(!capabilities.add.is_empty()))
            .or(Self::UNDROPPED.when(!dropped.any(|name| subject.text.is(*name, "ALL"))))
            .or(Self::NO_SECCOMP.when(security.seccomp.is_none() && pod.seccomp.is_none()))
            .or(Self::MAY_BE_ROOT.when(may_be_root))
    }

    /// What a pod's security context and a container's have in common.
    fn of_either(security: &SecurityContext, text: Text<'_>) -> Self {
        Self::APP_ARMOR
            .when(security.app_armor.is_some())
            .or(Self::SE_LINUX.when(security.se_linux.is_some()))
            .or(Self::HOST_PROCESS.when(security.host_process == Some(true)))
            .or(Self::ROOT.when(security.run_as_user == Some(0)))
            .or(Self::UNCONFINED.when(security.seccomp.is_some_and(|kind| !is_confined(text, kind))))
    }
}

/// Whether an annotation may stand for a security field: those of containers and the pod's seccomp profile do.
fn is_about_security(annotation: &Annotation, text: Text<'_>) -> bool {
    text.plain(annotation.key).is_none_or(|key| key.starts_with("container.") || key.starts_with("seccomp."))
}
