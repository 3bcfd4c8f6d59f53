//! The page as Markdown.

use std::fmt::Write as _;
use std::process::Command;

use anyhow::Result;

use super::measure::{Folder, Measured};
use super::size::Sizes;
use super::targets;
use crate::workspace::output;

/// The rows from bytes to the verdict: name of the row, what it is, and the file that Go is given.
const FROM_BYTES: [(&str, &str, &str); 4] = [
    ("typical", "a typical pod", "typical.json"),
    ("failing", "a pod that breaks 14 rules, messages written", "failing.json"),
    ("large", "a pod of 7 containers", "large.json"),
    ("256 pods", "256 distinct pods in rotation", ""),
];

/// The rivals on the same bytes.
const RIVALS: [(&str, &str); 5] = [
    ("IgnoredAny", "serde_json skipping the bytes"),
    ("Value", "serde_json to `Value`"),
    ("minimal structs", "serde_json to minimal structs"),
    ("k8s-openapi", "serde_json to k8s-openapi"),
    ("k8s-openapi and our rules", "the same, and our rules"),
];

const OURS: &str = "guardrails";

pub fn render(measured: &Measured) -> Result<String> {
    let mut page = String::from(
        "# Performance\n\n`cargo xtask bench --write` has printed this page; whoever runs it gets their own figures. \
         Times are processor time of one thread, the best of many alternating rounds, and a difference of two is that of \
         the middle one of seven runs; compare the ratios rather than the times. All work is at both levels, baseline and \
         restricted, at the latest version, in one pass.\n\n",
    );
    conditions(&mut page)?;
    from_bytes(&mut page, measured)?;
    other_work(&mut page, measured)?;
    constraints(&mut page, measured)?;
    crossing(&mut page, measured)?;
    counts(&mut page, measured)?;
    targets::render(&mut page, measured)?;
    page.push_str(include_str!("tried.md"));
    Ok(page)
}

fn conditions(page: &mut String) -> Result<()> {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let cpu = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map(|(_, name)| name);
    let said = |program: &str, argument: &str| output(Command::new(program).arg(argument));
    let (rustc, date) = (said("rustc", "--version")?, said("date", "--iso-8601")?);
    let go = said("go", "version").unwrap_or_else(|_| "no Go".into());
    let (rustc, date, go) = (rustc.trim(), date.trim(), go.trim());
    let cpu = cpu.unwrap_or("an unknown processor");
    writeln!(page, "Conditions: {cpu}; {rustc}, release profile with fat LTO and overflow checks; {go}; {date}.\n")?;
    Ok(())
}

/// A duration as people read it.
fn time(ns: f64) -> String {
    if ns < 1_000.0 { format!("{ns:.0} ns") } else { format!("{:.2} µs", ns / 1_000.0) }
}

/// A rival's time, and how many times ours that is.
fn against(rival: Option<f64>, ours: f64) -> String {
    rival.map_or_else(|| "–".into(), |rival| format!("{} ({:.1}x)", time(rival), rival / ours))
}

fn from_bytes(page: &mut String, measured: &Measured) -> Result<()> {
    page.push_str("## From bytes to the verdict\n\nBehind each rival's time stands how many times ours it is.\n\n| | bytes | guardrails |");
    for (_, rival) in RIVALS {
        write!(page, " {rival} |")?;
    }
    page.push_str(" Go: decode and evaluate |\n|---|---|---|---|---|---|---|---|---|\n");
    for (row, name, file) in FROM_BYTES {
        let (Some(ours), Some(bytes)) = (measured.time(row, OURS), measured.bytes(row)) else { continue };
        write!(page, "| {name} | {bytes} | {} |", time(ours))?;
        for (rival, _) in RIVALS {
            write!(page, " {} |", against(measured.time(row, rival), ours))?;
        }
        writeln!(page, " {} |", against(measured.go_time(file, "decode+evaluate"), ours))?;
    }
    page.push_str(
        "\nSkipping, `Value` and the structs are no verdict: they only read, and of what they skip they check less. Go is \
         `k8s.io/pod-security-admission` behind the API server's JSON decoder.\n\n",
    );
    Ok(())
}

