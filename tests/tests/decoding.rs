//! `vectors/decode`: 4,270 byte inputs with Kubernetes' readings. The file reader is held to kubectl's, and
//! `as_given` to that of the server's deserializer: never a verdict that Kubernetes would not give; what one
//! side refuses and the other takes is listed in `deviations.toml` by family.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use guardrails_core::{Context, ErrorKind, Level, ManifestError, Policy, Scratch, Status, Verdict, Version};
use guardrails_tests::deviations::{Deviations, concerns_unread};
use guardrails_tests::vectors;
use serde_json::Value;

/// What we make of an input: a verdict for each object, or the first error.
type Ours = Result<Vec<Option<[Answer; 2]>>, ManifestError>;

#[derive(Clone, Debug, PartialEq)]
struct Answer {
    allowed: bool,
    detail: String,
}

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

fn answer(verdict: &Verdict<'_>) -> Answer {
    let result = verdict.pod_security().next().unwrap();
    Answer { allowed: result.is_allowed(), detail: result.detail() }
}

/// Both levels of every object; `None` for an object without a pod.
fn read_file(bytes: &[u8], policies: &[Policy; 2]) -> Ours {
    let mut levels = policies.iter().map(|policy| {
        let mut answers = Vec::new();
        let mut error = None;
        let each = |_: &guardrails_core::Item<'_>, result: Result<Verdict<'_>, ManifestError>| match result {
            Ok(verdict) => {
                answers.push((verdict.status() != Status::NotJudged && verdict.has_pod()).then(|| answer(&verdict)))
            }
            Err(fault) => error = error.take().or(Some(fault)),
        };
        policy.evaluate_all(bytes, Context::default(), &mut Scratch::new(), each).unwrap();
        error.map_or(Ok(answers), Err)
    });
    let (baseline, restricted) = (levels.next().unwrap()?, levels.next().unwrap()?);
    Ok(baseline.into_iter().zip(restricted).map(|(b, r)| Some([b?, r?])).collect())
}

fn read_body(bytes: &[u8], policies: &[Policy; 2]) -> Ours {
    let mut scratch = Scratch::new();
    let mut answers = Vec::new();
    for policy in policies {
        let verdict = policy.as_given(bytes, Context::default(), &mut scratch)?;
        if verdict.status() == Status::NotJudged || !verdict.has_pod() {
            return Ok(vec![None]);
        }
        answers.push(answer(&verdict));
    }
    Ok(vec![Some(answers.try_into().unwrap())])
}

fn expected(docs: &Value) -> Vec<Option<[Answer; 2]>> {
    let level = |verdict: &Value| Answer {
        allowed: verdict["allowed"] == true,
        detail: verdict["detail"].as_str().unwrap_or_default().to_owned(),
    };
    let doc = |doc: &Value| doc.get("baseline").map(|_| [level(&doc["baseline"]), level(&doc["restricted"])]);
    docs.as_array().into_iter().flatten().map(doc).collect()
}

/// The answers without the API server's defaults, which the recorded readings lack. A comment before the
/// text makes YAML of what begins like JSON.
fn undefaulted(record: &Value) -> Option<Vec<Option<[Answer; 2]>>> {
    let policies = [Level::Baseline, Level::Restricted].map(|level| Policy::pod_security(level, Version::LATEST));
    let input = bytes(record);
    read_body(&input, &policies).or_else(|_| read_body(&[b"#\n", &input[..]].concat(), &policies)).ok()
}

impl Seen {
    fn compare(&mut self, record: &Value, reading: &Value, ours: Ours, by: &str) {
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
                assert!(none || ours == theirs || undefaulted(record) == Some(theirs), "{}", shown());
                self.equal += 1;
            }
        }
    }

    fn check(&self, deviations: &Deviations) {
        let owned = |families: &[String]| families.iter().cloned().collect::<BTreeSet<_>>();
        let refused = deviations.refused.iter().map(|it| (it.error.clone(), owned(&it.families)));
        let accepted = deviations.accepted.iter().map(|it| (it.class.clone(), owned(&it.families)));
        assert_eq!(self.refused, refused.collect(), "what we refuse and Kubernetes takes");
        assert_eq!(self.accepted, accepted.collect(), "what we take and Kubernetes refuses");
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
