//! Policy documents: our own, in YAML or JSON. What is unknown, mistyped or without effect is an error
//! that names its place; a policy is never weaker than what was written.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::azure::assignments::Unsupported;
use super::azure::{self, AzureSection, Constraint, Expansions, SafeguardsSection};
use super::effects::EffectSection;
use super::exceptions::{ExceptionDocument, ExceptionsSection};
use super::namespace_list::{NamespaceSection, is_namespace_list};
use super::placement::{self, PlacementSection};
use super::pod_security::PodSecuritySection;
use super::{Adjustments, Effect, Level, Namespaces, PodSecurity, Policy, PolicyError, Version};
use crate::input::texts::read_values;

/// What a document of `apiVersion: guardrails/v1`, `kind: Policy` says beside these two.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    kubernetes_version: Option<String>,
    pod_security: Option<PodSecuritySection>,
    placement: Option<PlacementSection>,
    azure: Option<AzureSection>,
    safeguards: Option<SafeguardsSection>,
    unsupported: Option<String>,
    unknown_fields: Option<UnknownFields>,
    namespaces: Option<Vec<NamespaceSection>>,
    effects: Option<Vec<EffectSection>>,
    exceptions: Option<ExceptionsSection>,
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
    constraints: Vec<Constraint>,
    azure: azure::Gathered,
    expansions: Expansions,
    /// Constraints of kinds that this library has not.
    unsupported: Vec<String>,
    /// Whether these are named in every verdict, and not an error.
    note_unsupported: Option<bool>,
    effects: Option<Vec<EffectSection>>,
    expires_required: Option<bool>,
    /// The exceptions, each with its text and its number there.
    exceptions: Vec<(String, usize, ExceptionDocument)>,
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
            gathered.add(document, name).map_err(|error| named(error.to_string()))?;
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
    fn add(&mut self, mut document: Value, text: &str) -> Result<(), PolicyError> {
        let field = |name: &str| document.get(name).and_then(Value::as_str).unwrap_or_default();
        match (field("apiVersion"), field("kind")) {
            ("guardrails/v1", "Policy") => {
                forget_kind(&mut document);
                self.add_own(read(document)?)
            }
            _ if azure::is_constraint(&document) => self.add_constraint(&document),
            _ if is_constraint_list(&document) => {
                let items = document.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                items.iter().enumerate().try_for_each(|(n, item)| {
                    self.add_constraint(item).map_err(|error| at(&format!("items[{n}]"), &error))
                })
            }
            _ if self.azure.add(&document)? => Ok(()),
            ("guardrails/v1", "Exception") => {
                forget_kind(&mut document);
                let before = self.exceptions.iter().filter(|(of, ..)| of == text).count();
                let number = before.saturating_add(1);
                let document = read(document).map_err(|error| at(&format!("exception {number}"), &error))?;
                self.exceptions.push((text.to_owned(), number, document));
                Ok(())
            }
            _ if Expansions::is(&document) => self.expansions.add(&document),
            _ if is_namespace_list(&document) => self.namespaces.add_listed(&document),
            _ if placement::is_node_list(&document) => match self.nodes.replace(document) {
                Some(_) => {
                    Err(PolicyError::new("kind: there is a second list of nodes; one list has to hold them all"))
                }
                None => Ok(()),
            },
            ("guardrails/v1", kind) => {
                let message = format!("kind: unknown kind `{kind}`, expected `Policy` or `Exception`");
                Err(PolicyError::new(message))
            }
            (version, kind) => {
                let message = format!(
                    "apiVersion: expected a document of `guardrails/v1` and kind `Policy`, found `{version}` and `{kind}`"
                );
                Err(PolicyError::new(message))
            }
        }
    }

    /// Takes up a constraint. One of an unknown kind waits until all documents have been read.
    fn add_constraint(&mut self, document: &Value) -> Result<(), PolicyError> {
        let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
        let kind = text(document.get("kind"));
        let name = text(document.get("metadata").and_then(|metadata| metadata.get("name")));
        if !azure::is_supported(document) {
            self.unsupported.push(format!("{kind} `{name}`"));
            return Ok(());
        }
        let constraint = azure::constraint(document)?;
        if self.constraints.iter().any(|other| other.rule.id == constraint.rule.id && other.name == constraint.name) {
            return Err(PolicyError::new(format!("{kind} `{name}`: it stands here twice")));
        }
        self.constraints.push(constraint);
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
        let unsupported = document.unsupported.as_deref().map(note_unsupported).transpose()?;
        once(&mut self.note_unsupported, unsupported, "unsupported")?;
        once(&mut self.placement, document.placement, "placement")?;
        once(&mut self.unknown_fields, document.unknown_fields, "unknownFields")?;
        once(&mut self.effects, document.effects, "effects")?;
        let expires_required = document.exceptions.map(|section| section.expires_required);
        once(&mut self.expires_required, expires_required, "exceptions")?;
        self.azure.add_sections(document.azure, document.safeguards)?;
        self.namespaces.add_section(document.namespaces.unwrap_or_default())?;
        if let Some(section) = document.pod_security {
            let (pod_security, from_labels) = section.compile()?;
            self.set_pod_security(pod_security)?;
            self.from_labels = from_labels;
        }
        Ok(())
    }

    /// What the documents say of findings once they are there; nothing if they say nothing.
    fn adjustments(&mut self) -> Result<Option<Adjustments>, PolicyError> {
        let effects = self.effects.take().unwrap_or_default().into_iter().enumerate();
        let ceilings = effects.map(|(n, section)| section.compile(n)).collect::<Result<Vec<_>, _>>()?;
        let required = self.expires_required.unwrap_or(true);
        let documents = std::mem::take(&mut self.exceptions).into_iter();
        let compile = |(text, number, document): (String, usize, ExceptionDocument)| {
            let named = if text.is_empty() { String::new() } else { format!("{text}: ") };
            document.compile(required).map_err(|error| at(&format!("{named}exception {number}"), &error))
        };
        let exceptions = documents.map(compile).collect::<Result<Vec<_>, _>>()?;
        let none = ceilings.is_empty() && exceptions.is_empty();
        Ok((!none).then(|| Adjustments { ceilings, exceptions, ..Adjustments::default() }))
    }

    fn set_pod_security(&mut self, pod_security: PodSecurity) -> Result<(), PolicyError> {
        match self.pod_security.replace(pod_security) {
            Some(_) => Err(PolicyError::new("podSecurity: it is set twice; one place has to say it")),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<Policy, PolicyError> {
        let adjustments = self.adjustments()?;
        let newest = self.kubernetes_version.unwrap_or(Version::NEWEST);
        let pod_security = self.pod_security.unwrap_or_default();
        let placement = match (self.placement, &self.nodes) {
            (Some(section), nodes) => Some(section.compile(nodes.as_ref())?),
            (None, Some(nodes)) => Some(placement::of_list(nodes)?),
            (None, None) => None,
        };
        if let (Some(first), false) = (self.unsupported.first(), self.note_unsupported.unwrap_or_default()) {
            let message = format!(
                "{first}: this library has no such constraint template; `unsupported: note` in a document of kind \
                 Policy names it in every verdict instead"
            );
            return Err(PolicyError::new(message));
        }
        let unsupported = match self.note_unsupported.unwrap_or_default() {
            true => Unsupported::Note,
            false => Unsupported::Error,
        };
        let azure = self.azure.compile(newest, unsupported)?;
        let constraints: Vec<Constraint> = self.constraints.into_iter().chain(azure.constraints).collect();
        let notes = self.unsupported.iter().map(|it| format!("azure-policy: the constraint {it} cannot be judged"));
        let notes: Vec<String> = notes.chain(azure.notes).collect();
        let names_fields = matches!(self.unknown_fields, Some(UnknownFields::Deny | UnknownFields::Warn));
        let levels = &pod_security.levels;
        let is_privileged = !self.from_labels && levels.iter().flatten().all(|level| *level == Level::Privileged);
        if placement.is_none() && constraints.is_empty() && !names_fields && is_privileged {
            return Err(checks_nothing(&notes));
        }
        let explicit = pod_security.versions.iter().flatten().filter(|version| **version != Version::LATEST);
        if let Some(version) = explicit.copied().find(|version| *version > newest) {
            let message = format!("podSecurity: the version {version} is newer than kubernetesVersion, {newest}");
            return Err(PolicyError::new(message));
        }
        let policy = match self.from_labels {
            true => Policy::from_namespace_labels(pod_security, newest),
            false => Policy::new(pod_security, newest),
        };
        let mut policy = policy.with_namespaces(self.namespaces).with_constraints(constraints, notes);
        if adjustments.is_some() {
            policy.beyond_mut().adjustments = adjustments;
        }
        if self.expansions.are_known() {
            policy.beyond_mut().expansions = self.expansions;
        }
        if let Some(unknown_fields) = self.unknown_fields {
            policy.unknown_fields = unknown_fields.effect();
        }
        let policy = match azure.safeguards {
            Some(safeguards) => policy.with_safeguards(safeguards),
            None => policy,
        };
        Ok(match placement {
            Some(placement) => policy.with_placement(placement),
            None => policy,
        })
    }
}

/// What to do about a policy without a check, and why it has none.
fn checks_nothing(notes: &[String]) -> PolicyError {
    let mut message = String::from(
        "the policy checks nothing: set podSecurity.enforce, warn or audit to baseline or restricted, azure.initiative, \
         safeguards or placement, or give constraints or assignments",
    );
    for note in notes {
        message.push_str("; ");
        message.push_str(note);
    }
    PolicyError::new(message)
}

/// Whether a document is a list of constraints: `kubectl get constraints -o yaml`.
fn is_constraint_list(document: &Value) -> bool {
    let items = document.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let is_list = document.get("kind").and_then(Value::as_str).is_some_and(|kind| kind.ends_with("List"));
    is_list && !items.is_empty() && items.iter().all(azure::is_constraint)
}

/// What the word after `unsupported` means: whether to note what cannot be judged.
fn note_unsupported(word: &str) -> Result<bool, PolicyError> {
    match word {
        "error" => Ok(false),
        "note" => Ok(true),
        _ => Err(PolicyError::new(format!("unsupported: unknown word `{word}`, expected error or note"))),
    }
}

/// Takes what a document says, unless another has said it already.
fn once<T>(slot: &mut Option<T>, said: Option<T>, name: &str) -> Result<(), PolicyError> {
    if let Some(said) = said
        && slot.replace(said).is_some()
    {
        return Err(PolicyError::new(format!("{name}: it is set twice; one place has to say it")));
    }
    Ok(())
}

/// Takes away what has said which document it is.
fn forget_kind(document: &mut Value) {
    if let Value::Object(fields) = document {
        fields.retain(|key, _| key != "apiVersion" && key != "kind");
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
