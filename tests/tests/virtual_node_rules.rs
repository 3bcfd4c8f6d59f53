//! The rules about nodes: their own examples hold, and quantities are rounded as the provider rounds them.

use std::collections::BTreeSet;

use guardrails_core::{Context, Example, Expect, NodeClass, Policy, Rule, Scope, Scratch, rules};
use guardrails_tests::vectors;
use serde_json::{Value, json};

/// The rules about nodes with the first class that each is about.
fn node_rules() -> impl Iterator<Item = (&'static Rule, NodeClass)> {
    rules().iter().filter_map(|rule| match rule.scope {
        Scope::Nodes(classes, _) => Some((*rule, classes[0])),
        _ => None,
    })
}

/// A cluster with a node of this class alone, which every pod tolerates.
fn alone(class: NodeClass) -> Policy {
    let pool = json!({"name": "pool", "class": class.name(), "taints": []});
    Policy::load(json!({"apiVersion": "guardrails/v1", "kind": "Policy", "placement": {"nodes": [pool]}}).to_string())
        .unwrap()
}

fn manifest(example: &Example) -> String {
    match example.pod.starts_with("metadata:") {
        true => format!("apiVersion: v1\nkind: Pod\n{}\n", example.pod),
        false => format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {{name: p}}\nspec:\n  {}\n",
            example.pod.replace('\n', "\n  ")
        ),
    }
}

#[test]
fn every_rule_keeps_to_its_examples() {
    let mut scratch = Scratch::new();
    let mut count = 0;
    for (rule, class) in node_rules() {
        let policy = alone(class);
        for example in rule.examples {
            let text = manifest(example);
            let verdict = policy.evaluate(text.as_bytes(), Context::default(), &mut scratch);
            let verdict = verdict.unwrap_or_else(|error| panic!("{}, {}: {error}", rule.id, example.title));
            let found: Vec<String> =
                verdict.findings().filter(|it| it.rule().id == rule.id).map(|it| it.to_string()).collect();
            let expected: &[&str] = match example.expect {
                Expect::Pass => &[],
                Expect::Fail(ref message) => std::slice::from_ref(message),
            };
            assert_eq!(found, expected, "{}, {}", rule.id, example.title);
            count += 1;
        }
    }
    assert!(count > 60, "{count}");
}

#[test]
fn every_rule_says_what_it_is() {
    let ids: BTreeSet<&str> = node_rules().map(|(rule, _)| rule.id).collect();
    assert_eq!(ids.len(), node_rules().count(), "an id stands twice");
    for (rule, _) in node_rules() {
        assert!(rule.id.starts_with("virtualNode"), "{}", rule.id);
        assert!(!rule.fields.is_empty() && !rule.upstream.is_empty() && rule.revisions.len() == 1, "{}", rule.id);
        assert!(rule.documentation.len() > 60 && rule.remedy.ends_with('.'), "{}", rule.id);
        assert_eq!(guardrails_core::rule(rule.id).map(|found| found.id), Some(rule.id));
    }
}

/// What is written in the pod against what the provider put into the container group.
#[test]
fn what_is_called_rounded_is_rounded() {
    let policy = alone(NodeClass::VirtualNode);
    let mut scratch = Scratch::new();
    let (mut changed, mut kept) = (0, 0);
    for line in vectors::lines("aci-v1") {
        let record: Value = serde_json::from_str(&line).unwrap();
        let Some(sent) = record["cg"]["properties"]["containers"].as_array() else { continue };
        let object = record["object"].to_string();
        let verdict = policy.evaluate(object.as_bytes(), Context::default(), &mut scratch).unwrap();
        let found: BTreeSet<String> = verdict
            .findings()
            .filter(|it| it.rule().id == "virtualNodeResourcesRounded")
            .flat_map(|it| it.fields().collect::<Vec<_>>())
            .collect();
        for (n, sent) in sent.iter().enumerate() {
            for (list, key, unit, sent_as) in [
                ("requests", "cpu", 1.0, "cpu"),
                ("requests", "memory", 1e9, "memoryInGB"),
                ("limits", "memory", 1e9, "memoryInGB"),
            ] {
                let path = format!("/spec/containers/{n}/resources/{list}/{key}");
                let Some(written) = record["object"].pointer(&path).and_then(quantity) else { continue };
                let sent = sent["properties"]["resources"][list][sent_as].as_f64().unwrap();
                let differs = (sent * unit - written).abs() > written * 1e-9;
                let field = path
                    .trim_start_matches('/')
                    .replace('/', ".")
                    .replace(&format!("containers.{n}."), &format!("containers[{n}]."));
                assert_eq!(found.contains(&field), differs, "{}: {field} {written} sent as {sent}", record["id"]);
                *if differs { &mut changed } else { &mut kept } += 1;
            }
        }
    }
    assert!(changed > 20 && kept > 20, "{changed} changed, {kept} kept");
}

/// The few forms that the vectors have.
fn quantity(value: &Value) -> Option<f64> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let scale = match suffix {
        "" => 1.0,
        "m" => 1e-3,
        "n" => 1e-9,
        "u" => 1e-6,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "Ki" => 1024.0,
        "Mi" => 1_048_576.0,
        "Gi" => 1_073_741_824.0,
        "e3" => 1e3,
        other => panic!("{other}"),
    };
    number.parse::<f64>().ok().map(|number| number * scale)
}
