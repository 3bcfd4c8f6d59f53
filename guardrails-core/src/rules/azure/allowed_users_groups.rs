use std::fmt;
use std::sync::Arc;

use serde_json::Value as Json;

use super::exclusions::{EXCLUDED_CONTAINERS, EXCLUDED_IMAGES, Exclusions};
use super::rego::{Number, Shown};
use super::template::{Check, ConstraintExample, Definition, Parameter, ParameterType, Template};
use super::{ALL, RULE as BASE};
use crate::rules::{Hit, Hits, Leaf, Place, Rule, Scope, Subject, Tag, Value};
use crate::view::{Needs, SecurityContext};

pub(super) const RULE: Rule = Rule {
    id: "K8sAzureV3AllowedUsersGroups",
    title: "Allowed users and groups",
    scope: Scope::Constraint(&TEMPLATE),
    documentation: "Each parameter holds one field to a rule: `RunAsAny`, `MustRunAs` with ranges, `MayRunAs` with ranges (groups alone) or `MustRunAsNonRoot` (users alone). A `max` of -1 has no end. A container's own field comes before the pod's.\n\n\
        A user above 0 satisfies `MustRunAsNonRoot` even with `runAsNonRoot: false`, and user 0 never does. Groups of the pod are reported for each container. Pods that select Windows nodes are left alone.",
    remedy: "Set `securityContext` of the pod: runAsUser, runAsGroup, fsGroup and supplementalGroups inside the ranges, or `runAsNonRoot: true`.",
    fields: &[
        "spec.*ontainers[*].securityContext.runAsUser",
        "spec.*ontainers[*].securityContext.runAsNonRoot",
        "spec.*ontainers[*].securityContext.runAsGroup",
        "spec.securityContext.runAsUser",
        "spec.securityContext.runAsNonRoot",
        "spec.securityContext.runAsGroup",
        "spec.securityContext.supplementalGroups",
        "spec.securityContext.fsGroup",
        "spec.nodeSelector[kubernetes.io/os]",
    ],
    ..BASE
};

static TEMPLATE: Template = Template {
    alias: "allowed-users-groups",
    version: 3,
    definitions: &[Definition { id: "f06ddb64-5fa3-4b77-b166-acb36f7f6042", version: "6.2.0" }],
    parameters: &[
        EXCLUDED_CONTAINERS,
        EXCLUDED_IMAGES,
        Parameter {
            name: "runAsUser",
            holds: RULE_AND_RANGES,
            default: r#"{"rule":"MustRunAsNonRoot"}"#,
            meaning: "which users",
        },
        Parameter {
            name: "runAsGroup",
            holds: RULE_AND_RANGES,
            default: r#"{"rule":"RunAsAny"}"#,
            meaning: "which groups",
        },
        Parameter {
            name: "supplementalGroups",
            holds: RULE_AND_RANGES,
            default: r#"{"rule":"RunAsAny"}"#,
            meaning: "which supplemental groups",
        },
        Parameter {
            name: "fsGroup",
            holds: RULE_AND_RANGES,
            default: r#"{"rule":"RunAsAny"}"#,
            meaning: "which groups of volumes",
        },
    ],
    examples: &[
        ConstraintExample {
            title: "not root",
            parameters: "{runAsUser: {rule: MustRunAsNonRoot}}",
            object: "{securityContext: {runAsNonRoot: true}, containers: [{name: web, image: web}]}",
            messages: &[],
        },
        ConstraintExample {
            title: "a group that is missing, a user out of range",
            parameters: "{runAsUser: {rule: MustRunAs, ranges: [{min: 1, max: 100}]}, fsGroup: {rule: MustRunAs, ranges: [{min: 1, max: 100}]}}",
            object: "{securityContext: {runAsUser: 101}, containers: [{name: web, image: web}]}",
            messages: &[
                r#"Container web is attempting to run as disallowed user 101. Allowed runAsUser: {"ranges": [{"max": 100, "min": 1}], "rule": "MustRunAs"}"#,
                r#"Container web is attempting to run without a required securityContext/fsGroup. Allowed fsGroup: {"ranges": [{"max": 100, "min": 1}], "rule": "MustRunAs"}"#,
            ],
        },
    ],
    needs: Needs::SELECTOR.and(Needs::SECURITY),
    compile: |parameters| {
        let limit = |name: &str| parameters.get(name).and_then(Limit::new);
        Ok(Arc::new(UsersGroups {
            exclusions: Exclusions::new(parameters),
            user: limit("runAsUser"),
            groups: [limit("runAsGroup"), limit("supplementalGroups"), limit("fsGroup")],
        }))
    },
};

