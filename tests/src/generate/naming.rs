//! Oddities of what an object calls itself, and of lists of objects: on both
//! the readers of Kubernetes disagree with each other.

use super::maker::Maker;
use super::odd;
use super::rng::Rng;
use super::value::Value;
use super::workload::{self, Kind};

const API_VERSIONS: &[&str] = &[
    "v1",
    "apps/v1",
    "batch/v1",
    "core/v1",
    "V1",
    " v1",
    "v1 ",
    "v1/",
    "/v1",
    "a/b/c",
    "",
    "v2",
    "apps/v1beta1",
    "apps/v1beta2",
    "extensions/v1beta1",
    "batch/v1beta1",
    "batch/v2alpha1",
    "apps",
    "guardrails/v1",
    "example.com/v1",
];

const KINDS: &[&str] = &[
    "Pod",
    "pod",
    "POD",
    "Pods",
    "List",
    "PodList",
    "Deployment",
    "ConfigMap",
    "Service",
    "Namespace",
    "Status",
    "",
    "Pod ",
    "CronJob",
    "ReplicaSet",
    "__internal",
    "PodSecurityPolicy",
    "CustomResource",
];

/// Another spelling that equals the key when case is folded; for `s` and `k`
/// Unicode has letters outside ASCII that fold to them.
fn folded(rng: &mut Rng, key: &str) -> String {
    let first = key.chars().next().unwrap_or('x');
    let rest: String = key.chars().skip(1).collect();
    match rng.below(5) {
        0 => format!("{}{rest}", first.to_uppercase()),
        1 => key.to_lowercase(),
        2 => key.to_uppercase(),
        3 => key.replace('s', "\u{17f}").replace('k', "\u{212a}"),
        _ => format!("{}{}", first, rest.replace('s', "S").replace('i', "I").replace('k', "K")),
    }
}

pub(super) fn fold_key(rng: &mut Rng, object: &mut Value) {
    if rng.chance(40) {
        // kind and apiVersion alone are found whatever their case.
        let (key, values) = if rng.chance(60) { ("kind", KINDS) } else { ("apiVersion", API_VERSIONS) };
        let spelling = folded(rng, key);
        let value = Value::from(rng.text(values));
        if let Value::Map(entries) = object {
            if rng.chance(30) {
                entries.retain(|(name, _)| name != key);
            }
            entries.insert(rng.below(entries.len() + 1), (spelling, value));
        }
        return;
    }
    let Some((path, position)) = odd::entry(rng, object) else {
        return;
    };
    let keep = rng.chance(50);
    if let Value::Map(entries) = object.at(&path) {
        let (key, value) = entries[position].clone();
        let spelling = folded(rng, &key);
        if keep {
            let value = odd::variant(rng, &value);
            entries.insert(rng.below(entries.len() + 1), (spelling, value));
        } else {
            entries[position].0 = spelling;
        }
    }
}

pub(super) fn misname(rng: &mut Rng, object: &mut Value) {
    let (key, values) = if rng.chance(50) { ("kind", KINDS) } else { ("apiVersion", API_VERSIONS) };
    let value = match rng.below(10) {
        0 | 1 => None,
        2 => Some(odd::literal(rng)),
        _ => Some(Value::from(rng.text(values))),
    };
    if let Value::Map(entries) = object {
        entries.retain(|(name, _)| name != key);
    }
    object.put_some(key, value);
}

pub(super) fn make_list(maker: &mut Maker, object: &mut Value) {
    let pod = || Value::map().with("spec", Value::map().with("hostPID", true));
    match maker.rng.below(6) {
        0 => object
            .put("items", maker.rng.pick(&[Value::Null, Value::List(Vec::new()), Value::map(), "x".into()]).clone()),
        1 => object.put("items", vec![pod().with("kind", "Pod").with("apiVersion", "v1")]),
        2 => {
            let mut second = workload::object(maker, Kind::Pod);
            for bare in [&mut *object, &mut second] {
                if let Value::Map(entries) = bare {
                    entries.retain(|(key, _)| key != "kind" && key != "apiVersion");
                }
            }
            let items = vec![object.clone(), second];
            *object = Value::map().with("kind", "PodList").with("apiVersion", "v1").with("items", items);
        }
        sort => {
            let mut items = vec![object.clone()];
            if sort == 3 {
                items.push(workload::any(maker));
            }
            if maker.rng.chance(10) {
                items.push(maker.rng.pick(&[Value::Null, "x".into(), Value::map()]).clone());
            }
            let version = if maker.rng.chance(90) { "v1" } else { "apps/v1" };
            *object = Value::map().with("apiVersion", version).with("kind", "List").with("items", items);
        }
    }
}
