//! `vectors/pss-apiserver`: manifests with the answers of a real kube-apiserver v1.36, defaults and all.

use guardrails_core::{Context, Level, Policy, Scratch, Version};
use guardrails_tests::vectors;
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Record {
    id: String,
    object: Box<RawValue>,
    /// The detail of the refusal; `None` is allowed.
    baseline: Option<String>,
    restricted: Option<String>,
}

#[test]
fn every_manifest_as_posted() {
    let baseline = Policy::pod_security(Level::Baseline, Version::v1(36));
    let restricted = Policy::pod_security(Level::Restricted, Version::v1(36));
    let mut scratch = Scratch::new();
    let records = vectors::lines("pss-apiserver");
    for line in &records {
        let record: Record = serde_json::from_str(line).unwrap();
        for (policy, expected) in [(&baseline, &record.baseline), (&restricted, &record.restricted)] {
            let object = record.object.get().as_bytes();
            let verdict = policy.evaluate(object, Context::default(), &mut scratch).unwrap();
            let detail = verdict.pod_security().next().unwrap().detail();
            assert_eq!(detail, expected.clone().unwrap_or_default(), "{}", record.id);
            assert_eq!(verdict.is_allowed(), expected.is_none(), "{}", record.id);
        }
    }
    assert_eq!(records.len(), 2_253);
}
