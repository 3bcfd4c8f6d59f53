//! YAML's many ways to write one scalar.

use super::rng::Rng;
use super::value::Value;

const TAGS: &[&str] = &[
    "!!str",
    "!!str",
    "!!bool",
    "!!int",
    "!!float",
    "!!null",
    "!!map",
    "!!seq",
    "!!binary",
    "!!timestamp",
    "!foo",
    "!",
    "!!python/bool",
    "!<tag:yaml.org,2002:str>",
    "!<tag:yaml.org,2002:bool>",
    "!undefined!x",
    "!!set",
    "!!merge",
];

const TRUE: &[&str] =
    &["true", "true", "true", "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"];
const FALSE: &[&str] =
    &["false", "false", "false", "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"];
const NULL: &[&str] = &["null", "~", "Null", "NULL"];

/// Words that are no texts when they stand plainly.
const RESERVED: &[&str] = &["true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"];

/// A tag, most often one that fits the value.
pub(super) fn tag(rng: &mut Rng, value: &Value) -> &'static str {
    let fitting = match value {
        Value::Null => "!!null",
        Value::Bool(_) => "!!bool",
        Value::Raw(_) => "!!int",
        Value::Text(_) => "!!str",
        Value::List(_) => "!!seq",
        Value::Map(_) => "!!map",
    };
    if rng.chance(60) { fitting } else { rng.text(TAGS) }
}

pub(super) fn key(rng: &mut Rng, text: &str, bare: usize) -> String {
    if can_be_plain(text) && !rng.chance(5) || risks_plain(rng, text, bare) {
        return text.to_owned();
    }
    quoted(rng, text)
}

/// Where the lines of a block scalar stand: so much to the right of the map or
/// list that holds it.
#[derive(Clone, Copy)]
pub(super) struct Indent {
    pub(super) parent: usize,
    pub(super) step: usize,
}

/// A leaf behind a key or dash. Behind a tag quotes may be without effect, so there they are tried.
pub(super) fn block(rng: &mut Rng, leaf: &Value, at: Indent, bare: usize, tagged: bool) -> String {
    match leaf {
        Value::Null if rng.chance(30) => String::new(),
        Value::Bool(value) if tagged && rng.chance(40) => format!("\"{value}\""),
        Value::Raw(text) if tagged && rng.chance(40) && !text.starts_with('"') => {
            format!("'{text}'")
        }
        Value::Text(text) if rng.chance(8) && can_be_block(text) => block_scalar(rng, text, at),
        _ => flow(rng, leaf, bare),
    }
}

pub(super) fn flow(rng: &mut Rng, leaf: &Value, bare: usize) -> String {
    match leaf {
        Value::Null => rng.text(NULL).to_owned(),
        Value::Bool(true) => rng.text(TRUE).to_owned(),
        Value::Bool(false) => rng.text(FALSE).to_owned(),
        Value::Raw(text) => match text.parse::<i64>() {
            Ok(number) if rng.chance(15) => integer(rng, number),
            _ => text.clone(),
        },
        Value::Text(text) => {
            if can_be_plain(text) && !rng.chance(25) || risks_plain(rng, text, bare) {
                text.clone()
            } else {
                quoted(rng, text)
            }
        }
        Value::List(_) | Value::Map(_) => String::new(),
    }
}

/// An integer as YAML 1.1 may have it; some of these are floats to a reader.
fn integer(rng: &mut Rng, number: i64) -> String {
    let sign = if number < 0 { "-" } else { "" };
    let size = number.unsigned_abs();
    match rng.below(9) {
        0 => format!("{sign}0x{size:x}"),
        1 => format!("{sign}0{size:o}"),
        2 => format!("{sign}0o{size:o}"),
        3 => format!("{sign}0b{size:b}"),
        4 if number >= 0 => format!("+{size}"),
        5 => format!("{number}.0"),
        6 => format!("{number}e0"),
        7 => format!("{sign}0{size}"),
        _ => {
            let text = size.to_string();
            format!("{sign}{}_{}", &text[..1], &text[1..])
        }
    }
}

/// Whether every YAML reader takes the plain text for this very text.
fn can_be_plain(text: &str) -> bool {
    let ordinary = |c: char| c.is_alphanumeric() || "_-./$=+@~".contains(c);
    text.chars().next().is_some_and(char::is_alphabetic)
        && text.chars().all(ordinary)
        && !RESERVED.contains(&text.to_lowercase().as_str())
}

/// Whether to write plainly what should not be: a mistake that people make
/// with printable texts only.
fn risks_plain(rng: &mut Rng, text: &str, bare: usize) -> bool {
    rng.chance(bare) && !text.is_empty() && !text.contains('\n') && text.chars().all(printable)
}

/// What YAML lets stand without an escape. Line separators it does, but then
/// they end the line.
fn printable(c: char) -> bool {
    matches!(c, '\t' | ' '..='~' | '\u{a0}'..='\u{2027}' | '\u{202a}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}'
        | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
}

fn can_be_block(text: &str) -> bool {
    let lines_up = |line: &str| !line.is_empty() && !line.starts_with([' ', '\t']);
    !text.is_empty()
        && text.chars().all(|c| c == '\n' || printable(c))
        && text.strip_suffix('\n').unwrap_or(text).split('\n').all(lines_up)
}

fn block_scalar(rng: &mut Rng, text: &str, at: Indent) -> String {
    let (body, chomp) = text.strip_suffix('\n').map_or((text, "-"), |body| (body, ""));
    // Folding would join lines, so only a single line is folded.
    let style = if !body.contains('\n') && rng.chance(50) { ">" } else { "|" };
    let explicit = if rng.chance(10) { at.step.to_string() } else { String::new() };
    let pad = " ".repeat(at.parent + at.step);
    let lines: Vec<String> = body.split('\n').map(|line| format!("{pad}{line}")).collect();
    format!("{style}{explicit}{chomp}\n{}", lines.join("\n"))
}

fn quoted(rng: &mut Rng, text: &str) -> String {
    if text.chars().all(printable) && rng.chance(35) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\0' => out.push_str("\\0"),
            '\u{7}' => out.push_str("\\a"),
            '\u{1b}' => out.push_str("\\e"),
            '\u{85}' => out.push_str("\\N"),
            '\u{a0}' if rng.chance(50) => out.push_str("\\_"),
            '\u{2028}' => out.push_str("\\L"),
            '\u{2029}' => out.push_str("\\P"),
            _ if printable(c) && !rng.chance(1) => out.push(c),
            _ => out.push_str(&escape(rng, u32::from(c))),
        }
    }
    out.push('"');
    out
}

fn escape(rng: &mut Rng, code: u32) -> String {
    match code {
        0..0x100 if rng.chance(60) => format!("\\x{code:02x}"),
        0..0x1_0000 if rng.chance(80) => format!("\\u{code:04X}"),
        _ => format!("\\U{code:08x}"),
    }
}
