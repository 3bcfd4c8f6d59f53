use k8s_openapi::api::core::v1 as api;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use crate::input::read::edge;
use crate::view::{
    Annotation, AppArmor, Capabilities, Container, ContainerList, Host, HostSource, MoreSecurity, Port, Run, SeLinux,
    SecurityContext, Str, Strings, Text, View, Volume, VolumeSources,
};

/// A container of either type: ephemeral ones have the same fields in a type of their own.
macro_rules! container {
    ($it:expr, $view:expr, $strings:expr) => {{
        let it = $it;
        let hosts = edge(&$view.hosts);
        probe(it.liveness_probe.as_ref(), HostSource::LivenessHttp, HostSource::LivenessTcp, $view, $strings);
        probe(it.readiness_probe.as_ref(), HostSource::ReadinessHttp, HostSource::ReadinessTcp, $view, $strings);
        probe(it.startup_probe.as_ref(), HostSource::StartupHttp, HostSource::StartupTcp, $view, $strings);
        lifecycle(it.lifecycle.as_ref(), $view, $strings);
        Container {
            name: $strings.add(&it.name),
            image: text(it.image.as_ref(), $strings),
            security: it
                .security_context
                .as_ref()
                .map_or_else(SecurityContext::default, |context| container_security(context, $view, $strings)),
            ports: ports(it.ports.as_deref().unwrap_or_default(), $view),
            hosts: Run { start: hosts, end: edge(&$view.hosts) },
            runtime: 0,
            details: 0,
        }
    }};
}

/// Fills the view from a pod's metadata and spec.
pub(super) fn fill<'o>(
    metadata: Option<&'o ObjectMeta>,
    spec: Option<&'o api::PodSpec>,
    view: &mut View,
    strings: &mut Strings<'o>,
) {
    strings.reserve();
    for (key, value) in metadata.and_then(|metadata| metadata.annotations.as_ref()).into_iter().flatten() {
        view.annotations.push(Annotation { key: strings.add(key), value: strings.add(value) });
    }
    view.look_at_annotations(Text::Table(strings));
    let Some(spec) = spec else { return };
    view.pod.host_network = spec.host_network.unwrap_or_default();
    view.pod.host_pid = spec.host_pid.unwrap_or_default();
    view.pod.host_ipc = spec.host_ipc.unwrap_or_default();
    view.pod.host_users = spec.host_users;
    view.pod.os_name = spec.os.as_ref().map_or(Str::EMPTY, |os| strings.add(&os.name));
    view.pod.runtime_class = text(spec.runtime_class_name.as_ref(), strings);
    if let Some(context) = &spec.security_context {
        let security = pod_security(context, view, strings);
        view.set_security(security, Text::Table(strings));
    }
    for volume in spec.volumes.iter().flatten() {
        view.add_volume(Volume { name: strings.add(&volume.name), sources: sources(volume) });
    }
    for container in spec.init_containers.iter().flatten() {
        let container = container!(container, view, strings);
        view.add_container(ContainerList::Init, container, Text::Table(strings));
    }
    for container in &spec.containers {
        let container = container!(container, view, strings);
        view.add_container(ContainerList::Main, container, Text::Table(strings));
    }
    for container in spec.ephemeral_containers.iter().flatten() {
        let container = container!(container, view, strings);
        view.add_container(ContainerList::Ephemeral, container, Text::Table(strings));
    }
}

fn text<'o>(value: Option<&'o String>, strings: &mut Strings<'o>) -> Str {
    value.map_or(Str::EMPTY, |value| strings.add(value))
}

fn ports(ports: &[api::ContainerPort], view: &mut View) -> Run {
    let start = edge(&view.ports);
    for port in ports {
        view.add_port(Port { container_port: port.container_port, host_port: port.host_port.unwrap_or_default() });
    }
    Run { start, end: edge(&view.ports) }
}

fn probe<'o>(
    probe: Option<&'o api::Probe>,
    http: HostSource,
    tcp: HostSource,
    view: &mut View,
    strings: &mut Strings<'o>,
) {
    let Some(probe) = probe else { return };
    push_host(probe.http_get.as_ref().and_then(|action| action.host.as_ref()), http, view, strings);
    push_host(probe.tcp_socket.as_ref().and_then(|action| action.host.as_ref()), tcp, view, strings);
}

