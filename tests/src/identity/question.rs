//! What is asked: every recorded vector, and objects that nobody wrote.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::Value;

use super::way;
use crate::{generate, vectors};

/// A question of the protocol.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Question {
    /// Which function is asked: one of [`way`].
    pub way: &'static str,
    /// The text of the policy document.
    pub policy: String,
    /// The input's bytes, in base64.
    #[serde(serialize_with = "base64")]
    pub manifest: Vec<u8>,
    /// The namespace of the context.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<&'static str>,
    /// The labels of that namespace.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "members")]
    pub namespace_labels: Option<Labels>,
}

/// Labels, as a context has them.
pub type Labels = &'static [(&'static str, &'static str)];

fn base64<S: serde::Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(bytes))
}

fn members<S: serde::Serializer>(labels: &Option<Labels>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(labels.unwrap_or_default().iter().copied())
}

/// The labels that the namespace of an input is said to have, in turn.
const LABELS: [Option<Labels>; 5] = [
    None,
    Some(&[]),
    Some(&[("pod-security.kubernetes.io/enforce", "baseline"), ("team", "shop")]),
    None,
    Some(&[
        ("pod-security.kubernetes.io/enforce", "none"),
        ("pod-security.kubernetes.io/warn", "restricted"),
        ("é", ""),
    ]),
];

/// The policies that the vectors are asked under, in turn. The last one is wrong.
const POLICIES: [&str; 9] = [
    r#"{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{"enforce":"restricted"}}"#,
    "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: baseline, enforceVersion: v1.20, warn: restricted}\n",
    "apiVersion: guardrails/v1\nkind: Policy\nkubernetesVersion: v1.30\npodSecurity: {enforce: baseline, \
     warn: restricted, audit: restricted, auditVersion: v1.22, exemptions: {namespaces: [kube-system]}}\n",
    "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: restricted}\n\
     placement: {nodes: [linux, windows, virtual-node, virtual-node-v2]}\n",
    "apiVersion: guardrails/v1\nkind: Policy\nplacement: {nodes: [virtual-node]}\n",
    "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: baseline}\nazure: {initiative: restricted, effect: deny}\n",
    "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {fromNamespaceLabels: true}\n",
    "apiVersion: constraints.gatekeeper.sh/v1beta1\nkind: K8sAzureV2NoPrivilege\nmetadata: {name: of-a-team}\n\
     spec: {match: {kinds: [{apiGroups: [''], kinds: [Pod]}], namespaceSelector: {matchLabels: {team: shop}}}}\n",
    "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: strict}\n",
];

/// Of so many generated inputs of each sort.
const GENERATED: u64 = 400;

/// All questions, in an order that stays the same.
///
/// # Panics
/// If a set of vectors cannot be read.
#[must_use]
pub fn questions() -> Vec<Question> {
    let mut all = vec![question(way::RULES, String::new(), Vec::new())];
    for set in vectors::sets() {
        for line in vectors::lines(&set) {
            let record: Value = serde_json::from_str(&line).unwrap();
            if let Some(manifest) = manifest_of(&record) {
                ask(&mut all, manifest);
            }
        }
    }
    for seed in 0..GENERATED {
        for manifest in [generate::object(seed), generate::odd_object(seed), generate::yaml(seed)] {
            ask(&mut all, manifest);
        }
        let (section, review) = generate::review(seed);
        ask_review(&mut all, &section, review);
    }
    ask_nonsense(&mut all);
    all
}

/// A question without a context.
fn question(way: &'static str, policy: String, manifest: Vec<u8>) -> Question {
    Question { way, policy, manifest, namespace: None, namespace_labels: None }
}

/// What is no object, as text and as the language holds it.
fn ask_nonsense(all: &mut Vec<Question>) {
    let question = |way, manifest: &str| question(way, POLICIES[0].to_owned(), manifest.as_bytes().to_vec());
    for value in ["null", "5", "1.5", "true", "[]", "{}"] {
        all.extend([way::EVALUATE_OBJECT, way::REVIEW_OBJECT].map(|way| question(way, value)));
    }
    for text in ["", " \n", "null", "5", "[]", "{}", "\0", "{\"request\":{\"uid\":\"7\"}}"] {
        let ways = [way::EVALUATE, way::EVALUATE_ALL, way::REVIEW, way::REVIEW_VERDICT];
        all.extend(ways.map(|way| question(way, text)));
    }
}

/// The input of a record, under whichever name its set has for it; large ones stand there as a recipe alone.
fn manifest_of(record: &Value) -> Option<Vec<u8>> {
    match record.get("raw_b64") {
        Some(raw) => Some(STANDARD.decode(raw.as_str()?).unwrap()),
        None => {
            record.get("object").or_else(|| record.get("review")?.get("object")).map(|it| it.to_string().into_bytes())
        }
    }
}

/// Asks about an input in every way that it allows.
fn ask(all: &mut Vec<Question>, manifest: Vec<u8>) {
    let turn = all.len();
    let namespace = [None, Some("shop"), Some("kube-system")].get(turn % 7).copied().flatten();
    // The wrong policy has its turn seldom.
    let last = POLICIES.len() - 1;
    let policy = POLICIES[if turn.is_multiple_of(97) { last } else { turn % last }].to_owned();
    let namespace_labels = LABELS[turn % LABELS.len()];
    let question = |way, manifest| Question { way, policy: policy.clone(), manifest, namespace, namespace_labels };
    if let Some(plain) = as_objects_can_hold_it(&manifest) {
        all.push(question(way::EVALUATE_OBJECT, plain));
    }
    all.push(question(way::EVALUATE_ALL, manifest.clone()));
    all.push(question(way::EVALUATE, manifest));
}

fn ask_review(all: &mut Vec<Question>, section: &str, review: Vec<u8>) {
    let policy = format!(r#"{{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{section}}}"#);
    let question = |way, manifest| question(way, policy.clone(), manifest);
    if let Some(plain) = as_objects_can_hold_it(&review) {
        all.push(question(way::REVIEW_OBJECT, plain));
    }
    all.push(question(way::REVIEW_VERDICT, review.clone()));
    all.push(question(way::REVIEW, review));
}

/// The JSON text of an object, if every language's objects can hold the same.
fn as_objects_can_hold_it(manifest: &[u8]) -> Option<Vec<u8>> {
    /// Beyond this, JavaScript's numbers are not exact.
    const EXACT: i64 = 1 << 53;
    fn is_plain(value: &Value) -> bool {
        match value {
            Value::Number(number) => number.as_i64().is_some_and(|n| n.abs() <= EXACT),
            Value::Array(list) => list.iter().all(is_plain),
            // JavaScript puts keys that are numbers first. Python takes keys with underscores for those of the
            // Kubernetes client's `to_dict()`.
            Value::Object(map) => {
                map.iter().all(|(key, it)| key.parse::<u64>().is_err() && !key.contains('_') && is_plain(it))
            }
            Value::Null | Value::Bool(_) | Value::String(_) => true,
        }
    }
    let value: Value = serde_json::from_slice(manifest).ok()?;
    (value.is_object() && is_plain(&value)).then(|| value.to_string().into_bytes())
}
