//! Decoding: generated files as kubectl reads them, by apimachinery's own serializers.

use base64::Engine;
use guardrails_core::{ErrorKind, Level, Policy, Version};
use guardrails_tests::deviations::{Deviations, concerns_unread};
use guardrails_tests::generate;
use guardrails_tests::oracle::Oracle;
use guardrails_tests::readings::{expected, read_file};
use serde_json::{Value, json};

const BATCH: u64 = 2_000;

/// Reads YAML files and, for every third, a JSON file with something odd in it.
pub fn run(oracle: &Oracle, deviations: &Deviations, seed: u64, files: u64) {
    let policies = [Level::Baseline, Level::Restricted].map(|level| Policy::pod_security(level, Version::LATEST));
    let mut counts = [0u64; 4];
    for start in (seed..seed + files).step_by(BATCH as usize) {
        let seeds = start..(start + BATCH).min(seed + files);
        let made: Vec<(&str, Vec<u8>)> = seeds
            .map(|seed| match seed % 3 {
                2 => ("json", generate::odd_object(seed)),
                _ => ("yaml", generate::yaml(seed)),
            })
            .collect();
        let questions: Vec<Value> = (start..)
            .zip(&made)
            .map(|(seed, (media, bytes))| {
                let raw = base64::engine::general_purpose::STANDARD.encode(bytes);
                json!({"id": seed, "media": media, "raw_b64": raw})
            })
            .collect();
        for (answer, (_, bytes)) in oracle.ask("decode", &questions).iter().zip(&made) {
            counts[compare(answer, bytes, &policies, deviations) as usize] += 1;
        }
    }
    let [equal, refused, unread, nothing] = counts;
    println!(
        "oracle decode: {equal} equal, {refused} refused by us alone (listed), {unread} with a wrong type that no rule reads \
         (listed), {nothing} without an object"
    );
    assert!(equal * 3 > files, "too few compared");
}

#[derive(Clone, Copy)]
enum Compared {
    Equal,
    RefusedByUs,
    Unread,
    Nothing,
}

fn compare(answer: &Value, bytes: &[u8], policies: &[Policy; 2], deviations: &Deviations) -> Compared {
    let reading = &answer["kubectl"];
    let shown = || format!("seed {}: {reading}\n{}", answer["id"], String::from_utf8_lossy(bytes));
    let broken = reading["docs"].as_array().into_iter().flatten().find(|doc| doc.get("error").is_some());
    let error = reading.get("error").map(|_| reading).or(broken);
    let theirs = expected(&reading["docs"]);
    match (read_file(bytes, policies), error) {
        (Err(_), Some(_)) => Compared::Equal,
        (Err(ours), None) => {
            let nothing = theirs.is_empty() && ours.kind() == ErrorKind::NoObject;
            assert!(nothing || deviations.may_refuse(ours.kind().name()), "{ours}\n{}", shown());
            Compared::RefusedByUs
        }
        (Ok(ours), None) => {
            assert!(answer["result"]["nondeterministic"] != true, "{}", shown());
            let none = ours.is_empty() && theirs.iter().all(Option::is_none);
            assert!(none || ours == theirs, "{ours:?}\n{}", shown());
            Compared::Equal
        }
        (Ok(ours), Some(_)) if ours.is_empty() => Compared::Nothing,
        (Ok(ours), Some(error)) => {
            let class = error["errorClass"].as_str().unwrap_or_default();
            let custom = ours.iter().any(Option::is_none) && class == "unknown-kind";
            let text = error["error"].as_str().unwrap_or_default();
            let unread = ["type", "value"].contains(&class) && concerns_unread(text);
            assert!(custom || unread, "{class}\n{}", shown());
            Compared::Unread
        }
    }
}
