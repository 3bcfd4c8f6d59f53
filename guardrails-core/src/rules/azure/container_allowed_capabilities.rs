use std::fmt;
use std::sync::Arc;

use smallvec::SmallVec;

use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions};
use super::rego::Shown;
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{ALL, RULE as BASE, Set};
use crate::rules::{Hit, Hits, Leaf, Rule, Scope, Subject, Tag, Value};
use crate::view::{Facts, Needs, Str};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV3AllowedCapabilities",
    title: "Allowed capabilities",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Capabilities are shares of root's power. A container may add those of the list alone, and has to drop the ones that must be dropped, or all.\n\n\
        Names are compared without regard to case; `CAP_` is not taken off, and adding `ALL` needs `ALL` or `*` in the list. Pods that select Windows nodes are left alone.",
    remedy: "Add no capability that is not allowed, and drop `ALL`.",
    fields: &[
        "spec.*ontainers[*].securityContext.capabilities.add",
        "spec.*ontainers[*].securityContext.capabilities.drop",
        "spec.nodeSelector[kubernetes.io/os]",
    ],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "container-allowed-capabilities",
    version: 3,
    definitions: &[Definition { id: "c26596ff-4d70-4e6a-9a30-c2506bd2f80c", version: "6.2.0" }],
    parameters: &[
        EXCLUDED_CONTAINERS,
        EXCLUDED_IMAGES,
        Parameter {
            name: "allowedCapabilities",
            holds: ParameterType::TEXTS,
            default: "[]",
            meaning: "what may be added; `*` for all",
        },
        Parameter {
            name: "requiredDropCapabilities",
            holds: ParameterType::TEXTS,
            default: "[]",
            meaning: "what must be dropped",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "nothing added",
            parameters: "{allowedCapabilities: [], requiredDropCapabilities: []}",
            object: "containers: [{name: web, image: web}]",
            messages: &[],
        },
        ConstraintExample {
            title: "one added, none dropped",
            parameters: "{allowedCapabilities: [CHOWN], requiredDropCapabilities: [ALL]}",
            object: "containers: [{name: web, image: web, securityContext: {capabilities: {add: [chown, SYS_ADMIN]}}}]",
            messages: &[
                r#"container <web> has a disallowed capability. Allowed capabilities are ["CHOWN"]"#,
                r#"container <web> is not dropping all required capabilities. Container must drop all of ["ALL"] or "ALL""#,
            ],
        },
    ],
    needs: Needs::SELECTOR,
    compile: |parameters| {
        let lower = |name: &str| parameters.texts(name).map(str::to_lowercase).collect::<Vec<_>>();
        let allowed = parameters.texts("allowedCapabilities");
        Ok(Arc::new(Capabilities {
            exclusions: Exclusions::new(parameters),
            everything: allowed.into_iter().any(|name| name == "*"),
            allowed: lower("allowedCapabilities").into_iter().collect(),
            required: lower("requiredDropCapabilities").into_iter().collect(),
            shown_allowed: parameters.shown("allowedCapabilities").unwrap_or_else(|| "NONE".into()),
            shown_required: parameters.shown("requiredDropCapabilities").unwrap_or_else(|| "null".into()),
        }))
    },
};

#[derive(Debug)]
struct Capabilities {
    exclusions: Exclusions,
    /// Whether everything may be added.
    everything: bool,
    /// In lower case.
    allowed: Set<String>,
    /// In lower case.
    required: Set<String>,
    shown_allowed: Shown,
    shown_required: Shown,
}

impl Capabilities {
    /// Whether a container adds something that is not allowed.
    fn adds_too_much(&self, subject: Subject<'_>, add: &[Str]) -> bool {
        !self.everything && add.iter().any(|name| !self.allowed.contains(Lower::new(subject, *name).as_str()))
    }

    /// Whether a container keeps something that must be dropped.
    fn keeps_too_much(&self, subject: Subject<'_>, drop: &[Str]) -> bool {
        if self.required.is_empty() {
            return false;
        }
        let mut found: SmallVec<[&str; 16]> = SmallVec::new();
        for name in drop {
            let name = Lower::new(subject, *name);
            if name.as_str() == "all" {
                return false;
            }
            found.extend(self.required.get(name.as_str()).map(String::as_str));
        }
        found.sort_unstable();
        found.dedup();
        found.len() < self.required.len()
    }
}

/// A string of the object in lower case, on the stack if it is as short as names of capabilities are.
struct Lower(SmallVec<[u8; 48]>);

impl Lower {
    fn new(subject: Subject<'_>, s: Str) -> Self {
        let mut lower = SmallVec::new();
        if let Some(plain) = subject.text.plain(s).filter(|plain| plain.is_ascii()) {
            lower.extend_from_slice(plain.as_bytes());
            lower.make_ascii_lowercase();
            return Self(lower);
        }
        for c in subject.text.chars(s).flat_map(char::to_lowercase) {
            lower.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
        }
        Self(lower)
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl Check for Capabilities {
    fn concern(&self) -> Facts {
        Facts::ADDED.when(!self.everything).or(Facts::UNDROPPED.when(!self.required.is_empty()))
    }

    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        if subject.selects_windows() {
            return;
        }
        for (place, container) in subject.pod_containers(ALL) {
            let capabilities = container.security.capabilities.unwrap_or_default();
            let add = self.adds_too_much(subject, subject.view.run_of_strings(capabilities.add));
            let drop = self.keeps_too_much(subject, subject.view.run_of_strings(capabilities.drop));
            if (add || drop) && !self.exclusions.cover(subject, container) {
                if add {
                    hits.forbidden(place, Leaf::field("securityContext.capabilities.add"), Value::None);
                }
                if drop {
                    hits.missing(place, "securityContext.capabilities.drop");
                }
            }
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "container <{}> ", subject.text.show(subject.name(hit.place)))?;
        match hit.tag {
            Tag::Forbidden => {
                let allowed = &self.shown_allowed;
                write!(out, "has a disallowed capability. Allowed capabilities are {allowed}")
            }
            Tag::Missing => {
                let required = &self.shown_required;
                write!(
                    out,
                    "is not dropping all required capabilities. Container must drop all of {required} or \"ALL\""
                )
            }
        }
    }
}
