use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value};
use crate::view::Facts;

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::HOST_PROCESS;

pub(super) const RULE: Rule = Rule {
    id: "windowsHostProcess",
    title: "Windows host processes",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Baseline),
    fidelity: Fidelity::Exact,
    documentation: "A HostProcess container on Windows is a process of the node, with the node's users, files and network.",
    remedy: "Leave `windowsOptions.hostProcess` out or set it to false.",
    fields: &[
        "spec.securityContext.windowsOptions.hostProcess",
        "spec.*ontainers[*].securityContext.windowsOptions.hostProcess",
    ],
    upstream: "policy/check_windowsHostProcess.go",
    revisions: &[Revision { from: Version::v1(0), change: "forbids `true`", overrides: &[], find }],
    examples: &[
        Example {
            title: "a user by name",
            pod: "securityContext: {windowsOptions: {runAsUserName: ContainerUser}}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "on the pod and on a container",
            pod: "securityContext: {windowsOptions: {hostProcess: true}}\n\
                  containers: [{name: web, image: web, securityContext: {windowsOptions: {hostProcess: true}}}]",
            expect: Expect::Fail(
                r#"hostProcess (pod and container "web" must not set securityContext.windowsOptions.hostProcess=true)"#,
            ),
            from: Version::v1(0),
        },
    ],
    sort: Sort::None,
    reason: |_| "hostProcess",
    detail: |failure, out| {
        failure.write_setters(out)?;
        out.write_str(" must not set securityContext.windowsOptions.hostProcess=true")
    },
};

fn find(subject: Subject<'_>, hits: &mut Hits) {
    let mut check = |place, host_process: Option<bool>| {
        if host_process == Some(true) {
            hits.forbidden(place, Leaf::field("securityContext.windowsOptions.hostProcess"), Value::None);
        }
    };
    check(Place::Pod, subject.view.pod.security.host_process);
    for (place, container) in subject.containers() {
        check(place, container.security.host_process);
    }
}
