//! Effects: what a definition leads to, and what the add-on makes of it.

use serde_json::Value;

use super::cluster::{Answer, Cluster};
use super::documents::Assignment;
use super::notes::Notes;
use crate::policy::PolicyError;

/// The effect of a definition about objects in a cluster, from the weakest to the strictest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    Disabled,
    Audit,
    Deny,
}

impl Effect {
    pub(super) fn parse(value: &Value) -> Result<Self, String> {
        match value.as_str().unwrap_or_default().to_ascii_lowercase().as_str() {
            "disabled" => Ok(Self::Disabled),
            "audit" => Ok(Self::Audit),
            "deny" => Ok(Self::Deny),
            _ => Err(format!("the effect {value} makes no sense here: expected Audit, Deny or Disabled")),
        }
    }

    /// The name in Azure.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Disabled => "Disabled",
            Self::Audit => "Audit",
            Self::Deny => "Deny",
        }
    }

    /// Gatekeeper's enforcementAction. `warn` asks for warnings where nothing is refused.
    pub(super) fn action(self, is_enforced: bool, warn: bool) -> Option<&'static str> {
        match self {
            Self::Disabled => None,
            Self::Deny if is_enforced => Some("deny"),
            Self::Deny | Self::Audit if warn => Some("warn"),
            Self::Deny | Self::Audit => Some("dryrun"),
        }
    }
}

/// What an override says.
struct Override<'o> {
    kind: String,
    value: &'o Value,
    answer: Answer,
    place: String,
}

fn overrides<'o>(
    assignment: &'o Assignment,
    reference: &str,
    cluster: &Cluster,
) -> Result<Vec<Override<'o>>, PolicyError> {
    let read = |(n, it): (usize, &'o Value)| {
        let place = format!("{}overrides[{n}]", assignment.place);
        let kind = it.get("kind").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
        if !["policyeffect", "definitionversion"].contains(&kind.as_str()) {
            return Err(PolicyError::new(format!("{place}.kind: `{kind}` is no kind of override that is known")));
        }
        let value = it.get("value").ok_or_else(|| PolicyError::new(format!("{place}.value: it is missing")))?;
        let selectors = it.get("selectors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let answer = cluster.meets(selectors, Some(reference), &format!("{place}.selectors"))?;
        Ok(Override { kind, value, answer, place })
    };
    assignment.overrides.iter().enumerate().map(read).collect()
}

/// The effect after the assignment's overrides. Where it is not known whether one applies, or several do, the
/// strictest counts.
pub(super) fn overridden(
    written: Effect,
    assignment: &Assignment,
    reference: &str,
    cluster: &Cluster,
    notes: &mut Notes,
) -> Result<Effect, PolicyError> {
    let (mut certain, mut possible) = (None, None);
    for it in overrides(assignment, reference, cluster)?.iter().filter(|it| it.kind == "policyeffect") {
        let effect = Effect::parse(it.value).map_err(|why| PolicyError::new(format!("{}.value: {why}", it.place)))?;
        match it.answer {
            Answer::Yes => certain = certain.max(Some(effect)),
            Answer::Unknown => possible = possible.max(Some(effect)),
            Answer::No => {}
        }
    }
    let effect = certain.unwrap_or(written);
    if possible.is_some() {
        notes.say(format!(
            "whether an override of `{}` applies depends on azure.location, which is not known: the stricter effect \
             was taken",
            assignment.name
        ));
    }
    Ok(possible.map_or(effect, |possible| possible.max(effect)))
}

/// The version that the assignment's overrides ask for, if any; else why that is not known.
pub(super) fn overridden_version(
    assignment: &Assignment,
    reference: &str,
    cluster: &Cluster,
) -> Result<Result<Option<String>, &'static str>, PolicyError> {
    let mut version = None;
    for it in overrides(assignment, reference, cluster)?.iter().filter(|it| it.kind == "definitionversion") {
        let text =
            it.value.as_str().ok_or_else(|| PolicyError::new(format!("{}.value: expected a version", it.place)))?;
        match it.answer {
            Answer::Yes if version.is_some() => return Ok(Err("two overrides ask for a version of it")),
            Answer::Yes => version = Some(text.to_owned()),
            Answer::Unknown => return Ok(Err("which version it has depends on azure.location, which is not known")),
            Answer::No => {}
        }
    }
    Ok(Ok(version))
}
