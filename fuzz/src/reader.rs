//! Any bytes: read or refused, never a panic; and the reader agrees with itself.

use std::sync::LazyLock;

use guardrails_core::{Context, ErrorKind, Level, ManifestError, Policy, Scratch, Version};
use serde::de::IgnoredAny;

use crate::promises::{Answer, answer, begins_like_json, check_error, check_verdict, evaluate};

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::pod_security(Level::Restricted, Version::LATEST));

pub fn check(data: &[u8]) {
    let alone = evaluate(&POLICY, data);
    let mut scratch = Scratch::new();
    answer(POLICY.as_given(data, Context::default().namespace("shop"), &mut scratch), data);
    review(data);
    stream_against_single(data, &alone);
    if let Ok(text) = std::str::from_utf8(data) {
        well_formedness(text);
        skip_against_read(text);
        item_against_single(text, &alone);
        json_against_yaml(text);
    }
}

/// A review has a response, or no uid.
fn review(data: &[u8]) {
    let mut scratch = Scratch::new();
    match POLICY.review(data, &mut scratch) {
        Ok(review) => {
            let mut response = String::new();
            review.write_response(&mut response).expect("a string takes everything");
            let value: serde_json::Value = serde_json::from_str(&response).expect("the response is JSON");
            assert_eq!(value["response"]["allowed"], review.is_allowed());
            assert_eq!(review.is_allowed(), review.verdict().is_ok_and(|verdict| verdict.is_allowed()));
        }
        Err(error) => drop(check_error(&error, Some(data))),
    }
}

/// The answers of a stream, in order.
fn stream(data: &[u8]) -> Vec<Answer> {
    let mut answers = Vec::new();
    let mut last = (0, None);
    let each = |item: &guardrails_core::Item<'_>, result: Result<guardrails_core::Verdict<'_>, ManifestError>| {
        assert!((item.document, item.item) > last, "{item:?} after {last:?}");
        last = (item.document, item.item);
        assert!(item.line >= 1);
        if let Ok(verdict) = &result {
            for field in verdict.findings().flat_map(|finding| finding.fields().collect::<Vec<_>>()) {
                let place = item.locate(&field).expect("what was judged has a place");
                assert!(place.line >= item.line && place.offset <= data.len() as u64, "{field}: {place:?}");
            }
        }
        answers.push(match result {
            Ok(verdict) => Answer { json: check_verdict(&verdict), error: None },
            Err(error) => Answer { json: check_error(&error, Some(data)), error: Some(error) },
        });
    };
    POLICY.evaluate_all(data, Context::default(), &mut Scratch::new(), each).expect("memory can be read");
    answers
}

