use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;

use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions, plain};
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{ALL, RULE as BASE, Set};
use crate::rules::{Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::{APP_ARMOR_ANNOTATION, Annotation, Needs};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV3EnforceAppArmor",
    title: "Allowed AppArmor profiles",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "The AppArmor profile of each container must be one of the list. The profile is what the annotation of the container says, and `runtime/default` without one; the field `appArmorProfile` is not looked at, and `localhost/*` is no pattern.\n\n\
        Pods that select Windows nodes are left alone.",
    remedy: "Leave the annotation out, or set it to an allowed profile.",
    fields: &[
        "metadata.annotations[container.apparmor.security.beta.kubernetes.io/*]",
        "spec.nodeSelector[kubernetes.io/os]",
    ],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "enforce-apparmor-profile",
    version: 3,
    definitions: &[Definition { id: "511f5417-5d12-434d-ab2e-816901e72a5e", version: "6.2.1" }],
    parameters: &[
        EXCLUDED_CONTAINERS,
        EXCLUDED_IMAGES,
        Parameter {
            name: "allowedProfiles",
            holds: ParameterType::TEXTS,
            default: r#"["runtime/default"]"#,
            meaning: "the profiles that are allowed",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "no annotation",
            parameters: "{allowedProfiles: [runtime/default]}",
            object: "containers: [{name: web, image: web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "unconfined",
            parameters: "{allowedProfiles: [runtime/default]}",
            object: "metadata: {annotations: {container.apparmor.security.beta.kubernetes.io/web: unconfined}}
spec: {containers: [{name: web, image: web}]}",
            messages: &[
                r#"AppArmor profile is not allowed, pod: example, container: web. Allowed profiles: ["runtime/default"]"#,
            ],
        },
    ],
    needs: Needs::SELECTOR.and(Needs::METADATA),
    compile: |parameters| {
        let allowed: Set<String> = parameters.texts("allowedProfiles").map(str::to_owned).collect();
        Ok(Arc::new(AppArmor {
            exclusions: Exclusions::new(parameters),
            default: allowed.contains("runtime/default"),
            allowed,
            shown: parameters.shown("allowedProfiles"),
        }))
    },
};

#[derive(Debug)]
struct AppArmor {
    exclusions: Exclusions,
    /// Whether the profile of a container without an annotation is allowed.
    default: bool,
    allowed: Set<String>,
    /// Without it there is no message, and so no finding.
    shown: Option<Shown>,
}

impl Check for AppArmor {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if self.shown.is_none() || subject.selects_windows() || !subject.has_name() {
            return;
        }
        let text = subject.text;
        let mut profiles: SmallVec<[Annotation; 8]> = SmallVec::new();
        let annotations = subject.annotations().iter();
        profiles.extend(annotations.filter(|it| text.starts_with(it.key, APP_ARMOR_ANNOTATION)).copied());
        profiles.sort_unstable_by(|a, b| text.compare(a.key, b.key));
        for (place, container) in subject.pod_containers(ALL) {
            let key = || APP_ARMOR_ANNOTATION.chars().chain(text.chars(container.name));
            let found = profiles.binary_search_by(|it| text.chars(it.key).cmp(key()));
            let allowed = match found.ok().and_then(|n| profiles.get(n)) {
                Some(annotation) => self.allowed.contains(&*plain(subject, annotation.value)),
                None => self.default,
            };
            if !allowed && !self.exclusions.cover(subject, container) {
                let leaf = Leaf::field("/@container.apparmor.security.beta.kubernetes.io/");
                hits.forbidden(place, leaf, Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let container = subject.text.show(subject.name(hit.place));
        let pod = subject.object_name();
        write!(out, "AppArmor profile is not allowed, pod: {pod}, container: {container}. Allowed profiles: ")?;
        self.shown.iter().try_for_each(|shown| write!(out, "{shown}"))
    }
}
