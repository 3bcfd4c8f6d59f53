//! What it costs to cross from another language into the library, as ratio to the library's own call in the same run.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use crate::arguments::Arguments;
use crate::bindings::{c, node, python};
use crate::workspace::{self, output};

/// What is judged: a pod that all is well with, a large one, one that breaks many rules, and next to nothing.
const MANIFESTS: [&str; 4] = ["typical.json", "large.json", "failing.json", "nothing.json"];

/// How often each program has its turn. The programs alternate, and the best turn of each counts, so that a
/// busy spell falls on none of them alone.
const TURNS: u32 = 4;

#[derive(Debug, Deserialize)]
struct Time {
    file: String,
    what: String,
    ns: f64,
}

pub fn run(mut arguments: Arguments) -> Result<()> {
    let rounds: u32 = arguments.value("--rounds")?.unwrap_or(60);
    arguments.finish()?;
    let root = workspace::root();
    let build = ["build", "--release", "--quiet", "--locked", "--bin", "crossing", "--manifest-path"];
    workspace::run(
        Command::new("cargo").args(build).arg(root.join("benches/Cargo.toml")).arg("--target-dir").arg(target()),
    )?;
    let source = |name: &str| root.join("benches/crossing").join(name);
    let mut programs = [
        ("Rust", Command::new(target().join("release/crossing"))),
        ("C", c::compiled(&source("c.c"))?),
        ("Python", Command::new(python::installed("python")?)),
        ("Node", Command::new("node")),
    ];
    programs[2].1.arg(source("python.py"));
    programs[3].1.arg(source("node.mjs")).current_dir(node::installed()?);
    let files = MANIFESTS.map(|name| root.join("tests/manifests").join(name));
    for (_, program) in &mut programs {
        program.arg(rounds.to_string()).args(&files);
    }
    let mut best: Vec<(&str, Time)> = Vec::new();
    for _ in 0..TURNS {
        for (who, program) in &mut programs {
            for line in output(program)?.lines() {
                keep_best(&mut best, who, serde_json::from_str(line)?);
            }
        }
    }
    print(&best)
}

/// Where the benchmarks build: their profile is another one.
fn target() -> PathBuf {
    workspace::target().join("benches")
}

fn keep_best(best: &mut Vec<(&'static str, Time)>, who: &'static str, time: Time) {
    match best.iter_mut().find(|(other, it)| *other == who && it.file == time.file && it.what == time.what) {
        Some((_, it)) => it.ns = it.ns.min(time.ns),
        None => best.push((who, time)),
    }
}

fn print(times: &[(&str, Time)]) -> Result<()> {
    println!("| manifest | who | what | ns | to Rust's | beyond Rust's |\n|---|---|---|---:|---:|---:|");
    for (who, time) in times {
        let rust = times.iter().find(|(who, it)| *who == "Rust" && it.file == time.file).context("no time of Rust")?;
        let name = time.file.rsplit('/').next().unwrap_or_default();
        let (ratio, beyond) = (time.ns / rust.1.ns, time.ns - rust.1.ns);
        println!("| {name} | {who} | {} | {:.0} | {ratio:.2} | {beyond:+.0} |", time.what, time.ns);
    }
    Ok(())
}
