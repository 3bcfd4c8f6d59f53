//! Pod Security: both sides judge, at every version and level; texts must be equal.

use guardrails_core::{Context, Level, ManifestError, Policy, Scratch, Status, Version};
use guardrails_tests::deviations::{Deviations, concerns_unread};
use guardrails_tests::generate;
use guardrails_tests::oracle::{Oracle, about};
use serde_json::{Value, json};

const BATCH: u64 = 2_000;

/// Judges well-formed objects and, for every fourth, one with something odd in it.
pub fn run(oracle: &Oracle, deviations: &Deviations, seed: u64, objects: u64) {
    let policies = policies();
    let mut counts = [0u64; 3];
    for start in (seed..seed + objects).step_by(BATCH as usize) {
        let seeds = start..(start + BATCH).min(seed + objects);
        let made: Vec<Vec<u8>> =
            seeds.map(|seed| if seed % 4 == 3 { generate::odd_object(seed) } else { generate::object(seed) }).collect();
        let questions: Vec<Value> = (start..).zip(&made).map(|(seed, bytes)| about(seed, bytes)).collect();
        for (answer, bytes) in oracle.ask("pss", &questions).iter().zip(&made) {
            counts[compare(answer, bytes, &policies, deviations) as usize] += 1;
        }
    }
    let [equal, refused, unread] = counts;
    println!(
        "oracle pss: {equal} equal, {refused} refused by us alone (listed), {unread} with a wrong type that no rule reads (listed)"
    );
}

#[derive(Clone, Copy)]
enum Compared {
    Equal,
    RefusedByUs,
    Unread,
}

fn policies() -> Vec<(Level, Version, Policy)> {
    let versions: Vec<Version> = (0..=37).map(Version::v1).chain([Version::LATEST]).collect();
    [Level::Baseline, Level::Restricted]
        .into_iter()
        .flat_map(|level| versions.iter().map(move |version| (level, *version, Policy::pod_security(level, *version))))
        .collect()
}

fn compare(answer: &Value, bytes: &[u8], policies: &[(Level, Version, Policy)], deviations: &Deviations) -> Compared {
    let shown = || format!("seed {}: {}", answer["id"], String::from_utf8_lossy(bytes));
    match (judge(bytes, policies), answer["decodeError"].as_str()) {
        (Ok(Judged::Verdicts(verdicts)), None) => {
            assert_eq!(verdicts, answer["verdicts"], "{}", shown());
            Compared::Equal
        }
        (Err(_), Some(_)) => Compared::Equal,
        // Upstream's decoder knows the kinds with pods alone.
        (Ok(Judged::NotJudged), error) => {
            let unknown =
                error.is_some_and(|error| error.contains("no kind ") || error.contains("unexpected object type"));
            assert!(unknown, "not judged: {error:?}\n{}", shown());
            Compared::Equal
        }
        (Err(error), None) => {
            assert!(deviations.may_refuse(error.kind().name()), "{error}\n{}", shown());
            Compared::RefusedByUs
        }
        (Ok(Judged::Verdicts(_)), Some(error)) => {
            assert!(concerns_unread(error), "Kubernetes refuses it: {error}\n{}", shown());
            Compared::Unread
        }
    }
}

enum Judged {
    Verdicts(Value),
    NotJudged,
}

/// Our verdicts in the oracle's form: neighbouring versions that say the same are one range.
fn judge(bytes: &[u8], policies: &[(Level, Version, Policy)]) -> Result<Judged, ManifestError> {
    let mut scratch = Scratch::new();
    let mut ranges: Vec<Value> = Vec::new();
    for (level, version, policy) in policies {
        let verdict = policy.as_given(bytes, Context::default(), &mut scratch)?;
        if verdict.status() == Status::NotJudged {
            return Ok(Judged::NotJudged);
        }
        let Some(result) = verdict.pod_security().next().filter(|_| verdict.has_pod()) else { continue };
        let checks: Vec<Value> = verdict
            .findings()
            .map(|finding| {
                let message = finding.to_string();
                let reason = finding.reason();
                let detail = message.strip_prefix(&format!("{reason} (")).and_then(|rest| rest.strip_suffix(')'));
                json!({"id": finding.rule().id, "reason": reason, "detail": detail.unwrap_or_default()})
            })
            .collect();
        let said = json!({"allowed": result.is_allowed(), "reason": result.reason(), "detail": result.detail(), "checks": checks});
        let same = ranges.last_mut().filter(|last| {
            last["level"] == level.name()
                && ["allowed", "reason", "detail", "checks"].iter().all(|key| last[key] == said[key])
        });
        match same {
            Some(last) => last["to"] = json!(version.to_string()),
            None => {
                let mut range = said;
                range["level"] = json!(level.name());
                range["from"] = json!(version.to_string());
                range["to"] = json!(version.to_string());
                ranges.push(range);
            }
        }
    }
    Ok(Judged::Verdicts(Value::Array(ranges)))
}
