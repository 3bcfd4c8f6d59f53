//! Policy documents: our own, in YAML or JSON. What is unknown, mistyped or without effect is an error
//! that names its place; a policy is never weaker than what was written.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::placement::{self, PlacementSection};
use super::pod_security::PodSecuritySection;
use super::{Effect, Level, Namespaces, PodSecurity, Policy, PolicyError, Version};
use crate::input::texts::read_values;

/// What a document of `apiVersion: guardrails/v1`, `kind: Policy` says beside these two.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    kubernetes_version: Option<String>,
    pod_security: Option<PodSecuritySection>,
    placement: Option<PlacementSection>,
    unknown_fields: Option<UnknownFields>,
    namespaces: Option<Vec<NamespaceSection>>,
}

/// A namespace of the cluster, with its labels.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct NamespaceSection {
    name: String,
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

/// What matters of a Namespace that kubectl prints.
#[derive(Debug, Deserialize)]
struct NamespaceObject {
    metadata: NamespaceMetadata,
}

#[derive(Debug, Deserialize)]
struct NamespaceMetadata {
    name: Option<String>,
    #[serde(default)]
    labels: Option<BTreeMap<String, String>>,
}

/// What a field that its type does not have leads to.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum UnknownFields {
    Deny,
    Warn,
    Ignore,
}

impl UnknownFields {
    fn effect(self) -> Option<Effect> {
        match self {
            Self::Deny => Some(Effect::Deny),
            Self::Warn => Some(Effect::Warn),
            Self::Ignore => None,
        }
    }
}

/// What all documents together say.
#[derive(Debug, Default)]
struct Gathered {
    kubernetes_version: Option<Version>,
    pod_security: Option<PodSecurity>,
    placement: Option<PlacementSection>,
    unknown_fields: Option<UnknownFields>,
    /// Whether levels come from the labels of namespaces.
    from_labels: bool,
    namespaces: Namespaces,
    /// What `kubectl get nodes -o json` printed.
    nodes: Option<Value>,
}

/// Reads the documents of several texts, each with a name for error messages, and what the caller
/// says of Pod Security besides.
pub(super) fn load(texts: &[(&str, &[u8])], besides: Option<(Level, Version)>) -> Result<Policy, PolicyError> {
    let mut gathered = Gathered::default();
    for (name, text) in texts {
        let named = |error: String| PolicyError::new(if name.is_empty() { error } else { format!("{name}: {error}") });
        let documents = read_values(text).map_err(|error| named(error.to_string()))?;
        if documents.is_empty() {
            return Err(named("there is no policy document in it".into()));
        }
        for document in documents {
            gathered.add(document).map_err(|error| named(error.to_string()))?;
        }
    }
    if let Some((level, version)) = besides {
        let mut pod_security = PodSecurity::default();
        pod_security.levels[0] = Some(level);
        pod_security.versions[0] = Some(version);
        gathered.set_pod_security(pod_security)?;
    }
    gathered.finish()
}

impl Gathered {
    fn add(&mut self, mut document: Value) -> Result<(), PolicyError> {
        let field = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default();
        match (field("apiVersion"), field("kind")) {
            ("guardrails/v1", "Policy") => {
                if let Value::Object(fields) = &mut document {
                    fields.retain(|key, _| key != "apiVersion" && key != "kind");
                }
                self.add_own(read(document)?)
            }
            _ if is_namespace_list(&document) => self.add_namespaces(&document),
            _ if placement::is_node_list(&document) => match self.nodes.replace(document) {
                Some(_) => {
                    Err(PolicyError::new("kind: there is a second list of nodes; one list has to hold them all"))
                }
                None => Ok(()),
            },
            ("guardrails/v1", kind) => Err(PolicyError::new(format!("kind: unknown kind `{kind}`, expected `Policy`"))),
            (version, kind) => {
                let message = format!(
                    "apiVersion: expected a document of `guardrails/v1` and kind `Policy`, found `{version}` and `{kind}`"
                );
                Err(PolicyError::new(message))
            }
        }
    }

