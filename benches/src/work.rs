//! The pieces of work that are measured, ours and the rivals', by row.

use std::fmt::Write as _;
use std::sync::LazyLock;

use guardrails_core::{Context, Level, NodeClass, Placement, Policy, Scratch, Verdict, Version};

use crate::{constraints, corpus};

pub const TYPICAL: &[u8] = include_bytes!("../../tests/manifests/typical.json");
pub const FAILING: &[u8] = include_bytes!("../../tests/manifests/failing.json");
pub const LARGE: &[u8] = include_bytes!("../../tests/manifests/large.json");
pub const REVIEW: &[u8] = include_bytes!("../../tests/manifests/admission-review.json");

/// Both levels at the latest version, in one pass.
pub(crate) static BOTH: LazyLock<Policy> = LazyLock::new(|| {
    let document =
        r#"{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{"enforce":"baseline","warn":"restricted"}}"#;
    Policy::load(document).expect("a policy as people write it")
});

/// What the Go program answers reviews with: enforce=baseline, audit=warn=restricted.
static REVIEWED: LazyLock<Policy> = LazyLock::new(|| {
    let section = r#"{"enforce":"baseline","audit":"restricted","warn":"restricted"}"#;
    let document = format!(r#"{{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{section}}}"#);
    Policy::load(document).expect("a policy as people write it")
});

/// Reads all that the rules look at, and asks no rule.
static NOTHING: LazyLock<Policy> = LazyLock::new(|| Policy::pod_security(Level::Privileged, Version::LATEST));

/// A piece of work: what it is part of, whose it is, and a function that does it once for each of its inputs.
pub struct Work {
    pub row: &'static str,
    pub who: &'static str,
    /// How many inputs a run goes through, and their bytes in all.
    pub inputs: usize,
    pub bytes: usize,
    /// Gives something that depends on the result, so that none of it is left out.
    pub run: Box<dyn FnMut() -> usize>,
}

/// Whether restricted and baseline let a pod pass.
pub fn is_allowed(pod: &[u8]) -> bool {
    let mut scratch = Scratch::new();
    let verdict = BOTH.evaluate(pod, Context::default(), &mut scratch).expect("a pod");
    verdict.findings().next().is_none()
}

/// Everything that is measured of ours, and of the rivals beside it.
pub fn all() -> Vec<Work> {
    let mut works = Vec::new();
    for (row, pods) in rows() {
        works.push(over(row, "guardrails", &pods, guardrails()));
        works.push(over(row, "guardrails, whole manifest", &pods, whole_manifests()));
        works.push(over(row, "guardrails, reading alone", &pods, reading()));
        works.push(over(row, "guardrails, placement", &pods, placed()));
        #[cfg(feature = "rivals")]
        works.extend(crate::rivals::of_bytes(row, &pods));
    }
    #[cfg(feature = "rivals")]
    works.extend(crate::rivals::typed());
    works.push(review());
    #[cfg(feature = "rivals")]
    works.push(crate::rivals::of_reviews(REVIEW));
    works.extend(constraints::all());
    works
}

/// The pods by row.
pub fn rows() -> [(&'static str, Vec<Vec<u8>>); 4] {
    [
        ("typical", vec![TYPICAL.to_vec()]),
        ("failing", vec![FAILING.to_vec()]),
        ("large", vec![LARGE.to_vec()]),
        ("256 pods", corpus::pods()),
    ]
}

pub(crate) fn over(
    row: &'static str,
    who: &'static str,
    pods: &[Vec<u8>],
    mut one: impl FnMut(&[u8]) -> usize + 'static,
) -> Work {
    let pods = pods.to_vec();
    let (inputs, bytes) = (pods.len(), pods.iter().map(Vec::len).sum());
    Work { row, who, inputs, bytes, run: Box::new(move || pods.iter().map(|pod| one(pod)).sum()) }
}

/// Writes every message into a string that is used again.
pub(crate) fn worded(verdict: &Verdict<'_>, messages: &mut String) -> usize {
    messages.clear();
    for finding in verdict.findings() {
        // Writing into a string cannot fail.
        let _ = write!(messages, "{finding}");
    }
    messages.len() + usize::from(verdict.is_allowed())
}

/// From bytes to the verdict, and its messages where it has any: what the rivals do, who fill in no defaults and look
/// for no fields that do not exist.
pub fn guardrails() -> impl FnMut(&[u8]) -> usize + 'static {
    let (mut scratch, mut messages) = (Scratch::new(), String::new());
    move |pod| {
        let verdict = BOTH.as_given(pod, Context::default(), &mut scratch).expect("a pod");
        worded(&verdict, &mut messages)
    }
}

/// The same of a manifest: with defaults, the type of every value, and fields that do not exist.
fn whole_manifests() -> impl FnMut(&[u8]) -> usize + 'static {
    let (mut scratch, mut messages) = (Scratch::new(), String::new());
    move |pod| {
        let verdict = BOTH.evaluate(pod, Context::default(), &mut scratch).expect("a pod");
        worded(&verdict, &mut messages)
    }
}

/// Where the pod lands among nodes of all classes, and what holds there, beside Pod Security.
fn placed() -> impl FnMut(&[u8]) -> usize + 'static {
    let placed =
        Policy::pod_security(Level::Restricted, Version::LATEST).with_placement(Placement::of_classes(NodeClass::ALL));
    let (mut scratch, mut messages) = (Scratch::new(), String::new());
    move |pod| {
        let verdict = placed.as_given(pod, Context::default(), &mut scratch).expect("a pod");
        worded(&verdict, &mut messages)
    }
}

fn reading() -> impl FnMut(&[u8]) -> usize + 'static {
    let mut scratch = Scratch::new();
    move |pod| usize::from(NOTHING.as_given(pod, Context::default(), &mut scratch).expect("a pod").has_pod())
}

/// From the review's bytes to the response's.
fn review() -> Work {
    let (mut scratch, mut response) = (Scratch::new(), String::new());
    let run = move || {
        response.clear();
        let review = REVIEWED.review(REVIEW, &mut scratch).expect("a review");
        review.write_response(&mut response).expect("a string takes everything");
        response.len()
    };
    Work { row: "review", who: "guardrails", inputs: 1, bytes: REVIEW.len(), run: Box::new(run) }
}
