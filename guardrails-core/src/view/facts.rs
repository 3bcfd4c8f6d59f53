//! What there is in a pod that a rule may find something in, gathered while it is read: most pods have hardly any of
//! it, and rules that have nothing to look for are not asked.
//!
//! A fact decides nothing. Each rule says which facts concern it; where one of them holds, the rule itself looks. A
//! fact that holds too often costs time; one that is missing lets something pass, and builds with debug assertions
//! ask every rule to see that none is.

use super::{Container, ContainerList, Port, SecurityContext, Str, Text, View, Volume};

/// A set of facts about a pod. The upper half is the sources that its volumes have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts(u64);

impl Facts {
    pub(crate) const NONE: Self = Self(0);
    /// Holds of every object: of what no fact tells, a rule looks at each.
    pub(crate) const ALWAYS: Self = Self(1);
    /// The pod shares a namespace with its node.
    pub(crate) const HOST_NAMESPACE: Self = Self(1 << 1);
    /// A volume has none of the sources that restricted allows.
    pub(crate) const OTHER_VOLUME: Self = Self(1 << 2);
    /// A port has a host port.
    pub(crate) const HOST_PORT: Self = Self(1 << 3);
    /// A probe or a hook has a host.
    pub(crate) const HOST: Self = Self(1 << 4);
    /// An annotation may be one of those that stood for security fields.
    pub(crate) const ANNOTATION: Self = Self(1 << 5);
    /// There is an AppArmor profile.
    pub(crate) const APP_ARMOR: Self = Self(1 << 6);
    /// There are SELinux options.
    pub(crate) const SE_LINUX: Self = Self(1 << 7);
    /// There are sysctls.
    pub(crate) const SYSCTL: Self = Self(1 << 8);
    /// There is a procMount.
    pub(crate) const PROC_MOUNT: Self = Self(1 << 9);
    /// Something is a host process.
    pub(crate) const HOST_PROCESS: Self = Self(1 << 10);
    /// A container is privileged.
    pub(crate) const PRIVILEGED: Self = Self(1 << 11);
    /// A container does not forbid the escalation of privileges.
    pub(crate) const ESCALATION: Self = Self(1 << 12);
    /// A container adds capabilities.
    pub(crate) const ADDED: Self = Self(1 << 13);
    /// A container does not drop ALL capabilities.
    pub(crate) const UNDROPPED: Self = Self(1 << 14);
    /// A seccomp profile is the container runtime's own.
    pub(crate) const SECCOMP_DEFAULT: Self = Self(1 << 15);
    /// A seccomp profile is a file.
    pub(crate) const SECCOMP_FILE: Self = Self(1 << 16);
    /// A seccomp profile is of another type than these two, which confine.
    pub(crate) const UNCONFINED: Self = Self(1 << 17);
    /// A container has no seccomp profile, nor has the pod.
    pub(crate) const NO_SECCOMP: Self = Self(1 << 18);
    /// runAsNonRoot is false somewhere.
    const ALLOWS_ROOT: Self = Self(1 << 19);
    /// A container and the pod say nothing of runAsNonRoot.
    const LEAVES_ROOT_OPEN: Self = Self(1 << 20);
    /// Either of them.
    pub(crate) const MAY_BE_ROOT: Self = Self::ALLOWS_ROOT.or(Self::LEAVES_ROOT_OPEN);
    /// Something runs as user 0.
    pub(crate) const ROOT: Self = Self(1 << 21);

    /// A volume has one of these sources: bit n of the mask is source n.
    pub(crate) const fn sources(mask: u32) -> Self {
        Self((mask as u64) << 32)
    }

    /// These facts and those.
    pub(crate) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// These facts, or none if something does not hold.
    pub(crate) const fn when(self, holds: bool) -> Self {
        if holds { self } else { Self::NONE }
    }

