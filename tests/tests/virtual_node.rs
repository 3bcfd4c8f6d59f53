//! `vectors/aci-v1`: 852 pods, held to what azure-aci 1.6.4 behind virtual-kubelet 1.11.0 does with them.

use std::collections::BTreeSet;

use guardrails_core::{Concern, Context, NodeClass, Placement, Policy, Rule, Scope, Scratch, Verdict};
use guardrails_tests::vectors;
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Record {
    id: String,
    object: Box<RawValue>,
    error: Option<String>,
    findings: Vec<Fault>,
    ignored: Vec<String>,
}

#[derive(Deserialize)]
struct Fault {
    path: String,
    error: String,
}

/// A cluster with the add-on's node, its taint taken away so that every pod lands there.
fn policy() -> Policy {
    let node = r#"{"apiVersion":"v1","kind":"Node","metadata":{"name":"virtual-node-aci-linux","labels":{
        "type":"virtual-kubelet","kubernetes.io/os":"linux","kubernetes.io/hostname":"virtual-node-aci-linux"}}}"#;
    Policy::placement(Placement::of_nodes(node).unwrap())
}

fn concern(rule: &Rule) -> Concern {
    match rule.scope {
        Scope::Nodes(_, concern) => concern,
        _ => panic!("{} is no rule about nodes", rule.id),
    }
}

/// The provider's answer depends on what secrets and configMaps hold, which a pod does not tell.
fn needs_cluster_state(error: &str) -> bool {
    let parts =
        ["not found", "doesn't contain", "does not exist", "image pull secret type", "malformed dockerconfigjson"];
    parts.iter().any(|part| error.contains(part)) || error.starts_with("no username present")
}

/// Which of the refusals the vectors know; the others rest on documentation.
fn is_measured(id: &str) -> bool {
    !["virtualNodeOsWindows", "virtualNodeOsLinux", "virtualNodeDaemonSet"].contains(&id)
}

/// A path of the provider's oracle as findings write it: keys without quotes.
fn unquoted(path: &str) -> String {
    path.replace("[\"", "[").replace("\"]", "]")
}

#[test]
fn every_refusal_is_found_and_no_other() {
    let policy = policy();
    let mut scratch = Scratch::new();
    let (mut refused, mut state) = (0, 0);
    for line in vectors::lines("aci-v1") {
        let record: Record = serde_json::from_str(&line).unwrap();
        let verdict = policy.evaluate(record.object.get().as_bytes(), Context::default(), &mut scratch).unwrap();
        let mut found = BTreeSet::new();
        for finding in verdict.findings().filter(|finding| is_measured(finding.rule().id)) {
            if concern(finding.rule()) == Concern::Refused {
                found.extend(finding.fields().map(|field| (finding.to_string(), field)));
            }
        }
        for fault in &record.findings {
            let error = fault.error.replace("region westeurope", "region (the virtual node's)");
            if needs_cluster_state(&error) {
                assert!(names_state(&verdict, &fault.path), "{}: {} at {}", record.id, error, fault.path);
                state += 1;
                continue;
            }
            let at = unquoted(&fault.path);
            let same = |(message, field): &&(String, String)| *message == error && field.starts_with(&at);
            let hit = found.iter().find(same).cloned();
            let hit = hit.unwrap_or_else(|| panic!("{}: missed {error} at {at}; found {found:?}", record.id));
            found.remove(&hit);
            refused += 1;
        }
        assert!(found.is_empty(), "{}: too much: {found:?}", record.id);
    }
    assert!(refused > 250 && state > 50, "{refused} {state}");
}

/// Whether a finding says that what stands at a path needs a look at the cluster.
fn names_state(verdict: &Verdict<'_>, path: &str) -> bool {
    let mut needs = verdict.findings().filter(|finding| finding.rule().id.ends_with("sNeeded"));
    needs.any(|finding| finding.fields().any(|field| field.starts_with(path)))
}