/// What each of the four parameters holds.
const RULE_AND_RANGES: ParameterType = ParameterType::Object(&[
    ("rule", ParameterType::Text),
    (
        "ranges",
        ParameterType::List(&ParameterType::Object(&[("min", ParameterType::Number), ("max", ParameterType::Number)])),
    ),
]);

#[derive(Debug)]
struct UsersGroups {
    exclusions: Exclusions,
    user: Option<Limit>,
    /// In the order of [`GROUPS`].
    groups: [Option<Limit>; 3],
}

/// The fields of groups: their names, and their paths.
const GROUPS: [(&str, &str); 3] = [
    ("runAsGroup", "securityContext.runAsGroup"),
    ("supplementalGroups", "/securityContext.supplementalGroups"),
    ("fsGroup", "/securityContext.fsGroup"),
];
const USER: &str = "securityContext.runAsUser";
const NON_ROOT: &str = "securityContext.runAsNonRoot";

/// A rule with its ranges.
#[derive(Debug)]
struct Limit {
    rule: Word,
    /// Sorted by their beginnings, with the furthest end of those up to each; `None` if there is no list.
    ranges: Option<Vec<(i64, i64)>>,
    shown: Shown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    RunAsAny,
    MustRunAs,
    MayRunAs,
    MustRunAsNonRoot,
    /// A word that accepts nothing.
    Other,
}

impl Limit {
    /// Compiles a parameter; without a rule nothing is held to it.
    fn new(shown: &Json) -> Option<Self> {
        let rule = match shown.get("rule")?.as_str().unwrap_or_default() {
            "RunAsAny" => Word::RunAsAny,
            "MustRunAs" => Word::MustRunAs,
            "MayRunAs" => Word::MayRunAs,
            "MustRunAsNonRoot" => Word::MustRunAsNonRoot,
            _ => Word::Other,
        };
        let list = shown.get("ranges");
        let ranges = list.map(|list| merged(list.as_array().into_iter().flatten().filter_map(range).collect()));
        Some(Self { rule, ranges, shown: Shown::new(shown) })
    }

    fn is_in_range(&self, value: i64) -> bool {
        let ranges = self.ranges.as_deref().unwrap_or_default();
        let after = ranges.partition_point(|(from, _)| *from <= value);
        after.checked_sub(1).and_then(|n| ranges.get(n)).is_some_and(|(_, to)| value <= *to)
    }

    fn accepts_user(&self, user: i64) -> bool {
        match self.rule {
            Word::RunAsAny => true,
            Word::MustRunAsNonRoot => user != 0,
            Word::MustRunAs => self.is_in_range(user),
            Word::MayRunAs | Word::Other => false,
        }
    }

    fn accepts_group(&self, group: i64) -> bool {
        match self.rule {
            // Without a list of ranges, the template's test of groups is undefined.
            _ if self.ranges.is_none() => true,
            Word::RunAsAny => true,
            Word::MustRunAs | Word::MayRunAs => self.is_in_range(group),
            Word::MustRunAsNonRoot | Word::Other => false,
        }
    }
}

/// Reads a range; one without both ends matches nothing, and -1 is no end. Null comes before every number: it begins
/// where nothing is left out, and ends where nothing is let in.
fn range(entry: &Json) -> Option<(i64, i64)> {
    let end = |name: &str| entry.get(name).and_then(Json::as_i64);
    let from = if entry.get("min")?.is_null() { i64::MIN } else { end("min")? };
    let to = end("max")?;
    Some((from, if to == -1 { i64::MAX } else { to }))
}

/// Sorts ranges, and gives each the furthest end of those that begin before it.
fn merged(mut ranges: Vec<(i64, i64)>) -> Vec<(i64, i64)> {
    ranges.sort_unstable();
    let mut furthest = i64::MIN;
    for (_, to) in &mut ranges {
        furthest = furthest.max(*to);
        *to = furthest;
    }
    ranges
}

/// The security context of a container, and that of its pod.
type Contexts<'s> = (&'s SecurityContext, &'s SecurityContext);

fn group((own, pods): Contexts<'_>, n: usize) -> Option<i64> {
    match n {
        0 => own.more.run_as_group.or(pods.more.run_as_group),
        2 => pods.more.fs_group,
        _ => None,
    }
}

