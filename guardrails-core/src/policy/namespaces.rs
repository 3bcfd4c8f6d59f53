use std::collections::BTreeMap;

use serde_json::Value;

use super::PolicyError;
use crate::view::{Text, View};

/// The labels of namespaces, as Namespace objects give them: constraints may choose namespaces by them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Namespaces(BTreeMap<String, BTreeMap<String, String>>);

impl Namespaces {
    /// Whether a document is a Namespace, or a list of them.
    pub(super) fn are(document: &Value) -> bool {
        let is = |value: &Value, kind: &str| {
            value.get("apiVersion").and_then(Value::as_str) == Some("v1")
                && value.get("kind").and_then(Value::as_str) == Some(kind)
        };
        let items = document.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let is_list = is(document, "List") || is(document, "NamespaceList");
        is(document, "Namespace") || is_list && !items.is_empty() && items.iter().all(|item| is(item, "Namespace"))
    }

    /// Takes up a Namespace, or a list of them, of a policy.
    pub(super) fn add(&mut self, document: &Value) -> Result<(), PolicyError> {
        if let Some(items) = document.get("items").and_then(Value::as_array) {
            return items.iter().try_for_each(|item| self.add(item));
        }
        let metadata = document.get("metadata");
        let Some(name) = metadata.and_then(|metadata| metadata.get("name")).and_then(Value::as_str) else {
            return Err(PolicyError::new("metadata.name: a Namespace needs a name"));
        };
        let labels = metadata.and_then(|metadata| metadata.get("labels")).filter(|labels| !labels.is_null()).cloned();
        let labels = labels.map(serde_json::from_value::<BTreeMap<String, String>>).transpose();
        let labels = labels.map_err(|error| PolicyError::new(format!("metadata.labels: {error}")))?;
        match self.0.insert(name.to_owned(), labels.unwrap_or_default()) {
            Some(_) => Err(PolicyError::new(format!("metadata.name: the Namespace `{name}` stands here twice"))),
            None => Ok(()),
        }
    }

    /// Takes up an object of a run if it is a Namespace.
    pub(crate) fn note(&mut self, view: &View, text: Text<'_>) {
        if view.is_kind(text, "v1", "Namespace") {
            let labels = view.details.labels.iter();
            let shown = |s| text.show(s).to_string();
            let labels = labels.map(|label| (shown(label.key), shown(label.value))).collect();
            self.0.insert(shown(view.object.name), labels);
        }
    }

    /// The labels of a namespace, if it is known.
    pub(crate) fn labels(&self, name: &str) -> Option<&BTreeMap<String, String>> {
        self.0.get(name)
    }
}
