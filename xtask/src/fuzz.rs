//! Runs the fuzz targets, each for a while.

use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::arguments::Arguments;
use crate::{seeds, workspace};

const TARGETS: [&str; 3] = ["reader", "evaluate", "policy"];

/// A minute each, as in CI.
const SECONDS: u64 = 60;

pub fn run(mut arguments: Arguments) -> Result<()> {
    let seconds = arguments.value("--seconds")?.unwrap_or(SECONDS);
    let only: Option<String> = arguments.value("--target")?;
    arguments.finish()?;
    let targets: Vec<&str> = TARGETS.into_iter().filter(|it| only.as_ref().is_none_or(|only| only == it)).collect();
    ensure!(!targets.is_empty(), "there is no such target; the targets are {}", TARGETS.join(", "));
    let found = Command::new("cargo").args(["fuzz", "--version"]).output().context("cannot start cargo")?;
    ensure!(
        found.status.success(),
        "cargo-fuzz is not installed: `cargo install --locked cargo-fuzz@0.13.2` (a minute; it needs g++)"
    );
    if targets.iter().any(|target| !seeds::exist(&seeds::folder(target))) {
        seeds::run(Arguments::none())?;
    }
    let findings: Vec<&str> = targets.into_iter().filter(|target| !passes(target, seconds)).collect();
    if !findings.is_empty() {
        bail!("findings in {}: see above, and fuzz/artifacts", findings.join(", "));
    }
    Ok(())
}

/// Runs a target; whatever it ends with but success is a finding. The other targets are run all the same.
fn passes(target: &str, seconds: u64) -> bool {
    println!("fuzzing {target} for {seconds} s");
    let limits = ["-max_len=8192", "-timeout=10", "-rss_limit_mb=2048", "-dict=fuzz/dictionary.txt", "-verbosity=0"];
    let run = Command::new("cargo")
        // Stable Rust: coverage guides the search, and no sanitizer looks for unsafe code's faults, as there is none.
        .args([
            "fuzz",
            "run",
            "--debug-assertions",
            "--sanitizer",
            "none",
            target,
            "--",
            &format!("-max_total_time={seconds}"),
        ])
        .args(limits)
        .args(["-print_final_stats=1"])
        .current_dir(workspace::root())
        .status();
    run.is_ok_and(|status| status.success())
}
