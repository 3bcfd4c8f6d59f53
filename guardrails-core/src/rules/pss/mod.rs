//! The Pod Security Standards: one file a check, named as upstream's check.
//!
//! Each rule says what upstream's check says, to the byte: k8s.io/pod-security-admission v0.37.2, `policy/`.

pub(super) mod go_printable;
pub(crate) mod go_quote;
mod words;

use super::{Place, Subject, list};
use crate::view::{Container, ContainerList, Facts};

/// Declares the rules' files and makes the lists of what stands in them.
macro_rules! rules {
    ($count:literal, $($file:ident)*) => {
        $(mod $file;)*
        list! {
            /// Every check in the order in which upstream reports them.
            $($file::RULE,)*
        }
        /// Beside each check, what a pod must have for it to find something.
        pub(crate) static CONCERNS: [Facts; $count] = [$($file::CONCERN,)*];
    };
}

// Baseline by id, then restricted by id.
rules! {
    19,
    app_armor_profile
    capabilities_baseline
    host_namespaces
    host_path_volumes
    host_ports
    host_probes_and_host_lifecycle
    privileged
    proc_mount
    se_linux_options
    seccomp_profile_baseline
    sysctls
    windows_host_process
    allow_privilege_escalation
    capabilities_restricted
    proc_mount_restricted
    restricted_volumes
    run_as_non_root
    run_as_user
    seccomp_profile_restricted
}

impl<'s> Subject<'s> {
    /// Every container with its place: init, main and ephemeral ones, in this order.
    fn containers(self) -> impl Iterator<Item = (Place, &'s Container)> {
        self.view
            .containers
            .visit(&ContainerList::ALL)
            .map(|(list, n, container)| (Place::Container(list, n), container))
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