impl UsersGroups {
    fn find_user(&self, (own, pods): Contexts<'_>, place: Place, hits: &mut Hits) {
        let Some(limit) = &self.user else { return };
        let non_root = own.run_as_non_root.or(pods.run_as_non_root) == Some(true);
        match (own.run_as_user.or(pods.run_as_user), limit.rule) {
            (Some(user), _) if !limit.accepts_user(user) => {
                hits.forbidden(place, Leaf::field(USER), Value::None);
            }
            (None, Word::MustRunAs) => hits.missing(place, USER),
            (None, Word::MustRunAsNonRoot) if !non_root => hits.missing(place, NON_ROOT),
            _ => {}
        }
    }

    /// What is wrong with one of the groups, if anything.
    fn judge_group(&self, contexts: Contexts<'_>, subject: Subject<'_>, n: usize) -> Option<Tag> {
        let limit = self.groups.get(n)?.as_ref()?;
        let list = contexts.1.more.supplemental_groups.of(&subject.view.details.groups);
        let single = group(contexts, n);
        let given = if n == 1 { list } else { single.as_slice() };
        match given {
            [] => (limit.rule == Word::MustRunAs).then_some(Tag::Missing),
            given => given.iter().any(|value| !limit.accepts_group(*value)).then_some(Tag::Forbidden),
        }
    }

    fn write_group(&self, subject: Subject<'_>, hit: &Hit, n: usize, out: &mut dyn fmt::Write) -> fmt::Result {
        let (Some((field, _)), Some(Some(limit))) = (GROUPS.get(n), self.groups.get(n)) else { return Ok(()) };
        match (hit.tag, n) {
            (Tag::Missing, _) => write!(out, "without a required securityContext/{field}")?,
            (Tag::Forbidden, 1) => {
                out.write_str("with disallowed supplementalGroups [")?;
                let groups = subject.view.pod.security.more.supplemental_groups.of(&subject.view.details.groups);
                let mut separator = "";
                for group in groups {
                    write!(out, "{separator}{}", Number(*group))?;
                    separator = ", ";
                }
                out.write_str("]")?;
            }
            (Tag::Forbidden, _) => {
                let contexts = (contexts(subject, hit.place).0, &subject.view.pod.security);
                write!(out, "as disallowed group {}", Number(group(contexts, n).unwrap_or_default()))?;
            }
        }
        write!(out, ". Allowed {field}: {}", &limit.shown)
    }
}

/// What a container's place says of it and of its pod.
fn contexts<'s>(subject: Subject<'s>, place: Place) -> Contexts<'s> {
    let pods = &subject.view.pod.security;
    (subject.container(place).map_or(pods, |container| &container.security), pods)
}

impl Check for UsersGroups {
    fn find(&self, subject: Subject<'_>, hits: &mut Hits) {
        let start = hits.len();
        let pods = &subject.view.pod.security;
        // What the pod says of groups is judged once.
        let [of_pod, supplemental, of_files] = [0, 1, 2].map(|n| self.judge_group((pods, pods), subject, n));
        for (place, container) in subject.pod_containers(ALL) {
            let from = hits.len();
            let contexts = (&container.security, pods);
            self.find_user(contexts, place, hits);
            let own = match container.security.more.run_as_group {
                Some(_) => self.judge_group(contexts, subject, 0),
                None => of_pod,
            };
            for (tag, (_, path)) in [own, supplemental, of_files].into_iter().zip(GROUPS) {
                match tag {
                    Some(Tag::Forbidden) => hits.forbidden(place, Leaf::field(path), Value::None),
                    Some(Tag::Missing) => hits.missing(place, path),
                    None => {}
                }
            }
            if hits.len() > from && self.exclusions.cover(subject, container) {
                hits.truncate(from);
            }
        }
        if hits.len() > start && subject.selects_windows() {
            hits.truncate(start);
        }
    }

    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "Container {} is attempting to run ", subject.text.show(subject.name(hit.place)))?;
        if let Some(n) = GROUPS.iter().position(|(_, path)| *path == hit.leaf.path) {
            return self.write_group(subject, hit, n, out);
        }
        let (own, pods) = contexts(subject, hit.place);
        match (hit.tag, hit.leaf.path, &self.user) {
            (Tag::Forbidden, _, Some(limit)) => {
                let user = Number(own.run_as_user.or(pods.run_as_user).unwrap_or_default());
                write!(out, "as disallowed user {user}. Allowed runAsUser: {}", &limit.shown)
            }
            (_, USER, _) => out.write_str("without a required securityContext/runAsUser"),
            _ => out.write_str("without a required securityContext/runAsNonRoot or securityContext/runAsUser != 0"),
        }
    }
}
