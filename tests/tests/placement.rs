//! `vectors/placement`: 1,000 pods against six nodes, held to the functions that kube-scheduler calls.

use std::collections::BTreeMap;

use guardrails_core::{Context, Placement, Policy, Reach, Scratch};
use guardrails_tests::vectors;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Record {
    id: String,
    object: Box<RawValue>,
    nodes: BTreeMap<String, String>,
}

/// A policy for each node alone: its answer is then the node's.
fn policies() -> Vec<(String, Policy)> {
    let nodes = std::fs::read_to_string(vectors::folder().join("placement-nodes.json")).unwrap();
    let nodes: Vec<Value> = serde_json::from_str(&nodes).unwrap();
    let policy = |node: &Value| {
        let list = json!({"apiVersion": "v1", "kind": "List", "items": [node]}).to_string();
        let name = node["metadata"]["name"].as_str().unwrap().to_owned();
        (name, Policy::placement(Placement::of_nodes(list).unwrap()))
    };
    nodes.iter().map(policy).collect()
}

#[test]
fn every_pod_on_every_node() {
    let policies = policies();
    assert_eq!(policies.len(), 6);
    let mut scratch = Scratch::new();
    let mut judged = 0;
    for line in vectors::lines("placement") {
        let record: Record = serde_json::from_str(&line).unwrap();
        for (node, policy) in &policies {
            let verdict = policy.evaluate(record.object.get().as_bytes(), Context::default(), &mut scratch).unwrap();
            let place = verdict.placement().next().unwrap();
            let found = match place.reason() {
                None => "ok".to_owned(),
                Some(reason) => match reason.kind() {
                    "nodeName" => "nodename".to_owned(),
                    "taint" => {
                        let words = reason.to_string();
                        let taint = words.strip_prefix("the taint ").and_then(|s| s.strip_suffix(" is not tolerated"));
                        format!("taint:{}", taint.unwrap())
                    }
                    _ => "selector".to_owned(),
                },
            };
            assert_eq!(&found, &record.nodes[node], "{} on {node}", record.id);
            assert_eq!(place.reach() == Reach::Must, found == "ok", "{} on {node}", record.id);
            judged += 1;
        }
    }
    assert_eq!(judged, 6_000);
}
