//! The facts of a typed pod, told from its own fields: where they concern no check, the view is not filled at all.
//! Each that the view would have must be told here too; builds with debug assertions fill it and compare.

use k8s_openapi::api::core::v1 as api;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::pod::sources;
use crate::view::Facts;

/// The facts of a container of either type, in a pod with this security context.
macro_rules! of_container {
    ($it:expr, $pods:expr) => {{
        let it = $it;
        let probes = [&it.liveness_probe, &it.readiness_probe, &it.startup_probe];
        let host = probes.into_iter().flatten().any(asks_host) || it.lifecycle.as_ref().is_some_and(calls_host);
        let host_port = it.ports.iter().flatten().any(|port| port.host_port.unwrap_or_default() != 0);
        of_container_context(it.security_context.as_ref(), $pods)
            .or(Facts::HOST.when(host))
            .or(Facts::HOST_PORT.when(host_port))
    }};
}

/// The facts of a pod.
pub(super) fn of_pod(metadata: Option<&ObjectMeta>, spec: Option<&api::PodSpec>) -> Facts {
    let annotations = metadata.and_then(|metadata| metadata.annotations.as_ref());
    let about_security = annotations.into_iter().flatten().any(|(key, _)| Facts::is_about_security(key.as_bytes()));
    let it = Facts::ALWAYS.or(Facts::ANNOTATION.when(about_security));
    let Some(spec) = spec else { return it };
    let is = |flag: Option<bool>| flag.unwrap_or_default();
    let network = is(spec.host_network);
    let mut it = it
        .or(Facts::HOST_NAMESPACE.when(network || is(spec.host_pid) || is(spec.host_ipc)))
        // There each port becomes the host's.
        .or(Facts::HOST_PORT.when(network));
    let pods = spec.security_context.as_ref();
    if let Some(pods) = pods {
        it = it
            .or(Facts::SYSCTL.when(pods.sysctls.iter().flatten().next().is_some()))
            .or(Facts::APP_ARMOR.when(pods.app_armor_profile.is_some()))
            .or(Facts::SE_LINUX.when(pods.se_linux_options.is_some()))
            .or(of_windows(pods.windows_options.as_ref()))
            .or(of_seccomp(pods.seccomp_profile.as_ref()))
            .or(Facts::MAY_BE_ROOT.when(pods.run_as_non_root == Some(false)))
            .or(Facts::ROOT.when(pods.run_as_user == Some(0)));
    }
    for volume in spec.volumes.iter().flatten() {
        it = it.or(sources(volume).facts());
    }
    for container in spec.init_containers.iter().flatten().chain(&spec.containers) {
        it = it.or(of_container!(container, pods));
    }
    for container in spec.ephemeral_containers.iter().flatten() {
        it = it.or(of_container!(container, pods));
    }
    it
}

/// The facts of a container's security context, in a pod with that one.
fn of_container_context(own: Option<&api::SecurityContext>, pods: Option<&api::PodSecurityContext>) -> Facts {
    let pod_is_confined = pods.is_some_and(|pods| pods.seccomp_profile.is_some());
    let pod_says = pods.is_some_and(|pods| pods.run_as_non_root.is_some());
    let Some(own) = own else {
        return Facts::ESCALATION
            .or(Facts::UNDROPPED)
            .or(Facts::NO_SECCOMP.when(!pod_is_confined))
            .or(Facts::MAY_BE_ROOT.when(!pod_says));
    };
    let added = own.capabilities.as_ref().and_then(|capabilities| capabilities.add.as_ref());
    let dropped = own.capabilities.as_ref().and_then(|capabilities| capabilities.drop.as_ref());
    Facts::PRIVILEGED
        .when(own.privileged == Some(true))
        .or(Facts::ESCALATION.when(own.allow_privilege_escalation != Some(false)))
        .or(Facts::PROC_MOUNT.when(own.proc_mount.is_some()))
        .or(Facts::ADDED.when(added.is_some_and(|added| !added.is_empty())))
        .or(Facts::UNDROPPED.when(!dropped.into_iter().flatten().any(|name| name == "ALL")))
        .or(Facts::APP_ARMOR.when(own.app_armor_profile.is_some()))
        .or(Facts::SE_LINUX.when(own.se_linux_options.is_some()))
        .or(of_windows(own.windows_options.as_ref()))
        .or(of_seccomp(own.seccomp_profile.as_ref()))
        .or(Facts::NO_SECCOMP.when(own.seccomp_profile.is_none() && !pod_is_confined))
        .or(Facts::MAY_BE_ROOT.when(!own.run_as_non_root.unwrap_or(pod_says)))
        .or(Facts::ROOT.when(own.run_as_user == Some(0)))
}

fn of_windows(options: Option<&api::WindowsSecurityContextOptions>) -> Facts {
    Facts::HOST_PROCESS.when(options.is_some_and(|options| options.host_process == Some(true)))
}

fn of_seccomp(profile: Option<&api::SeccompProfile>) -> Facts {
    profile.map_or(Facts::NONE, |profile| Facts::of_seccomp(|kind| profile.type_ == kind))
}

/// Whether a probe has a host.
fn asks_host(probe: &api::Probe) -> bool {
    is_named(probe.http_get.as_ref().and_then(|action| action.host.as_ref()))
        || is_named(probe.tcp_socket.as_ref().and_then(|action| action.host.as_ref()))
}

/// Whether a hook has a host.
fn calls_host(lifecycle: &api::Lifecycle) -> bool {
    [&lifecycle.post_start, &lifecycle.pre_stop].into_iter().flatten().any(|handler| {
        is_named(handler.http_get.as_ref().and_then(|action| action.host.as_ref()))
            || is_named(handler.tcp_socket.as_ref().and_then(|action| action.host.as_ref()))
    })
}

fn is_named(host: Option<&String>) -> bool {
    host.is_some_and(|host| !host.is_empty())
}
