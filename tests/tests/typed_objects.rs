//! The paths of this library agree: JSON bytes, and the same object through k8s-openapi's types.

use guardrails_core::{Context, NodeClass, Placement, Policy, Scratch, Workload};
use guardrails_tests::{generate, vectors};
use k8s_openapi::api::{apps::v1 as apps, batch::v1 as batch, core::v1 as core};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

#[derive(serde::Deserialize)]
struct Record {
    object: Box<RawValue>,
}

#[derive(serde::Deserialize)]
struct TypeMeta {
    kind: String,
}

/// The verdict by way of the typed object; `None` where k8s-openapi refuses what Kubernetes takes (null
/// elements of lists).
fn typed<O: Workload + DeserializeOwned>(policy: &Policy, json: &[u8]) -> Option<String> {
    let object: O = serde_json::from_slice(json).ok()?;
    let mut scratch = Scratch::new();
    Some(policy.evaluate_object(&object, Context::default(), &mut scratch).unwrap().to_json())
}

fn by_kind(policy: &Policy, json: &[u8]) -> Option<String> {
    let TypeMeta { kind } = serde_json::from_slice(json).ok()?;
    match kind.as_str() {
        "Pod" => typed::<core::Pod>(policy, json),
        "PodTemplate" => typed::<core::PodTemplate>(policy, json),
        "ReplicationController" => typed::<core::ReplicationController>(policy, json),
        "ReplicaSet" => typed::<apps::ReplicaSet>(policy, json),
        "Deployment" => typed::<apps::Deployment>(policy, json),
        "StatefulSet" => typed::<apps::StatefulSet>(policy, json),
        "DaemonSet" => typed::<apps::DaemonSet>(policy, json),
        "Job" => typed::<batch::Job>(policy, json),
        "CronJob" => typed::<batch::CronJob>(policy, json),
        other => panic!("no type for {other}"),
    }
}

#[test]
fn typed_objects_get_the_verdict_of_their_json() {
    // A typed object has no room for a field that is unknown.
    let pod_security = |level: &str, version: &str| {
        let text = format!(
            "apiVersion: guardrails/v1\nkind: Policy\nunknownFields: ignore\npodSecurity: {{enforce: {level}, enforceVersion: {version}}}"
        );
        Policy::load(&text).unwrap()
    };
    let policies = [
        pod_security("restricted", "latest"),
        pod_security("baseline", "v1.18"),
        pod_security("restricted", "latest").with_placement(Placement::of_classes(NodeClass::ALL)),
    ];
    let recorded = vectors::lines("pss")
        .into_iter()
        .map(|line| serde_json::from_str::<Record>(&line).unwrap().object.get().as_bytes().to_vec());
    let generated = (0..2_000).map(generate::object);
    let (mut compared, mut refused) = (0, 0);
    let mut scratch = Scratch::new();
    for object in recorded.chain(generated) {
        for policy in &policies {
            let Ok(verdict) = policy.evaluate(&object, Context::default(), &mut scratch) else { continue };
            match by_kind(policy, &object) {
                Some(typed) => {
                    // A typed annotation map is sorted, so the fields of a finding may come in another order.
                    let sorted = |json: &str| {
                        let mut value: serde_json::Value = serde_json::from_str(json).unwrap();
                        for finding in value["findings"].as_array_mut().unwrap() {
                            finding["fields"].as_array_mut().unwrap().sort_by_key(ToString::to_string);
                        }
                        value
                    };
                    assert_eq!(sorted(&typed), sorted(&verdict.to_json()), "{}", String::from_utf8_lossy(&object));
                    compared += 1;
                }
                None => refused += 1,
            }
        }
    }
    assert!(compared > 8_000, "{compared} compared, {refused} refused by k8s-openapi");
}
