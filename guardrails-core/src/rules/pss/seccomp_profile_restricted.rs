use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{Example, Expect, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Tag, Value};
use crate::view::Facts;

use super::seccomp_profile_baseline::{FIELD, is_confined, write_forbidden};

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::UNCONFINED.or(Facts::NO_SECCOMP);

pub(super) const RULE: Rule = Rule {
    id: "seccompProfile_restricted",
    title: "Seccomp profiles (restricted)",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Restricted),
    fidelity: Fidelity::Exact,
    documentation: "Restricted wants a seccomp profile, RuntimeDefault or Localhost, on the pod or on every container, \
        and no other type anywhere: a wrong one on the pod is refused even where every container has a right one.",
    remedy: "Set `spec.securityContext.seccompProfile.type: RuntimeDefault` on the pod.",
    fields: &["spec.securityContext.seccompProfile.type", "spec.*ontainers[*].securityContext.seccompProfile.type"],
    upstream: "policy/check_seccompProfile_restricted.go",
    revisions: &[
        Revision {
            from: Version::v1(19),
            change: "asks for RuntimeDefault or Localhost",
            overrides: &["seccompProfile_baseline"],
            find: find_v1_19,
        },
        Revision {
            from: Version::v1(25),
            change: "Windows pods are left alone",
            overrides: &["seccompProfile_baseline"],
            find: find_v1_25,
        },
    ],
    examples: &[
        Example {
            title: "set on the pod",
            pod: "securityContext: {seccompProfile: {type: RuntimeDefault}}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(19),
        },
        Example {
            title: "set on one of two containers",
            pod: "containers: [{name: web, image: web, securityContext: {seccompProfile: {type: RuntimeDefault}}}, \
                  {name: proxy, image: proxy}]",
            expect: Expect::Fail(
                r#"seccompProfile (pod or container "proxy" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")"#,
            ),
            from: Version::v1(19),
        },
        Example {
            title: "a Windows pod",
            pod: "os: {name: windows}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(25),
        },
        Example {
            title: "switched off on the pod",
            pod: "securityContext: {seccompProfile: {type: Unconfined}}\n\
                  containers: [{name: web, image: web, securityContext: {seccompProfile: {type: RuntimeDefault}}}]",
            expect: Expect::Fail(
                r#"seccompProfile (pod must not set securityContext.seccompProfile.type to "Unconfined")"#,
            ),
            from: Version::v1(25),
        },
    ],
    sort: Sort::Values,
    reason: |_| "seccompProfile",
    detail: |failure, out| {
        if failure.has_containers(Tag::Missing) {
            out.write_str("pod or ")?;
            failure.write_containers(Tag::Missing, out)?;
            return out
                .write_str(r#" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost""#);
        }
        write_forbidden(failure, out)
    },
};

fn find_v1_19(subject: Subject<'_>, hits: &mut Hits) {
    let pod = subject.view.pod.security.seccomp;
    let before = hits.len();
    let mut check = |place, profile| {
        let Some(kind) = profile else { return };
        if !is_confined(subject.text, kind) {
            hits.forbidden(place, Leaf::field(FIELD), Value::Text(kind));
        }
    };
    check(Place::Pod, pod);
    for (place, container) in subject.containers() {
        check(place, container.security.seccomp);
    }
    // Who says nothing is named only where nobody says something wrong.
    if hits.len() > before || pod.is_some() {
        return;
    }
    for (place, container) in subject.containers() {
        if container.security.seccomp.is_none() {
            hits.missing(place, FIELD);
        }
    }
}

fn find_v1_25(subject: Subject<'_>, hits: &mut Hits) {
    if !subject.is_windows() {
        find_v1_19(subject, hits);
    }
}
