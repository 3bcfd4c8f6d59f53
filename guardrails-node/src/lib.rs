//! The native half of the npm package `k8s-guardrails`.
//!
//! It takes bytes and gives texts; `index.js` makes classes and errors of them and has the documentation. What
//! tells of an object begins with a letter for its status: `a`llowed, `d`enied, `n`ot judged, or `e` for what could
//! not be read; then comes the core's JSON, and, behind a line end, an error's sentence or a review's response.
//!
//! Words are written when somebody asks for them. Until then a capital letter (`A`, `N`) and who was judged, in four lines,
//! are all there is of a verdict that has nothing else to tell, and of another one its letter alone.

mod call;

use std::borrow::Cow;
use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::{self, Write};
use std::rc::Rc;

use guardrails_core::{Context, ErrorKind, Item, KnownContext, ManifestError, Policy, Scratch, Status, Verdict};
use napi::JsValue as _;
use napi::bindgen_prelude::{Env, Error, Object, Result};
use napi::sys::napi_value;
use napi_derive::napi;

use call::Call;

/// Of how many bytes a manifest may be that JavaScript keeps, to ask for words when somebody wants them. It takes more
/// to keep a larger one than to write the words.
const LARGEST_KEPT: usize = 8 * 1024;

/// A text as a string of JavaScript.
fn string(env: Env, text: &str) -> Result<napi_value> {
    // Without other characters than ASCII's, which is usual, there is a quicker way.
    let string = if text.is_ascii() { env.create_string_latin1(text) } else { env.create_string(text) };
    string.map(|string| string.raw())
}

/// What a status is told by.
fn letter(status: Status) -> char {
    match status {
        Status::Allowed => 'a',
        Status::Denied => 'd',
        _ => 'n',
    }
}

/// Writes what became of an object.
fn write_result(result: std::result::Result<&Verdict<'_>, &ManifestError>, out: &mut String) -> fmt::Result {
    match result {
        Ok(verdict) => {
            out.push(letter(verdict.status()));
            verdict.write_json(out)
        }
        Err(error) => {
            out.push('e');
            error.write_json(out)?;
            write!(out, "\n{error}")
        }
    }
}

/// Gives a context that knows the namespace and its labels, as far as a call has them behind its other arguments.
fn knowing<R>(call: &Call<'_>, work: impl FnOnce(Context<'_>) -> R) -> Result<R> {
    let labels: Option<HashMap<String, String>> = call.get(3)?;
    let known = KnownContext::<String> { namespace: call.get(2)?, labels: labels.map(|it| it.into_iter().collect()) };
    Ok(known.lend(work))
}

fn said(error: impl fmt::Display) -> Error {
    Error::from_reason(error.to_string())
}

/// A policy is an object of functions that hold it.
fn functions(env: &Env, policy: Policy) -> Result<Object<'_>> {
    let (policy, mut object) = (Rc::new(policy), Object::new(env)?);
    call::add(env, &mut object, "evaluate", &policy, evaluate)?;
    call::add(env, &mut object, "inWords", &policy, in_words)?;
    call::add(env, &mut object, "evaluateAll", &policy, evaluate_all)?;
    call::add(env, &mut object, "review", &policy, review)?;
    Ok(object)
}

/// Enforces one level at one version.
#[napi(catch_unwind)]
pub fn pod_security(env: &Env, level: String, version: String) -> Result<Object<'_>> {
    functions(env, Policy::pod_security(level.parse().map_err(said)?, version.parse().map_err(said)?))
}

/// Reads policy documents.
#[napi(catch_unwind)]
pub fn load<'e>(env: &'e Env, documents: Vec<&[u8]>) -> Result<Object<'e>> {
    let texts: Vec<(&str, &[u8])> = documents.into_iter().map(|text| ("", text)).collect();
    functions(env, Policy::load_all(&texts, None).map_err(said)?)
}

/// A bit of how a call wants its answer. What JavaScript has written down nobody has seen: errors have no place in it.
const WRITTEN_DOWN: u32 = 1;
/// Another one: the words are wanted here and now.
const IN_WORDS: u32 = 2;

fn placed<T>(result: std::result::Result<T, ManifestError>, how: u32) -> std::result::Result<T, ManifestError> {
    if how & WRITTEN_DOWN == 0 { result } else { result.map_err(ManifestError::without_position) }
}

