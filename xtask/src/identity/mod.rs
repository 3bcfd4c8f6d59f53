//! The same questions to every surface, and the same answers: `tests/identity/README.md` has the protocol.

mod command;

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use guardrails_tests::identity::{Question, answer, compare, questions, way};

use crate::arguments::Arguments;
use crate::bindings::{c, node, python};
use crate::workspace;

/// A surface: its name, the ways its contract has, and what asks it.
struct Surface {
    name: &'static str,
    /// Whether a question can say which labels a namespace has.
    takes_labels: bool,
    ways: &'static [&'static str],
    ask: fn(&[Question]) -> Result<Vec<String>>,
}

/// Every way that there is.
const ALL_WAYS: &[&str] = &[
    way::EVALUATE,
    way::EVALUATE_OBJECT,
    way::EVALUATE_ALL,
    way::REVIEW,
    way::REVIEW_OBJECT,
    way::REVIEW_VERDICT,
    way::RULES,
];

const SURFACES: [Surface; 4] = [
    Surface { name: "command", takes_labels: false, ways: &[way::EVALUATE_ALL, way::RULES], ask: command::ask },
    Surface {
        name: "python",
        takes_labels: true,
        ways: ALL_WAYS,
        ask: |questions| {
            let mut python = Command::new(python::installed("python")?);
            ask_runner(questions, python.arg(runners().join("python.py")))
        },
    },
    Surface {
        name: "node",
        takes_labels: true,
        ways: ALL_WAYS,
        ask: |questions| {
            let mut node = Command::new("node");
            ask_runner(questions, node.arg(runners().join("node.mjs")).current_dir(node::installed()?))
        },
    },
    Surface {
        name: "c",
        takes_labels: true,
        ways: &[way::EVALUATE, way::REVIEW, way::RULES],
        ask: |questions| {
            let mut go = c::with_library("go", &c::installed()?);
            ask_runner(questions, go.args(["run", "."]).current_dir(runners().join("go")))
        },
    },
];

/// Where the programs lie that speak the protocol.
fn runners() -> PathBuf {
    workspace::root().join("tests/identity")
}

pub fn run(mut arguments: Arguments) -> Result<()> {
    let only: Option<String> = arguments.value("--only")?;
    arguments.finish()?;
    let chosen: Vec<&Surface> = SURFACES.iter().filter(|it| only.as_ref().is_none_or(|only| only == it.name)).collect();
    let names: Vec<&str> = SURFACES.iter().map(|it| it.name).collect();
    ensure!(!chosen.is_empty(), "there is no such surface; the surfaces are {}", names.join(", "));
    let all = questions();
    let mut differ = Vec::new();
    for surface in chosen {
        let can_ask =
            |it: &&Question| surface.ways.contains(&it.way) && (surface.takes_labels || it.namespace_labels.is_none());
        let asked: Vec<Question> = all.iter().filter(can_ask).cloned().collect();
        let answers = (surface.ask)(&asked).with_context(|| surface.name)?;
        let found = compare(&asked, &answer(&asked), &answers);
        let equal: Vec<String> = found.equal.iter().map(|(way, count)| format!("{count} {way}")).collect();
        println!("{}: equal to the library in {}; different in {}", surface.name, equal.join(", "), found.different);
        found.shown.iter().for_each(|shown| println!("\n{shown}"));
        if found.different > 0 || surface.ways.iter().any(|way| !found.equal.contains_key(way)) {
            differ.push(surface.name);
        }
    }
    if !differ.is_empty() {
        bail!("not the same answers from {}", differ.join(", "));
    }
    Ok(())
}

/// Where questions and answers lie while they are compared.
fn folder() -> Result<PathBuf> {
    let folder = workspace::target().join("identity");
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Asks a program that speaks the protocol.
fn ask_runner(questions: &[Question], program: &mut Command) -> Result<Vec<String>> {
    let path = folder()?.join("questions.jsonl");
    let mut file = std::io::BufWriter::new(File::create(&path)?);
    for question in questions {
        serde_json::to_writer(&mut file, question)?;
        file.write_all(b"\n")?;
    }
    file.into_inner()?;
    let answers = workspace::output(program.stdin(File::open(&path)?))?;
    Ok(answers.strip_suffix('\n').unwrap_or(&answers).split('\n').map(str::to_owned).collect())
}