/// What is judged alone is judged the same in a stream; what can't be read alone can't be read there.
fn stream_against_single(data: &[u8], alone: &Answer) {
    let answers = stream(data);
    match &alone.error {
        None if alone.json.contains(r#""kind":"AdmissionReview""#) => {}
        None => assert_eq!(answers.iter().map(|it| it.json.as_str()).collect::<Vec<_>>(), [alone.json.as_str()]),
        // Several objects one after the other are no single one.
        Some(error) if matches!(error.kind(), ErrorKind::ManyObjects | ErrorKind::NoObject | ErrorKind::Syntax) => {}
        Some(_) => {
            let refused = answers.iter().any(|it| it.error.is_some());
            assert!(refused || data.trim_ascii().is_empty(), "{}", alone.json);
        }
    }
}

/// Reads a text as the API server reads a body: what begins like JSON is JSON.
fn as_given(text: &str) -> Answer {
    let mut scratch = Scratch::new();
    answer(POLICY.as_given(text.as_bytes(), Context::default(), &mut scratch), text.as_bytes())
}

/// serde_json has another opinion of neither syntax nor its absence.
fn well_formedness(text: &str) {
    if begins_like_json(text.as_bytes()) {
        let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
        let given = as_given(text);
        match given.error.as_ref().map(ManifestError::kind) {
            None => assert!(is_json, "{}", given.json),
            Some(kind) if is_json => assert_ne!(kind, ErrorKind::Syntax, "{}", given.json),
            Some(_) => {}
        }
    }
}

/// What serde_json makes of the beginning of a text.
enum First {
    /// One value and nothing else.
    Whole,
    /// A value that breaks a rule of the grammar before the text ends.
    Broken,
    /// A value with more behind it, or one that the text cuts off: what comes after would change it.
    Open,
}

/// Whether there is nothing but JSON's white space.
fn is_blank(text: &str) -> bool {
    text.bytes().all(|b| b" \t\n\r".contains(&b))
}

fn first(text: &str) -> First {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    match values.next() {
        Some(Ok(_)) if text.get(values.byte_offset()..).is_some_and(is_blank) => First::Whole,
        Some(Err(error)) if !error.is_eof() => First::Broken,
        _ => First::Open,
    }
}

/// An error that any reader must find, whether or not it looks at the value.
fn is_of_text(error: &ManifestError) -> bool {
    matches!(error.kind(), ErrorKind::Syntax | ErrorKind::Encoding | ErrorKind::Depth)
}

/// A value that is passed over is well-formed exactly when it is when it is read.
fn skip_against_read(value: &str) {
    let broken = match first(value) {
        First::Whole => false,
        First::Broken => true,
        First::Open => return,
    };
    let inside = |before: &str, after: &str| {
        let text = format!("{before}{value}{after}");
        let answer = as_given(&text);
        let at = |error: &ManifestError| error.position().map_or(0, |p| p.offset).saturating_sub(before.len() as u64);
        let place = answer.error.as_ref().map_or(0, at);
        (answer, place)
    };
    let (skipped, skipped_at) = inside(r#"{"apiVersion":"v1","kind":"Pod","status":"#, "}");
    let (read, read_at) = inside(r#"{"apiVersion":"v1","kind":"Pod","spec":"#, "}");
    let (late, late_at) = inside(r#"{"spec":"#, r#","apiVersion":"v1","kind":"Pod"}"#);
    match (&skipped.error, &read.error) {
        (None, error) => {
            assert!(!broken, "passed over, though it is broken: {value}");
            assert!(!error.as_ref().is_some_and(is_of_text), "read as broken, passed over as whole: {}", read.json);
            assert_eq!(error.is_some(), late.error.is_some(), "{} against {}", read.json, late.json);
            if error.is_none() {
                assert_eq!(read.json, late.json, "the place of the kind makes no difference");
            }
            assert_eq!(read_at, late_at, "{} against {}", read.json, late.json);
        }
        (Some(error), Some(of_read)) => {
            assert!(is_of_text(error), "{}", skipped.json);
            assert!(broken || error.kind() != ErrorKind::Syntax, "{}", skipped.json);
            match is_of_text(of_read) {
                true => assert_eq!((error.kind(), skipped_at), (of_read.kind(), read_at), "{}", read.json),
                false => assert!(read_at <= skipped_at, "{} before {}", read.json, skipped.json),
            }
        }
        (Some(_), None) => panic!("read, though it is broken: {}", skipped.json),
    }
}

/// What is judged alone is judged the same as the item of a List.
fn item_against_single(text: &str, alone: &Answer) {
    if alone.error.is_some() || !begins_like_json(text.as_bytes()) || alone.json.contains(r#""kind":"AdmissionReview""#)
    {
        return;
    }
    let list = format!(r#"{{"apiVersion":"v1","kind":"List","items":[{text}]}}"#);
    if serde_json::from_str::<IgnoredAny>(&list).is_err() {
        return;
    }
    let answers = stream(list.as_bytes());
    // Two levels deeper, it may be too deep.
    if !matches!(answers.as_slice(), [only] if only.error.as_ref().is_some_and(|error| error.kind() == ErrorKind::Depth))
    {
        assert_eq!(answers.iter().map(|it| it.json.as_str()).collect::<Vec<_>>(), [alone.json.as_str()]);
    }
}

/// What JSON takes, YAML takes as the same, or refuses for a reason of its own.
fn json_against_yaml(text: &str) {
    // Inside quotes, YAML 1.1 folds these line breaks to a space; to JSON they are characters like any other.
    if !begins_like_json(text.as_bytes()) || text.contains(['\u{85}', '\u{2028}', '\u{2029}']) {
        return;
    }
    let json = as_given(text);
    let yaml = as_given(&format!("# not JSON\n{text}\n"));
    match (&json.error, &yaml.error) {
        (None, None) => assert_eq!(yaml.json, json.json),
        // Characters that YAML does not print and escapes that it does not have; long keys; numbers without an end.
        (None, Some(error)) => {
            let listed = [ErrorKind::Syntax, ErrorKind::Encoding, ErrorKind::Unsupported, ErrorKind::Value];
            assert!(listed.contains(&error.kind()), "{}", yaml.json);
        }
        (Some(_), _) => {}
    }
}
