//! Objects that lie in another program's memory have the answers of their JSON: here, values of `serde_json`.

use std::borrow::Cow;

use guardrails_core::{Context, LoneSurrogate, ManifestError, Policy, Scratch, Shape, Tree};
use guardrails_tests::generate;
use serde_json::{Value, json};

#[derive(Clone)]
enum Held<'v> {
    Key(&'v str),
    Value(&'v Value),
}

impl<'v> Tree for Held<'v> {
    type Members = Box<dyn Iterator<Item = (Self, Self)> + 'v>;
    type Elements = Box<dyn Iterator<Item = Self> + 'v>;

    const ADVICE: &'static str = "write it as Kubernetes does";

    fn shape(&self) -> Shape {
        match self {
            Self::Key(_) | Self::Value(Value::String(_)) => Shape::String,
            Self::Value(Value::Null) => Shape::Null,
            Self::Value(Value::Bool(_)) => Shape::Boolean,
            Self::Value(Value::Number(_)) => Shape::Number,
            Self::Value(Value::Array(_)) => Shape::List,
            Self::Value(Value::Object(_)) => Shape::Object,
        }
    }

    fn members(&self) -> Option<Self::Members> {
        let Self::Value(Value::Object(map)) = self else { return None };
        Some(Box::new(map.iter().map(|(key, value)| (Held::Key(key), Held::Value(value)))))
    }

    fn elements(&self) -> Option<Self::Elements> {
        let Self::Value(Value::Array(list)) = self else { return None };
        Some(Box::new(list.iter().map(Held::Value)))
    }

    fn boolean(&self) -> Option<bool> {
        let Self::Value(value) = self else { return None };
        value.as_bool()
    }

    fn integer(&self) -> Option<i64> {
        let Self::Value(value) = self else { return None };
        value.as_i64()
    }

    fn string(&self) -> Result<Option<Cow<'_, str>>, LoneSurrogate> {
        Ok(match self {
            Self::Key(key) => Some(Cow::Borrowed(*key)),
            Self::Value(Value::String(text)) => Some(Cow::Borrowed(text)),
            Self::Value(_) => None,
        })
    }

    fn number(&self, out: &mut String) -> bool {
        if let Self::Value(value) = self {
            out.push_str(&value.to_string());
        }
        true
    }

    fn type_name(&self) -> String {
        "value".into()
    }
}

fn policies() -> [Policy; 2] {
    let document = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: baseline, warn: restricted, \
                    exemptions: {namespaces: [kube-system]}}\nplacement: {nodes: [linux, virtual-node]}\n";
    let strict = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: restricted}\n";
    [Policy::load(strict).unwrap(), Policy::load(document).unwrap()]
}

/// The value of a text, if it is JSON without a key that a tree's reader refuses and a text's passes over.
fn plain(text: &[u8]) -> Option<Value> {
    let value: Value = serde_json::from_slice(text).ok()?;
    (!value.to_string().contains("\"host_network\":")).then_some(value)
}

/// What an error says beside its place in a text.
fn said(error: &ManifestError) -> String {
    format!("{} {}: {}", error.kind(), error.field(), error.message())
}

fn of_tree(policy: &Policy, value: &Value) -> Result<String, String> {
    let verdict =
        policy.evaluate_tree(Held::Value(value), Context::default(), &mut Scratch::new()).map(|it| it.to_json());
    verdict.map_err(|error| {
        assert_eq!(error.position(), None);
        said(&error)
    })
}

fn of_text(policy: &Policy, value: &Value) -> Result<String, String> {
    let text = value.to_string();
    let verdict = policy.evaluate(text.as_bytes(), Context::default(), &mut Scratch::new()).map(|it| it.to_json());
    verdict.map_err(|error| said(&error))
}

#[test]
fn a_tree_has_the_answer_of_its_json() {
    let (mut verdicts, mut errors) = (0, 0);
    for seed in 0..6_000 {
        let text = if seed % 3 == 0 { generate::object(seed) } else { generate::odd_object(seed) };
        let Some(value) = plain(&text) else { continue };
        for policy in &policies() {
            let (tree, text) = (of_tree(policy, &value), of_text(policy, &value));
            assert_eq!(tree, text, "seed {seed}: {value}");
            *if tree.is_ok() { &mut verdicts } else { &mut errors } += 1;
        }
    }
    assert!(verdicts > 3_000 && errors > 500, "{verdicts} verdicts, {errors} errors");
}

