use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{
    Example, Expect, Failure, Fidelity, Hits, Leaf, Revision, Rule, Scope, Source, Subject, Tag, Value,
};
use crate::view::Facts;
use std::fmt;


/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::PROC_MOUNT;

pub(super) const RULE: Rule = Rule {
    id: "procMount",
    title: "procMount",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Baseline),
    fidelity: Fidelity::Exact,
    documentation: "Container runtimes hide parts of /proc that lead out of the container; an Unmasked procMount shows \
        them. From v1.35 on baseline allows it in a pod with a user namespace of its own, where root inside is nobody \
        outside; restricted keeps the strict form as procMount_restricted.",
    remedy: "Leave `procMount` out or set it to Default; a container runtime in a pod needs `hostUsers: false` as well.",
    fields: &["spec.*ontainers[*].securityContext.procMount", "spec.hostUsers"],
    upstream: "policy/check_procMount_baseline.go",
    revisions: &[
        Revision { from: Version::v1(0), change: "allows Default alone", overrides: &[], find: find_v1_0 },
        Revision {
            from: Version::v1(35),
            change: "anything goes with hostUsers=false",
            overrides: &[],
            find: find_v1_35,
        },
    ],
    examples: &[
        Example {
            title: "the default",
            pod: "containers: [{name: web, image: web, securityContext: {procMount: Default}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "unmasked, even with a user namespace",
            pod: "hostUsers: false\ncontainers: [{name: build, image: build, securityContext: {procMount: Unmasked}}]",
            expect: Expect::Fail(
                r#"procMount (container "build" must not set securityContext.procMount to "Unmasked")"#,
            ),
            from: Version::v1(0),
        },
        Example {
            title: "unmasked in a user namespace",
            pod: "hostUsers: false\ncontainers: [{name: build, image: build, securityContext: {procMount: Unmasked}}]",
            expect: Expect::Pass,
            from: Version::v1(35),
        },
        Example {
            title: "unmasked without one",
            pod: "containers: [{name: build, image: build, securityContext: {procMount: Unmasked}}]",
            expect: Expect::Fail(
                r#"procMount (container "build" must not set securityContext.procMount to "Unmasked")"#,
            ),
            from: Version::v1(35),
        },
    ],
    sort: Sort::Values,
    reason: |_| "procMount",
    detail,
};

pub(super) fn detail(failure: &Failure<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    failure.write_containers(Tag::Forbidden, out)?;
    out.write_str(" must not set securityContext.procMount to ")?;
    failure.write_values(out)
}

pub(super) fn find_v1_0(subject: Subject<'_>, hits: &mut Hits) {
    for (place, container) in subject.containers() {
        let Some(proc_mount) = container.security.proc_mount else { continue };
        if !subject.text.is_among(proc_mount, &["Default"]) {
            hits.forbidden(place, Leaf::field("securityContext.procMount"), Value::Text(proc_mount));
        }
    }
}

fn find_v1_35(subject: Subject<'_>, hits: &mut Hits) {
    if !subject.has_user_namespace() {
        find_v1_0(subject, hits);
    }
}