    /// Takes up what `kubectl get namespaces -o json` printed.
    fn add_namespaces(&mut self, list: &Value) -> Result<(), PolicyError> {
        for (place, item) in namespaces_of(list) {
            let object: NamespaceObject =
                NamespaceObject::deserialize(item).map_err(|error| at(&place, &PolicyError::new(error.to_string())))?;
            let Some(name) = object.metadata.name.filter(|name| !name.is_empty()) else {
                return Err(PolicyError::new(format!("{place}.metadata.name: a namespace needs a name")));
            };
            if self.namespaces.contains(&name) {
                return Err(PolicyError::new(format!(
                    "{place}.metadata.name: the namespace `{name}` stands here twice"
                )));
            }
            self.namespaces.add(name, object.metadata.labels.unwrap_or_default());
        }
        Ok(())
    }

    fn add_own(&mut self, document: Document) -> Result<(), PolicyError> {
        if let Some(version) = document.kubernetes_version {
            let version: Version = version.parse().map_err(|error| at("kubernetesVersion", &error))?;
            if version == Version::LATEST {
                return Err(PolicyError::new("kubernetesVersion: expected a version such as v1.34, found `latest`"));
            }
            if self.kubernetes_version.replace(version).is_some() {
                return Err(PolicyError::new("kubernetesVersion: it is set in another document already"));
            }
        }
        if let Some(section) = document.placement
            && self.placement.replace(section).is_some()
        {
            return Err(PolicyError::new("placement: it is set twice; one place has to say it"));
        }
        if let Some(unknown_fields) = document.unknown_fields
            && self.unknown_fields.replace(unknown_fields).is_some()
        {
            return Err(PolicyError::new("unknownFields: it is set twice; one place has to say it"));
        }
        for (n, NamespaceSection { name, labels }) in document.namespaces.into_iter().flatten().enumerate() {
            if name.is_empty() || self.namespaces.contains(&name) {
                let what =
                    if name.is_empty() { "a namespace needs a name" } else { "this namespace stands here twice" };
                return Err(PolicyError::new(format!("namespaces[{n}].name: {what}")));
            }
            self.namespaces.add(name, labels);
        }
        if let Some(section) = document.pod_security {
            let (pod_security, from_labels) = section.compile()?;
            self.set_pod_security(pod_security)?;
            self.from_labels = from_labels;
        }
        Ok(())
    }

    fn set_pod_security(&mut self, pod_security: PodSecurity) -> Result<(), PolicyError> {
        match self.pod_security.replace(pod_security) {
            Some(_) => Err(PolicyError::new("podSecurity: it is set twice; one place has to say it")),
            None => Ok(()),
        }
    }

    fn finish(self) -> Result<Policy, PolicyError> {
        let newest = self.kubernetes_version.unwrap_or(Version::NEWEST);
        let pod_security = self.pod_security.unwrap_or_default();
        let placement = match (self.placement, &self.nodes) {
            (Some(section), nodes) => Some(section.compile(nodes.as_ref())?),
            (None, Some(nodes)) => Some(placement::of_list(nodes)?),
            (None, None) => None,
        };
        let names_fields = matches!(self.unknown_fields, Some(UnknownFields::Deny | UnknownFields::Warn));
        if placement.is_none()
            && !names_fields
            && !self.from_labels
            && pod_security.levels.iter().flatten().all(|level| *level == Level::Privileged)
        {
            return Err(PolicyError::new(
                "the policy checks nothing: set podSecurity.enforce, warn or audit to baseline or restricted, or placement",
            ));
        }
        let explicit = pod_security.versions.iter().flatten().filter(|version| **version != Version::LATEST);
        if let Some(version) = explicit.copied().find(|version| *version > newest) {
            let message = format!("podSecurity: the version {version} is newer than kubernetesVersion, {newest}");
            return Err(PolicyError::new(message));
        }
        let mut policy = match self.from_labels {
            true => Policy::from_namespace_labels(pod_security, newest),
            false => Policy::new(pod_security, newest),
        };
        policy = policy.with_namespaces(self.namespaces);
        if let Some(unknown_fields) = self.unknown_fields {
            policy.unknown_fields = unknown_fields.effect();
        }
        Ok(match placement {
            Some(placement) => policy.with_placement(placement),
            None => policy,
        })
    }
}

