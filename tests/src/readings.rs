//! What we make of an input, and what a recorded reading of Kubernetes makes of it, in one shape.

use guardrails_core::{Context, Item, ManifestError, Policy, Scratch, Status, Verdict};
use serde_json::Value;

/// A level's answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Whether the object may run.
    pub allowed: bool,
    /// Upstream's detail; empty if allowed.
    pub detail: String,
}

/// Both levels of every object, `None` for an object without a pod; or the first error.
pub type Reading = Result<Vec<Option<[Answer; 2]>>, ManifestError>;

fn answer(verdict: &Verdict<'_>) -> Answer {
    let result = verdict.pod_security().next().unwrap();
    Answer { allowed: result.is_allowed(), detail: result.detail() }
}

/// Reads a file as kubectl does.
///
/// # Panics
/// If reading from memory fails.
pub fn read_file(bytes: &[u8], policies: &[Policy; 2]) -> Reading {
    let mut levels = policies.iter().map(|policy| {
        let mut answers = Vec::new();
        let mut error = None;
        let each = |_: &Item<'_>, result: Result<Verdict<'_>, ManifestError>| match result {
            Ok(verdict) => {
                answers.push((verdict.status() != Status::NotJudged && verdict.has_pod()).then(|| answer(&verdict)))
            }
            Err(fault) => error = error.take().or(Some(fault)),
        };
        policy.as_given_all(bytes, Context::default(), &mut Scratch::new(), each).unwrap();
        error.map_or(Ok(answers), Err)
    });
    let (baseline, restricted) = (levels.next().unwrap()?, levels.next().unwrap()?);
    Ok(baseline.into_iter().zip(restricted).map(|(b, r)| Some([b?, r?])).collect())
}

/// Reads one object as the server's deserializer does.
///
/// # Errors
/// It could not be read.
///
/// # Panics
/// If a policy without Pod Security is given.
pub fn read_body(bytes: &[u8], policies: &[Policy; 2]) -> Reading {
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

/// What a recorded reading says of its documents.
pub fn expected(docs: &Value) -> Vec<Option<[Answer; 2]>> {
    let level = |verdict: &Value| Answer {
        allowed: verdict["allowed"] == true,
        detail: verdict["detail"].as_str().unwrap_or_default().to_owned(),
    };
    let doc = |doc: &Value| doc.get("baseline").map(|_| [level(&doc["baseline"]), level(&doc["restricted"])]);
    docs.as_array().into_iter().flatten().map(doc).collect()
}
