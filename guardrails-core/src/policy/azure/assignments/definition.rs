//! Definitions and initiatives, whether Azure's table or a document says what they are.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::documents::{DefinitionDocument, Member, SetDocument};
use super::id::PolicyId;
use super::{Parameter, Versions};
use crate::policy::azure::catalogue::{BuiltIn, Takes, catalogue};

/// Where Azure keeps the public templates.
const TEMPLATES: &str = "https://store.policy.core.windows.net/kubernetes/";

/// The mode of definitions about objects in a cluster.
const MODE: &str = "microsoft.kubernetes.data";

/// The parameters of a definition that say what is matched, and where they go.
const MATCH: [&str; 5] = ["namespaces", "excludedNamespaces", "labelSelector", "source", "warn"];

/// What a definition does.
#[derive(Debug)]
pub(crate) enum Nature {
    /// Judges objects by a template of Azure's.
    Judges(Box<Template>),
    /// Changes objects.
    Mutation,
    /// Is about something else than objects in a cluster.
    OtherMode,
    /// Judges objects in a way that this library does not know: why.
    Unsupported(&'static str),
}

/// A template with what fills it in: expressions over the definition's parameters.
#[derive(Debug)]
pub(crate) struct Template {
    pub(super) name: String,
    pub(super) version: u32,
    pub(super) effect: Value,
    /// `apiGroups`, `kinds`, `namespaces`, `excludedNamespaces`, `labelSelector`, `source` and `warn`, those that
    /// there are.
    pub(super) target: Map<String, Value>,
    pub(super) values: Map<String, Value>,
    /// Whether the definition looks at more of the cluster than that it is one.
    pub(super) has_conditions: bool,
}

/// A definition at one version.
#[derive(Debug)]
pub(super) struct Definition {
    pub(super) parameters: BTreeMap<String, Parameter>,
    pub(super) nature: Nature,
}

/// An initiative at one version.
#[derive(Debug)]
pub(super) struct Set {
    pub(super) parameters: BTreeMap<String, Parameter>,
    pub(super) members: Vec<Member>,
}

impl Definition {
    fn without_template(nature: Nature) -> Self {
        Self { parameters: BTreeMap::new(), nature }
    }

    /// A version of a built-in definition; else why there is none.
    pub(super) fn built_in(id: &PolicyId, pin: Option<&str>) -> Result<Self, String> {
        let unknown = "no built-in definition about objects in a cluster has this id; if it is a new one or of another \
                       mode, give its document beside (`az policy definition show`)";
        let Some(known) = catalogue().definition(id.name()) else {
            return catalogue().nature(id.name()).map(Self::without_template).ok_or_else(|| unknown.into());
        };
        let version = known.known_versions().newest(pin);
        let edition = version.and_then(|version| known.versions.get(version)).ok_or_else(|| {
            let pin = pin.unwrap_or_default();
            format!("no version `{pin}` of `{}` is known, only {}", known.template, known.known_versions())
        })?;
        Ok(match known.takes(*edition) {
            Some(taken) => {
                let nature = Nature::Judges(Box::new(template(known, *edition, &taken)));
                Self { parameters: taken.parameters, nature }
            }
            None => Self::without_template(Nature::Unsupported("this version's template was never published")),
        })
    }