/// Judges one object. The answer is a number, a letter alone, where JavaScript is to keep the bytes and ask again.
fn evaluate(policy: &Policy, call: &Call<'_>) -> Result<napi_value> {
    let (manifest, how) = (call.bytes()?, call.get(1)?.unwrap_or_default());
    let waits = how & IN_WORDS == 0;
    // What other threads may change meanwhile cannot be asked again: it has been copied.
    let keeps = manifest.len() <= LARGEST_KEPT && matches!(manifest, Cow::Borrowed(_));
    let judge = |context: Context<'_>| {
        Scratch::lent(|scratch, out| {
            let result = placed(policy.evaluate(&manifest, context, scratch), how);
            match &result {
                Ok(verdict) if waits && write_plain(policy, verdict, out) => {}
                Ok(verdict) if waits && keeps => {
                    return call.give(u32::from(letter(verdict.status())));
                }
                _ => write_result(result.as_ref(), out).map_err(said)?,
            }
            string(call.env, out)
        })
    };
    knowing(call, judge)?
}

/// Writes a verdict that has nothing to tell but who was judged, if it is one.
fn write_plain(policy: &Policy, verdict: &Verdict<'_>, out: &mut String) -> bool {
    let is_line = |part: &&str| !part.contains('\n');
    let Some([api_version, kind, namespace, name]) = policy.plain(verdict).filter(|it| it.iter().all(is_line)) else {
        return false;
    };
    out.push(letter(verdict.status()).to_ascii_uppercase());
    for part in [api_version, "\n", kind, "\n", namespace, "\n", name] {
        out.push_str(part);
    }
    true
}

/// Gives the words of an answer with a capital letter.
fn in_words(policy: &Policy, call: &Call<'_>) -> Result<napi_value> {
    let answer: String = call.get(0)?.unwrap_or_default();
    let (capital, lines) = answer.split_at_checked(1).unwrap_or_default();
    let (status, mut lines) = (if capital == "A" { Status::Allowed } else { Status::NotJudged }, lines.split('\n'));
    let object = [(); 4].map(|()| lines.next().unwrap_or_default());
    Scratch::lent(|_, out| {
        out.push(letter(status));
        policy.write_plain_json(object, status, out).map_err(said)?;
        string(call.env, out)
    })
}

/// Judges every object of a text.
fn evaluate_all(policy: &Policy, call: &Call<'_>) -> Result<napi_value> {
    let (manifests, how) = (call.bytes()?, call.get(1)?.unwrap_or_default());
    let mut answers = Vec::new();
    let judge = |context: Context<'_>| {
        let each = |_: &Item<'_>, result: std::result::Result<Verdict<'_>, ManifestError>| {
            let mut text = String::new();
            // Writing into a string cannot fail.
            let _ = write_result(placed(result, how).as_ref(), &mut text);
            answers.push(text);
        };
        Scratch::lent(|scratch, _| policy.evaluate_all(&*manifests, context, scratch, each))
    };
    knowing(call, judge)?.map_err(said)?;
    call.give(answers)
}

/// Answers an AdmissionReview: its verdict, and behind the last line end the response. Without an uid there is
/// no response, and the letter is `x`.
fn review(policy: &Policy, call: &Call<'_>) -> Result<napi_value> {
    let (review, how) = (call.bytes()?, call.get(1)?.unwrap_or_default());
    Scratch::lent(|scratch, out| {
        match policy.review(&review, scratch) {
            Ok(review) => {
                let review = if how & WRITTEN_DOWN == 0 { review } else { review.without_position() };
                write_result(review.verdict(), out).map_err(said)?;
                out.push('\n');
                review.write_response(out).map_err(said)?;
            }
            Err(error) => {
                write_result(placed(Err(error), how).as_ref(), out).map_err(said)?;
                out.replace_range(..1, "x");
            }
        }
        string(call.env, out)
    })
}

/// What could not even be written down, as an answer.
#[napi(catch_unwind)]
pub fn refusal(kind: String, message: String, field: Option<String>) -> Result<String> {
    let kinds = [ErrorKind::Depth, ErrorKind::Size];
    let kind = kinds.into_iter().find(|it| it.name() == kind).unwrap_or(ErrorKind::Type);
    let mut answer = String::new();
    let error = ManifestError::new(kind, message).in_field(field.unwrap_or_default());
    write_result(Err(&error), &mut answer).map_err(said)?;
    Ok(answer)
}

/// All rules as a JSON array.
#[napi(catch_unwind)]
pub fn rules_json() -> String {
    guardrails_core::rules_json()
}

/// Runs the command on this process' own streams, and gives its exit status.
#[napi(catch_unwind)]
pub fn run_command(arguments: Vec<String>) -> u8 {
    // Node shows arguments as text; the process has them as they are.
    let given: Vec<OsString> = std::env::args_os().collect();
    let own = given.len().checked_sub(arguments.len()).and_then(|first| given.get(first..));
    let is_same = |own: &&[OsString]| own.iter().zip(&arguments).all(|(a, b)| a.to_string_lossy() == b.as_str());
    let own = own.filter(is_same).map(<[OsString]>::to_vec);
    let arguments = own.unwrap_or_else(|| arguments.into_iter().map(OsString::from).collect());
    guardrails_cli::run_here(std::iter::once("k8s-guardrails".into()).chain(arguments))
}
