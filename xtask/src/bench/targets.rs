//! The figures that were aimed at, and how far the measured ones are from them.

use std::fmt::Write as _;

use anyhow::Result;

use super::measure::Measured;

const OURS: &str = "guardrails";

/// A figure and what it should be.
struct Target {
    what: &'static str,
    reach: f64,
    stretch: f64,
    better: Better,
    measured: Option<f64>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Better {
    More,
    Less,
}

/// What the rules cost on a pod that has been read: all the work less the reading.
pub fn on_a_view(measured: &Measured) -> Option<f64> {
    let all = measured.time("typical", OURS)?;
    Some(all - measured.time("typical", "guardrails, reading alone")?)
}

fn targets(measured: &Measured) -> Vec<Target> {
    let ratio = |rival: Option<f64>, ours: Option<f64>| Some(rival? / ours?);
    let ours = |row| measured.time(row, OURS);
    let more = |what, reach, stretch, measured| Target { what, reach, stretch, better: Better::More, measured };
    let less = |what, reach, stretch, measured| Target { what, reach, stretch, better: Better::Less, measured };
    let go = |file, what| measured.go_time(file, what);
    let typical = |rival| ratio(measured.time("typical", rival), ours("typical"));
    vec![
        more(
            "typical pod: times faster than Go's decode and evaluate",
            25.0,
            50.0,
            ratio(go("typical.json", "decode+evaluate"), ours("typical")),
        ),
        more(
            "typical pod: times faster than serde_json, k8s-openapi and the same rules",
            6.0,
            9.0,
            typical("k8s-openapi and our rules"),
        ),
        more("typical pod: times faster than serde_json skipping the bytes", 1.0, 1.7, typical("IgnoredAny")),
        less(
            "256 pods: times what serde_json takes to skip them",
            1.3,
            0.8,
            ratio(ours("256 pods"), measured.time("256 pods", "IgnoredAny")),
        ),
        less("instructions a byte, typical pod", 9.0, 6.0, measured.per_byte("typical")),
        less("instructions a byte, large pod", 7.6, 4.5, measured.per_byte("large")),
        more(
            "rules on a pod that is read already: times faster than Go's EvaluatePod",
            40.0,
            60.0,
            ratio(go("typical.json", "evaluate"), on_a_view(measured)),
        ),
        more(
            "typical k8s-openapi Pod: times faster than Go's EvaluatePod",
            15.0,
            25.0,
            ratio(go("typical.json", "evaluate"), ours("typed typical")),
        ),
        more(
            "failing pod with all messages: times faster than Go",
            20.0,
            40.0,
            ratio(go("failing.json", "decode+evaluate"), ours("failing")),
        ),
        more(
            "AdmissionReview: times faster than Go",
            20.0,
            40.0,
            ratio(go("admission-review.json", "admission"), ours("review")),
        ),
    ]
}

impl Target {
    fn reaches(&self, goal: f64) -> bool {
        self.measured.is_some_and(|measured| match self.better {
            Better::More => measured >= goal,
            Better::Less => measured <= goal,
        })
    }

    fn state(&self) -> &'static str {
        match () {
            () if self.measured.is_none() => "not measured",
            () if self.reaches(self.stretch) => "stretched to",
            () if self.reaches(self.reach) => "reached",
            () => "missed",
        }
    }
}

pub fn render(page: &mut String, measured: &Measured) -> Result<()> {
    page.push_str("## Against the targets\n\n| | reach | stretch | measured | |\n|---|---|---|---|---|\n");
    for target in targets(measured) {
        let Target { what, reach, stretch, measured, .. } = &target;
        let bound = if target.better == Better::More { "≥" } else { "≤" };
        let shown = measured.map_or_else(|| "–".into(), |measured| format!("{measured:.2}"));
        writeln!(page, "| {what} | {bound} {reach} | {bound} {stretch} | {shown} | {} |", target.state())?;
    }
    Ok(())
}
