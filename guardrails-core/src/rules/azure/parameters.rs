use serde_json::{Map, Value};

use super::rego::Shown;
use super::template::{Parameter, ParameterType};
use crate::policy::PolicyError;

/// The parameters of a constraint. [`Parameters::new`] has checked that each is known and of its type, so
/// what is asked for here is there in its shape, or null, or absent.
pub(crate) struct Parameters<'p> {
    values: &'p Map<String, Value>,
}

impl<'p> Parameters<'p> {
    /// Checks the names and the shapes; the place is that of the parameters in the document. A parameter that only
    /// another version of the template has may stand there with its default, with which it changes nothing.
    pub(crate) fn new(
        values: &'p Map<String, Value>,
        known: &[Parameter],
        elsewhere: &[Parameter],
        place: &str,
    ) -> Result<Self, PolicyError> {
        for (name, value) in values {
            let place = format!("{place}.{name}");
            let idle = elsewhere.iter().any(|parameter| {
                parameter.name == name
                    && serde_json::from_str(parameter.default).is_ok_and(|default: Value| default == *value)
            });
            if idle && !known.iter().any(|parameter| parameter.name == name) {
                continue;
            }
            let parameter = known.iter().find(|parameter| parameter.name == name).ok_or_else(|| {
                let names: Vec<&str> = known.iter().map(|parameter| parameter.name).collect();
                PolicyError::new(format!("{place}: unknown parameter; the template has {}", listed(&names)))
            })?;
            check(value, parameter.holds, &place)?;
        }
        Ok(Self { values })
    }

    /// All of them.
    pub(crate) fn all(&self) -> &'p Map<String, Value> {
        self.values
    }

    /// A parameter; null is a value.
    pub(crate) fn get(&self, name: &str) -> Option<&'p Value> {
        self.values.get(name)
    }

    /// A parameter as a message prints it: nothing is printed where it is absent.
    pub(super) fn shown(&self, name: &str) -> Option<Shown> {
        self.values.get(name).map(Shown::new)
    }

    /// The strings of a list; nulls, and a list that is null, hold none.
    pub(crate) fn texts(&self, name: &str) -> impl Iterator<Item = &'p str> {
        self.elements(name).iter().filter_map(Value::as_str)
    }

    /// The elements of a list; none if it is absent or null.
    pub(crate) fn elements(&self, name: &str) -> &'p [Value] {
        self.values.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// A flag.
    pub(crate) fn flag(&self, name: &str) -> Option<bool> {
        self.values.get(name).and_then(Value::as_bool)
    }

    /// A string.
    pub(crate) fn text(&self, name: &str) -> Option<&'p str> {
        self.values.get(name).and_then(Value::as_str)
    }
}

/// Names in a sentence.
fn listed(names: &[&str]) -> String {
    match names {
        [] => "none".to_owned(),
        names => names.join(", "),
    }
}

fn check(value: &Value, holds: ParameterType, place: &str) -> Result<(), PolicyError> {
    match (holds, value) {
        (_, Value::Null)
        | (ParameterType::Any, _)
        | (ParameterType::Text | ParameterType::Scalar, Value::String(_))
        | (ParameterType::Flag, Value::Bool(_))
        | (ParameterType::Number | ParameterType::Scalar, Value::Number(_)) => Ok(()),
        (ParameterType::List(holds), Value::Array(elements)) => {
            (0u32..).zip(elements).try_for_each(|(n, element)| check(element, *holds, &format!("{place}[{n}]")))
        }
        (ParameterType::Map(holds), Value::Object(fields)) => {
            fields.iter().try_for_each(|(key, value)| check(value, *holds, &format!("{place}.{key}")))
        }
        (ParameterType::Object(known), Value::Object(fields)) => fields.iter().try_for_each(|(key, value)| {
            let place = format!("{place}.{key}");
            match known.iter().find(|(name, _)| name == key) {
                Some((_, holds)) => check(value, *holds, &place),
                None => {
                    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
                    Err(PolicyError::new(format!("{place}: unknown field; there are {}", listed(&names))))
                }
            }
        }),
        _ => Err(PolicyError::new(format!("{place}: expected {holds}, found {}", shape(value)))),
    }
}

/// A value's shape in the words of an error message.
fn shape(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
