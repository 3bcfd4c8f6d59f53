//! What the Rust library answers: the reference.

use std::collections::HashMap;

use guardrails_core::{Context, ManifestError, Policy, PolicyError, Scratch};

use super::{Question, way};

/// The answers of the library, policies loaded once each.
///
/// # Panics
/// If a question is asked in a way that does not exist.
#[must_use]
pub fn answer(questions: &[Question]) -> Vec<String> {
    let mut policies: HashMap<&str, Result<Policy, PolicyError>> = HashMap::new();
    let mut scratch = Scratch::new();
    let answers = questions.iter().map(|question| {
        if question.way == way::RULES {
            return guardrails_core::rules_json().replace('\n', "");
        }
        match policies.entry(&question.policy).or_insert_with(|| Policy::load(&question.policy)) {
            Ok(policy) => of_policy(policy, question, &mut scratch),
            Err(error) => format!("policy error: {error}").replace('\n', " "),
        }
    });
    answers.collect()
}

fn of_policy(policy: &Policy, question: &Question, scratch: &mut Scratch) -> String {
    let context = question.namespace.map_or(Context::default(), |name| Context::default().namespace(name));
    let context = question.namespace_labels.map_or(context, |labels| context.namespace_labels(labels));
    let manifest = &question.manifest;
    match question.way {
        way::EVALUATE => match policy.evaluate(manifest, context, scratch) {
            Ok(verdict) => verdict.to_json(),
            Err(error) => error.to_json(),
        },
        way::EVALUATE_OBJECT => match policy.evaluate(manifest, context, scratch) {
            Ok(verdict) => verdict.to_json(),
            Err(error) => without_place(&error),
        },
        way::EVALUATE_ALL => {
            let mut answers = Vec::new();
            let each = |_: &guardrails_core::Item<'_>, result: Result<guardrails_core::Verdict<'_>, ManifestError>| {
                answers.push(match result {
                    Ok(verdict) => verdict.to_json(),
                    Err(error) => error.to_json(),
                });
            };
            policy.evaluate_all(manifest.as_slice(), context, scratch, each).unwrap();
            answers.join("\t")
        }
        way::REVIEW | way::REVIEW_OBJECT | way::REVIEW_VERDICT => match policy.review(manifest, scratch) {
            Ok(review) if question.way == way::REVIEW_VERDICT => match review.verdict() {
                Ok(verdict) => verdict.to_json(),
                Err(error) => error.to_json(),
            },
            Ok(review) => {
                let is_object = question.way == way::REVIEW_OBJECT;
                let review = if is_object { review.without_position() } else { review };
                let mut response = String::new();
                review.write_response(&mut response).unwrap();
                response
            }
            Err(error) if question.way == way::REVIEW_OBJECT => without_place(&error),
            Err(error) => error.to_json(),
        },
        other => panic!("there is no way `{other}`"),
    }
}

/// An error's JSON without line, column and offset, which stand together at its end.
fn without_place(error: &ManifestError) -> String {
    let json = error.to_json();
    let end = r#"},"findings":[]}"#;
    match json.rsplit_once(r#","line":"#) {
        Some((before, _)) if error.position().is_some() => format!("{before}{end}"),
        _ => json,
    }
}
