//! Runs what measures: our own program, Go's, and callgrind over ours.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::crossing::Crossing;
use super::instructions::{self, Count};
use super::size::{Sizes, sizes};
use crate::workspace::{self, output, run};

/// The manifests that both sides are given.
const MANIFESTS: [&str; 4] = ["typical.json", "failing.json", "large.json", "admission-review.json"];

/// How often our own program is started. A difference is that of the middle run.
const RUNS: usize = 7;

#[derive(Clone, Debug, Deserialize)]
pub struct Time {
    pub row: String,
    pub who: String,
    pub ns: f64,
    /// The size of an input, the mean of several.
    pub bytes: u64,
}

/// What Go's program says.
#[derive(Debug, Deserialize)]
struct GoTime {
    file: String,
    what: String,
    ns: f64,
}

/// What a folder of YAML files costs the command.
#[derive(Debug, Deserialize)]
pub struct Folder {
    pub files: u64,
    pub bytes: u64,
    pub seconds: f64,
    pub kib: u64,
    /// How many times sooner two cores are done than one, by the clock.
    pub two_cores: f64,
}

#[derive(Debug, Default)]
pub struct Measured {
    /// The best times of all runs.
    pub times: Vec<Time>,
    /// The times of each run, in the same order: where a program's memory lies differs from run to run, and so do its times.
    runs: Vec<Vec<Time>>,
    go: Vec<GoTime>,
    pub counts: Vec<Count>,
    pub folder: Option<Folder>,
    pub sizes: Option<Sizes>,
    pub crossing: Crossing,
}

impl Measured {
    /// Our own program alone, and not for long.
    pub fn quick() -> Result<Self> {
        let (times, runs) = times(1, 10)?;
        Ok(Self { times, runs, ..Self::default() })
    }

    /// Everything. Go is measured before and after, and the better time counts, as it does among the rounds.
    pub fn whole(is_installed: bool) -> Result<Self> {
        let oracle = build_oracle()?;
        let mut go = go(&oracle)?;
        let (times, runs) = times(RUNS, 20)?;
        for (first, second) in go.iter_mut().zip(self::go(&oracle)?) {
            first.ns = first.ns.min(second.ns);
        }
        let crossing = Crossing::measure(200, is_installed)?;
        let (counts, folder, sizes) = (instructions::counts()?, Some(folder()?), Some(sizes()?));
        Ok(Self { times, runs, go, counts, folder, sizes, crossing })
    }

    pub fn time(&self, row: &str, who: &str) -> Option<f64> {
        self.times.iter().find(|time| time.row == row && time.who == who).map(|time| time.ns)
    }

    /// How much longer one takes than the other, in the middle one of the runs: a difference of two long times is small.
    pub fn difference(&self, row: &str, who: &str, other: &str) -> Option<f64> {
        let of = |run: &[Time], who: &str| run.iter().find(|it| it.row == row && it.who == who).map(|it| it.ns);
        let differences = self.runs.iter().map(|run| Some(of(run, who)? - of(run, other)?));
        let mut differences = differences.collect::<Option<Vec<f64>>>()?;
        differences.sort_by(f64::total_cmp);
        differences.get(differences.len() / 2).copied()
    }

    pub fn go_time(&self, file: &str, what: &str) -> Option<f64> {
        self.go.iter().find(|time| time.file == file && time.what == what).map(|time| time.ns)
    }

    pub fn bytes(&self, row: &str) -> Option<u64> {
        self.times.iter().find(|time| time.row == row).map(|time| time.bytes)
    }

    /// Instructions for one input of a row.
    pub fn count(&self, row: &str, who: &str) -> Option<f64> {
        self.counts.iter().find(|count| count.row == row && count.who == who).map(|count| count.instructions as f64)
    }

    /// Instructions for each byte of a row, of ours.
    pub fn per_byte(&self, row: &str) -> Option<f64> {
        Some(self.count(row, "guardrails")? / self.bytes(row)? as f64)
    }
}

/// Builds a program of `benches/`, with such features, and gives its path.
pub fn program(name: &str, features: &[&str]) -> Result<PathBuf> {
    let target = workspace::target().join("benches");
    let manifest = workspace::root().join("benches/Cargo.toml");
    let build = ["build", "--quiet", "--release", "--locked", "--bin", name, "--manifest-path"];
    let mut cargo = Command::new("cargo");
    cargo.args(build).arg(manifest).args(features).env("CARGO_TARGET_DIR", &target);
    // As it is released, whatever the tests around it do without.
    cargo.env_remove("CARGO_PROFILE_RELEASE_LTO").env_remove("CARGO_PROFILE_RELEASE_CODEGEN_UNITS");
    run(&mut cargo)?;
    Ok(target.join("release").join(name))
}

/// The best times of so many runs of so many rounds, and those of each.
fn times(runs: usize, rounds: u32) -> Result<(Vec<Time>, Vec<Vec<Time>>)> {
    let timing = program("timing", &[])?;
    let run = || {
        let lines = output(Command::new(&timing).arg(rounds.to_string()))?;
        lines.lines().map(|line| serde_json::from_str(line).context("benches: timing")).collect()
    };
    let runs: Vec<Vec<Time>> = std::iter::repeat_with(run).take(runs).collect::<Result<_>>()?;
    let mut best = runs.first().cloned().unwrap_or_default();
    for run in &runs {
        best.iter_mut().zip(run).for_each(|(best, time)| best.ns = best.ns.min(time.ns));
    }
    Ok((best, runs))
}

fn folder() -> Result<Folder> {
    let build = ["build", "--quiet", "--release", "--locked", "--package", "guardrails-cli"];
    run(Command::new("cargo").args(build).current_dir(workspace::root()))?;
    let command = workspace::target().join("release/k8s-guardrails");
    let line = output(Command::new(program("folder", &[])?).arg(command))?;
    serde_json::from_str(&line).context("benches: folder")
}

fn build_oracle() -> Result<PathBuf> {
    let program = workspace::target().join("oracle");
    let source = workspace::root().join("tests/oracle");
    run(Command::new("go").args(["build", "-trimpath", "-o"]).arg(&program).arg(".").current_dir(source))
        .context("the Go rival needs Go 1.26; `--quick` does without it")?;
    Ok(program)
}

fn go(oracle: &PathBuf) -> Result<Vec<GoTime>> {
    let folder = workspace::root().join("tests/manifests");
    let lines = output(Command::new(oracle).arg("bench").args(MANIFESTS).current_dir(folder))?;
    lines.lines().map(|line| serde_json::from_str(line).context("tests/oracle: bench")).collect()
}
