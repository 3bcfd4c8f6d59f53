//! What `kubectl get` prints of a cluster.

use guardrails_cli::{DENIED, PASSED};

use crate::folder::{check_input, golden};

/// An object with a template, its owner and its replicas.
fn workload(kind: &str, name: &str, owner: &str, more: &str) -> String {
    let (open, close) = if kind == "Pod" { ("", "") } else { ("\"template\":{\"spec\":{", "}}") };
    let version = if kind == "Pod" { "v1" } else { "apps/v1" };
    let labels = r#""labels":{"app":"web","pod-template-hash":"5d9c"}"#;
    format!(
        r#"{{"apiVersion":"{version}","kind":"{kind}","metadata":{{"name":"{name}","namespace":"shop",{labels}{owner}}},"spec":{{{more}{open}"hostPID":true{close}}}}}"#
    )
}

fn owned_by(kind: &str, name: &str) -> String {
    format!(
        r#","ownerReferences":[{{"apiVersion":"v1","kind":"Node","name":"n"}},{{"apiVersion":"apps/v1","kind":"{kind}","name":"{name}","controller":true}}]"#
    )
}

fn cluster() -> String {
    let of_deployment = owned_by("Deployment", "web");
    let items = [
        workload("Pod", "web-5d9c-aaaaa", &owned_by("ReplicaSet", "web-5d9c"), ""),
        workload("Pod", "web-5d9c-bbbbb", &owned_by("ReplicaSet", "web-5d9c"), "\"hostIPC\":true,"),
        workload("Deployment", "web", "", "\"replicas\":2,"),
        workload("ReplicaSet", "web-5d9c", &of_deployment, "\"replicas\":2,"),
        workload("ReplicaSet", "web-1111", &of_deployment, "\"replicas\":0,"),
        workload("ReplicaSet", "alone", "", "\"replicas\":0,"),
    ];
    format!(
        r#"{{"apiVersion":"v1","items":[{}],"kind":"List","metadata":{{"resourceVersion":""}}}}"#,
        items.join(",\n")
    )
}

#[test]
fn a_deployment_its_replica_sets_and_their_pods_are_one() {
    let outcome = check_input(&cluster(), &["--pod-security", "baseline", "--by-owner"]);
    assert_eq!(outcome.status, DENIED);
    golden("by-owner.txt", &outcome.output);
    let each = check_input(&cluster(), &["--pod-security", "baseline"]);
    assert_eq!(each.counts(), "6 objects judged: 6 denied");
}

#[test]
fn programs_see_the_owner_of_each() {
    let lines = check_input(&cluster(), &["--pod-security", "baseline", "--by-owner", "--format", "jsonl"]).json();
    let owners: Vec<String> = lines.iter().map(|line| line["input"]["owner"].to_string()).collect();
    let deployment = r#"{"kind":"Deployment","name":"web"}"#;
    let alone = r#"{"kind":"ReplicaSet","name":"alone"}"#;
    assert_eq!(owners, [deployment, deployment, deployment, deployment, alone]);
}

#[test]
fn yaml_has_owners_too() {
    let yaml = "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata:\n  name: web-1\n  ownerReferences:\n  - kind: Deployment\n    \
                name: web\n    controller: true\nspec:\n  replicas: 0\n  template: {spec: {hostPID: true}}\n";
    let outcome = check_input(yaml, &["--by-owner"]);
    assert_eq!(
        (outcome.status, outcome.counts()),
        (PASSED, "0 objects judged: 0 denied; 1 ReplicaSet without replicas left out")
    );
}
