//! The expressions of Azure's policy language: `[parameters('effect')]` and what initiatives make of it.

use serde_json::{Map, Value};

/// How deep calls may stand in each other.
const MAX_DEPTH: u8 = 16;

/// Replaces every expression in a value, whatever its depth, by what it stands for.
///
/// # Errors
/// A sentence about an expression that is malformed, names a parameter that is not there, or calls what
/// is not supported: `parameters`, `if`, `equals`, `not`, `and`, `or`, `concat`, `true` and `false` are.
pub(super) fn evaluate(value: &Value, parameters: &Map<String, Value>) -> Result<Value, String> {
    match value {
        Value::String(text) => match text.strip_prefix('[') {
            // Two brackets stand for one: a literal.
            Some(literal) if literal.starts_with('[') => Ok(Value::String(literal.into())),
            Some(rest) if text.ends_with(']') => {
                let inner = rest.strip_suffix(']').unwrap_or_default();
                Reader { rest: inner.trim(), parameters }
                    .whole()
                    .map_err(|why| format!("the expression `{text}` cannot be evaluated: {why}"))
            }
            _ => Ok(value.clone()),
        },
        Value::Array(items) => items.iter().map(|item| evaluate(item, parameters)).collect(),
        Value::Object(fields) => {
            let evaluated = fields.iter().map(|(key, value)| Ok((key.clone(), evaluate(value, parameters)?)));
            evaluated.collect::<Result<Map<_, _>, String>>().map(Value::Object)
        }
        _ => Ok(value.clone()),
    }
}

struct Reader<'e> {
    rest: &'e str,
    parameters: &'e Map<String, Value>,
}

impl Reader<'_> {
    fn whole(mut self) -> Result<Value, String> {
        let value = self.value(0)?;
        match self.rest {
            "" => Ok(value),
            rest => Err(format!("`{rest}` is left over")),
        }
    }

    fn value(&mut self, depth: u8) -> Result<Value, String> {
        if depth > MAX_DEPTH {
            return Err("it is too deep".into());
        }
        if self.takes("'") {
            return self.string().map(Value::String);
        }
        let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        if let Ok(number) = word.parse::<i64>() {
            self.rest = rest.trim_start();
            return Ok(number.into());
        }
        self.rest = rest.trim_start();
        if word.is_empty() || !self.takes("(") {
            return Err(format!("`{}` is no call", format_args!("{word}{}", self.rest)));
        }
        let arguments = self.arguments(depth)?;
        let mut value = self.call(word, arguments)?;
        while let Some(key) = self.key()? {
            let member = value.as_object_mut().and_then(|fields| fields.remove(&key));
            value = member.ok_or_else(|| format!("there is no `{key}` in it"))?;
        }
        Ok(value)
    }

    fn arguments(&mut self, depth: u8) -> Result<Vec<Value>, String> {
        let mut arguments = Vec::new();
        while !self.takes(")") {
            if !arguments.is_empty() && !self.takes(",") {
                return Err("a comma or a parenthesis is missing".into());
            }
            arguments.push(self.value(depth.saturating_add(1))?);
        }
        Ok(arguments)
    }

    /// `.key` or `['key']` behind a call.
    fn key(&mut self) -> Result<Option<String>, String> {
        if self.takes(".") {
            let end = self.rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(self.rest.len());
            let (key, rest) = self.rest.split_at(end);
            self.rest = rest.trim_start();
            return Ok(Some(key.into()));
        }
        if !self.takes("[") {
            return Ok(None);
        }
        let key = if self.takes("'") { self.string()? } else { return Err("only names may stand in brackets".into()) };
        if self.takes("]") { Ok(Some(key)) } else { Err("a bracket is missing".into()) }
    }

    /// What stands before the closing quote; two quotes stand for one.
    fn string(&mut self) -> Result<String, String> {
        let mut text = String::new();
        loop {
            let (before, after) = self.rest.split_once('\'').ok_or("a quote is missing")?;
            text.push_str(before);
            match after.strip_prefix('\'') {
                Some(after) => {
                    text.push('\'');
                    self.rest = after;
                }
                None => {
                    self.rest = after.trim_start();
                    return Ok(text);
                }
            }
        }
    }

    fn takes(&mut self, token: &str) -> bool {
        let rest = self.rest.strip_prefix(token);
        if let Some(rest) = rest {
            // What stands in quotes keeps its blanks.
            self.rest = if token == "'" { rest } else { rest.trim_start() };
        }
        rest.is_some()
    }

    fn call(&self, function: &str, arguments: Vec<Value>) -> Result<Value, String> {
        let truth = |value: &Value| value.as_bool().ok_or_else(|| format!("`{value}` is neither true nor false"));
        match (function.to_ascii_lowercase().as_str(), arguments.as_slice()) {
            ("parameters", [Value::String(name)]) => {
                parameter(self.parameters, name).cloned().ok_or_else(|| format!("there is no parameter `{name}`"))
            }
            ("if", [condition, yes, no]) => Ok(if truth(condition)? { yes } else { no }.clone()),
            ("equals", [Value::String(one), Value::String(other)]) => {
                Ok((one.to_lowercase() == other.to_lowercase()).into())
            }
            ("equals", [one, other]) => Ok((one == other).into()),
            ("not", [value]) => Ok((!truth(value)?).into()),
            ("and", [_, ..]) => {
                let all = arguments.iter().try_fold(true, |all, value| Ok::<_, String>(truth(value)? && all));
                all.map(Value::Bool)
            }
            ("or", [_, ..]) => {
                let any = arguments.iter().try_fold(false, |any, value| Ok::<_, String>(truth(value)? || any));
                any.map(Value::Bool)
            }
            ("true", []) => Ok(true.into()),
            ("false", []) => Ok(false.into()),
            ("concat", [Value::String(_), ..]) => {
                let parts = arguments.iter().map(|part| part.as_str().ok_or("concat joins texts or lists"));
                Ok(Value::String(parts.collect::<Result<String, _>>()?))
            }
            ("concat", [Value::Array(_), ..]) => {
                let mut joined = Vec::new();
                for part in &arguments {
                    joined.extend_from_slice(part.as_array().ok_or("concat joins texts or lists")?);
                }
                Ok(Value::Array(joined))
            }
            _ => Err(format!("`{function}` with {} arguments is not supported", arguments.len())),
        }
    }
}

