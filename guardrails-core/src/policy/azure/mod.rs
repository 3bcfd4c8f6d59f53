//! Azure Policy: constraints as Gatekeeper reads them, compiled once.

pub(crate) mod assignments;
pub(crate) mod catalogue;
mod constraint;
mod expansion;
mod gathered;
mod matches;
mod safeguards;
mod section;
mod selector;
mod wildcard;

use serde_json::Value;

pub(crate) use constraint::Constraint;
pub(crate) use expansion::Expansions;
pub(crate) use gathered::Gathered;
pub(crate) use matches::{Matches, Target};
pub(crate) use safeguards::{Safeguards, SafeguardsSection};
pub(crate) use section::AzureSection;

use super::PolicyError;

/// Whether a document is a Gatekeeper constraint, of whatever kind.
pub(crate) fn is_constraint(document: &Value) -> bool {
    let version = document.get("apiVersion").and_then(Value::as_str).unwrap_or_default();
    version.starts_with("constraints.gatekeeper.sh/")
}

/// Compiles a constraint as `kubectl get` prints it: its kind's template must be one that this library has.
///
/// # Errors
/// Whatever is unknown, mistyped or without effect, with its place.
pub(crate) fn constraint(document: &Value) -> Result<Constraint, PolicyError> {
    constraint::compile(document)
}

/// Whether the library has the template of a constraint.
pub(crate) fn is_supported(document: &Value) -> bool {
    let kind = document.get("kind").and_then(Value::as_str).unwrap_or_default();
    crate::rules::azure::of_kind(kind).is_some()
}
