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

#[derive(Debug, Deserialize)]
pub struct Time {
    pub row: String,
    pub who: String,
    /// The best round.
    pub ns: f64,
    /// The middle one.
    median: f64,
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
    pub times: Vec<Time>,
    go: Vec<GoTime>,
    pub counts: Vec<Count>,
    pub folder: Option<Folder>,
    pub sizes: Option<Sizes>,
    pub crossing: Crossing,
}

impl Measured {
    /// Our own program alone, and not for long.
    pub fn quick() -> Result<Self> {
        Ok(Self { times: times(10)?, ..Self::default() })
    }

    /// Everything. Go is measured before and after, and the better time counts, as it does among the rounds.
    pub fn whole(is_installed: bool) -> Result<Self> {
        let oracle = build_oracle()?;
        let mut go = go(&oracle)?;
        let times = times(100)?;
        for (first, second) in go.iter_mut().zip(self::go(&oracle)?) {
            first.ns = first.ns.min(second.ns);
        }
        let crossing = Crossing::measure(200, is_installed)?;
        let (counts, folder, sizes) = (instructions::counts()?, Some(folder()?), Some(sizes()?));
        Ok(Self { times, go, counts, folder, sizes, crossing })
    }

    pub fn time(&self, row: &str, who: &str) -> Option<f64> {
        self.times.iter().find(|time| time.row == row && time.who == who).map(|time| time.ns)
    }

    /// How much longer one takes than the other, by their middle rounds: the best one may be luck, and a difference is small.
    pub fn difference(&self, row: &str, who: &str, other: &str) -> Option<f64> {
        let median = |who: &str| self.times.iter().find(|time| time.row == row && time.who == who).map(|it| it.median);
        Some(median(who)? - median(other)?)
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

fn times(rounds: u32) -> Result<Vec<Time>> {
    let lines = output(Command::new(program("timing", &[])?).arg(rounds.to_string()))?;
    lines.lines().map(|line| serde_json::from_str(line).context("benches: timing")).collect()
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