fn lifecycle<'o>(lifecycle: Option<&'o api::Lifecycle>, view: &mut View, strings: &mut Strings<'o>) {
    let Some(lifecycle) = lifecycle else { return };
    let handlers = [
        (&lifecycle.post_start, HostSource::PostStartHttp, HostSource::PostStartTcp),
        (&lifecycle.pre_stop, HostSource::PreStopHttp, HostSource::PreStopTcp),
    ];
    for (handler, http, tcp) in handlers {
        let Some(handler) = handler else { continue };
        push_host(handler.http_get.as_ref().and_then(|action| action.host.as_ref()), http, view, strings);
        push_host(handler.tcp_socket.as_ref().and_then(|action| action.host.as_ref()), tcp, view, strings);
    }
}

fn push_host<'o>(host: Option<&'o String>, source: HostSource, view: &mut View, strings: &mut Strings<'o>) {
    if let Some(host) = host.filter(|host| !host.is_empty()) {
        view.hosts.push(Host { source, host: strings.add(host) });
    }
}

fn run_of<'o>(names: Option<&'o Vec<String>>, view: &mut View, strings: &mut Strings<'o>) -> Run {
    let start = edge(&view.strings);
    for name in names.map(Vec::as_slice).unwrap_or_default() {
        view.strings.push(strings.add(name));
    }
    Run { start, end: edge(&view.strings) }
}

fn se_linux<'o>(options: &'o api::SELinuxOptions, strings: &mut Strings<'o>) -> SeLinux {
    SeLinux {
        kind: text(options.type_.as_ref(), strings),
        user: text(options.user.as_ref(), strings),
        role: text(options.role.as_ref(), strings),
    }
}

fn container_security<'o>(it: &'o api::SecurityContext, view: &mut View, strings: &mut Strings<'o>) -> SecurityContext {
    SecurityContext {
        privileged: it.privileged,
        allow_privilege_escalation: it.allow_privilege_escalation,
        run_as_non_root: it.run_as_non_root,
        host_process: it.windows_options.as_ref().and_then(|windows| windows.host_process),
        run_as_user: it.run_as_user,
        capabilities: it.capabilities.as_ref().map(|capabilities| Capabilities {
            add: run_of(capabilities.add.as_ref(), view, strings),
            drop: run_of(capabilities.drop.as_ref(), view, strings),
        }),
        proc_mount: it.proc_mount.as_ref().map(|proc_mount| strings.add(proc_mount)),
        seccomp: it.seccomp_profile.as_ref().map(|profile| strings.add(&profile.type_)),
        app_armor: it.app_armor_profile.as_ref().map(|profile| AppArmor::Written(strings.add(&profile.type_))),
        se_linux: it.se_linux_options.as_ref().map(|options| se_linux(options, strings)),
        sysctls: Run::default(),
        more: MoreSecurity::default(),
    }
}

fn pod_security<'o>(it: &'o api::PodSecurityContext, view: &mut View, strings: &mut Strings<'o>) -> SecurityContext {
    let start = edge(&view.strings);
    for sysctl in it.sysctls.as_deref().unwrap_or_default() {
        view.strings.push(strings.add(&sysctl.name));
    }
    SecurityContext {
        run_as_non_root: it.run_as_non_root,
        host_process: it.windows_options.as_ref().and_then(|windows| windows.host_process),
        run_as_user: it.run_as_user,
        seccomp: it.seccomp_profile.as_ref().map(|profile| strings.add(&profile.type_)),
        app_armor: it.app_armor_profile.as_ref().map(|profile| AppArmor::Written(strings.add(&profile.type_))),
        se_linux: it.se_linux_options.as_ref().map(|options| se_linux(options, strings)),
        sysctls: Run { start, end: edge(&view.strings) },
        ..SecurityContext::default()
    }
}

/// The sources of a volume, in the order of `VolumeSources::NAMES`: one by one only if it has another than the usual.
macro_rules! sources {
    ($it:ident: $($usual:ident)*; $($other:ident)*) => {
        if $($it.$other.is_some())||* {
            let all: [bool; VolumeSources::NAMES.len()] = [$($it.$usual.is_some(),)* $($it.$other.is_some(),)*];
            VolumeSources::of(all)
        } else {
            VolumeSources::of([$($it.$usual.is_some()),*])
        }
    };
}

/// Which sources a volume has.
pub(super) fn sources(it: &api::Volume) -> VolumeSources {
    sources!(
        it:
        config_map csi downward_api empty_dir ephemeral image persistent_volume_claim projected secret;
        host_path gce_persistent_disk aws_elastic_block_store git_repo nfs iscsi glusterfs rbd flex_volume cinder
        cephfs flocker fc azure_file vsphere_volume quobyte azure_disk photon_persistent_disk portworx_volume
        scale_io storageos
    )
}
