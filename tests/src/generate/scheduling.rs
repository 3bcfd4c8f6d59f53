//! Pods and nodes for the scheduler: few words, so that they meet, and each of them malformed now and then.

use serde_json::{Map, Value, json};

use super::rng::Rng;

const KEYS: [&str; 14] = [
    "type",
    "virtualization",
    "kubernetes.io/os",
    "kubernetes.io/arch",
    "agentpool",
    "kubernetes.azure.com/mode",
    "kubernetes.azure.com/cluster",
    "kubernetes.io/hostname",
    "team",
    "example.com/cores",
    "bad key",
    "a/b/c",
    "",
    "-x",
];
const VALUES: [&str; 15] = [
    "virtual-kubelet",
    "virtualnode2",
    "linux",
    "windows",
    "amd64",
    "user",
    "7",
    "-4",
    "007",
    "9223372036854775808",
    "",
    "web",
    "bad value",
    "-1",
    "virtual-node-aci-linux",
];
const OPERATORS: [&str; 9] = ["In", "In", "NotIn", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "in"];
const TAINTS: [&str; 5] =
    ["virtual-kubelet.io/provider", "kubernetes.azure.com/scalesetpriority", "team", "x", "CriticalAddonsOnly"];
const EFFECTS: [&str; 3] = ["NoSchedule", "NoExecute", "PreferNoSchedule"];
const NAMES: [&str; 5] =
    ["aks-nodepool1-12345678-vmss000000", "akswin000000", "virtual-node-aci-linux", "vn2-virtualnode-0", "other"];

/// A pod as JSON, and nodes with names of their own.
#[must_use]
pub fn pod_and_nodes(seed: u64) -> (Vec<u8>, Vec<Value>) {
    let mut rng = Rng::new(seed, 9);
    let mut spec = json!({"containers": [{"name": "c", "image": "i"}]});
    if rng.chance(15) {
        spec["nodeName"] = json!(rng.text(&NAMES));
    }
    if rng.chance(30) {
        spec["nodeSelector"] = Value::Object(labels(&mut rng, 2));
    }
    if rng.chance(50) {
        let terms: Vec<Value> = (0..rng.below(4)).map(|_| term(&mut rng)).collect();
        spec["affinity"] =
            json!({"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": terms}}});
    }
    if rng.chance(70) {
        spec["tolerations"] = (0..rng.below(4)).map(|_| toleration(&mut rng)).collect();
    }
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "p"}, "spec": spec}).to_string();
    (pod.into_bytes(), NAMES.iter().map(|name| node(&mut rng, name)).collect())
}

/// A node of a class as the classes are described, with more labels that a user may have added.
#[must_use]
pub fn node_of_class(seed: u64, class: &str) -> Value {
    let mut rng = Rng::new(seed, 10);
    let (name, fixed): (&str, &[(&str, &str)]) = match class {
        "linux" => (
            NAMES[0],
            &[("kubernetes.io/os", "linux"), ("kubernetes.azure.com/mode", "user"), ("kubernetes.io/arch", "amd64")],
        ),
        "windows" => (
            NAMES[1],
            &[("kubernetes.io/os", "windows"), ("kubernetes.azure.com/mode", "user"), ("kubernetes.io/arch", "amd64")],
        ),
        "virtual-node" => (NAMES[2], &[("kubernetes.io/os", "linux"), ("type", "virtual-kubelet")]),
        _ => (
            NAMES[3],
            &[("kubernetes.io/os", "linux"), ("type", "virtual-kubelet"), ("virtualization", "virtualnode2")],
        ),
    };
    let vm = class == "linux" || class == "windows";
    let mut labels: Map<String, Value> = fixed.iter().map(|(key, value)| ((*key).to_owned(), json!(value))).collect();
    labels.insert("kubernetes.io/hostname".into(), json!(name));
    if vm {
        labels.insert("kubernetes.azure.com/cluster".into(), json!("MC_group"));
        labels.insert("agentpool".into(), json!(rng.text(&["web", "user", "7"])));
    }
    for key in ["team", "example.com/cores"] {
        if rng.chance(50) {
            labels.insert(key.into(), json!(rng.text(&VALUES)));
        }
    }
    let taint = json!([{"key": TAINTS[0], "value": "azure", "effect": "NoSchedule"}]);
    json!({"metadata": {"name": name, "labels": labels}, "spec": {"taints": if vm { json!([]) } else { taint }}})
}

fn labels(rng: &mut Rng, most: usize) -> Map<String, Value> {
    (0..rng.below(most + 1)).map(|_| (rng.text(&KEYS).to_owned(), json!(rng.text(&VALUES)))).collect()
}

fn term(rng: &mut Rng) -> Value {
    let mut term = Map::new();
    if rng.chance(80) {
        term.insert("matchExpressions".into(), (0..rng.below(3)).map(|_| requirement(rng, &KEYS, &VALUES)).collect());
    }
    if rng.chance(25) {
        let keys = ["metadata.name", "metadata.name", "metadata.name", "metadata.namespace"];
        term.insert("matchFields".into(), (0..rng.below(3)).map(|_| requirement(rng, &keys, &NAMES)).collect());
    }
    Value::Object(term)
}

fn requirement(rng: &mut Rng, keys: &[&'static str], values: &[&'static str]) -> Value {
    let mut it = json!({"key": rng.text(keys), "operator": rng.text(&OPERATORS)});
    let operator = it["operator"].as_str().unwrap_or_default().to_owned();
    let usual = match operator.as_str() {
        "Exists" | "DoesNotExist" => 0,
        _ => 1,
    };
    let count = if rng.chance(80) { usual } else { rng.below(4) };
    if count > 0 || rng.chance(20) {
        it["values"] = (0..count).map(|_| json!(rng.text(values))).collect();
    }
    it
}

fn toleration(rng: &mut Rng) -> Value {
    let mut it = Map::new();
    if rng.chance(85) {
        it.insert("key".into(), json!(rng.text(&TAINTS)));
    }
    if rng.chance(80) {
        it.insert("operator".into(), json!(rng.text(&["Exists", "Exists", "Equal", "Equal", "Lt", "Gt", "exists"])));
    }
    if rng.chance(50) {
        it.insert("value".into(), json!(rng.text(&["azure", "spot", "true", "7", ""])));
    }
    if rng.chance(60) {
        it.insert("effect".into(), json!(rng.text(&EFFECTS)));
    }
    Value::Object(it)
}

fn node(rng: &mut Rng, name: &str) -> Value {
    let mut labels = labels(rng, 6);
    labels.insert("kubernetes.io/hostname".into(), json!(name));
    let taints: Vec<Value> = (0..rng.below(3))
        .map(|_| json!({"key": rng.text(&TAINTS), "value": rng.text(&["azure", "spot", "7", ""]), "effect": rng.text(&EFFECTS)}))
        .collect();
    json!({"metadata": {"name": name, "labels": labels}, "spec": {"taints": taints}})
}
