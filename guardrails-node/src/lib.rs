//! The native half of the npm package `k8s-guardrails`.
//!
//! It takes bytes and gives texts; `index.js` makes classes and errors of them and has the documentation. What
//! tells of an object begins with a letter for its status: `a`llowed, `d`enied, `n`ot judged, or `e` for what could
//! not be read; then comes the core's JSON, and, behind a line end, an error's sentence or a review's response.

use std::cell::Cell;
use std::collections::HashMap;
use std::ffi::OsString;
use std::fmt::{self, Write};

use guardrails_core::{Context, ManifestError, Policy, Scratch, Status, Verdict};
use napi::JsString;
use napi::bindgen_prelude::{Env, Error, Result};
use napi_derive::napi;

/// Memory that is used again from call to call.
#[derive(Default)]
struct Desk {
    scratch: Scratch,
    text: String,
}

thread_local! {
    /// One for each thread, as Node's workers are threads; a call that panics does not give it back.
    static DESK: Cell<Option<Box<Desk>>> = const { Cell::new(None) };
}

/// Has a text written with this thread's memory, and makes a JavaScript string of it.
fn answer<'e>(env: &'e Env, write: impl FnOnce(&mut Scratch, &mut String) -> fmt::Result) -> Result<JsString<'e>> {
    let mut desk = DESK.take().unwrap_or_default();
    let Desk { scratch, text } = &mut *desk;
    text.clear();
    write(scratch, text).map_err(said)?;
    // Without other characters than ASCII's, which is usual, there is a quicker way.
    let answer = if text.is_ascii() { env.create_string_latin1(&*text) } else { env.create_string(&*text) };
    DESK.set(Some(desk));
    answer
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

/// Gives a context that knows the namespace and its labels, as far as they are known.
fn knowing<R>(
    namespace: Option<String>,
    labels: Option<HashMap<String, String>>,
    work: impl FnOnce(Context<'_>) -> R,
) -> R {
    let context = namespace.as_ref().map_or(Context::default(), |name| Context::default().namespace(name));
    let Some(labels) = labels else { return work(context) };
    let labels: Vec<(&str, &str)> = labels.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
    work(context.namespace_labels(&labels))
}

fn said(error: impl fmt::Display) -> Error {
    Error::from_reason(error.to_string())
}

/// A policy; immutable.
#[napi]
pub struct NativePolicy(Policy);

#[napi]
impl NativePolicy {
    /// Enforces one level at one version.
    #[napi(factory, catch_unwind)]
    pub fn pod_security(level: String, version: String) -> Result<Self> {
        Ok(Self(Policy::pod_security(level.parse().map_err(said)?, version.parse().map_err(said)?)))
    }

    /// Reads policy documents.
    #[napi(factory, catch_unwind)]
    pub fn load(documents: Vec<&[u8]>) -> Result<Self> {
        let texts: Vec<(&str, &[u8])> = documents.into_iter().map(|text| ("", text)).collect();
        Policy::load_all(&texts, None).map(Self).map_err(said)
    }

    /// Judges one object.
    #[napi(catch_unwind)]
    pub fn evaluate<'e>(
        &self,
        env: &'e Env,
        manifest: &[u8],
        namespace: Option<String>,
        labels: Option<HashMap<String, String>>,
    ) -> Result<JsString<'e>> {
        let judge = |scratch: &mut Scratch, out: &mut String| {
            knowing(namespace, labels, |context| {
                write_result(self.0.evaluate(manifest, context, scratch).as_ref(), out)
            })
        };
        answer(env, judge)
    }

    /// Judges one object that JavaScript has written down: nobody knows that text, and errors have no place in it.
    #[napi(catch_unwind)]
    pub fn evaluate_object<'e>(
        &self,
        env: &'e Env,
        manifest: &[u8],
        namespace: Option<String>,
        labels: Option<HashMap<String, String>>,
    ) -> Result<JsString<'e>> {
        let judge = |scratch: &mut Scratch, out: &mut String| {
            knowing(namespace, labels, |context| {
                let result = self.0.evaluate(manifest, context, scratch);
                write_result(result.map_err(ManifestError::without_position).as_ref(), out)
            })
        };
        answer(env, judge)
    }

    /// Judges every object of a text; errors have a place in it if it was not JavaScript that wrote it.
    #[napi(catch_unwind)]
    pub fn evaluate_all(
        &self,
        manifests: &[u8],
        is_written_down: bool,
        namespace: Option<String>,
        labels: Option<HashMap<String, String>>,
    ) -> Result<Vec<String>> {
        let mut answers = Vec::new();
        let each = |result: std::result::Result<Verdict<'_>, ManifestError>| {
            let mut text = String::new();
            let result = if is_written_down { result.map_err(ManifestError::without_position) } else { result };
            // Writing into a string cannot fail.
            let _ = write_result(result.as_ref(), &mut text);
            answers.push(text);
        };
        let mut desk = DESK.take().unwrap_or_default();
        let judge = |context: Context<'_>| {
            let mut each = each;
            self.0.evaluate_all(manifests, context, &mut desk.scratch, |_, result| each(result))
        };
        let read = knowing(namespace, labels, judge);
        DESK.set(Some(desk));
        read.map_err(said)?;
        Ok(answers)
    }

    /// Answers an AdmissionReview: its verdict, and behind the last line end the response. Without an uid there is
    /// no response, and the letter is `x`.
    #[napi(catch_unwind)]
    pub fn review<'e>(&self, env: &'e Env, review: &[u8]) -> Result<JsString<'e>> {
        answer(env, |scratch, out| match self.0.review(review, scratch) {
            Ok(review) => {
                write_result(review.verdict(), out)?;
                out.push('\n');
                review.write_response(out)
            }
            Err(error) => {
                write_result(Err(&error), out)?;
                out.replace_range(..1, "x");
                Ok(())
            }
        })
    }
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