    /// Whether one of these is among those.
    pub(crate) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// What a container says of itself. What it leaves to its pod is taken for not said.
    fn of_container(container: &Container, strings: &[Str], text: Text<'_>) -> Self {
        let security = &container.security;
        let capabilities = security.capabilities.unwrap_or_default();
        let mut dropped = capabilities.drop.of(strings).iter();
        Self::of_either(security, text)
            .or(Self::PRIVILEGED.when(security.privileged == Some(true)))
            .or(Self::ESCALATION.when(security.allow_privilege_escalation != Some(false)))
            .or(Self::PROC_MOUNT.when(security.proc_mount.is_some()))
            .or(Self::ADDED.when(!capabilities.add.is_empty()))
            .or(Self::UNDROPPED.when(!dropped.any(|name| text.is(*name, "ALL"))))
            .or(Self::NO_SECCOMP.when(security.seccomp.is_none()))
            .or(Self::LEAVES_ROOT_OPEN.when(security.run_as_non_root.is_none()))
    }

    /// What a seccomp profile of a type is.
    pub(crate) fn of_seccomp(is: impl Fn(&str) -> bool) -> Self {
        match () {
            () if is("RuntimeDefault") => Self::SECCOMP_DEFAULT,
            () if is("Localhost") => Self::SECCOMP_FILE,
            () => Self::UNCONFINED,
        }
    }

    /// Whether an annotation may stand for a security field: those of containers and the pod's seccomp profile do.
    pub(crate) fn is_about_security(key: &[u8]) -> bool {
        key.starts_with(b"container.") || key.starts_with(b"seccomp.")
    }

    /// Whether these are all among those.
    #[cfg(feature = "k8s-openapi")]
    pub(crate) const fn within(self, other: Self) -> bool {
        self.without(other).0 == 0
    }

    /// What a pod's security context and a container's have in common.
    fn of_either(security: &SecurityContext, text: Text<'_>) -> Self {
        let seccomp = |kind| Self::of_seccomp(|it| text.is(kind, it));
        security
            .seccomp
            .map_or(Self::NONE, seccomp)
            .or(Self::APP_ARMOR.when(security.app_armor.is_some()))
            .or(Self::SE_LINUX.when(security.se_linux.is_some()))
            .or(Self::HOST_PROCESS.when(security.host_process == Some(true)))
            .or(Self::ALLOWS_ROOT.when(security.run_as_non_root == Some(false)))
            .or(Self::ROOT.when(security.run_as_user == Some(0)))
    }
}

impl View {
    /// Takes up what has been filled in.
    pub(crate) fn see(&mut self, facts: Facts) {
        self.seen = self.seen.or(facts);
    }

    /// Takes up the pod's security context.
    pub(crate) fn set_security(&mut self, security: SecurityContext, text: Text<'_>) {
        self.see(Facts::of_either(&security, text));
        self.pod.security = security;
    }

    /// Takes up a container, whose strings, ports and hosts have been.
    pub(crate) fn add_container(&mut self, list: ContainerList, container: Container, text: Text<'_>) {
        self.see(Facts::of_container(&container, &self.strings, text));
        self.containers.push(list, container);
    }

    /// Takes up a volume.
    pub(crate) fn add_volume(&mut self, volume: Volume) {
        self.see(volume.sources.facts());
        self.volumes.push(volume);
    }

    /// Looks at the pod's annotations, once all of them are there.
    pub(crate) fn look_at_annotations(&mut self, text: Text<'_>) {
        let mut keys = self.annotations.iter().map(|annotation| annotation.key);
        let any = keys.any(|key| key.is_escaped() || Facts::is_about_security(text.bytes(key)));
        self.see(Facts::ANNOTATION.when(any));
    }

    /// Takes up a port.
    pub(crate) fn add_port(&mut self, port: Port) {
        self.see(Facts::HOST_PORT.when(port.host_port != 0));
        self.ports.push(port);
    }

    /// What there is in the pod.
    pub(crate) fn facts(&self) -> Facts {
        let pod = &self.pod;
        self.seen
            .without(Facts::NO_SECCOMP.when(pod.security.seccomp.is_some()))
            .without(Facts::LEAVES_ROOT_OPEN.when(pod.security.run_as_non_root.is_some()))
            .or(Facts::ALWAYS)
            .or(Facts::HOST_NAMESPACE.when(pod.host_network | pod.host_pid | pod.host_ipc))
            .or(Facts::SYSCTL.when(!pod.security.sysctls.is_empty()))
            .or(Facts::HOST.when(!self.hosts.is_empty()))
    }
}
