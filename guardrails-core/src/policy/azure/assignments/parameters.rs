//! The parameters of definitions and initiatives: what they may be, and what an assignment makes of them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::policy::PolicyError;

/// What a definition says of one of its parameters.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Parameter {
    #[serde(rename = "type")]
    kind: Kind,
    /// `Some(Null)` is a default too.
    #[serde(default, rename = "defaultValue", alias = "default", deserialize_with = "some")]
    default: Option<Value>,
    allowed_values: Option<Vec<Value>>,
}

fn some<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(deserializer).map(Some)
}

/// The type of a parameter, which Azure writes in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    String,
    Array,
    Object,
    Boolean,
    Integer,
    Float,
}

impl<'de> Deserialize<'de> for Kind {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Ok(match name.to_ascii_lowercase().as_str() {
            "string" | "datetime" => Self::String,
            "array" => Self::Array,
            "object" => Self::Object,
            "boolean" => Self::Boolean,
            "integer" => Self::Integer,
            "float" => Self::Float,
            _ => return Err(serde::de::Error::custom(format!("`{name}` is no type of a parameter"))),
        })
    }
}

impl Kind {
    fn takes(self, value: &Value) -> bool {
        match self {
            Self::String => value.is_string(),
            Self::Array => value.is_array(),
            Self::Object => value.is_object(),
            Self::Boolean => value.is_boolean(),
            Self::Integer => value.is_i64() || value.is_u64(),
            Self::Float => value.is_number(),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::String => "a text",
            Self::Array => "a list",
            Self::Object => "an object",
            Self::Boolean => "true or false",
            Self::Integer => "a whole number",
            Self::Float => "a number",
        }
    }
}

/// Holds the values that were given against the parameters that there are, and fills in the defaults.
/// What comes back has the names as the definition writes them.
///
/// # Errors
/// An unknown name, a value of another type or none of the allowed ones, or a missing one without a
/// default, with its place.
pub(super) fn bind(
    known: &BTreeMap<String, Parameter>,
    given: &Map<String, Value>,
    place: &str,
) -> Result<Map<String, Value>, PolicyError> {
    let mut bound = Map::new();
    for (name, value) in given {
        let place = format!("{place}.{name}");
        let Some((name, parameter)) = find(known, name) else {
            return Err(PolicyError::new(format!("{place}: {}", unknown(known))));
        };
        let value = parameter.check(name, value).map_err(|why| PolicyError::new(format!("{place}: {why}")))?;
        if bound.insert(name.clone(), value).is_some() {
            return Err(PolicyError::new(format!("{place}: the parameter stands here twice")));
        }
    }
    for (name, parameter) in known {
        if bound.contains_key(name) {
            continue;
        }
        match &parameter.default {
            Some(default) => bound.insert(name.clone(), default.clone()),
            None => return Err(PolicyError::new(format!("{place}.{name}: it is required and missing"))),
        };
    }
    Ok(bound)
}

fn find<'p>(known: &'p BTreeMap<String, Parameter>, name: &str) -> Option<(&'p String, &'p Parameter)> {
    known.get_key_value(name).or_else(|| known.iter().find(|(other, _)| other.eq_ignore_ascii_case(name)))
}

fn unknown(known: &BTreeMap<String, Parameter>) -> String {
    let names: Vec<&str> = known.keys().map(String::as_str).collect();
    format!("the policy has no such parameter; it has {}", names.join(", "))
}

impl Parameter {
    /// The value as the definition spells it. Effects may be written in any case, as Azure evaluates them.
    pub(super) fn check(&self, name: &str, value: &Value) -> Result<Value, String> {
        if !self.kind.takes(value) {
            return Err(format!("expected {}, found `{value}`", self.kind.name()));
        }
        let Some(allowed) = &self.allowed_values else { return Ok(value.clone()) };
        if let (Value::Array(items), false) = (value, allowed.iter().any(Value::is_array)) {
            // A list may hold any of them.
            return items.iter().map(|item| among(allowed, name, item)).collect();
        }
        among(allowed, name, value)
    }
}

/// The allowed value that a value is.
fn among(allowed: &[Value], name: &str, value: &Value) -> Result<Value, String> {
    let loosely = |known: &&Value| match (known.as_str(), value.as_str()) {
        (Some(known), Some(value)) => name.to_ascii_lowercase().contains("effect") && known.eq_ignore_ascii_case(value),
        _ => false,
    };
    let found = allowed.iter().find(|known| *known == value).or_else(|| allowed.iter().find(loosely));
    found.cloned().ok_or_else(|| {
        let allowed: Vec<String> = allowed.iter().map(Value::to_string).collect();
        format!("`{value}` is not allowed; the policy allows {}", allowed.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn bound(given: Value) -> Result<Value, String> {
        let known: BTreeMap<String, Parameter> = serde_json::from_value(json!({
            "effect": {"type": "String", "defaultValue": "Audit", "allowedValues": ["Audit", "Deny"]},
            "mode": {"type": "string", "default": "A", "allowedValues": ["A", "B"]},
            "list": {"type": "Array", "defaultValue": []},
            "most": {"type": "Integer"},
            "some": {"type": "Array", "defaultValue": ["A"], "allowedValues": ["A", "B"]},
        }))
        .unwrap();
        let bound = bind(&known, given.as_object().unwrap(), "a.parameters");
        bound.map(Value::Object).map_err(|error| error.to_string())
    }

    #[test]
    fn defaults_fill_in_what_is_not_given() {
        let all = json!({"effect": "Audit", "mode": "A", "list": [], "most": 1, "some": ["A"]});
        assert_eq!(bound(json!({"most": 1})), Ok(all.clone()));
        assert_eq!(bound(json!({"MOST": 1, "effect": "audit"})), Ok(all));
    }

    #[test]
    fn every_mistake_names_its_place() {
        for (given, message) in [
            (json!({}), "a.parameters.most: it is required and missing"),
            (
                json!({"most": 1, "mots": 2}),
                "a.parameters.mots: the policy has no such parameter; it has effect, list, mode, most, some",
            ),
            (json!({"most": "1"}), "a.parameters.most: expected a whole number, found `\"1\"`"),
            (json!({"most": 1.5}), "a.parameters.most: expected a whole number, found `1.5`"),
            (json!({"most": 1, "list": "a"}), "a.parameters.list: expected a list, found `\"a\"`"),
            (json!({"most": 1, "list": null}), "a.parameters.list: expected a list, found `null`"),
            (
                json!({"most": 1, "mode": "a"}),
                "a.parameters.mode: `\"a\"` is not allowed; the policy allows \"A\", \"B\"",
            ),
            (json!({"most": 1, "effect": "Denied"}), "a.parameters.effect: `\"Denied\"` is not allowed"),
            (json!({"most": 1, "some": ["B", "C"]}), "`\"C\"` is not allowed"),
            (json!({"most": 1, "Most": 1}), "twice"),
        ] {
            let error = bound(given.clone()).unwrap_err();
            assert!(error.contains(message), "{given}: {error}");
        }
    }
}
