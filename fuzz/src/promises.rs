//! What holds of every verdict and of every error.

use guardrails_core::{Context, Effect, ManifestError, Mode, Policy, Position, Scratch, Status, Verdict};
use serde_json::Value;

/// An answer as the caller sees it: one line of JSON, and the error if it is one.
pub struct Answer {
    pub json: String,
    pub error: Option<ManifestError>,
}

/// Whether a text is JSON to the API server: as YAML it would be something else.
pub fn begins_like_json(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"{")
}

/// Evaluates with a fresh scratch and checks what must hold of any answer.
pub fn evaluate(policy: &Policy, bytes: &[u8]) -> Answer {
    let mut scratch = Scratch::new();
    let result = policy.evaluate(bytes, Context::default(), &mut scratch);
    answer(result, bytes)
}

/// The answer to a text, checked.
pub fn answer(result: Result<Verdict<'_>, ManifestError>, bytes: &[u8]) -> Answer {
    match result {
        Ok(verdict) => Answer { json: check_verdict(&verdict), error: None },
        Err(error) => Answer { json: check_error(&error, Some(bytes)), error: Some(error) },
    }
}

/// The verdict's JSON is JSON, and says what the verdict says; the findings and the modes agree.
pub fn check_verdict(verdict: &Verdict<'_>) -> String {
    let json = verdict.to_json();
    let value: Value = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert!(!json.contains(['\n', '\r']), "one line: {json}");
    assert_eq!(value["allowed"], verdict.is_allowed(), "{json}");
    assert_eq!(value["status"], verdict.status().name(), "{json}");

    let findings: Vec<_> = verdict.findings().collect();
    let denied = findings.iter().any(|finding| finding.effect() == Effect::Deny);
    assert_eq!(verdict.is_allowed(), !denied, "allowed exactly when nothing denies: {json}");
    assert_eq!(verdict.status() == Status::Denied, denied, "{json}");
    let written = value["findings"].as_array().map_or(0, Vec::len);
    assert_eq!(written, findings.len(), "{json}");
    for (finding, written) in findings.iter().zip(value["findings"].as_array().into_iter().flatten()) {
        assert_eq!(written["message"], finding.to_string(), "{json}");
        assert_eq!(written["rule"], finding.rule().id, "{json}");
        assert!(finding.fields().next().is_some(), "a finding is about some field: {json}");
        assert!(finding.to_string().starts_with(finding.reason()), "{json}");
    }
    for result in verdict.pod_security() {
        let (reason, detail) = (result.reason(), result.detail());
        assert_eq!(result.is_allowed(), reason.is_empty(), "{json}");
        assert_eq!(result.is_allowed(), detail.is_empty(), "{json}");
        if result.mode() == Mode::Enforce {
            let own = findings.iter().filter(|finding| finding.rule().level().is_some());
            let denying = own.filter(|finding| finding.effect() == Effect::Deny);
            let messages: Vec<String> = denying.map(ToString::to_string).collect();
            assert_eq!(detail, messages.join(", "), "{json}");
        }
    }
    json
}

/// The error is a sentence with a place that exists in the text, if the text is known.
pub fn check_error(error: &ManifestError, text: Option<&[u8]>) -> String {
    let json = error.to_json();
    let value: Value = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(value["status"], "error", "{json}");
    assert_eq!(value["error"]["kind"], error.kind().name(), "{json}");
    assert!(!error.message().is_empty() && !error.to_string().is_empty(), "{json}");
    if let (Some(position), Some(text)) = (error.position(), text) {
        let offset = usize::try_from(position.offset).unwrap_or(usize::MAX);
        assert!(offset <= text.len(), "the place lies in the text: {json}");
        assert_eq!(position, Position::of(text, offset), "line, column and offset agree: {json}");
    }
    json
}
