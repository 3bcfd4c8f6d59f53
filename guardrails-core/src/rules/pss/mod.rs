//! The Pod Security Standards: one file a check, named as upstream's check.
//!
//! Each rule says what upstream's check says, to the byte: k8s.io/pod-security-admission v0.37.2, `policy/`.

mod allow_privilege_escalation;
mod app_armor_profile;
mod capabilities_baseline;
mod capabilities_restricted;
pub(super) mod go_printable;
pub(crate) mod go_quote;
mod host_namespaces;
mod host_path_volumes;
mod host_ports;
mod host_probes_and_host_lifecycle;
mod privileged;
mod proc_mount;
mod proc_mount_restricted;
mod restricted_volumes;
mod run_as_non_root;
mod run_as_user;
mod se_linux_options;
mod seccomp_profile_baseline;
mod seccomp_profile_restricted;
mod sysctls;
mod windows_host_process;
mod words;

use super::{Place, Rule, Subject};
use crate::view::Container;

/// Every check in the order in which upstream reports them: baseline by id, then restricted by id.
pub(crate) static RULES: [&Rule; 19] = [
    &app_armor_profile::RULE,
    &capabilities_baseline::RULE,
    &host_namespaces::RULE,
    &host_path_volumes::RULE,
    &host_ports::RULE,
    &host_probes_and_host_lifecycle::RULE,
    &privileged::RULE,
    &proc_mount::RULE,
    &se_linux_options::RULE,
    &seccomp_profile_baseline::RULE,
    &sysctls::RULE,
    &windows_host_process::RULE,
    &allow_privilege_escalation::RULE,
    &capabilities_restricted::RULE,
    &proc_mount_restricted::RULE,
    &restricted_volumes::RULE,
    &run_as_non_root::RULE,
    &run_as_user::RULE,
    &seccomp_profile_restricted::RULE,
];

impl<'s> Subject<'s> {
    /// Every container with its place: init, main and ephemeral ones, in this order.
    fn containers(self) -> impl Iterator<Item = (Place, &'s Container)> {
        self.view.containers.visit().map(|(list, n, container)| (Place::Container(list, n), container))
    }

    /// Whether the pod runs in a user namespace of its own, which relaxes some checks from v1.35 on.
    fn has_user_namespace(self) -> bool {
        self.view.pod.host_users == Some(false)
    }

    /// Whether the pod says it is a Windows pod, which some checks leave alone from v1.25 on.
    fn is_windows(self) -> bool {
        self.text.is(self.view.pod.os_name, "windows")
    }
}
