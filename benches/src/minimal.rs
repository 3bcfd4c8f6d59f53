//! The rival that a careful user of serde would write: borrowed structs with the fields that the Pod Security
//! rules look at, and nothing else.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pod<'t> {
    #[serde(borrow)]
    pub metadata: Metadata<'t>,
    #[serde(borrow)]
    pub spec: Spec<'t>,
}

#[derive(Debug, Deserialize)]
pub struct Metadata<'t> {
    #[serde(borrow, default)]
    pub annotations: Option<BTreeMap<Cow<'t, str>, Cow<'t, str>>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Spec<'t> {
    pub host_network: Option<bool>,
    #[serde(rename = "hostPID")]
    pub host_pid: Option<bool>,
    #[serde(rename = "hostIPC")]
    pub host_ipc: Option<bool>,
    pub host_users: Option<bool>,
    #[serde(borrow)]
    pub os: Option<Os<'t>>,
    #[serde(borrow)]
    pub security_context: Option<SecurityContext<'t>>,
    #[serde(borrow)]
    pub volumes: Option<Vec<BTreeMap<&'t str, IgnoredAny>>>,
    #[serde(borrow)]
    pub init_containers: Option<Vec<Container<'t>>>,
    #[serde(borrow)]
    pub containers: Option<Vec<Container<'t>>>,
    #[serde(borrow)]
    pub ephemeral_containers: Option<Vec<Container<'t>>>,
}

#[derive(Debug, Deserialize)]
pub struct Os<'t> {
    #[serde(borrow)]
    pub name: Cow<'t, str>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Container<'t> {
    #[serde(borrow)]
    pub name: Cow<'t, str>,
    pub ports: Option<Vec<Port>>,
    #[serde(borrow)]
    pub security_context: Option<SecurityContext<'t>>,
    #[serde(borrow)]
    pub liveness_probe: Option<Handler<'t>>,
    #[serde(borrow)]
    pub readiness_probe: Option<Handler<'t>>,
    #[serde(borrow)]
    pub startup_probe: Option<Handler<'t>>,
    #[serde(borrow)]
    pub lifecycle: Option<Lifecycle<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Port {
    pub host_port: Option<i32>,
    pub container_port: i32,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Lifecycle<'t> {
    #[serde(borrow)]
    pub post_start: Option<Handler<'t>>,
    #[serde(borrow)]
    pub pre_stop: Option<Handler<'t>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Handler<'t> {
    #[serde(borrow)]
    pub http_get: Option<Action<'t>>,
    #[serde(borrow)]
    pub tcp_socket: Option<Action<'t>>,
}

#[derive(Debug, Deserialize)]
pub struct Action<'t> {
    #[serde(borrow)]
    pub host: Option<Cow<'t, str>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SecurityContext<'t> {
    pub privileged: Option<bool>,
    pub allow_privilege_escalation: Option<bool>,
    pub run_as_non_root: Option<bool>,
    pub run_as_user: Option<i64>,
    #[serde(borrow)]
    pub proc_mount: Option<Cow<'t, str>>,
    #[serde(borrow)]
    pub capabilities: Option<Capabilities<'t>>,
    #[serde(borrow)]
    pub seccomp_profile: Option<Profile<'t>>,
    #[serde(borrow)]
    pub app_armor_profile: Option<Profile<'t>>,
    #[serde(borrow)]
    pub se_linux_options: Option<SeLinux<'t>>,
    pub windows_options: Option<Windows>,
    #[serde(borrow)]
    pub sysctls: Option<Vec<Sysctl<'t>>>,
}

#[derive(Debug, Deserialize)]
pub struct Capabilities<'t> {
    #[serde(borrow)]
    pub add: Option<Vec<Cow<'t, str>>>,
    #[serde(borrow)]
    pub drop: Option<Vec<Cow<'t, str>>>,
}

#[derive(Debug, Deserialize)]
pub struct Profile<'t> {
    #[serde(borrow, rename = "type")]
    pub kind: Option<Cow<'t, str>>,
}

#[derive(Debug, Deserialize)]
pub struct SeLinux<'t> {
    #[serde(borrow, rename = "type")]
    pub kind: Option<Cow<'t, str>>,
    #[serde(borrow)]
    pub user: Option<Cow<'t, str>>,
    #[serde(borrow)]
    pub role: Option<Cow<'t, str>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Windows {
    pub host_process: Option<bool>,
}

#[derive(Debug, Deserialize)]
pub struct Sysctl<'t> {
    #[serde(borrow)]
    pub name: Cow<'t, str>,
}
