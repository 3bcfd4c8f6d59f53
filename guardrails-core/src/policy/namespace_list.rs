//! Namespaces in policy documents: a section of ours, or what `kubectl get namespaces -o json` prints.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::documents::at;
use super::{Namespaces, PolicyError};

/// A namespace of the cluster, with its labels.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NamespaceSection {
    name: String,
    #[serde(default)]
    labels: BTreeMap<String, String>,
}

/// What matters of a Namespace that kubectl prints.
#[derive(Debug, Deserialize)]
struct NamespaceObject {
    metadata: Metadata,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    name: Option<String>,
    labels: Option<BTreeMap<String, String>>,
}

/// Whether a document is a Namespace, or a list of nothing else.
pub(super) fn is_namespace_list(document: &Value) -> bool {
    let field = |object: &Value, name: &str, value: &str| object.get(name).and_then(Value::as_str) == Some(value);
    let is = |object: &Value, kind: &str| field(object, "apiVersion", "v1") && field(object, "kind", kind);
    let items = document.get("items").and_then(Value::as_array);
    is(document, "Namespace")
        || is(document, "NamespaceList") && items.is_some()
        || is(document, "List")
            && items.is_some_and(|items| !items.is_empty() && items.iter().all(|it| is(it, "Namespace")))
}

impl Namespaces {
    /// Takes up the section of a document.
    pub(super) fn add_section(&mut self, section: Vec<NamespaceSection>) -> Result<(), PolicyError> {
        for (n, NamespaceSection { name, labels }) in section.into_iter().enumerate() {
            self.add_once(name, labels).map_err(|error| at(&format!("namespaces[{n}].name"), &error))?;
        }
        Ok(())
    }

    /// Takes up a Namespace, or a list of them.
    pub(super) fn add_listed(&mut self, list: &Value) -> Result<(), PolicyError> {
        let single = [list.clone()];
        let items = list.get("items").and_then(Value::as_array).map_or(single.as_slice(), Vec::as_slice);
        for (n, item) in items.iter().enumerate() {
            let place = format!("items[{n}].metadata");
            let object = NamespaceObject::deserialize(item).map_err(|error| PolicyError::new(error.to_string()));
            let NamespaceObject { metadata: Metadata { name, labels } } = object.map_err(|error| at(&place, &error))?;
            let name = name.unwrap_or_default();
            let added = self.add_once(name, labels.unwrap_or_default());
            added.map_err(|error| at(&format!("{place}.name"), &error))?;
        }
        Ok(())
    }

    fn add_once(&mut self, name: String, labels: BTreeMap<String, String>) -> Result<(), PolicyError> {
        if name.is_empty() {
            return Err(PolicyError::new("a namespace needs a name"));
        }
        if self.contains(&name) {
            return Err(PolicyError::new(format!("the namespace `{name}` stands here twice")));
        }
        self.add(name, labels);
        Ok(())
    }
}
