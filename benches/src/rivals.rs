//! The rivals on the same bytes, and what is measured of pods that a caller has as types.

use guardrails_core::{Context, Scratch};
use k8s_openapi::api::core::v1::Pod;
use serde::de::IgnoredAny;
use serde_json::Value;

use crate::minimal;
use crate::work::{BOTH, FAILING, TYPICAL, Work, over, worded};

/// What others take for a row.
pub(crate) fn of_bytes(row: &'static str, pods: &[Vec<u8>]) -> Vec<Work> {
    vec![
        over(row, "IgnoredAny", pods, |pod| parse::<IgnoredAny>(pod, |_| 1)),
        over(row, "Value", pods, |pod| parse::<Value>(pod, |value| usize::from(value.is_object()))),
        over(row, "minimal structs", pods, |pod| {
            let pod: minimal::Pod<'_> = serde_json::from_slice(pod).expect("a pod");
            pod.spec.containers.map_or(0, |containers| containers.len())
        }),
        over(row, "k8s-openapi", pods, |pod| parse::<Pod>(pod, |pod| usize::from(pod.spec.is_some()))),
        over(row, "k8s-openapi and our rules", pods, parsed_and_judged()),
    ]
}

pub(crate) fn of_reviews(review: &[u8]) -> Work {
    over("review", "IgnoredAny", &[review.to_vec()], |review| parse::<IgnoredAny>(review, |_| 1))
}

fn parse<T: for<'t> serde::Deserialize<'t>>(pod: &[u8], look: impl Fn(&T) -> usize) -> usize {
    look(&serde_json::from_slice(pod).expect("a pod"))
}

fn parsed_and_judged() -> impl FnMut(&[u8]) -> usize + 'static {
    let (mut scratch, mut messages) = (Scratch::new(), String::new());
    move |pod| {
        let pod: Pod = serde_json::from_slice(pod).expect("a pod");
        let verdict = BOTH.evaluate_object(&pod, Context::default(), &mut scratch).expect("a pod");
        worded(&verdict, &mut messages)
    }
}

/// Pods that the caller has already.
pub(crate) fn typed() -> Vec<Work> {
    let judged = |row, bytes: &[u8], with_messages: bool| {
        let pod: Pod = serde_json::from_slice(bytes).expect("a pod");
        let (mut scratch, mut messages) = (Scratch::new(), String::new());
        let run = move || {
            let verdict = BOTH.evaluate_object(&pod, Context::default(), &mut scratch).expect("a pod");
            if with_messages { worded(&verdict, &mut messages) } else { usize::from(verdict.is_allowed()) }
        };
        Work { row, who: "guardrails", inputs: 1, bytes: bytes.len(), run: Box::new(run) }
    };
    vec![
        judged("typed typical", TYPICAL, false),
        judged("typed failing", FAILING, false),
        judged("typed failing, worded", FAILING, true),
    ]
}
