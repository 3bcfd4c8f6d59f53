//! Prints values as Rego's `sprintf` does.

use std::fmt::{self, Write};

use serde_json::Value;

use super::exclusions::plain;
use crate::rules::Subject;
use crate::rules::pss::go_quote::quote_chars;
use crate::view::{Finest, Quantity, Run, Str, Text, Token};

/// A parameter as messages show it, written once: a string as it is, everything else as inside a list.
#[derive(Clone, Debug)]
pub(super) struct Shown(Box<str>);

impl Shown {
    pub(super) fn new(value: &Value) -> Self {
        match value {
            Value::String(s) => s.as_str().into(),
            value => {
                let mut text = String::new();
                // Writing into a string cannot fail.
                let _ = write_value(value, &mut text);
                Self(text.into())
            }
        }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Shown {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes a value as it stands inside a list: strings with Go's quoting, keys sorted.
pub(super) fn write_value(value: &Value, out: &mut dyn Write) -> fmt::Result {
    match value {
        Value::Null => out.write_str("null"),
        Value::Bool(value) => write!(out, "{value}"),
        Value::Number(number) => write!(out, "{number}"),
        Value::String(s) => write_quoted(s.chars(), out),
        Value::Array(list) => {
            let mut open = "[";
            for element in list {
                out.write_str(open)?;
                write_value(element, out)?;
                open = ", ";
            }
            out.write_str(if list.is_empty() { "[]" } else { "]" })
        }
        Value::Object(fields) => write_fields(fields.iter(), out),
    }
}

fn write_fields<'v>(fields: impl Iterator<Item = (&'v String, &'v Value)>, out: &mut dyn Write) -> fmt::Result {
    let mut open = "{";
    for (key, value) in fields {
        out.write_str(open)?;
        write_quoted(key.chars(), out)?;
        out.write_str(": ")?;
        write_value(value, out)?;
        open = ", ";
    }
    out.write_str(if open == "{" { "{}" } else { "}" })
}

/// Writes a string with Go's quoting.
pub(super) fn write_quoted(chars: impl Iterator<Item = char>, out: &mut dyn Write) -> fmt::Result {
    quote_chars(chars).try_for_each(|c| out.write_char(c))
}

/// Writes strings of the object as a list or as a set, between these brackets; they are in order already.
pub(super) fn write_strings(
    text: Text<'_>,
    strings: impl Iterator<Item = Str>,
    brackets: [&str; 2],
    out: &mut dyn Write,
) -> fmt::Result {
    let [mut open, close] = brackets;
    for s in strings {
        out.write_str(open)?;
        write_quoted(text.chars(s), out)?;
        open = ", ";
    }
    out.write_str(close)
}

/// A set of strings, sorted and without repetitions already; an empty one is `set()`.
pub(super) fn write_set<'s>(elements: impl Iterator<Item = &'s str>, out: &mut dyn Write) -> fmt::Result {
    let mut open = "{";
    for element in elements {
        out.write_str(open)?;
        write_quoted(element.chars(), out)?;
        open = ", ";
    }
    out.write_str(if open == "{" { "set()" } else { "}" })
}

/// Writes a value of the object that was kept whole.
pub(super) fn write_tokens(subject: Subject<'_>, whole: Run, out: &mut dyn Write) -> fmt::Result {
    // Between two values of one object or list stands a comma.
    let mut begun = false;
    for token in whole.of(&subject.view.details.tokens) {
        let closes = matches!(token, Token::CloseObject | Token::CloseList);
        let filled_in = !matches!(token, Token::Default(..)) || subject.is_defaulted();
        if begun && !closes && filled_in {
            out.write_str(", ")?;
        }
        begun = match token {
            Token::OpenObject | Token::OpenList | Token::Field(_) | Token::Key(_) => false,
            Token::Default(..) => begun || filled_in,
            _ => true,
        };
        if filled_in {
            write_token(subject, *token, out)?;
        }
    }
    Ok(())
}

fn write_token(subject: Subject<'_>, token: Token, out: &mut dyn Write) -> fmt::Result {
    match token {
        Token::OpenObject => out.write_str("{"),
        Token::CloseObject => out.write_str("}"),
        Token::OpenList => out.write_str("["),
        Token::CloseList => out.write_str("]"),
        Token::Field(name) => write!(out, "\"{name}\": "),
        Token::Default(name, value) => write!(out, "\"{name}\": \"{value}\""),
        Token::Key(key) => {
            write_quoted(subject.text.chars(key), out)?;
            out.write_str(": ")
        }
        Token::Text(s) => write_quoted(subject.text.chars(s), out),
        Token::Quantity(s) => {
            let quantity = Quantity::parse(plain(subject, s).trim(), Finest::Nano);
            write_quoted(quantity.as_ref().map_or("0", Quantity::as_str).chars(), out)
        }
        Token::Number(n) => write!(out, "{}", Number(n)),
        Token::Flag(flag) => write!(out, "{flag}"),
        Token::Null => out.write_str("null"),
    }
}

/// A number of the object: Gatekeeper reads it as a float, and OPA prints that with the shortest digits, from a
/// million on in scientific notation.
pub(super) struct Number(pub(super) i64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MILLION: u64 = 1_000_000;
        if self.0.unsigned_abs() < MILLION {
            return write!(f, "{}", self.0);
        }
        #[expect(clippy::cast_precision_loss, reason = "this is what Gatekeeper does")]
        let float = self.0 as f64;
        // Rust writes the same digits, and the exponent without its sign and its second digit.
        let written = format!("{float:e}");
        match written.split_once('e') {
            Some((digits, exponent)) => write!(f, "{digits}e+{exponent:0>2}"),
            None => f.write_str(&written),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_printed_as_rego_prints_them() {
        let value: Value = serde_json::from_str(r#"{"b":[],"B":{},"a":["x\"\n",1,true,null]}"#).unwrap();
        let mut out = String::new();
        write_value(&value, &mut out).unwrap();
        assert_eq!(out, r#"{"B": {}, "a": ["x\"\n", 1, true, null], "b": []}"#);
        let printed = |n: i64| Number(n).to_string();
        assert_eq!(printed(65_535), "65535");
        assert_eq!(printed(1_000_000), "1e+06");
        assert_eq!(printed(2_147_483_647), "2.147483647e+09");
        assert_eq!(printed(-1_500_000), "-1.5e+06");
    }
}
