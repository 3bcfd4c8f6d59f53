use serde::Deserialize;
use serde_json::Value;

use crate::policy::PolicyError;
use crate::view::{Text, View};

/// Gatekeeper's expansion templates: which workloads a review is expanded for, and the names that stand before
/// messages about the pods. Without any, every workload is expanded: what AKS calls its templates is not published.
#[derive(Clone, Debug, Default)]
pub(crate) struct Expansions(Vec<Expansion>);

#[derive(Clone, Debug)]
struct Expansion {
    name: String,
    applies: Vec<Applies>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Spec {
    apply_to: Vec<Applies>,
    template_source: String,
    #[serde(rename = "generatedGVK")]
    generated: Value,
    enforcement_action: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Applies {
    groups: Vec<String>,
    kinds: Vec<String>,
    /// Every version of a built-in kind has the same template.
    #[expect(dead_code, reason = "named in the document, and of no consequence")]
    versions: Vec<String>,
}

impl Expansions {
    /// The name that stands before messages where no template is given.
    const UNNAMED: &str = "expansion template";

    /// Whether a document is an expansion template.
    pub(crate) fn is(document: &Value) -> bool {
        let text = |key: &str| document.get(key).and_then(Value::as_str).unwrap_or_default();
        text("apiVersion").starts_with("expansion.gatekeeper.sh/") && text("kind") == "ExpansionTemplate"
    }

    /// Takes up an expansion template.
    pub(crate) fn add(&mut self, document: &Value) -> Result<(), PolicyError> {
        let name = document.get("metadata").and_then(|metadata| metadata.get("name")).and_then(Value::as_str);
        let name = name.ok_or_else(|| PolicyError::new("metadata.name: an ExpansionTemplate needs a name"))?;
        let at = |place: &str, what: &str| PolicyError::new(format!("ExpansionTemplate `{name}`: spec{place}: {what}"));
        let spec: Spec = serde_path_to_error::deserialize(document.get("spec").cloned().unwrap_or_default())
            .map_err(|error| at(&format!(".{}", error.path()), &error.inner().to_string()))?;
        let pods = spec.generated.get("kind").and_then(Value::as_str) == Some("Pod");
        if spec.template_source != "spec.template" || !pods {
            return Err(at("", "only the Pods of `spec.template` are made"));
        }
        if spec.enforcement_action.is_some_and(|action| !action.is_empty()) {
            return Err(at(".enforcementAction", "an action of its own is not supported"));
        }
        self.0.push(Expansion { name: name.to_owned(), applies: spec.apply_to });
        Ok(())
    }

    /// The name of the template that a workload is expanded by; none if it is not.
    pub(crate) fn name(&self, view: &View, text: Text<'_>) -> Option<&str> {
        if self.0.is_empty() {
            return Some(Self::UNNAMED);
        }
        let is_meant = |it: &Applies| {
            it.kinds.iter().any(|kind| view.kind_is(text, kind))
                && it.groups.iter().any(|group| view.group_is(text, group))
        };
        self.0.iter().find(|it| it.applies.iter().any(is_meant)).map(|it| it.name.as_str())
    }

    /// Whether the names are those of the cluster.
    pub(crate) fn are_known(&self) -> bool {
        !self.0.is_empty()
    }
}
