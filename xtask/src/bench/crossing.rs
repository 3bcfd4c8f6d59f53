//! What it costs to cross from another language into the library, as ratio to the library's own call in the same run.

use std::fmt::Write as _;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::measure::program;
use crate::arguments::Arguments;
use crate::bindings::{self, c, node, python};
use crate::workspace::{self, output};

/// What is judged: a pod that all is well with, a large one, one that breaks many rules, and next to nothing.
const MANIFESTS: [&str; 4] = ["typical.json", "large.json", "failing.json", "nothing.json"];

/// How often each program has its turn. The programs alternate, and the best round of all turns counts, so that a
/// busy spell falls on none of them alone.
const TURNS: u32 = 4;

/// Whose times the others are compared with.
const OWN: &str = "Rust";

/// The best time that a program has needed for one input.
#[derive(Debug, Deserialize)]
pub struct Time {
    /// The language.
    #[serde(skip)]
    pub who: &'static str,
    file: String,
    pub what: String,
    pub ns: f64,
}

impl Time {
    /// The manifest, as its file is called.
    pub fn manifest(&self) -> &str {
        let name = self.file.rsplit('/').next().unwrap_or_default();
        name.strip_suffix(".json").unwrap_or(name)
    }
}

/// What all programs have needed.
#[derive(Debug, Default)]
pub struct Crossing(Vec<Time>);

pub fn run(mut arguments: Arguments) -> Result<()> {
    let rounds: u32 = arguments.value("--rounds")?.unwrap_or(200);
    let is_installed = arguments.flag("--installed");
    arguments.finish()?;
    let mut table = String::new();
    Crossing::measure(rounds, is_installed)?.render(&mut table)?;
    print!("{table}");
    Ok(())
}

impl Crossing {
    /// Builds and installs the packages, unless they are, and has every program judge the same manifests in turns.
    pub fn measure(rounds: u32, is_installed: bool) -> Result<Self> {
        if !is_installed {
            bindings::install(&["c", "node", "python"])?;
        }
        let root = workspace::root();
        let source = |name: &str| root.join("benches/crossing").join(name);
        let mut python = Command::new(python::installed("python")?);
        python.arg(source("python.py"));
        let mut node = Command::new("node");
        node.arg(source("node.mjs")).current_dir(node::installed()?);
        let rust = Command::new(program("crossing", &[])?);
        let mut programs = [(OWN, rust), ("C", c::compiled(&source("c.c"))?), ("Python", python), ("Node", node)];
        let files = MANIFESTS.map(|name| root.join("tests/manifests").join(name));
        for (_, program) in &mut programs {
            program.arg(rounds.to_string()).args(&files);
        }
        let mut best = Self::default();
        for _ in 0..TURNS {
            for (who, program) in &mut programs {
                for line in output(program)?.lines() {
                    let time: Time = serde_json::from_str(line).with_context(|| format!("{who}: {line}"))?;
                    best.keep(Time { who, ..time });
                }
            }
        }
        Ok(best)
    }

    fn keep(&mut self, time: Time) {
        let same = |it: &&mut Time| it.who == time.who && it.file == time.file && it.what == time.what;
        match self.0.iter_mut().find(same) {
            Some(it) => it.ns = it.ns.min(time.ns),
            None => self.0.push(time),
        }
    }

    /// The time of a language for a manifest in a form.
    pub fn time(&self, who: &str, manifest: &str, what: &str) -> Option<f64> {
        self.0.iter().find(|it| it.who == who && it.manifest() == manifest && it.what == what).map(|it| it.ns)
    }

    /// How much longer a typical pod's bytes take than the library's own call.
    pub fn beyond(&self, who: &str) -> Option<f64> {
        Some(self.time(who, "typical", "bytes")? - self.time(OWN, "typical", "bytes")?)
    }

    /// The table, if anything has been measured.
    pub fn render(&self, page: &mut String) -> Result<()> {
        if self.0.is_empty() {
            return Ok(());
        }
        page.push_str("| | from | given as | time | to Rust's | beyond Rust's |\n|---|---|---|---:|---:|---:|\n");
        for time in &self.0 {
            let own = self.time(OWN, time.manifest(), "bytes").context("no time of Rust")?;
            let (ratio, beyond) = (time.ns / own, time.ns - own);
            let Time { who, what, ns, .. } = time;
            writeln!(page, "| {} | {who} | {what} | {ns:.0} ns | {ratio:.2} | {beyond:+.0} ns |", time.manifest())?;
        }
        Ok(())
    }
}
