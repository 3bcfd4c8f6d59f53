//! Security contexts: what a container's and what its pod's have in common.

use super::maker::Lit::{Absent, Bool, Null, Raw, Text};
use super::maker::{Field, Maker, Topic};
use super::value::Value;

const PRIVILEGED: Field = Field { topic: Topic::Privileged, fine: &[Absent, Bool(false), Null], bad: &[Bool(true)] };
const ESCALATION: Field = Field { topic: Topic::Escalation, fine: &[Bool(false)], bad: &[Absent, Null, Bool(true)] };
const PROC_MOUNT: Field = Field {
    topic: Topic::ProcMount,
    fine: &[Absent, Text("Default"), Null],
    bad: &[Text("Unmasked"), Text("Unmasked"), Text("default"), Text(""), Text("Od\"d")],
};
const HOST_PROCESS: Field = Field { topic: Topic::HostProcess, fine: &[Absent, Bool(false), Null], bad: &[Bool(true)] };
const NON_ROOT: Field = Field { topic: Topic::NonRoot, fine: &[Bool(true)], bad: &[Bool(false), Null, Absent] };
const USER: Field = Field {
    topic: Topic::RunAsUser,
    fine: &[Absent, Raw("1000"), Raw("1"), Raw("-1"), Raw("9223372036854775807"), Null],
    bad: &[Raw("0"), Raw("0"), Raw("-0")],
};
const SECCOMP: Field = Field {
    topic: Topic::Seccomp,
    fine: &[Text("RuntimeDefault"), Text("Localhost")],
    bad: &[
        Text("Unconfined"),
        Text("Unconfined"),
        Text(""),
        Text("runtime/default"),
        Text("localhost"),
        Text("RuntimeDefault "),
        Null,
        Absent,
    ],
};
const APP_ARMOR: Field = Field {
    topic: Topic::AppArmor,
    fine: &[Text("RuntimeDefault"), Text("Localhost")],
    bad: &[
        Text("Unconfined"),
        Text("Unconfined"),
        Text(""),
        Text("runtime/default"),
        Text("Unk\u{200b}nown"),
        Null,
        Absent,
    ],
};
const SE_TYPE: Field = Field {
    topic: Topic::SeLinux,
    fine: &[
        Absent,
        Text("container_t"),
        Text("container_init_t"),
        Text("container_kvm_t"),
        Text("container_engine_t"),
        Text(""),
        Null,
    ],
    bad: &[
        Text("spc_t"),
        Text("svirt_lxc_net_t"),
        Text("container_t "),
        Text("Container_t"),
        Text("container_engine_t"),
    ],
};
const SE_USER: Field =
    Field { topic: Topic::SeLinux, fine: &[Absent, Text(""), Null], bad: &[Text("system_u"), Text(" "), Absent] };

const DEFAULT_CAPABILITIES: &[&str] = &[
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
];
const OTHER_CAPABILITIES: &[&str] = &[
    "SYS_ADMIN",
    "NET_RAW",
    "NET_ADMIN",
    "SYS_PTRACE",
    "ALL",
    "CAP_NET_BIND_SERVICE",
    "net_bind_service",
    "CHOWN ",
    "",
    "SYS\"_TIME",
    "BPF",
    "é",
];

/// The sysctls that some version allows, in the order they came to be allowed.
const SAFE_SYSCTLS: &[&str] = &[
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
    "net.ipv4.tcp_slow_start_after_idle",
    "net.ipv4.tcp_notsent_lowat",
];
const OTHER_SYSCTLS: &[&str] = &[
    "kernel.msgmax",
    "net.core.somaxconn",
    "",
    "kernel/shm_rmid_forced",
    "net.ipv4.tcp_rmem ",
    "KERNEL.shm_rmid_forced",
    "net.ipv4.\"x\"",
];

/// What a container's pod has settled already, so that it need not say it.
#[derive(Clone, Copy)]
pub(super) struct Settled {
    pub non_root: bool,
    pub seccomp: bool,
}

pub(super) fn container_context(maker: &mut Maker, settled: Settled) -> Option<Value> {
    if !maker.hardened && maker.rng.chance(30) {
        return maker.rng.pick(&[Absent, Absent, Null]).value();
    }
    let mut context = Value::map();
    if maker.hardened {
        context.put_some("allowPrivilegeEscalation", maker.field(&ESCALATION));
    }
    context.put_some("privileged", maker.field(&PRIVILEGED));
    context.put_some("capabilities", capabilities(maker));
    context.put_some("procMount", maker.field(&PROC_MOUNT));
    context.put_some("runAsUser", maker.field(&USER));
    if maker.hardened && (!settled.non_root || maker.rng.chance(15)) || !settled.non_root && maker.rng.chance(10) {
        context.put_some("runAsNonRoot", maker.field(&NON_ROOT));
    }
    let seccomp = maker.hardened && (!settled.seccomp || maker.rng.chance(10));
    if seccomp || maker.breaks(Topic::Seccomp) {
        context.put("seccompProfile", profile(maker, &SECCOMP));
    }
    if maker.rng.chance(4) || maker.breaks(Topic::AppArmor) {
        context.put("appArmorProfile", profile(maker, &APP_ARMOR));
    }
    context.put_some("seLinuxOptions", se_linux(maker));
    context.put_some("windowsOptions", windows(maker));
    if maker.elaborate() {
        context.put("readOnlyRootFilesystem", maker.rng.chance(50));
        context.put("runAsGroup", maker.rng.below(3000));
    }
    if context.is_empty_map() && maker.rng.chance(60) {
        return None;
    }
    Some(context)
}

