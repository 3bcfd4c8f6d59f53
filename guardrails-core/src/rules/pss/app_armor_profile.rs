use crate::policy::{Level, Version};
use crate::rules::rule::Sort;
use crate::rules::{
    Example, Expect, Failure, Fidelity, Hits, Leaf, Place, Revision, Rule, Scope, Source, Subject, Tag, Value,
};
use crate::view::{APP_ARMOR_ANNOTATION, AppArmor, Facts};

use super::words::plural;

/// What there must be for the rule to find something.
pub(super) const CONCERN: Facts = Facts::APP_ARMOR.or(Facts::ANNOTATION);

pub(super) const RULE: Rule = Rule {
    id: "appArmorProfile",
    title: "AppArmor profiles",
    source: Source::PodSecurity,
    scope: Scope::Level(Level::Baseline),
    fidelity: Fidelity::Exact,
    documentation: "AppArmor confines what a container's programs may open and call. Baseline allows the runtime's own \
        profile and profiles that lie on the node; switching AppArmor off (Unconfined) and any other type is refused.\n\n\
        Both the field and the old annotations (container.apparmor.security.beta.kubernetes.io/NAME) are looked at, \
        the annotations whether or not a container has that name. In a Pod the API server copies a valid annotation \
        into the container's empty field, so that both are reported.",
    remedy: "Leave the profile out, or set its type to RuntimeDefault or Localhost, and remove old annotations.",
    fields: &[
        "spec.securityContext.appArmorProfile.type",
        "spec.*ontainers[*].securityContext.appArmorProfile.type",
        "metadata.annotations[container.apparmor.security.beta.kubernetes.io/*]",
    ],
    upstream: "policy/check_appArmorProfile.go",
    revisions: &[Revision {
        from: Version::v1(0),
        change: "allows RuntimeDefault and Localhost",
        overrides: &[],
        find,
    }],
    examples: &[
        Example {
            title: "the runtime's profile",
            pod: "containers: [{name: web, image: web, securityContext: {appArmorProfile: {type: RuntimeDefault}}}]",
            expect: Expect::Pass,
            from: Version::v1(0),
        },
        Example {
            title: "none for the whole pod",
            pod: "securityContext: {appArmorProfile: {type: Unconfined}}\ncontainers: [{name: web, image: web}]",
            expect: Expect::Fail(
                r#"forbidden AppArmor profile (pod must not set AppArmor profile type to "Unconfined")"#,
            ),
            from: Version::v1(0),
        },
        Example {
            title: "none by annotation, for a container that is not there",
            pod: "metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/old: unconfined}}\n\
                  spec: {containers: [{name: web, image: web}]}",
            expect: Expect::Fail(
                r#"forbidden AppArmor profile (annotation must not set AppArmor profile type to "container.apparmor.security.beta.kubernetes.io/old="unconfined"")"#,
            ),
            from: Version::v1(0),
        },
    ],
    sort: Sort::Values,
    reason: |failure| plural(failure.values.len(), "forbidden AppArmor profile", "forbidden AppArmor profiles"),
    detail: |failure, out| {
        failure.write_setters(out)?;
        let annotations = failure.hits.iter().filter(|hit| is_annotation(hit.place)).count();
        if annotations > 0 {
            out.write_str(if has_other_setters(failure) { " and " } else { "" })?;
            out.write_str(plural(annotations, "annotation", "annotations"))?;
        }
        out.write_str(" must not set AppArmor profile type to ")?;
        failure.write_values(out)
    },
};

fn is_annotation(place: Place) -> bool {
    matches!(place, Place::Annotation(_))
}

fn has_other_setters(failure: &Failure<'_>) -> bool {
    failure.hits.iter().any(|hit| hit.tag == Tag::Forbidden && !is_annotation(hit.place))
}

fn find(subject: Subject<'_>, hits: &mut Hits) {
    let mut check = |place, profile: Option<AppArmor>| {
        let Some(profile) = profile else { return };
        if !profile.is(subject.text, "RuntimeDefault") && !profile.is(subject.text, "Localhost") {
            let value = match profile {
                AppArmor::Written(kind) => Value::Text(kind),
                AppArmor::Defaulted(kind) => Value::Name(kind),
            };
            hits.forbidden(place, Leaf::field("securityContext.appArmorProfile.type"), value);
        }
    };
    check(Place::Pod, subject.view.pod.security.app_armor);
    for (place, container) in subject.containers() {
        check(place, container.security.app_armor);
    }
    for (n, annotation) in (0u32..).zip(&subject.view.annotations) {
        let value = annotation.value;
        let allowed = value.is_empty()
            || subject.text.is_among(value, &["runtime/default"])
            || subject.text.starts_with(value, "localhost/");
        if !allowed && subject.text.starts_with(annotation.key, APP_ARMOR_ANNOTATION) {
            let shown = Value::Annotation { key: annotation.key, value };
            hits.forbidden(Place::Annotation(n), Leaf::field(""), shown);
        }
    }
}
