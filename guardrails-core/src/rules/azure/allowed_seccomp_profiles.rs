use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions, plain};
use super::rego::{Shown, write_set};
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{ALL, RULE as BASE, Set};
use crate::rules::{Hit, Hits, Leaf, Rule, Scope, Subject, Value};
use crate::view::{Annotation, Container, Facts, Needs, Str};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV3AllowedSeccomp",
    title: "Allowed seccomp profiles",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "A seccomp profile says which system calls a container may make. The profile is that of the container, or the pod's, or what an old annotation says; without any it is `not configured`.\n\n\
        `RuntimeDefault` stands for `runtime/default` and `docker/default` and the other way round, `Unconfined` for `unconfined`. The word `Localhost` alone allows no profile of the node: `localhost/*` allows all, `localhost/FILE` one. Pods that select Windows nodes are left alone.",
    remedy: "Set `securityContext.seccompProfile.type: RuntimeDefault` of the pod.",
    fields: &[
        "spec.*ontainers[*].securityContext.seccompProfile",
        "spec.securityContext.seccompProfile",
        "metadata.annotations[seccomp.security.alpha.kubernetes.io/pod]",
        "spec.nodeSelector[kubernetes.io/os]",
    ],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "allowed-seccomp-profiles",
    version: 3,
    definitions: &[Definition { id: "975ce327-682c-4f2e-aa46-b9598289b86c", version: "7.2.0" }],
    parameters: &[
        EXCLUDED_CONTAINERS,
        EXCLUDED_IMAGES,
        Parameter {
            name: "allowedProfiles",
            holds: ParameterType::TEXTS,
            default: "[]",
            meaning: "the profiles that are allowed; `*` for all, none as well",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "an allowed profile",
            parameters: "{allowedProfiles: [runtime/default]}",
            object: "{securityContext: {seccompProfile: {type: RuntimeDefault}}, containers: [{name: web, image: web}]}",
            messages: &[],
        },
        ConstraintExample {
            title: "none",
            parameters: "{allowedProfiles: [runtime/default]}",
            object: "containers: [{name: web, image: web}]",
            messages: &[
                r#"Seccomp profile 'not configured' is not allowed for container 'web'. Found at: no explicit profile found. Allowed profiles: {"RuntimeDefault", "runtime/default"}"#,
            ],
        },
    ],
    needs: Needs::SELECTOR.and(Needs::SECURITY),
    compile: |parameters| {
        let listed = || parameters.texts("allowedProfiles");
        let mut allowed: BTreeSet<String> = listed().map(str::to_owned).collect();
        allowed.extend(listed().flat_map(translations).map(|word| (*word).to_owned()));
        if listed().any(|entry| entry.starts_with("localhost")) {
            allowed.insert(LOCALHOST.to_owned());
        }
        let mut shown = String::new();
        // Writing into a string cannot fail.
        let _ = write_set(allowed.iter().map(String::as_str), &mut shown);
        Ok(Arc::new(Seccomp {
            exclusions: Exclusions::new(parameters),
            everything: allowed.contains("*"),
            any_file: allowed.contains("localhost/*"),
            allowed: allowed.into_iter().collect(),
            shown: shown.as_str().into(),
        }))
    },
};

#[derive(Debug)]
struct Seccomp {
    exclusions: Exclusions,
    everything: bool,
    /// Whether every profile of the node is allowed.
    any_file: bool,
    /// The list, and what stands for its entries.
    allowed: Set<String>,
    /// The same, sorted, as messages show it.
    shown: Shown,
}

const LOCALHOST: &str = "Localhost";
const POD_ANNOTATION: &str = "seccomp.security.alpha.kubernetes.io/pod";
const CONTAINER_ANNOTATION: &str = "container.seccomp.security.alpha.kubernetes.io/";

/// The other words for a profile.
fn translations(profile: &str) -> &'static [&'static str] {
    match profile {
        "RuntimeDefault" => &["runtime/default", "docker/default"],
        "runtime/default" | "docker/default" => &["RuntimeDefault"],
        "Unconfined" => &["unconfined"],
        "unconfined" => &["Unconfined"],
        _ => &[],
    }
}

