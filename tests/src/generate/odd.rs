//! Defects and oddities of a document's structure: what well-meaning readers
//! understand in different ways, and what none should accept.

use super::maker::Maker;
use super::naming;
use super::rng::Rng;
use super::value::{Path, Value};

/// Keys on which a verdict may hang; oddities elsewhere seldom show.
const JUDGED: &[&str] = &[
    "securityContext",
    "privileged",
    "hostNetwork",
    "hostPID",
    "hostIPC",
    "hostUsers",
    "containers",
    "initContainers",
    "ephemeralContainers",
    "volumes",
    "hostPath",
    "emptyDir",
    "capabilities",
    "add",
    "drop",
    "annotations",
    "ports",
    "hostPort",
    "sysctls",
    "runAsNonRoot",
    "runAsUser",
    "seccompProfile",
    "type",
    "os",
    "name",
    "spec",
    "template",
    "metadata",
    "kind",
    "apiVersion",
    "allowPrivilegeEscalation",
    "procMount",
    "seLinuxOptions",
    "windowsOptions",
    "appArmorProfile",
    "host",
    "jobTemplate",
];

/// One of every JSON type, and numbers at each edge that a reader may have.
const LITERALS: &[&str] = &[
    "true",
    "false",
    "null",
    "\"\"",
    "\"true\"",
    "\"0\"",
    "\"yes\"",
    "0",
    "1",
    "-0",
    "-1",
    "1.0",
    "0.0",
    "-0.0",
    "1e3",
    "8e1",
    "1E0",
    "80.0",
    "2147483647",
    "2147483648",
    "-2147483649",
    "9223372036854775807",
    "9223372036854775808",
    "-9223372036854775809",
    "18446744073709551616",
    "1e400",
    "{}",
    "[]",
    "[null]",
    "[[]]",
    "[{}]",
    "[true]",
    "{\"\":null}",
    "{\"name\":1}",
];

pub(super) fn spoil(maker: &mut Maker, object: &mut Value) {
    let rng = &mut maker.rng;
    match rng.below(100) {
        0..32 => repeat_key(rng, object),
        32..52 => swap_type(rng, object),
        52..64 => put_null(rng, object),
        64..76 => naming::fold_key(rng, object),
        76..86 => naming::misname(rng, object),
        86..92 => naming::make_list(maker, object),
        92..95 => nest(rng, object),
        _ => odd_key(rng, object),
    }
}

/// A map of the document and the position of an entry in it.
pub(super) fn entry(rng: &mut Rng, object: &mut Value) -> Option<(Path, usize)> {
    let judged_only = rng.chance(70);
    let mut found = Vec::new();
    for path in object.paths(&|value| matches!(value, Value::Map(_))) {
        if let Value::Map(entries) = object.at(&path) {
            let keys = entries.iter().enumerate();
            let keys = keys.filter(|(_, (key, _))| !judged_only || JUDGED.contains(&key.as_str()));
            found.extend(keys.map(|(position, _)| (path.clone(), position)));
        }
    }
    if found.is_empty() { None } else { Some(rng.pick(&found).clone()) }
}

fn repeat_key(rng: &mut Rng, object: &mut Value) {
    let Some((path, position)) = entry(rng, object) else {
        return;
    };
    let times = if rng.chance(15) { 2 } else { 1 };
    for _ in 0..times {
        if let Value::Map(entries) = object.at(&path) {
            let (key, value) = entries[position].clone();
            let value = variant(rng, &value);
            // Behind as a rule: the first entry must stay where it is.
            let place = if rng.chance(60) { position + 1 } else { entries.len() };
            entries.insert(place, (key, value));
        }
    }
    if rng.chance(30)
        && let Value::Map(entries) = object.at(&path)
    {
        entries.reverse();
    }
}

/// What a second writer may have put under the same key.
pub(super) fn variant(rng: &mut Rng, value: &Value) -> Value {
    match rng.below(10) {
        0 => return Value::Null,
        1 => return value.clone(),
        2 => return literal(rng),
        _ => {}
    }
    match value {
        Value::Null => literal(rng),
        Value::Bool(value) => Value::Bool(!value),
        Value::Raw(_) => Value::Raw((rng.text(&["0", "1", "-0", "80"])).to_owned()),
        Value::Text(text) => rng.pick(&[String::new(), format!("{text}2"), "Unconfined".to_owned()]).clone().into(),
        Value::List(items) => {
            let mut items: Vec<Value> =
                items.iter().map(|item| if rng.chance(50) { variant(rng, item) } else { item.clone() }).collect();
            match rng.below(4) {
                0 => items.truncate(rng.below(items.len() + 1)),
                1 => items.insert(0, Value::map()),
                2 => items.push(Value::map()),
                _ => {}
            }
            Value::List(items)
        }
        Value::Map(entries) => {
            let mut kept = Vec::new();
            for (key, value) in entries {
                if rng.chance(40) {
                    kept.push((key.clone(), if rng.chance(50) { variant(rng, value) } else { value.clone() }));
                }
            }
            Value::Map(kept)
        }
    }
}

pub(super) fn literal(rng: &mut Rng) -> Value {
    Value::Raw(rng.text(LITERALS).to_owned())
}

fn swap_type(rng: &mut Rng, object: &mut Value) {
    if let Some((path, position)) = entry(rng, object) {
        let value = literal(rng);
        if let Value::Map(entries) = object.at(&path) {
            entries[position].1 = value;
        }
    }
}

fn put_null(rng: &mut Rng, object: &mut Value) {
    if rng.chance(40) {
        let lists = object.paths(&|value| matches!(value, Value::List(_)));
        if lists.is_empty() {
            return;
        }
        if let Value::List(items) = object.at(rng.pick::<Path>(&lists)) {
            items.insert(rng.below(items.len() + 1), Value::Null);
        }
    } else if let Some((path, position)) = entry(rng, object)
        && let Value::Map(entries) = object.at(&path)
    {
        entries[position].1 = Value::Null;
    }
}

/// Nesting, as raw text: a deep tree would overflow our own stack.
fn nest(rng: &mut Rng, object: &mut Value) {
    let depth = match rng.below(40) {
        0 => 10_001,
        1..4 => rng.range(1000, 4000),
        _ => *rng.pick(&[10, 60, 100, 127, 128, 129, 200, 500]),
    };
    let (open, middle, close) = *rng.pick(&[("[", "", "]"), ("{\"a\":", "1", "}"), ("[{\"\":", "[]", "}]")]);
    let text = format!("{}{middle}{}", open.repeat(depth), close.repeat(depth));
    let places = object.paths(&|value| matches!(value, Value::Map(_)));
    object.at(rng.pick::<Path>(&places)).put("x-deep", Value::Raw(text));
}

fn odd_key(rng: &mut Rng, object: &mut Value) {
    let Some((path, position)) = entry(rng, object) else {
        return;
    };
    if let Value::Map(entries) = object.at(&path) {
        let key = &mut entries[position].0;
        match rng.below(5) {
            0 => key.clear(),
            1 => key.insert(0, '\u{feff}'),
            _ => key.push(*rng.pick(&['\0', ' ', '\u{301}', '\u{200b}'])),
        }
    }
}
