//! Placement: pods and nodes that a seed makes, held to the functions that kube-scheduler calls.

use guardrails_core::{Context, NodeClass, Placement, Policy, Reach, Scratch, Verdict};
use guardrails_tests::generate;
use guardrails_tests::oracle::{Oracle, about};
use serde_json::{Value, json};

const BATCH: u64 = 2_000;

/// Exact nodes get the scheduler's own answer, word for word; a class is never called impossible for a pod
/// that one of its nodes takes.
pub fn run(oracle: &Oracle, seed: u64, pods: u64) {
    let classes = Policy::placement(Placement::of_classes(NodeClass::ALL));
    let mut scratch = Scratch::new();
    let (mut equal, mut possible) = (0u64, 0u64);
    for start in (seed..seed + pods).step_by(BATCH as usize) {
        let seeds = start..(start + BATCH).min(seed + pods);
        let made: Vec<_> = seeds.map(|seed| (seed, generate::pod_and_nodes(seed))).collect();
        let exact = made.iter().map(|(seed, (pod, nodes))| question(*seed, pod, nodes));
        for (answer, (_, (pod, nodes))) in oracle.ask("placement", &exact.collect::<Vec<_>>()).iter().zip(&made) {
            for node in nodes {
                let list = json!({"apiVersion": "v1", "kind": "List", "items": [node]}).to_string();
                let policy = Policy::placement(Placement::of_nodes(list).unwrap());
                let verdict = policy.evaluate(pod, Context::default(), &mut scratch).unwrap();
                let name = node["metadata"]["name"].as_str().unwrap();
                assert_eq!(said(&verdict), answer["nodes"][name], "{} on {node}", String::from_utf8_lossy(pod));
                equal += 1;
            }
        }
        let of_classes = |seed| NodeClass::ALL.map(|class| generate::node_of_class(seed, class.name()));
        let known = made.iter().map(|(seed, (pod, _))| question(*seed, pod, &of_classes(*seed)));
        for (answer, (seed, (pod, _))) in oracle.ask("placement", &known.collect::<Vec<_>>()).iter().zip(&made) {
            let verdict = classes.evaluate(pod, Context::default(), &mut scratch).unwrap();
            for (place, node) in verdict.placement().zip(of_classes(*seed)) {
                if answer["nodes"][node["metadata"]["name"].as_str().unwrap()] == "ok" {
                    assert_ne!(
                        place.reach(),
                        Reach::Cannot,
                        "{}: {} on {node}",
                        place.name(),
                        String::from_utf8_lossy(pod)
                    );
                    possible += 1;
                }
            }
        }
    }
    println!("oracle placement: {equal} equal on exact nodes; {possible} times possible, and never called impossible");
    assert!(possible > pods / 20, "the generator has lost its aim");
}

fn question(seed: u64, pod: &[u8], nodes: &[Value]) -> Value {
    let mut question = about(seed, pod);
    question["nodes"] = json!(nodes);
    question
}

/// What the library says of its only node, in the oracle's words.
fn said(verdict: &Verdict<'_>) -> String {
    let place = verdict.placement().next().unwrap();
    match place.reason() {
        None => "ok".to_owned(),
        Some(reason) => match reason.kind() {
            "nodeName" => "nodename".to_owned(),
            "taint" => {
                let words = reason.to_string();
                format!("taint:{}", words.trim_start_matches("the taint ").trim_end_matches(" is not tolerated"))
            }
            _ => "selector".to_owned(),
        },
    }
}
