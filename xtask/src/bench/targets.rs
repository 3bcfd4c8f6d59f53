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
    measured.difference("typical", OURS, "guardrails, reading alone")
}

/// What a set of constraints costs on a pod that has been read.
pub fn judging(measured: &Measured, row: &str, set: &str) -> Option<f64> {
    measured.difference(row, set, &format!("{set}, reading alone"))
}

/// A figure of which more is better.
fn more(what: &'static str, reach: f64, stretch: f64, measured: Option<f64>) -> Target {
    Target { what, reach, stretch, better: Better::More, measured }
}

/// A figure of which less is better.
fn less(what: &'static str, reach: f64, stretch: f64, measured: Option<f64>) -> Target {
    Target { what, reach, stretch, better: Better::Less, measured }
}

fn ratio(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    Some(a? / b?)
}

fn from_bytes(measured: &Measured) -> Vec<Target> {
    let rival = |row, who| ratio(measured.time(row, who), measured.time(row, OURS));
    let go = |row, file| ratio(measured.go_time(file, "decode+evaluate"), measured.time(row, OURS));
    let skips = ratio(measured.time("256 pods", OURS), measured.time("256 pods", "IgnoredAny"));
    let same_rules = rival("typical", "k8s-openapi and our rules");
    vec![
        more("typical pod: times faster than Go's decode and evaluate", 25.0, 50.0, go("typical", "typical.json")),
        more("typical pod: times faster than serde_json, k8s-openapi and the same rules", 6.0, 9.0, same_rules),
        more("typical pod: times faster than serde_json skipping it", 1.0, 1.7, rival("typical", "IgnoredAny")),
        less("256 pods: times what serde_json takes to skip them", 1.3, 0.8, skips),
        less("instructions a byte, typical pod", 9.0, 6.0, measured.per_byte("typical")),
        less("instructions a byte, large pod", 7.6, 4.5, measured.per_byte("large")),
        more("failing pod with all messages: times faster than Go", 20.0, 40.0, go("failing", "failing.json")),
    ]
}

fn other_ways(measured: &Measured) -> Vec<Target> {
    let evaluate = measured.go_time("typical.json", "evaluate");
    let typed = ratio(evaluate, measured.time("typed typical", OURS));
    let admission = ratio(measured.go_time("admission-review.json", "admission"), measured.time("review", OURS));
    let folder = measured.folder.as_ref();
    let seconds = folder.map(|folder| folder.seconds);
    let memory = folder.map(|folder| folder.kib as f64 / 1024.0);
    let two_cores = folder.map(|folder| folder.two_cores);
    let size = measured.sizes.map(|sizes| sizes.pod_security as f64 / 1000.0);
    vec![
        more(
            "rules on a pod that is read already: times faster than Go's",
            40.0,
            60.0,
            ratio(evaluate, on_a_view(measured)),
        ),
        more("typical k8s-openapi Pod: times faster than Go's rules", 15.0, 25.0, typed),
        more("AdmissionReview: times faster than Go", 20.0, 40.0, admission),
        less("1,000 YAML files by the command: seconds of processor time", 0.25, 0.10, seconds),
        less("1,000 YAML files by the command: MiB of memory", 30.0, 20.0, memory),
        more("folders by the command: times sooner done with two cores than with one", 1.8, 1.8, two_cores),
        less("KB that Pod Security adds to a stripped program", 300.0, 150.0, size),
    ]
}

fn crossings(measured: &Measured) -> Vec<Target> {
    let crossing = &measured.crossing;
    let dict = ratio(crossing.time("Python", "typical", "dict"), crossing.time("Python", "typical", "bytes"));
    let object = crossing.time("Node", "typical", "object").map(|ns| ns / 1_000.0);
    vec![
        less("typical pod from C: ns beyond the library's own call", 20.0, 20.0, crossing.beyond("C")),
        less("typical pod from Python, bytes: ns beyond it", 60.0, 60.0, crossing.beyond("Python")),
        less("typical pod from Python, dict: times the bytes", 1.5, 1.5, dict),
        less("typical pod from Node, bytes: ns beyond it", 250.0, 250.0, crossing.beyond("Node")),
        less("typical pod from Node, object: µs", 10.0, 10.0, object),
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
    let all = [from_bytes(measured), other_ways(measured), crossings(measured)];
    for target in all.into_iter().flatten() {
        let Target { what, reach, stretch, measured, .. } = &target;
        let bound = if target.better == Better::More { "≥" } else { "≤" };
        let shown = measured.map_or_else(|| "–".into(), |measured| format!("{measured:.2}"));
        writeln!(page, "| {what} | {bound} {reach} | {bound} {stretch} | {shown} | {} |", target.state())?;
    }
    Ok(())
}