fn profile(maker: &mut Maker, field: &Field) -> Value {
    let mut profile = Value::map();
    profile.put_some("type", maker.field(field));
    if maker.rng.chance(15) {
        profile.put("localhostProfile", "profiles/audit.json");
    }
    profile
}

fn se_linux(maker: &mut Maker) -> Option<Value> {
    if !maker.rng.chance(8) && !maker.breaks(Topic::SeLinux) {
        return None;
    }
    let mut options = Value::map();
    options.put_some("type", maker.field(&SE_TYPE));
    options.put_some("user", maker.field(&SE_USER));
    options.put_some("role", maker.field(&SE_USER));
    if maker.rng.chance(30) {
        options.put("level", "s0:c123,c456");
    }
    Some(options)
}

fn windows(maker: &mut Maker) -> Option<Value> {
    if !maker.rng.chance(3) && !maker.breaks(Topic::HostProcess) {
        return None;
    }
    let mut options = Value::map();
    options.put_some("hostProcess", maker.field(&HOST_PROCESS));
    if maker.rng.chance(30) {
        options.put("runAsUserName", "NT AUTHORITY\\SYSTEM");
    }
    Some(options)
}

fn capabilities(maker: &mut Maker) -> Option<Value> {
    let spoilt = maker.breaks(Topic::Capabilities);
    if !maker.hardened && !spoilt && maker.rng.chance(70) {
        return maker.rng.pick(&[Absent, Absent, Null]).value();
    }
    if spoilt && maker.rng.chance(15) {
        return maker.rng.pick(&[Absent, Null]).value();
    }
    let mut capabilities = Value::map();
    let mut drop: Vec<Value> = Vec::new();
    if maker.hardened && !(spoilt && maker.rng.chance(40)) {
        drop.push("ALL".into());
    } else if maker.rng.chance(60) {
        drop.push((maker.rng.text(&["all", "CAP_ALL", "NET_RAW", "", "ALL ", "KILL"])).into());
    }
    if maker.rng.chance(10) {
        drop.push(Value::Null);
        maker.rng.shuffle(&mut drop);
    }
    if !drop.is_empty() || maker.rng.chance(20) {
        capabilities.put("drop", drop);
    }
    let mut add: Vec<Value> = Vec::new();
    if spoilt {
        for _ in 0..maker.rng.range(0, 3) {
            let names = if maker.rng.chance(40) { DEFAULT_CAPABILITIES } else { OTHER_CAPABILITIES };
            add.push(maker.rng.text(names).into());
        }
        if maker.rng.chance(6) {
            add.push(Value::Null);
        }
    } else if maker.rng.chance(10) {
        let allowed = if maker.hardened { "NET_BIND_SERVICE" } else { maker.rng.text(DEFAULT_CAPABILITIES) };
        add.push(allowed.into());
    }
    match maker.rng.below(12) {
        0 if add.is_empty() => capabilities.put("add", Value::Null),
        1 => capabilities.put("add", add),
        _ if add.is_empty() => {}
        _ => capabilities.put("add", add),
    }
    Some(capabilities)
}

pub(super) fn pod_context(maker: &mut Maker, settled: Settled) -> Option<Value> {
    let mut context = Value::map();
    if settled.non_root && (maker.hardened || maker.rng.chance(20)) {
        context.put_some("runAsNonRoot", maker.field(&NON_ROOT));
    }
    context.put_some("runAsUser", maker.field(&USER));
    if settled.seccomp && maker.hardened || maker.breaks(Topic::Seccomp) {
        context.put("seccompProfile", profile(maker, &SECCOMP));
    }
    if maker.rng.chance(4) || maker.breaks(Topic::AppArmor) {
        context.put("appArmorProfile", profile(maker, &APP_ARMOR));
    }
    context.put_some("seLinuxOptions", se_linux(maker));
    context.put_some("windowsOptions", windows(maker));
    context.put_some("sysctls", sysctls(maker));
    if maker.elaborate() {
        context.put("fsGroup", maker.rng.below(3000));
        context.put("supplementalGroups", vec![1.into(), Value::Null, 0.into()]);
    }
    if context.is_empty_map() {
        return match maker.rng.below(6) {
            0 => Some(Value::Null),
            1 => Some(context),
            _ => None,
        };
    }
    Some(context)
}

fn sysctls(maker: &mut Maker) -> Option<Value> {
    let count = if maker.rng.chance(6) || maker.breaks(Topic::Sysctls) { maker.rng.range(1, 5) } else { 0 };
    maker.list(count, |maker| {
        if !maker.breaks(Topic::Sysctls) {
            return Value::map().with("name", maker.rng.text(SAFE_SYSCTLS)).with("value", "1");
        }
        match maker.rng.below(8) {
            0 => Value::Null,
            1 => Value::map(),
            2 => Value::map().with("name", Value::Null),
            _ => Value::map().with("name", maker.rng.text(OTHER_SYSCTLS)).with("value", "0"),
        }
    })
}