/// Whether a document is a Namespace, or a list of nothing else.
fn is_namespace_list(document: &Value) -> bool {
    let is = |object: &Value, version: &str, kind: &str| object["apiVersion"] == version && object["kind"] == kind;
    let all = |items: &Value| {
        let items = items.as_array().filter(|items| !items.is_empty());
        items.is_some_and(|items| items.iter().all(|item| is(item, "v1", "Namespace")))
    };
    is(document, "v1", "Namespace")
        || is(document, "v1", "NamespaceList") && document["items"].is_array()
        || is(document, "v1", "List") && all(&document["items"])
}

/// The namespaces of a list with their places in it, or the one that stands for itself.
fn namespaces_of(list: &Value) -> Vec<(String, &Value)> {
    match list.get("items").and_then(Value::as_array) {
        Some(items) => items.iter().enumerate().map(|(n, item)| (format!("items[{n}]"), item)).collect(),
        None => vec![("Namespace".into(), list)],
    }
}

/// Reads a document into its type; errors name the place.
fn read<T: DeserializeOwned>(document: Value) -> Result<T, PolicyError> {
    serde_path_to_error::deserialize(document).map_err(|error| {
        let path = error.path().to_string();
        let message = error.inner().to_string();
        PolicyError::new(if path == "." { message } else { format!("{path}: {message}") })
    })
}

/// An error with its place before it.
pub(super) fn at(place: &str, error: &PolicyError) -> PolicyError {
    PolicyError::new(format!("{place}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(document: &str) -> String {
        Policy::load(document).unwrap_err().to_string()
    }

    #[test]
    fn mistakes_are_named_with_their_place() {
        let own = |rest: &str| error(&format!(r#"{{"apiVersion":"guardrails/v1","kind":"Policy",{rest}}}"#));
        assert!(
            own(r#""podSecurity":{"enforce":"restrictd"}"#).contains("podSecurity.enforce: unknown level `restrictd`")
        );
        assert!(
            own(r#""podSecurity":{"enforced":"baseline"}"#).contains("podSecurity.enforced: unknown field `enforced`")
        );
        assert!(
            own(r#""podSecurity":{"enforce":"baseline","enforceVersion":"v1.99"}"#)
                .contains("the newest known is v1.37")
        );
        assert!(own(r#""podSecurity":{"enforce":true}"#).contains("podSecurity.enforce: invalid type: boolean"));
        assert!(own(r#""azure":{"initiative":"baseline"}"#).contains("unknown field `azure`"));
        assert!(own(r#""podSecurity":{"enforce":"privileged"}"#).contains("checks nothing"));
        assert!(own(r#""kubernetesVersion":"v1.34""#).contains("checks nothing"));
        assert!(
            own(r#""kubernetesVersion":"1.34","podSecurity":{"enforce":"baseline"}"#)
                .contains("kubernetesVersion: unknown")
        );
        assert!(error(r#"{"apiVersion":"v1","kind":"Pod"}"#).contains("expected a document of `guardrails/v1`"));
        assert!(error("").contains("no policy document"));
    }

    #[test]
    fn the_clusters_version_caps_latest() {
        let document = r#"{"apiVersion":"guardrails/v1","kind":"Policy","kubernetesVersion":"v1.30",
            "podSecurity":{"enforce":"baseline","enforceVersion":"v1.31"}}"#;
        assert!(error(document).contains("newer than kubernetesVersion"));
        let policy = Policy::load(document.replace("v1.31", "latest")).unwrap();
        assert_eq!(policy.evaluated.mode(super::super::Mode::Enforce).unwrap().resolved, Version::v1(30));
    }
}
