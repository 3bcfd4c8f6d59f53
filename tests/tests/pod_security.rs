//! `vectors/pss`: 4,000 objects at every version and level, held to upstream's evaluator.

use guardrails_core::{Context, Level, Policy, Scratch, Version};
use guardrails_tests::vectors;
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Deserialize)]
struct Record {
    id: String,
    object: Box<RawValue>,
    #[serde(default, rename = "noPodSpec")]
    no_pod_spec: bool,
    verdicts: Vec<Expected>,
}

#[derive(Deserialize)]
struct Expected {
    level: String,
    from: String,
    to: String,
    allowed: bool,
    reason: String,
    detail: String,
    checks: Vec<Check>,
}

#[derive(Deserialize, Debug, PartialEq)]
struct Check {
    id: String,
    reason: String,
    detail: String,
}

/// The versions a record's range covers.
fn versions(from: &str, to: &str) -> Vec<Version> {
    let minor = |version: &str| version.strip_prefix("v1.").unwrap_or("37").parse::<u8>().unwrap();
    let mut versions: Vec<Version> = (minor(from)..=minor(to)).map(Version::v1).collect();
    if to == "latest" {
        versions.push(Version::LATEST);
    }
    versions
}

#[test]
fn every_object_at_every_version_and_level() {
    let policy = |level, version| Policy::pod_security(level, version);
    let table: Vec<(Level, Version, Policy)> = [Level::Baseline, Level::Restricted]
        .into_iter()
        .flat_map(|level| (0..=37).map(Version::v1).chain([Version::LATEST]).map(move |v| (level, v, policy(level, v))))
        .collect();
    let mut scratch = Scratch::new();
    let mut judged = 0;
    for line in vectors::lines("pss") {
        let record: Record = serde_json::from_str(&line).unwrap();
        let object = record.object.get().as_bytes();
        for expected in &record.verdicts {
            let level: Level = expected.level.parse().unwrap();
            for version in versions(&expected.from, &expected.to) {
                let (.., policy) = table.iter().find(|(l, v, _)| *l == level && *v == version).unwrap();
                let id = format!("{} {level} {version}", record.id);
                let verdict = policy.as_given(object, Context::default(), &mut scratch);
                let verdict = verdict.unwrap_or_else(|error| panic!("{id}: {error}"));
                assert_eq!(verdict.is_allowed(), expected.allowed, "{id}");
                let result = verdict.pod_security().next().unwrap();
                assert_eq!(result.reason(), expected.reason, "{id}");
                assert_eq!(result.detail(), expected.detail, "{id}");
                let ids: Vec<&str> = verdict.findings().map(|finding| finding.rule().id).collect();
                let expected_ids: Vec<&str> = expected.checks.iter().map(|check| check.id.as_str()).collect();
                assert_eq!(ids, expected_ids, "{id}");
                for (finding, check) in verdict.findings().zip(&expected.checks) {
                    let message = match check.detail.is_empty() {
                        true => check.reason.clone(),
                        false => format!("{} ({})", check.reason, check.detail),
                    };
                    assert_eq!(finding.to_string(), message, "{id}");
                }
                judged += 1;
            }
        }
        assert_eq!(record.verdicts.is_empty(), record.no_pod_spec, "{}", record.id);
    }
    assert_eq!(judged, 4_000 * 2 * 39);
}
