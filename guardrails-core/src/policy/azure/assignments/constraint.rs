//! Constraints as the add-on makes them.

use serde_json::{Map, Value, json};

/// What the add-on never lets a policy judge, whatever its parameters say.
const ALWAYS_EXCLUDED: [&str; 3] = ["kube-system", "gatekeeper-system", "azure-arc"];

/// What a constraint is made of.
pub(super) struct Parts<'p> {
    pub(super) kind: &'p str,
    /// What tells it from the others of its kind.
    pub(super) identity: [&'p str; 3],
    pub(super) action: &'p str,
    /// `apiGroups`, `kinds`, `namespaces`, `excludedNamespaces`, `labelSelector`, `source`: evaluated.
    pub(super) target: &'p Map<String, Value>,
    pub(super) parameters: Value,
}

/// Writes a constraint down as `kubectl get -o json` would print it.
pub(super) fn constraint(parts: Parts<'_>) -> Value {
    json!({
        "apiVersion": "constraints.gatekeeper.sh/v1beta1",
        "kind": parts.kind,
        "metadata": {"name": name(parts.kind, parts.identity)},
        "spec": {
            "enforcementAction": parts.action,
            "match": matched(parts.target),
            "parameters": parts.parameters,
        },
    })
}

fn matched(target: &Map<String, Value>) -> Value {
    let get = |key: &str| target.get(key).cloned();
    let excluded = match target.get("excludedNamespaces") {
        Some(Value::Array(namespaces)) => with_always_excluded(namespaces),
        None | Some(Value::Null) => with_always_excluded(&[]),
        // Whoever reads the constraint refuses it.
        Some(other) => other.clone(),
    };
    let mut matched = Map::new();
    let kinds = json!([{"apiGroups": get("apiGroups").unwrap_or_else(|| json!([""])), "kinds": get("kinds")}]);
    matched.insert("kinds".into(), kinds);
    matched.insert("excludedNamespaces".into(), excluded);
    let says_something = |value: &Value| !(value.is_null() || *value == json!([]) || *value == json!({}));
    for key in ["namespaces", "labelSelector", "source"] {
        if let Some(value) = get(key).filter(says_something) {
            matched.insert(key.into(), value);
        }
    }
    matched.into()
}

fn with_always_excluded(namespaces: &[Value]) -> Value {
    let mut excluded = ALWAYS_EXCLUDED.map(Value::from).to_vec();
    let others = namespaces.iter().filter(|namespace| !ALWAYS_EXCLUDED.iter().any(|always| *namespace == always));
    excluded.extend(others.cloned());
    excluded.into()
}

/// The add-on's form of names. How it makes the twenty digits is not known; ours tell the same policy by the
/// same name.
fn name(kind: &str, identity: [&str; 3]) -> String {
    let template: String = kind.to_ascii_lowercase().chars().take(30).collect();
    let mut hash: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
    for byte in identity.join("\0").bytes() {
        hash = (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
    }
    let digits = hash & 0xffff_ffff_ffff_ffff_ffff;
    format!("azurepolicy-{template}-{digits:020x}")
}
