//! The paths of this library agree with each other: JSON and YAML, the short answer and the list of findings,
//! the verdict's JSON and its schema.

use guardrails_core::{Context, Effect, Level, Policy, Scratch, Status, Version};
use guardrails_tests::generate;

fn policies() -> [Policy; 3] {
    let document = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: baseline, enforceVersion: v1.30, \
                    warn: restricted, audit: restricted, auditVersion: v1.22, exemptions: {namespaces: [kube-system]}}\n";
    [
        Policy::pod_security(Level::Restricted, Version::LATEST),
        Policy::pod_security(Level::Baseline, Version::v1(18)),
        Policy::load(document).unwrap(),
    ]
}

#[test]
fn json_read_as_yaml_has_the_same_verdict() {
    let mut compared = 0;
    for seed in 0..3_000 {
        let json = generate::object(seed);
        // Inside quotes these are characters to JSON and line breaks to YAML.
        if String::from_utf8_lossy(&json).contains(['\u{85}', '\u{2028}', '\u{2029}']) {
            continue;
        }
        // After a comment it is YAML, with rules of its own for what is quoted.
        let yaml = [b"# the same\n", &json[..]].concat();
        for policy in &policies() {
            let (mut one, mut other) = (Scratch::new(), Scratch::new());
            let Ok(from_json) = policy.evaluate(&json, Context::default(), &mut one) else { continue };
            let from_json = from_json.to_json();
            let Ok(from_yaml) = policy.evaluate(&yaml, Context::default(), &mut other) else { continue };
            assert_eq!(from_yaml.to_json(), from_json, "seed {seed}");
            compared += 1;
        }
    }
    assert!(compared > 5_000, "{compared}");
}

#[test]
fn the_short_answer_is_the_list_of_findings() {
    for seed in 0..5_000 {
        let object = generate::odd_object(seed);
        for policy in &policies() {
            let mut scratch = Scratch::new();
            let Ok(verdict) = policy.evaluate(&object, Context::default().namespace("shop"), &mut scratch) else {
                continue;
            };
            let denied = verdict.findings().any(|finding| finding.effect() == Effect::Deny);
            assert_eq!(verdict.is_allowed(), !denied, "seed {seed}");
            assert_eq!(verdict.status() == Status::Denied, denied, "seed {seed}");
            for result in verdict.pod_security() {
                assert_eq!(result.is_allowed(), result.detail().is_empty(), "seed {seed}");
            }
        }
    }
}

#[test]
fn verdicts_and_errors_keep_to_their_schema() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../docs/schemas/verdict.schema.json")).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let (mut verdicts, mut errors) = (0, 0);
    for seed in 0..2_000 {
        let object = generate::odd_object(seed);
        for policy in &policies() {
            let mut scratch = Scratch::new();
            let json = match policy.evaluate(&object, Context::default(), &mut scratch) {
                Ok(verdict) => {
                    verdicts += 1;
                    verdict.to_json()
                }
                Err(error) => {
                    errors += 1;
                    error.to_json()
                }
            };
            let value = serde_json::from_str(&json).unwrap();
            assert!(schema.is_valid(&value), "seed {seed}: {json}");
        }
    }
    assert!(verdicts > 1_000 && errors > 1_000, "{verdicts} verdicts, {errors} errors");
}
