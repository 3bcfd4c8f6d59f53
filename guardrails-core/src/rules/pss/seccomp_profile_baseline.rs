use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{
    Example, Expect, Failure, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Value,
};
use crate::view::{Annotation, Facts, Str, Text, compare_chars};

use super::words::{list_all, plural};

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::UNCONFINED.or(Facts::ANNOTATION);

pub(super) const RULE: Rule = Rule {
    id: "seccompProfile_baseline",
    title: "Seccomp profiles (baseline)",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Baseline),
    fidelity: Fidelity::Exact,
    documentation: "Seccomp decides which system calls a container may make. Baseline forbids switching it off \
        (Unconfined) and unknown types; saying nothing is allowed. Until v1.18 the old annotations are read, from v1.19 on \
        the fields and the annotations no more. Restricted replaces this check from v1.19 on by seccompProfile_restricted.",
    remedy: "Leave the profile out, or set its type to RuntimeDefault or Localhost.",
    fields: &[
        "spec.securityContext.seccompProfile.type",
        "spec.*ontainers[*].securityContext.seccompProfile.type",
        "metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]",
        "metadata.annotations[container.seccomp.security.alpha.kubernetes.io/*]",
    ],
    upstream: "policy/check_seccompProfile_baseline.go",
    revisions: &[
        Revision { from: Version::v1(0), change: "reads the annotations", overrides: &[], find: find_v1_0 },
        Revision { from: Version::v1(19), change: "reads the fields", overrides: &[], find: find_v1_19 },
    ],
    examples: &[
        Example {
            title: "the field does not count yet",
            pod: "securityContext: {seccompProfile: {type: Unconfined}}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "switched off by annotation",
            pod: "metadata: {annotations: {seccomp.security.alpha.kubernetes.io/pod: unconfined}}\n\
                  spec: {containers: [{name: web, image: web}]}",
            expect: Expect::Fail(
                r#"seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod="unconfined")"#,
            ),
            from: Version::v1(0),
        },
        Example {
            title: "the runtime's profile",
            pod: "securityContext: {seccompProfile: {type: RuntimeDefault}}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Pass,
            from: Version::v1(19),
        },
        Example {
            title: "switched off in a container",
            pod: "containers: [{name: web, image: web, securityContext: {seccompProfile: {type: Unconfined}}}]",
            expect: Expect::Fail(
                r#"seccompProfile (container "web" must not set securityContext.seccompProfile.type to "Unconfined")"#,
            ),
            from: Version::v1(19),
        },
    ],
    sort: Sort::Values,
    reason: |_| "seccompProfile",
    detail: |failure, out| {
        if failure.hits.iter().any(|hit| matches!(hit.place, Place::Annotation(_))) {
            out.write_str("forbidden ")?;
            out.write_str(plural(failure.values.len(), "annotation ", "annotations "))?;
            return list_all(out, failure.sorted_values(), |hit, out| failure.subject.write_value(hit.value, out));
        }
        write_forbidden(failure, out)
    },
};

/// Words what both checks say of a profile of a wrong type.
pub(super) fn write_forbidden(failure: &Failure<'_>, out: &mut dyn std::fmt::Write) -> std::fmt::Result {
    failure.write_setters(out)?;
    out.write_str(" must not set securityContext.seccompProfile.type to ")?;
    failure.write_values(out)
}

pub(super) const FIELD: &str = "securityContext.seccompProfile.type";
const POD_ANNOTATION: &str = "seccomp.security.alpha.kubernetes.io/pod";
const CONTAINER_ANNOTATION: &str = "container.seccomp.security.alpha.kubernetes.io/";

/// Whether a profile's type is one of the two allowed.
pub(super) fn is_confined(text: Text<'_>, kind: Str) -> bool {
    text.is_among(kind, &["RuntimeDefault", "Localhost"])
}

fn find_v1_0(subject: Subject<'_>, hits: &mut Hits) {
    let text = subject.text;
    // Which containers there are is asked of a sorted list: names and annotations may both be many.
    let mut names = smallvec::SmallVec::<[Str; 16]>::new();
    for (n, annotation) in (0u32..).zip(&subject.view.annotations) {
        if is_valid(text, annotation) {
            continue;
        }
        let named = match text.strip_prefix(annotation.key, CONTAINER_ANNOTATION) {
            None => text.is_among(annotation.key, &[POD_ANNOTATION]),
            Some(name) => {
                if names.is_empty() {
                    subject.containers().for_each(|(_, container)| names.push(container.name));
                    text.sort(&mut names);
                }
                names.binary_search_by(|it| compare_chars(&mut text.chars(*it), &mut name.clone())).is_ok()
            }
        };
        if named {
            let shown = Value::Annotation { key: annotation.key, value: annotation.value };
            hits.forbidden(Place::Annotation(n), Leaf::field(""), shown);
        }
    }
}

fn is_valid(text: Text<'_>, annotation: &Annotation) -> bool {
    let value = annotation.value;
    text.is_among(value, &["runtime/default", "docker/default"]) || text.starts_with(value, "localhost/")
}

fn find_v1_19(subject: Subject<'_>, hits: &mut Hits) {
    let mut check = |place, profile: Option<Str>| {
        let Some(kind) = profile else { return };
        if !is_confined(subject.text, kind) {
            hits.forbidden(place, Leaf::field(FIELD), Value::Text(kind));
        }
    };
    check(Place::Pod, subject.view.pod.security.seccomp);
    for (place, container) in subject.containers() {
        check(place, container.security.seccomp);
    }
}