fn other_work(page: &mut String, measured: &Measured) -> Result<()> {
    page.push_str("## Other ways in\n\n| | guardrails | Go |\n|---|---|---|\n");
    let difference = targets::on_a_view(measured);
    let rows = [
        (
            "a typical pod that is read already (the difference that 19 rules make)",
            difference,
            ("typical.json", "evaluate"),
        ),
        (
            "a typical pod as a manifest: with defaults, the type of every value, fields that do not exist",
            measured.time("typical", "guardrails, whole manifest"),
            ("typical.json", "decode+evaluate"),
        ),
        (
            "a typical pod with its placement on nodes of every class",
            measured.time("typical", "guardrails, placement"),
            ("", ""),
        ),
        ("a typical k8s-openapi Pod", measured.time("typed typical", OURS), ("typical.json", "evaluate")),
        ("a failing k8s-openapi Pod", measured.time("typed failing", OURS), ("failing.json", "evaluate")),
        (
            "the same, messages written",
            measured.time("typed failing, worded", OURS),
            ("failing.json", "evaluate+detail"),
        ),
        (
            "an AdmissionReview in, the response out",
            measured.time("review", OURS),
            ("admission-review.json", "admission"),
        ),
    ];
    for (name, ours, (file, what)) in rows {
        let Some(ours) = ours else { continue };
        writeln!(page, "| {name} | {} | {} |", time(ours), against(measured.go_time(file, what), ours))?;
    }
    if let Some(Folder { files, bytes, seconds, kib, two_cores }) = &measured.folder {
        let (mean, memory) = (bytes / files, *kib as f64 / 1024.0);
        write!(page, "\n`k8s-guardrails check` on a folder of {files} YAML files of {mean} bytes each takes ")?;
        write!(page, "{seconds:.3} s of processor time and {memory:.1} MiB of memory; ")?;
        writeln!(page, "two cores are done {two_cores:.2} times sooner than one.")?;
    }
    if let Some(Sizes { pod_security, everything }) = measured.sizes {
        let (pod_security, everything) = (pod_security / 1000, everything / 1000);
        writeln!(
            page,
            "\nA stripped program grows by {pod_security} KB for Pod Security from JSON, and by {everything} KB for all of it:"
        )?;
        page.push_str("YAML, Azure Policy with its catalogue, regular expressions with Unicode's tables, placement and reviews.\n");
    }
    page.push('\n');
    Ok(())
}

/// What constraints cost: the judging alone, and all of it beside Pod Security.
fn constraints(page: &mut String, measured: &Measured) -> Result<()> {
    page.push_str(
        "## Azure Policy\n\nThe restricted initiative and the policies of Deployment Safeguards, as constraints. Judging is \
         what the rules take on a pod that has been read: the whole less the reading for them. \
         Aimed at: 1 µs, 2 µs, and at most 1.3 times Pod Security alone. Recorded earlier on another run, of the \
         engines on Azure's own templates: 1,557 to 3,728 µs for OPA and 2,060 µs for regorus on the restricted set.\n\n\
         | | restricted, judging | safeguards, judging | Pod Security | and restricted |\n|---|---|---|---|---|\n",
    );
    for (row, name) in
        [("azure typical", "a typical pod that passes"), ("azure 256 pods", "256 distinct pods in rotation")]
    {
        let (Some(alone), Some(both)) =
            (measured.time(row, "Pod Security"), measured.time(row, "Pod Security and restricted"))
        else {
            continue;
        };
        let judging = |set| targets::judging(measured, row, set).map_or_else(|| "–".into(), time);
        let (restricted, safeguards) = (judging("restricted"), judging("safeguards"));
        let factor = both / alone;
        writeln!(page, "| {name} | {restricted} | {safeguards} | {} | {} ({factor:.2}x) |", time(alone), time(both))?;
    }
    page.push('\n');
    Ok(())
}

fn crossing(page: &mut String, measured: &Measured) -> Result<()> {
    page.push_str(
        "## From other languages\n\nThe packages as they are installed, each beside the Rust library's own call on the bytes \
         of the same manifest, in turns. A verdict is asked whether it allows; its words are written when somebody asks.\n\n",
    );
    measured.crossing.render(page)?;
    page.push('\n');
    Ok(())
}

fn counts(page: &mut String, measured: &Measured) -> Result<()> {
    if measured.counts.is_empty() {
        return Ok(());
    }
    page.push_str("## Instructions\n\nCounted by callgrind, from bytes to the verdict; they do not depend on the load of the machine.\n\n| | a pod | a byte |\n|---|---|---|\n");
    for (row, name, _) in FROM_BYTES {
        if let (Some(count), Some(per_byte)) = (measured.count(row, OURS), measured.per_byte(row)) {
            writeln!(page, "| {name} | {count:.0} | {per_byte:.2} |")?;
        }
    }
    page.push('\n');
    Ok(())
}
