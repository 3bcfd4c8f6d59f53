//! `vectors/decode`: 4,270 byte inputs with Kubernetes' readings. The file reader is held to kubectl's, and
//! `as_given` to that of the server's deserializer: never a verdict that Kubernetes would not give; what one
//! side refuses and the other takes is listed in `deviations.toml` by family. `evaluate` looks through whole manifests:
//! it is held to kubectl's reading by what is refused and by the fields that the server's strict decoder warns of.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use guardrails_core::{Context, ErrorKind, Item, Level, ManifestError, Policy, Scratch, Verdict, Version};
use guardrails_tests::deviations::{Deviations, concerns_unread};
use guardrails_tests::readings::{Reading, expected, read_body, read_file};
use guardrails_tests::vectors;
use serde_json::Value;

/// The differences seen: families by the kind of our error, and by the class of Kubernetes'.
#[derive(Default)]
struct Seen {
    refused: BTreeMap<String, BTreeSet<String>>,
    accepted: BTreeMap<String, BTreeSet<String>>,
    equal: u32,
}

fn bytes(record: &Value) -> Vec<u8> {
    let decode = |text: &Value| base64::engine::general_purpose::STANDARD.decode(text.as_str().unwrap()).unwrap();
    if let Some(raw) = record.get("raw_b64") {
        return decode(raw);
    }
    let mut bytes = Vec::new();
    for part in record["recipe"]["parts"].as_array().unwrap() {
        let piece = match (part.get("text"), part.get("b64")) {
            (Some(text), _) => text.as_str().unwrap().as_bytes().to_vec(),
            (None, Some(b64)) => decode(b64),
            (None, None) => Vec::new(),
        };
        (0..part["times"].as_u64().unwrap_or(1)).for_each(|_| bytes.extend_from_slice(&piece));
    }
    bytes
}

fn owned(families: &[String]) -> BTreeSet<String> {
    families.iter().cloned().collect()
}

impl Seen {
    fn compare(&mut self, record: &Value, reading: &Value, ours: Reading, by: &str) {
        let family = record["family"].as_str().unwrap().to_owned();
        let shown =
            || format!("{by} {} ({family}): {}\n{reading}", record["id"], String::from_utf8_lossy(&bytes(record)));
        let theirs = expected(&reading["docs"]);
        // kubectl may hand out documents and break later; a document may itself be an error of the server.
        let broken = reading["docs"].as_array().into_iter().flatten().find(|doc| doc.get("error").is_some());
        let error = reading.get("error").map(|_| reading).or(broken);
        match (ours, error) {
            (Err(error), None) if theirs.is_empty() => {
                // Nothing in it: no object for us, nothing to do for kubectl.
                assert_eq!(error.kind(), ErrorKind::NoObject, "{}", shown());
            }
            (Err(error), None) => {
                self.refused.entry(error.kind().name().to_owned()).or_default().insert(family);
            }
            (Err(_), Some(_)) => self.equal += 1,
            // Nobody judges a custom resource, which the recording does not know.
            (Ok(ours), Some(error)) if ours.iter().all(Option::is_none) && error["errorClass"] == "unknown-kind" => {
                self.equal += 1;
            }
            (Ok(ours), Some(error)) if ours.is_empty() => {
                assert_eq!(error["errorClass"], "missing-kind", "{}", shown());
            }
            (Ok(_), Some(error)) => {
                let class = error["errorClass"].as_str().unwrap_or_default().to_owned();
                let text = error["error"].as_str().unwrap_or_default();
                assert!(class != "type" || concerns_unread(text), "{}", shown());
                self.accepted.entry(class).or_default().insert(family);
            }
            (Ok(ours), None) => {
                assert!(record["result"]["nondeterministic"] != true, "{}", shown());
                // kubectl sends a List without items as it is.
                let none = ours.is_empty() && theirs.iter().all(Option::is_none);
                assert!(none || ours == theirs, "{}", shown());
                self.equal += 1;
            }
        }
    }

    fn check(&self, deviations: &Deviations) {
        // Some are seen by the live oracle alone.
        let shown = deviations.refused.iter().filter(|it| !it.families.is_empty());
        let refused = shown.map(|it| (it.error.clone(), owned(&it.families)));
        let accepted = deviations.accepted.iter().map(|it| (it.class.clone(), owned(&it.families)));
        assert_eq!(self.refused, refused.collect(), "what we refuse and Kubernetes takes");
        assert_eq!(self.accepted, accepted.collect(), "what we take and Kubernetes refuses");
    }

