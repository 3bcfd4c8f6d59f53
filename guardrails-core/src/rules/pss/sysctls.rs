use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value};
use crate::view::Facts;

use super::words::list_all;

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::SYSCTL;

pub(super) const RULE: Rule = Rule {
    id: "sysctls",
    title: "Sysctls",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Baseline),
    fidelity: Fidelity::Exact,
    documentation: "Sysctls are settings of the kernel, which all pods of a node share. Baseline allows the few that \
        the kernel keeps apart for each pod and that do no harm; the list has grown with Kubernetes.",
    remedy: "Remove the sysctl, or raise the policy's version if a newer Kubernetes counts it as safe.",
    fields: &["spec.securityContext.sysctls[*].name"],
    upstream: "policy/check_sysctls.go",
    revisions: &[
        Revision { from: Version::v1(0), change: "allows five names", overrides: &[], find: |s, h| find(s, h, 5) },
        Revision {
            from: Version::v1(27),
            change: "allows net.ipv4.ip_local_reserved_ports",
            overrides: &[],
            find: |s, h| find(s, h, 6),
        },
        Revision {
            from: Version::v1(29),
            change: "allows net.ipv4.tcp_keepalive_time, tcp_fin_timeout, tcp_keepalive_intvl, tcp_keepalive_probes",
            overrides: &[],
            find: |s, h| find(s, h, 10),
        },
        Revision {
            from: Version::v1(32),
            change: "allows net.ipv4.tcp_rmem and tcp_wmem",
            overrides: &[],
            find: |s, h| find(s, h, 12),
        },
        Revision {
            from: Version::v1(37),
            change: "allows net.ipv4.tcp_slow_start_after_idle and tcp_notsent_lowat",
            overrides: &[],
            find: |s, h| find(s, h, 14),
        },
    ],
    examples: &[
        pass(0, "securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies, value: \"1\"}]}"),
        fail(
            0,
            "securityContext: {sysctls: [{name: net.ipv4.ip_local_reserved_ports, value: \"1\"}, {name: kernel.msgmax, value: \"1\"}]}",
            "forbidden sysctls (net.ipv4.ip_local_reserved_ports, kernel.msgmax)",
        ),
        pass(27, "securityContext: {sysctls: [{name: net.ipv4.ip_local_reserved_ports, value: \"1\"}]}"),
        fail(
            27,
            "securityContext: {sysctls: [{name: net.ipv4.tcp_fin_timeout, value: \"1\"}]}",
            "forbidden sysctls (net.ipv4.tcp_fin_timeout)",
        ),
        pass(29, "securityContext: {sysctls: [{name: net.ipv4.tcp_fin_timeout, value: \"1\"}]}"),
        fail(
            29,
            "securityContext: {sysctls: [{name: net.ipv4.tcp_rmem, value: \"1\"}]}",
            "forbidden sysctls (net.ipv4.tcp_rmem)",
        ),
        pass(32, "securityContext: {sysctls: [{name: net.ipv4.tcp_rmem, value: \"1\"}]}"),
        fail(
            32,
            "securityContext: {sysctls: [{name: net.ipv4.tcp_notsent_lowat, value: \"1\"}]}",
            "forbidden sysctls (net.ipv4.tcp_notsent_lowat)",
        ),
        pass(37, "securityContext: {sysctls: [{name: net.ipv4.tcp_notsent_lowat, value: \"1\"}]}"),
        fail(
            37,
            "securityContext: {sysctls: [{name: vm.swappiness, value: \"1\"}]}",
            "forbidden sysctls (vm.swappiness)",
        ),
    ],
    sort: Sort::None,
    reason: |_| "forbidden sysctls",
    detail: |failure, out| list_all(out, failure.hits.iter(), |hit, out| failure.subject.write_value(hit.value, out)),
};

/// In the order in which they came in, so that a revision allows the first so many.
const SAFE: [&str; 14] = [
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

fn find(subject: Subject<'_>, hits: &mut Hits, allowed: usize) {
    let names = subject.view.run_of_strings(subject.view.pod.security.sysctls);
    for (n, name) in (0u32..).zip(names) {
        if !subject.text.is_among(*name, SAFE.get(..allowed).unwrap_or(&SAFE)) {
            hits.forbidden(Place::Pod, Leaf::element("securityContext.sysctls[].name", n), Value::Text(*name));
        }
    }
}

const fn pass(minor: u8, pod: &'static str) -> Example {
    Example { title: "a sysctl that is allowed", pod, expect: Expect::Pass, from: Version::v1(minor) }
}

const fn fail(minor: u8, pod: &'static str, message: &'static str) -> Example {
    Example { title: "a sysctl that is not", pod, expect: Expect::Fail(message), from: Version::v1(minor) }
}
