//! The native half of the npm package `k8s-guardrails`.
//!
//! It takes bytes and gives texts; `index.js` makes classes and errors of them and has the documentation. What
//! tells of an object begins with a letter for its status: `a`llowed, `d`enied, `n`ot judged, or `e` for what could
//! not be read; then comes the core's JSON, and, behind a line end, an error's sentence or a review's response.

use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::{self, Write};
use std::rc::Rc;

use guardrails_core::{Context, ErrorKind, Item, ManifestError, Policy, Scratch, Status, Verdict};
use napi::JsValue as _;
use napi::bindgen_prelude::{Env, Error, FunctionCallContext, Object, Result};
use napi::sys::napi_value;
use napi_derive::napi;

/// Has a text written with this thread's memory, and makes a JavaScript string of it.
fn answer(env: Env, write: impl FnOnce(&mut Scratch, &mut String) -> fmt::Result) -> Result<napi_value> {
    Scratch::lent(|scratch, text| {
        write(scratch, text).map_err(said)?;
        // Without other characters than ASCII's, which is usual, there is a quicker way.
        let answer = if text.is_ascii() { env.create_string_latin1(&*text) } else { env.create_string(&*text) };
        answer.map(|answer| answer.raw())
    })
}

/// Writes what became of an object.
fn write_result(result: std::result::Result<&Verdict<'_>, &ManifestError>, out: &mut String) -> fmt::Result {
    match result {
        Ok(verdict) => {
            out.push(match verdict.status() {
                Status::Allowed => 'a',
                Status::Denied => 'd',
                _ => 'n',
            });
            verdict.write_json(out)
        }
        Err(error) => {
            out.push('e');
            error.write_json(out)?;
            write!(out, "\n{error}")
        }
    }
}

/// Gives a context that knows the namespace and its labels, as far as a call has them behind its input.
fn knowing<R>(call: &FunctionCallContext<'_>, work: impl FnOnce(Context<'_>) -> R) -> Result<R> {
    if call.length() == 1 {
        return Ok(work(Context::default()));
    }
    let (namespace, labels): (Option<String>, Option<HashMap<String, String>>) = (call.get(1)?, call.get(2)?);
    let context = namespace.as_ref().map_or(Context::default(), |name| Context::default().namespace(name));
    let Some(labels) = labels else { return Ok(work(context)) };
    let labels: Vec<(&str, &str)> = labels.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    Ok(work(context.namespace_labels(&labels)))
}

fn said(error: impl fmt::Display) -> Error {
    Error::from_reason(error.to_string())
}

/// A policy is an object of functions that hold it: calling one costs half of what a method of a class does.
fn functions(env: &Env, policy: Policy) -> Result<Object<'_>> {
    let policy = Rc::new(policy);
    let mut object = Object::new(env)?;
    // What JavaScript has written down nobody has seen: errors have no place in it.
    for (one, all, is_written_down) in [("evaluate", "evaluateAll", false), ("evaluateObject", "evaluateObjects", true)]
    {
        let (held, of_all) = (Rc::clone(&policy), Rc::clone(&policy));
        let evaluate = move |call: FunctionCallContext<'_>| evaluate(&held, &call, is_written_down);
        object.set(one, env.create_function_from_closure::<(), _, _>(one, evaluate)?)?;
        let evaluate_all = move |call: FunctionCallContext<'_>| evaluate_all(&of_all, &call, is_written_down);
        object.set(all, env.create_function_from_closure::<(), _, _>(all, evaluate_all)?)?;
    }
    let review = move |call: FunctionCallContext<'_>| review(&policy, &call);
    object.set("review", env.create_function_from_closure::<(), _, _>("review", review)?)?;
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

/// Judges one object.
fn evaluate(policy: &Policy, call: &FunctionCallContext<'_>, is_written_down: bool) -> Result<napi_value> {
    let manifest: &[u8] = call.get(0)?;
    knowing(call, |context| {
        answer(*call.env, |scratch, out| {
            let result = policy.evaluate(manifest, context, scratch);
            write_result(placed(result, is_written_down).as_ref(), out)
        })
    })?
}

/// Judges every object of a text.
fn evaluate_all(policy: &Policy, call: &FunctionCallContext<'_>, is_written_down: bool) -> Result<Vec<String>> {
    let manifests: &[u8] = call.get(0)?;
    let mut answers = Vec::new();
    let judge = |context: Context<'_>| {
        let each = |_: &Item<'_>, result: Found<'_>| {
            let mut text = String::new();
            // Writing into a string cannot fail.
            let _ = write_result(placed(result, is_written_down).as_ref(), &mut text);
            answers.push(text);
        };
        Scratch::lent(|scratch, _| policy.evaluate_all(manifests, context, scratch, each))
    };
    knowing(call, judge)?.map_err(said)?;
    Ok(answers)
}

/// Answers an AdmissionReview: its verdict, and behind the last line end the response. Without an uid there is
/// no response, and the letter is `x`.
fn review(policy: &Policy, call: &FunctionCallContext<'_>) -> Result<napi_value> {
    let (review, is_written_down): (&[u8], bool) = (call.get(0)?, call.get(1)?);
    answer(*call.env, |scratch, out| match policy.review(review, scratch) {
        Ok(review) => {
            let review = if is_written_down { review.without_position() } else { review };
            write_result(review.verdict(), out)?;
            out.push('\n');
            review.write_response(out)
        }
        Err(error) => {
            write_result(placed(Err(error), is_written_down).as_ref(), out)?;
            out.replace_range(..1, "x");
            Ok(())
        }
    })
}

/// What became of an object.
type Found<'v> = std::result::Result<Verdict<'v>, ManifestError>;

/// Takes the place from an error in a text that JavaScript has written down.
fn placed(result: Found<'_>, is_written_down: bool) -> Found<'_> {
    if is_written_down { result.map_err(ManifestError::without_position) } else { result }
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
pub fn rules_json() -> Result<String> {
    let mut json = String::new();
    guardrails_core::write_rules_json(&mut json).map_err(said)?;
    Ok(json)
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
