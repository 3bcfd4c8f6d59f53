//! Azure's policies as people have them, through the public interface: what is built in loads, the examples
//! load, and what is left out is named.

use std::fs;
use std::path::Path;

use guardrails_core::{Context, Effect, Policy, Scratch};
use serde_json::{Value, json};

/// The templates that no rule is built for: their text is not public, and what is known is not enough.
const UNSUPPORTED: &[&str] =
    &["container-no-latest-image v1", "disallowed-bad-pod-disruption-budgets v1", "require-ingress-host v1"];

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn table() -> Value {
    serde_json::from_str(&fs::read_to_string(root().join("xtask/data/azure-catalogue.json")).unwrap()).unwrap()
}

/// What definitions insist on, with a value that each of them takes.
fn required(name: &str) -> Value {
    match name {
        "allowedContainerImagesRegex" => json!(".*"),
        "kind" => json!("Pod"),
        "cpuLimit" => json!("1"),
        "memoryLimit" => json!("1Gi"),
        "messages" => json!({}),
        "namespaces" => json!(["default"]),
        "reservedTaints" => json!(["CriticalAddonsOnly"]),
        "labels" => json!(["kubernetes.azure.com"]),
        _ => json!([]),
    }
}

/// An assignment of a policy with what it insists on.
fn assigned(kind: &str, policy: &Value, version: &str) -> String {
    let parameters = policy["parameters"].as_object().unwrap().iter();
    let missing = parameters.filter(|(_, parameter)| parameter.get("default").is_none());
    let parameters: serde_json::Map<String, Value> =
        missing.map(|(name, _)| (name.clone(), json!({"value": required(name)}))).collect();
    let id = format!("/providers/Microsoft.Authorization/{kind}/{}", policy["id"].as_str().unwrap());
    let assignment =
        json!({"name": "a", "policyDefinitionId": id, "definitionVersion": version, "parameters": parameters});
    let own = json!({"apiVersion": "guardrails/v1", "kind": "Policy", "unsupported": "note", "podSecurity": {"enforce": "baseline"}});
    format!("{assignment}\n{own}")
}

/// The notes that a policy has for every verdict.
fn notes(policy: &Policy) -> Vec<String> {
    let mut scratch = Scratch::new();
    let pod =
        br#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"p","namespace":"shop"},"spec":{"containers":[]}}"#;
    let verdict = policy.evaluate(pod, Context::default(), &mut scratch).unwrap();
    verdict.notes().map(|note| note.to_string()).collect()
}

#[test]
fn every_built_in_policy_loads_or_is_named() {
    let mut loaded = 0;
    for definition in table()["definitions"].as_array().unwrap() {
        for (version, template) in definition["versions"].as_object().unwrap() {
            let policy = Policy::load(assigned("policyDefinitions", definition, version));
            let name = format!("{} v{template}", definition["template"].as_str().unwrap());
            let notes = notes(&policy.unwrap_or_else(|error| panic!("{name}: {error}"))).concat();
            assert_eq!(notes.contains("was not checked"), UNSUPPORTED.contains(&name.as_str()), "{name}: {notes}");
            loaded += 1;
        }
    }
    assert!(loaded > 100, "{loaded}");
}

#[test]
fn every_built_in_initiative_loads() {
    for initiative in table()["initiatives"].as_array().unwrap() {
        let version = initiative["version"].as_str().unwrap();
        let policy = Policy::load(assigned("policySetDefinitions", initiative, version));
        policy.unwrap_or_else(|error| panic!("{}: {error}", initiative["name"]));
    }
    for (name, parameters) in [
        ("baseline", "{}"),
        ("restricted", "{}"),
        (
            "deployment-safeguards",
            "{allowedUsers: [], allowedGroups: [], labels: [], allowedContainerImagesRegex: a, reservedTaints: []}",
        ),
    ] {
        let azure = format!("azure: {{initiative: {name}, effect: deny, parameters: {parameters}}}");
        let own = format!("apiVersion: guardrails/v1\nkind: Policy\nunsupported: note\n{azure}\n");
        Policy::load(own).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

#[test]
fn the_examples_load() {
    let mut loaded = 0;
    for entry in fs::read_dir(root().join("examples/policies")).unwrap() {
        let path = entry.unwrap().path();
        Policy::load(fs::read(&path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        loaded += 1;
    }
    assert!(loaded >= 4);
}

#[test]
fn policy_documents_keep_to_their_schema() {
    let schema = fs::read_to_string(root().join("docs/schemas/policy.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&schema).unwrap()).unwrap();
    let own = |rest: Value| {
        let mut document = json!({"apiVersion": "guardrails/v1", "kind": "Policy"});
        document.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
        document
    };
    for (rest, is_valid) in [
        (json!({"azure": {"initiative": "baseline", "effect": "deny"}}), true),
        (json!({"azure": {"initiative": "baseline"}, "safeguards": {"level": "Warn"}, "unsupported": "note"}), true),
        (json!({"azure": {"initiative": "strict"}}), false),
        (json!({"azure": {"effect": "deny"}}), false),
        (json!({"azure": {}}), false),
        (json!({"safeguards": {"pssLevel": "Baseline"}}), false),
        (json!({"safeguards": {"level": "enforce"}}), false),
    ] {
        let document = own(rest);
        assert_eq!(schema.is_valid(&document), is_valid, "{document}");
        // What cannot be judged is a question of its own.
        let read = Policy::load(document.to_string()).map_err(|error| error.to_string());
        assert_eq!(
            read.as_ref().map_or_else(|error| error.contains("unsupported: note"), |_| true),
            is_valid,
            "{read:?}"
        );
    }
}

#[test]
fn what_safeguards_fill_in_is_not_missed() {
    let deployment = r#"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{"replicas":3,
        "selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},"spec":{
        "containers":[{"name":"web","image":"web:1"}]}}}}"#;
    let judged = |level: &str| {
        let own =
            format!("apiVersion: guardrails/v1\nkind: Policy\nunsupported: note\nsafeguards: {{level: {level}}}\n");
        let policy = Policy::load(own).unwrap();
        let mut scratch = Scratch::new();
        let verdict = policy.evaluate(deployment.as_bytes(), Context::default(), &mut scratch).unwrap();
        let wanted = if level == "Warn" { Effect::Warn } else { Effect::Deny };
        let findings = verdict.findings().filter(|it| it.effect() == wanted);
        findings.map(|it| format!("{}: {it}", it.rule().id)).collect::<Vec<_>>()
    };
    let (warned, denied) = (judged("Warn").concat(), judged("Enforce").concat());
    assert!(warned.contains("K8sAzureV1AntiAffinityOrSpreadRules: Deployment with 3 replicas"), "{warned}");
    assert!(denied.contains("K8sAzureV2ContainerEnforceProbes: Container <web>"), "{denied}");
    assert!(!denied.contains("AntiAffinity") && !denied.contains("has no resource requests"), "{denied}");
}