/// The value of a parameter; Azure does not mind the case of names.
fn parameter<'p>(parameters: &'p Map<String, Value>, name: &str) -> Option<&'p Value> {
    let any_case = || parameters.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value);
    parameters.get(name).or_else(any_case)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn result(value: Value) -> Result<Value, String> {
        let parameters =
            json!({"effect": "Deny", "list": ["a"], "paths": {"paths": [{"pathPrefix": "/a"}], "my key": 1}});
        evaluate(&value, parameters.as_object().unwrap())
    }

    #[test]
    fn expressions_stand_for_their_values() {
        for (expression, value) in [
            ("[parameters('effect')]", json!("Deny")),
            ("[ PARAMETERS( 'Effect' ) ]", json!("Deny")),
            ("[parameters('paths').paths]", json!([{"pathPrefix": "/a"}])),
            ("[parameters('paths')['my key']]", json!(1)),
            (
                "[if(equals(parameters('effect'), 'disabled'), 'Disabled', 'DeployIfNotExists')]",
                json!("DeployIfNotExists"),
            ),
            ("[if(and(true(), not(or(false(), equals(1, 2)))), 'it''s', 'no')]", json!("it's")),
            ("[concat('a', ' b')]", json!("a b")),
            ("[concat(parameters('list'), parameters('list'))]", json!(["a", "a"])),
            ("[-5]", json!(-5)),
            ("[[parameters('effect')]", json!("[parameters('effect')]")),
            ("a [b]", json!("a [b]")),
        ] {
            assert_eq!(result(json!(expression)), Ok(value), "{expression}");
        }
        assert_eq!(result(json!({"a": ["[parameters('effect')]", 1]})), Ok(json!({"a": ["Deny", 1]})));
    }

    #[test]
    fn what_cannot_be_evaluated_is_an_error() {
        for (expression, why) in [
            ("[parameters('efect')]", "no parameter `efect`"),
            ("[parameters('paths').path]", "no `path` in it"),
            ("[parameters('effect').paths]", "no `paths` in it"),
            ("[field('name')]", "`field` with 1 arguments is not supported"),
            ("[parameters('effect']", "a comma or a parenthesis"),
            ("[parameters('effect)]", "a quote is missing"),
            ("[parameters('effect'))]", "left over"),
            ("[if(1, 2, 3)]", "neither true nor false"),
            ("[effect]", "is no call"),
            ("[]", "is no call"),
            ("[parameters('list')[0]]", "only names"),
        ] {
            let error = result(json!(expression)).unwrap_err();
            assert!(error.contains(why) && error.contains(expression), "{expression}: {error}");
        }
        let deep = format!("[{}true(){}]", "not(".repeat(5000), ")".repeat(5000));
        assert!(result(json!(deep)).unwrap_err().contains("too deep"));
    }
}