/// Where a container's profile is found.
#[derive(Clone, Copy)]
enum Found {
    Container(Str, Option<Str>),
    Pod(Str, Option<Str>),
    Annotation(Annotation),
    Nowhere,
}

fn profile(subject: Subject<'_>, container: &Container) -> Found {
    let pod = &subject.view.pod.security;
    let text = subject.text;
    if let Some(kind) = container.security.seccomp {
        return Found::Container(kind, container.security.more.seccomp_file);
    }
    if let Some(kind) = pod.seccomp {
        return Found::Pod(kind, pod.more.seccomp_file);
    }
    let own = |it: &&Annotation| {
        text.strip_prefix(it.key, CONTAINER_ANNOTATION).is_some_and(|rest| rest.eq(text.chars(container.name)))
    };
    let annotations = subject.annotations();
    let of_pod = || annotations.iter().find(|it| text.is(it.key, POD_ANNOTATION));
    annotations.iter().find(own).or_else(of_pod).copied().map_or(Found::Nowhere, Found::Annotation)
}

impl Seccomp {
    fn allows(&self, subject: Subject<'_>, found: &Found) -> bool {
        match found {
            Found::Container(kind, file) | Found::Pod(kind, file) => {
                let kind = plain(subject, *kind);
                if kind != LOCALHOST {
                    return self.allows_word(&kind);
                }
                let file = plain(subject, file.unwrap_or_default());
                let listed = |entry: &String| entry.strip_prefix("localhost/").unwrap_or(entry) == file;
                self.any_file || self.allowed.iter().any(listed)
            }
            Found::Annotation(it) => self.allows(subject, &Found::Pod(it.value, None)),
            Found::Nowhere => self.allowed.contains("not configured"),
        }
    }

    /// Whether a profile is allowed that is not a file of the node, or is one as annotations write it.
    fn allows_word(&self, word: &str) -> bool {
        let local = word.get(..LOCALHOST.len()).is_some_and(|start| start.eq_ignore_ascii_case(LOCALHOST));
        match local {
            true => word.starts_with("localhost/") && (self.any_file || self.allowed.contains(word)),
            false => self.allowed.contains(word),
        }
    }
}

impl Check for Seccomp {
    fn concern(&self) -> Facts {
        let default = Facts::SECCOMP_DEFAULT.when(!self.allowed.contains("RuntimeDefault"));
        default.or(Facts::SECCOMP_FILE).or(Facts::UNCONFINED).or(Facts::NO_SECCOMP)
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if self.everything || subject.selects_windows() {
            return;
        }
        for (place, container) in subject.pod_containers(ALL) {
            let found = profile(subject, container);
            if !self.allows(subject, &found) && !self.exclusions.cover(subject, container) {
                hits.forbidden(place, Leaf::field("securityContext.seccompProfile.type"), Value::None);
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let text = subject.text;
        let Some(container) = subject.container(hit.place) else { return Ok(()) };
        let found = profile(subject, container);
        out.write_str("Seccomp profile '")?;
        let written = match found {
            Found::Annotation(annotation) => Found::Pod(annotation.value, None),
            found => found,
        };
        match written {
            Found::Container(kind, file) | Found::Pod(kind, file) => {
                write!(out, "{}'", text.show(kind))?;
                if text.is(kind, LOCALHOST) {
                    write!(out, " with file '{}'", text.show(file.unwrap_or_default()))?;
                }
            }
            Found::Annotation(_) | Found::Nowhere => out.write_str("not configured'")?,
        }
        write!(out, " is not allowed for container '{}'. Found at: ", text.show(container.name))?;
        match found {
            Found::Container(..) => out.write_str("container securityContext")?,
            Found::Pod(..) => out.write_str("pod securityContext")?,
            Found::Annotation(annotation) => write!(out, "annotation {}", text.show(annotation.key))?,
            Found::Nowhere => out.write_str("no explicit profile found")?,
        }
        write!(out, ". Allowed profiles: {}", self.shown)
    }
}