    /// Of whole manifests: what is refused beyond what is refused literally, and all that is taken.
    fn check_manifests(mut self, deviations: &Deviations) {
        for known in &deviations.refused {
            if let Some(families) = self.refused.get_mut(&known.error) {
                families.retain(|family| !known.families.contains(family));
            }
        }
        self.refused.retain(|_, families| !families.is_empty());
        let refused = deviations.refused_manifest.iter().map(|it| (it.error.clone(), owned(&it.families)));
        let accepted = deviations.accepted_manifest.iter().map(|it| (it.class.clone(), owned(&it.families)));
        assert_eq!(self.refused, refused.collect(), "manifests that we refuse and Kubernetes takes");
        assert_eq!(self.accepted, accepted.collect(), "manifests that we take and Kubernetes refuses");
    }
}

#[test]
fn no_reading_leads_to_another_verdict() {
    let policies = [Level::Baseline, Level::Restricted].map(|level| Policy::pod_security(level, Version::LATEST));
    let mut seen = Seen::default();
    for line in vectors::lines("decode") {
        let record: Value = serde_json::from_str(&line).unwrap();
        let reading = |name: &str| match &record[name] {
            Value::String(same) if same == "same" => record["result"].clone(),
            other => other.clone(),
        };
        let input = bytes(&record);
        seen.compare(&record, &reading("kubectl"), read_file(&input, &policies), "file");
        seen.compare(&record, &reading("universal"), read_body(&input, &policies), "body");
    }
    println!("decode: {} equal; refused {:?}; accepted {:?}", seen.equal, seen.refused, seen.accepted);
    seen.check(&Deviations::load());
}

/// What `evaluate` makes of a file: the fields it calls unknown in each object, or the first error.
fn manifests(bytes: &[u8], policy: &Policy) -> Result<Vec<BTreeSet<String>>, ManifestError> {
    let mut found = Vec::new();
    let mut error = None;
    let each = |_: &Item<'_>, result: Result<Verdict<'_>, ManifestError>| match result {
        Ok(verdict) => {
            let unknown = verdict.findings().filter(|finding| finding.rule().id == "unknownField");
            found.push(unknown.map(|finding| finding.to_string()).collect());
        }
        Err(fault) => error = error.take().or(Some(fault)),
    };
    policy.evaluate_all(bytes, Context::default(), &mut Scratch::new(), each).unwrap();
    error.map_or(Ok(found), Err)
}

#[test]
fn manifests_are_refused_and_warned_of_as_the_server_would() {
    let policy = Policy::pod_security(Level::Restricted, Version::LATEST);
    let mut seen = Seen::default();
    let (mut broken, mut taken, mut warned) = (0, 0, 0);
    for line in vectors::lines("decode") {
        let record: Value = serde_json::from_str(&line).unwrap();
        let reading = if record["kubectl"] == "same" { &record["result"] } else { &record["kubectl"] };
        let docs: Vec<&Value> = reading["docs"].as_array().into_iter().flatten().collect();
        let error = Some(reading).into_iter().chain(docs.iter().copied()).find(|it| it.get("error").is_some());
        broken += u32::from(error.is_some());
        let family = record["family"].as_str().unwrap().to_owned();
        match (manifests(&bytes(&record), &policy), error) {
            (Ok(_), Some(error)) => {
                taken += 1;
                let class = error["errorClass"].as_str().unwrap().to_owned();
                seen.accepted.entry(class).or_default().insert(family);
            }
            (Ok(ours), None) => {
                // The scheme has the protocol's `Status` in every group; to us that is a custom resource.
                let typed = ours.iter().zip(&docs).filter(|(_, doc)| doc["kind"] != "Status");
                for (ours, doc) in typed {
                    let theirs = warnings(doc);
                    warned += theirs.len();
                    assert_eq!(*ours, theirs, "{family} {}", record["id"]);
                }
            }
            (Err(error), None) if !docs.is_empty() => {
                seen.refused.entry(error.kind().name().to_owned()).or_default().insert(family);
            }
            (Err(_), _) => seen.equal += 1,
        }
    }
    println!("manifests: Kubernetes refuses {broken}, of which {taken} are taken; {warned} warnings equal");
    assert!(taken * 100 <= broken && warned > 600, "at most one in a hundred");
    seen.check_manifests(&Deviations::load());
}

/// The fields that the server's strict decoder warns of.
fn warnings(doc: &Value) -> BTreeSet<String> {
    let warnings = doc["strictWarnings"].as_array().into_iter().flatten();
    let texts = warnings.map(|warning| warning.as_str().unwrap().to_owned());
    // What a merge key is overridden by is kubectl's affair: it sends JSON.
    texts.filter(|warning| !warning.starts_with("yaml:")).collect()
}