/// Fields that the provider ignores depending on others, on its limits or on what exists; no rule names them.
const SOMETIMES: [&str; 20] = [
    "spec.containers[].env[].name",
    "spec.initContainers[].env[].name",
    "spec.containers[].ports[].name",
    "spec.enableServiceLinks",
    "spec.dnsConfig.searches[]",
    "spec.dnsConfig.nameservers[]",
    "spec.serviceAccountName",
    "spec.volumes[].name",
    "spec.volumes[].secret.secretName",
    "spec.volumes[].configMap.name",
    "spec.containers[].env[].valueFrom.secretKeyRef.key",
    "spec.containers[].env[].valueFrom.secretKeyRef.name",
    "spec.containers[].env[].valueFrom.configMapKeyRef.key",
    "spec.containers[].env[].valueFrom.configMapKeyRef.name",
    "spec.containers[].envFrom[].secretRef.name",
    "spec.containers[].envFrom[].prefix",
    "spec.initContainers[].envFrom[].secretRef.name",
    "spec.initContainers[].envFrom[].prefix",
    "spec.volumes[].projected.sources[].secret.name",
    "spec.volumes[].projected.sources[].configMap.name",
];

/// References of init containers that were ignored in every vector because they were optional and missing.
const OPTIONAL: [&str; 2] = [
    "spec.initContainers[].env[].valueFrom.configMapKeyRef.key",
    "spec.initContainers[].env[].valueFrom.configMapKeyRef.name",
];

/// Rules over fields that are sent, though not as they were meant.
const ALTERED: [&str; 4] = [
    "virtualNodeSecretsInPlainEnv",
    "virtualNodeSctpBecomesTcp",
    "virtualNodeResourcesRounded",
    "virtualNodeGuardrailsVoid",
];

fn without_indexes(path: &str) -> String {
    let mut out = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('[') {
        let (inside, after) = after.split_once(']').unwrap();
        out.push_str(before);
        out.push_str(&if inside.parse::<u32>().is_ok() { "[]".to_owned() } else { format!("[{inside}]") });
        rest = after;
    }
    out + rest
}

#[test]
fn every_ignored_field_is_reported_and_no_other() {
    let policy = policy();
    let mut scratch = Scratch::new();
    let mut compared = 0;
    for line in vectors::lines("aci-v1") {
        let record: Record = serde_json::from_str(&line).unwrap();
        if record.error.is_some() {
            continue;
        }
        let verdict = policy.evaluate(record.object.get().as_bytes(), Context::default(), &mut scratch).unwrap();
        let void =
            verdict.findings().filter(|it| concern(it.rule()) == Concern::Void && !ALTERED.contains(&it.rule().id));
        let mut found: BTreeSet<String> = void.flat_map(|finding| finding.fields().collect::<Vec<_>>()).collect();
        for path in &record.ignored {
            let general = without_indexes(path);
            if SOMETIMES.contains(&general.as_str()) || OPTIONAL.contains(&general.as_str()) {
                continue;
            }
            assert!(found.remove(&unquoted(path)), "{}: missed {path}; found {found:?}", record.id);
            compared += 1;
        }
        // A limit on ephemeral storage is not sent; its being there makes the provider send the other limits.
        found.retain(|path| !path.ends_with(".resources.limits.ephemeral-storage"));
        assert!(found.is_empty(), "{}: too much: {found:?}", record.id);
    }
    assert_eq!(compared, 749);
}

#[test]
fn json_and_yaml_agree() {
    let policies = [policy(), Policy::placement(Placement::of_classes(NodeClass::ALL))];
    let mut scratch = Scratch::new();
    for line in ["aci-v1", "placement"].into_iter().flat_map(vectors::lines) {
        #[derive(Deserialize)]
        struct Object {
            id: String,
            object: Box<RawValue>,
        }
        let record: Object = serde_json::from_str(&line).unwrap();
        // A comment is what tells YAML from JSON.
        let yaml = format!("# {}\n{}", record.id, record.object);
        for policy in &policies {
            let mut judge =
                |text: &str| policy.evaluate(text.as_bytes(), Context::default(), &mut scratch).unwrap().to_json();
            assert_eq!(judge(&yaml), judge(record.object.get()), "{}", record.id);
        }
    }
}