#[test]
fn the_items_of_a_list_have_the_answers_of_their_json() {
    let mut judged = 0;
    for seed in 0..300u64 {
        let items: Vec<Value> = (0..seed % 7).filter_map(|n| plain(&generate::odd_object(seed * 7 + n))).collect();
        let kind = if seed % 2 == 0 { "List" } else { "PodList" };
        let list = json!({"apiVersion": "v1", "kind": kind, "items": items});
        for policy in &policies() {
            let (mut tree, mut text) = (Vec::new(), Vec::new());
            policy.evaluate_tree_all(Held::Value(&list), Context::default(), &mut Scratch::new(), |result| {
                tree.push(result.map(|it| it.to_json()).map_err(|error| said(&error)));
            });
            let bytes = list.to_string();
            let each = |_: &guardrails_core::Item<'_>, result: Result<guardrails_core::Verdict<'_>, ManifestError>| {
                text.push(result.map(|it| it.to_json()).map_err(|error| said(&error)));
            };
            policy.evaluate_all(bytes.as_bytes(), Context::default(), &mut Scratch::new(), each).unwrap();
            assert_eq!(tree, text, "seed {seed}");
            judged += tree.len();
        }
    }
    assert!(judged > 1_000, "{judged}");
}

#[test]
fn keys_in_another_spelling_are_errors() {
    let policy = &policies()[0];
    let pod = |spec: Value| json!({"apiVersion": "v1", "kind": "Pod", "spec": spec});
    for (object, said) in [
        (pod(json!({"host_pid": true})), "unsupported spec.host_pid: the key `host_pid` is `hostPID` to Kubernetes"),
        (json!({"api_version": "v1", "kind": "Pod"}), "unsupported api_version: the key `api_version` is `apiVersion`"),
        (json!({"Kind": "Pod"}), "unsupported Kind: the key `Kind` is taken for `kind` or `apiVersion`"),
    ] {
        assert!(of_tree(policy, &object).unwrap_err().starts_with(said), "{object}");
    }
    assert!(of_tree(policy, &pod(json!({"my_key": true}))).is_ok());
}

#[test]
fn quantities_are_looked_at_as_json_writes_them() {
    let policy = "apiVersion: guardrails/v1\nkind: Policy\nazure: {initiative: restricted, effect: deny}\n";
    let policy = Policy::load(policy).unwrap();
    for memory in [
        json!("1Mi"),
        json!(" 1Mi "),
        json!("1Mi\n"),
        json!("1\u{1}"),
        json!("\"1"),
        json!("1\\"),
        json!(5),
        json!(0.5),
    ] {
        let container = json!({"name": "c", "image": "i", "resources": {"limits": {"cpu": "1", "memory": memory}}});
        let pod =
            json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": {"containers": [container]}});
        assert_eq!(of_tree(&policy, &pod), of_text(&policy, &pod), "{memory}");
    }
}

#[test]
fn a_tree_has_limits() {
    let policy = &policies()[0];
    let pod = |add: Value| {
        let capabilities = json!({"capabilities": {"add": add}});
        json!({"apiVersion": "v1", "kind": "Pod", "spec": {"containers": [{"securityContext": capabilities}]}})
    };
    let word = "x".repeat(1_000_000);
    assert!(of_tree(policy, &pod(json!([word, word, word]))).is_ok());
    assert!(of_tree(policy, &pod(json!([word, word, word, word]))).unwrap_err().starts_with("size "));
    // Together they are too large, also where each of them is looked at and left again.
    let env: Vec<Value> = (0..20_000).map(|n| json!({"name": format!("variable-{n}"), "value": "x"})).collect();
    let containers: Vec<Value> = (0..40).map(|n| json!({"name": format!("c{n}"), "env": env})).collect();
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "spec": {"containers": containers}});
    policies().iter().for_each(|policy| assert!(of_tree(policy, &pod).unwrap_err().starts_with("size ")));
    assert!(of_tree(policy, &Value::Null).unwrap_err().starts_with("no-object "));
    let many = json!({"apiVersion": "v1", "kind": "List", "items": []});
    assert!(of_tree(policy, &many).unwrap_err().starts_with("many-objects "));
}
