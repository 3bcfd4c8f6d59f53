use std::sync::Arc;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::matches::{Match, Matches};
use crate::policy::{Effect, PolicyError};
use crate::rules::azure::{Check, HEADS, Parameters, of_kind};
use crate::rules::{Head, Parameter, Template};
use crate::view::{Facts, Needs};

/// A constraint: a rule, the objects it is held against, and what a finding leads to.
#[derive(Clone, Debug)]
pub(crate) struct Constraint {
    pub(crate) rule: &'static Head,
    pub(crate) name: String,
    pub(crate) matches: Matches,
    /// Constraints of one policy with the same number match alike.
    pub(crate) group: usize,
    pub(crate) effect: Effect,
    pub(crate) check: Arc<dyn Check>,
    /// What a pod must have for the rule to find something.
    pub(crate) concern: Facts,
    /// What the reader has to read for it.
    pub(crate) needs: Needs,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Spec {
    #[serde(rename = "match", default)]
    matches: Option<Match>,
    #[serde(default)]
    parameters: Option<Map<String, Value>>,
    #[serde(default)]
    enforcement_action: Option<String>,
    #[serde(default)]
    scoped_enforcement_actions: Option<Vec<ScopedAction>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ScopedAction {
    action: String,
    #[serde(default)]
    enforcement_points: Vec<EnforcementPoint>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct EnforcementPoint {
    name: String,
}

pub(super) fn compile(document: &Value) -> Result<Constraint, PolicyError> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let kind = text(document.get("kind"));
    let name = text(document.get("metadata").and_then(|metadata| metadata.get("name")));
    let at = |error: String| PolicyError::new(format!("{kind} `{name}`: {error}"));
    let Some((rule, template)) = of_kind(&kind).and_then(|rule| rule.scope.template().map(|template| (rule, template)))
    else {
        return Err(at(format!("kind: `{kind}` is none of the constraint templates that this library has")));
    };
    if name.is_empty() {
        return Err(at("metadata.name: a constraint needs a name".into()));
    }
    for key in document.as_object().into_iter().flat_map(Map::keys) {
        if !["apiVersion", "kind", "metadata", "spec", "status"].contains(&key.as_str()) {
            return Err(at(format!("{key}: unknown field of a constraint")));
        }
    }
    let spec = document.get("spec").filter(|spec| !spec.is_null()).cloned().unwrap_or_else(|| Map::new().into());
    let spec: Spec = serde_path_to_error::deserialize(spec)
        .map_err(|error| at(format!("spec.{}: {}", error.path(), error.inner())))?;
    let parameters = spec.parameters.unwrap_or_default();
    let parameters = Parameters::new(&parameters, template.parameters, &elsewhere(template), "spec.parameters")
        .map_err(|e| at(e.to_string()))?;
    let check = (template.compile)(&parameters).map_err(|error| at(error.to_string()))?;
    let matches = Matches::new(spec.matches.unwrap_or_default()).map_err(|error| at(error.to_string()))?;
    let effect = effect(spec.enforcement_action.as_deref(), spec.scoped_enforcement_actions).map_err(&at)?;
    let needs = template.needs.and(matches.needs());
    Ok(Constraint { rule, name, matches, group: 0, effect, concern: check.concern(), check, needs })
}

/// What the other versions of a template can be given.
fn elsewhere(template: &Template) -> Vec<Parameter> {
    let versions = HEADS.iter().filter_map(|rule| rule.scope.template());
    let others = versions.filter(|other| other.alias == template.alias && other.version != template.version);
    others.flat_map(|other| other.parameters).copied().collect()
}

/// What a finding leads to. Of scoped actions count those of the webhook, or else those of the audit.
fn effect(action: Option<&str>, scoped: Option<Vec<ScopedAction>>) -> Result<Effect, String> {
    match action.unwrap_or("deny") {
        "scoped" => {}
        action => return plain_effect(action).ok_or_else(|| unknown_action("enforcementAction", action)),
    }
    let mut webhook = None;
    let mut audit = false;
    for (n, entry) in scoped.iter().flatten().enumerate() {
        let place = format!("scopedEnforcementActions[{n}].action");
        let effect = plain_effect(&entry.action).ok_or_else(|| unknown_action(&place, &entry.action))?;
        for (m, point) in entry.enforcement_points.iter().enumerate() {
            match point.name.as_str() {
                "*" | "validation.gatekeeper.sh" => webhook = webhook.max(Some(effect)),
                "audit.gatekeeper.sh" => audit = true,
                // The command line of Gatekeeper, and policies that it makes for the API server to enforce.
                "gator.gatekeeper.sh" => {}
                "vap.k8s.io" => webhook = webhook.max(Some(effect)),
                other => {
                    return Err(format!(
                        "spec.scopedEnforcementActions[{n}].enforcementPoints[{m}].name: unknown point `{other}`"
                    ));
                }
            }
        }
    }
    webhook.or(audit.then_some(Effect::Audit)).ok_or_else(|| {
        "spec.scopedEnforcementActions: no action is for the webhook or the audit, so the constraint checks nothing"
            .into()
    })
}

fn plain_effect(action: &str) -> Option<Effect> {
    match action {
        "" | "deny" => Some(Effect::Deny),
        "dryrun" => Some(Effect::Audit),
        "warn" => Some(Effect::Warn),
        _ => None,
    }
}

fn unknown_action(place: &str, action: &str) -> String {
    format!("spec.{place}: unknown action `{action}`, expected deny, dryrun, warn or scoped")
}
