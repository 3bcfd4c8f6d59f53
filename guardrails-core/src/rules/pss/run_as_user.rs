use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value};
use crate::view::Facts;

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::ROOT;

pub(super) const RULE: Rule = Rule {
    id: "runAsUser",
    title: "Running as user 0",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Restricted),
    fidelity: Fidelity::Exact,
    documentation: "User 0 is root. Restricted refuses `runAsUser: 0` on the pod and on containers; leaving the field \
        out is left to runAsNonRoot. From v1.35 on, a pod in a user namespace of its own passes.",
    remedy: "Set `runAsUser` to the number of an ordinary user, or leave it out.",
    fields: &["spec.securityContext.runAsUser", "spec.*ontainers[*].securityContext.runAsUser", "spec.hostUsers"],
    upstream: "policy/check_runAsUser.go",
    revisions: &[
        Revision { from: Version::v1(23), change: "forbids 0", overrides: &[], find: find_v1_23 },
        Revision {
            from: Version::v1(35),
            change: "anything goes with hostUsers=false",
            overrides: &[],
            find: find_v1_35,
        },
    ],
    examples: &[
        Example {
            title: "an ordinary user",
            pod: "securityContext: {runAsUser: 10001}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(23),
        },
        Example {
            title: "root on the pod and on a container",
            pod: "securityContext: {runAsUser: 0}\ncontainers: [{name: web, image: web, securityContext: {runAsUser: 0}}]",
            expect: Expect::Fail(r#"runAsUser=0 (pod and container "web" must not set runAsUser=0)"#),
            from: Version::v1(23),
        },
        Example {
            title: "root in a user namespace",
            pod: "hostUsers: false\nsecurityContext: {runAsUser: 0}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(35),
        },
        Example {
            title: "root on the node as well",
            pod: "containers: [{name: web, image: web, securityContext: {runAsUser: 0}}]",
            expect: Expect::Fail(r#"runAsUser=0 (container "web" must not set runAsUser=0)"#),
            from: Version::v1(35),
        },
    ],
    sort: Sort::None,
    reason: |_| "runAsUser=0",
    detail: |failure, out| {
        failure.write_setters(out)?;
        out.write_str(" must not set runAsUser=0")
    },
};

fn find_v1_23(subject: Subject<'_>, hits: &mut Hits) {
    let mut check = |place, user: Option<i64>| {
        if user == Some(0) {
            hits.forbidden(place, Leaf::field("securityContext.runAsUser"), Value::None);
        }
    };
    check(Place::Pod, subject.view.pod.security.run_as_user);
    for (place, container) in subject.containers() {
        check(place, container.security.run_as_user);
    }
}

fn find_v1_35(subject: Subject<'_>, hits: &mut Hits) {
    if !subject.has_user_namespace() {
        find_v1_23(subject, hits);
    }
}