    /// What a document says.
    pub(super) fn of(document: &DefinitionDocument) -> Self {
        let parameters = document.parameters.clone();
        let nature = match document.mode.to_lowercase() == MODE {
            true => nature(&document.rule),
            false => Nature::OtherMode,
        };
        Self { parameters, nature }
    }
}

fn template(known: &BuiltIn, version: u32, taken: &Takes<'_>) -> Template {
    let mut target = Map::new();
    target.insert("apiGroups".into(), known.api_groups.clone());
    target.insert("kinds".into(), known.kinds.clone());
    for name in MATCH.into_iter().filter(|name| taken.parameters.contains_key(*name)) {
        target.insert(name.into(), json!(format!("[parameters('{name}')]")));
    }
    Template {
        name: known.template.clone(),
        version,
        effect: json!("[parameters('effect')]"),
        target,
        values: taken.values.clone(),
        has_conditions: false,
    }
}

/// What the rule of a definition does.
fn nature(rule: &Value) -> Nature {
    let then = |key: &str| rule.pointer(&format!("/then/{key}"));
    let Some(details) = then("details").and_then(Value::as_object) else {
        return Nature::Unsupported("its rule has no details");
    };
    if details.contains_key("mutationInfo") {
        return Nature::Mutation;
    }
    let Some(info) = details.get("templateInfo") else {
        return Nature::Unsupported("it brings a template of its own, of the old form");
    };
    let kind = info.get("sourceType").and_then(Value::as_str).unwrap_or_default();
    if !kind.eq_ignore_ascii_case("PublicURL") {
        return Nature::Unsupported("it brings a template of its own");
    }
    let url = info.get("url").and_then(Value::as_str).unwrap_or_default();
    let Some((name, version)) = of_azure(url) else {
        return Nature::Unsupported("its template is not one of Azure's");
    };
    let known =
        |key: &str| MATCH.contains(&key) || ["apiGroups", "kinds", "templateInfo", "values", "scope"].contains(&key);
    if details.keys().any(|key| !known(key)) || details.get("scope").is_some_and(|scope| scope != "*") {
        return Nature::Unsupported("its rule has details that are not known");
    }
    let target = details.iter().filter(|(key, _)| !["templateInfo", "values", "scope"].contains(&key.as_str()));
    Nature::Judges(Box::new(Template {
        name: name.into(),
        version,
        effect: then("effect").cloned().unwrap_or_default(),
        target: target.map(|(key, value)| (key.clone(), value.clone())).collect(),
        values: details.get("values").and_then(Value::as_object).cloned().unwrap_or_default(),
        has_conditions: rule.get("if").is_some_and(|condition| !is_about_types(condition)),
    }))
}

/// The name and the version of one of Azure's own templates, from its address.
fn of_azure(url: &str) -> Option<(&str, u32)> {
    let (name, rest) = url.strip_prefix(TEMPLATES)?.split_once("/v")?;
    let version = rest.strip_suffix("/template.yaml")?.parse().ok()?;
    (!name.contains('/')).then_some((name, version))
}

/// Whether a condition asks only whether the resource is a cluster of AKS.
fn is_about_types(condition: &Value) -> bool {
    let is_cluster = |value: &Value| {
        value.as_str().is_some_and(|it| it.eq_ignore_ascii_case("Microsoft.ContainerService/managedClusters"))
    };
    let is_type =
        condition.get("field").and_then(Value::as_str).is_some_and(|field| field.eq_ignore_ascii_case("type"));
    let named = condition.get("in").and_then(Value::as_array).is_some_and(|types| types.iter().any(is_cluster));
    is_type
        && (named || condition.get("equals").is_some_and(is_cluster))
        && condition.as_object().is_some_and(|it| it.len() == 2)
}

impl Set {
    /// A version of a built-in initiative; else why there is none.
    pub(super) fn built_in(id: &PolicyId, pin: Option<&str>) -> Result<Self, String> {
        let Some(known) = catalogue().initiative(id.name()) else {
            let unknown = "no built-in initiative with this id is known; give its document beside \
                           (`az policy set-definition show`)";
            return Err(unknown.into());
        };
        let version = known.known_versions().newest(pin);
        if version != Some(known.version.as_str()) {
            let pin = pin.unwrap_or_default();
            return Err(format!(
                "of `{}` version {} is known, not `{pin}`; give its document beside (`az policy set-definition show`)",
                known.name, known.version
            ));
        }
        let members = known.members.iter().map(|member| Member {
            reference: member.reference.clone(),
            policy: PolicyId::built_in_definition(&member.definition),
            version: Some(member.version.clone()),
            parameters: member.parameters.clone(),
        });
        Ok(Self { parameters: known.parameters(), members: members.collect() })
    }

    pub(super) fn of(document: &SetDocument) -> Self {
        Self { parameters: document.parameters.clone(), members: document.members.clone() }
    }
}

/// Whether a document of this version is what a pin asks for. Without a version or a pin there is nothing to compare.
pub(super) fn is_pinned(version: Option<&String>, pin: Option<&str>) -> bool {
    version.is_none_or(|version| pin.is_none() || Versions::of([version]).newest(pin).is_some())
}
