//! Instructions, counted by callgrind: what does not depend on the load of the machine is held to a baseline.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use serde::{Deserialize, Serialize};

use super::measure::program;
use crate::arguments::Arguments;
use crate::workspace;

/// What is counted: the row, whose work, how many inputs a run has, and how many runs make the smaller count.
const COUNTED: [(&str, &str, u32, u32); 11] = [
    ("typical", "guardrails", 1, 500),
    ("typical", "guardrails, whole manifest", 1, 500),
    ("typical", "guardrails, reading alone", 1, 500),
    ("typical", "guardrails, placement", 1, 500),
    ("failing", "guardrails", 1, 500),
    ("large", "guardrails", 1, 100),
    ("256 pods", "guardrails", 256, 2),
    ("256 pods", "guardrails, whole manifest", 256, 2),
    ("review", "guardrails", 1, 200),
    ("azure typical", "Pod Security and restricted", 1, 200),
    ("azure typical", "safeguards", 1, 200),
];

/// By how much a count may grow without the baseline being written anew, as a factor.
const TOLERANCE: f64 = 1.03;

/// Instructions for one input.
#[derive(Debug, Deserialize, Serialize)]
pub struct Count {
    pub row: String,
    pub who: String,
    pub instructions: u64,
}

/// Compares what is counted with the baseline, or writes that.
pub fn run(mut arguments: Arguments) -> Result<()> {
    let write = arguments.flag("--write");
    arguments.finish()?;
    let counts = counts()?;
    let path = workspace::root().join("benches/instructions.json");
    if write {
        return workspace::write(&path, format!("{}\n", serde_json::to_string_pretty(&counts)?));
    }
    let baseline: Vec<Count> = serde_json::from_slice(&std::fs::read(&path)?).context("benches/instructions.json")?;
    let mut grown = 0;
    for Count { row, who, instructions } in &counts {
        let before = baseline.iter().find(|count| count.row == *row && count.who == *who);
        let before = before.with_context(|| format!("benches/instructions.json lacks {row}: {who}"))?.instructions;
        let factor = *instructions as f64 / before as f64;
        println!("{row}: {who}: {instructions} instructions, {factor:.3} times the baseline");
        grown += u32::from(factor > TOLERANCE);
    }
    if grown > 0 {
        bail!("{grown} counts have grown by more than 3 %: find out why, or `cargo xtask instructions --write`");
    }
    Ok(())
}

/// Instructions of the work itself: those of twice as many runs less those of so many.
pub fn counts() -> Result<Vec<Count>> {
    let program = program("instructions", &["--no-default-features", "--features", "yaml"])?;
    let count = |(row, who, inputs, runs): (&str, &str, u32, u32)| {
        let once = instructions(&program, row, who, runs)?;
        let twice = instructions(&program, row, who, runs.saturating_mul(2))?;
        let all = u64::from(runs.saturating_mul(inputs));
        Ok(Count { row: row.into(), who: who.into(), instructions: twice.saturating_sub(once) / all })
    };
    COUNTED.into_iter().map(count).collect()
}

fn instructions(program: &PathBuf, row: &str, who: &str, runs: u32) -> Result<u64> {
    let valgrind = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .args([row, who, &runs.to_string()])
        .output()
        .context("counting instructions needs valgrind; `bench --quick` does without it")?;
    let report = String::from_utf8_lossy(&valgrind.stderr);
    ensure!(valgrind.status.success(), "valgrind: {report}");
    let collected = report.split_once("Collected : ").and_then(|(_, rest)| rest.split_whitespace().next());
    collected.and_then(|number| number.parse().ok()).with_context(|| format!("valgrind: {report}"))
}
