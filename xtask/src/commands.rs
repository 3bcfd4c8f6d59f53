//! The command from cargo, npm and pip: the same arguments and input give the same output, the same complaints and the
//! same status from each.

use std::ffi::OsString;
use std::io::Write as _;
use std::os::unix::ffi::OsStringExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::arguments::Arguments;
use crate::bindings::{node, python};
use crate::workspace;

/// What is run: arguments, and what the standard input holds.
struct Case {
    arguments: Vec<OsString>,
    input: &'static [u8],
}

/// What came of it.
#[derive(PartialEq, Eq)]
struct Ended {
    status: Option<i32>,
    output: Vec<u8>,
    complaints: Vec<u8>,
}

const LINES: &[u8] = b"{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"hostPID\":true}}\nnonsense\n{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}\n";

/// Arguments without an input.
const ALONE: [&str; 20] = [
    "",
    "--help",
    "--version",
    "check",
    "check --help",
    "chekc",
    "check --format xml .",
    "check examples/manifests",
    "check examples/manifests/hardened.yaml",
    "check examples/manifests --exclude *.yaml --format json",
    "check examples/manifests/web.yaml examples/manifests/batch.json --format jsonl --pod-security baseline:v1.30",
    "check examples/placement --policy examples/policies/placement.yaml",
    "check examples/manifests/web.yaml -n shop",
    "check examples/manifests/web.yaml -n bank",
    "check no-such-file.yaml",
    "check README.md",
    "explain hostPorts",
    "explain hostport",
    "rules",
    "rules --format json",
];

/// Arguments with [`LINES`] as input.
const WITH_LINES: [&str; 3] =
    ["check -", "check - --format jsonl --namespace shop", "check - --pod-security baseline --format json"];

pub fn run(mut arguments: Arguments) -> Result<()> {
    let only: Option<String> = arguments.value("--only")?;
    arguments.finish()?;
    workspace::run(
        Command::new("cargo").args(["build", "--quiet", "--package", "guardrails-cli"]).current_dir(workspace::root()),
    )?;
    let cargo = workspace::target().join("debug/k8s-guardrails");
    let mut others: Vec<(&str, PathBuf)> = Vec::new();
    let chosen = |name: &str| only.as_ref().is_none_or(|only| only == name);
    if chosen("npm") {
        others.push(("npm", node::installed()?.join("node_modules/.bin/k8s-guardrails")));
    }
    if chosen("pip") {
        others.push(("pip", python::installed("k8s-guardrails")?));
    }
    ensure!(!others.is_empty(), "--only takes npm or pip");
    let cases = cases()?;
    for case in &cases {
        let expected = end(&cargo, case)?;
        for (name, program) in &others {
            let found = end(program, case)?;
            let shown = |ended: &Ended| {
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                format!("status {:?}\n{}\n{}", ended.status, text(&ended.output), text(&ended.complaints))
            };
            ensure!(
                found == expected,
                "{:?} ends otherwise from {name}\ncargo: {}\n{name}: {}",
                case.arguments,
                shown(&expected),
                shown(&found)
            );
        }
    }
    for (name, program) in &others {
        let (expected, found) = (unread(&cargo)?, unread(program)?);
        ensure!(found == expected, "with nobody to read it: status {expected:?} from cargo, {found:?} from {name}");
    }
    let names: Vec<&str> = others.iter().map(|(name, _)| *name).collect();
    println!("{} commands end alike from cargo, {}", cases.len() + 1, names.join(", "));
    Ok(())
}

fn cases() -> Result<Vec<Case>> {
    let words = |line: &str| line.split_whitespace().map(OsString::from).collect();
    let mut cases: Vec<Case> = ALONE.map(|line| Case { arguments: words(line), input: b"" }).into();
    cases.extend(WITH_LINES.map(|line| Case { arguments: words(line), input: LINES }));
    // A name that is no text, as Linux has them.
    let folder = workspace::target().join("commands");
    let odd = folder.join(OsString::from_vec(b"web-\xff.yaml".to_vec()));
    workspace::write(&odd, "apiVersion: v1\nkind: Pod\n")?;
    for path in [odd, folder] {
        cases.push(Case { arguments: vec!["check".into(), path.into_os_string()], input: b"" });
    }
    Ok(cases)
}

fn program(path: &PathBuf) -> Command {
    let mut command = Command::new(path);
    command.current_dir(workspace::root()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn end(path: &PathBuf, case: &Case) -> Result<Ended> {
    let mut child = program(path).args(&case.arguments).spawn().with_context(|| path.display().to_string())?;
    let mut input = child.stdin.take().context("no input")?;
    // A command that does not read its input closes it.
    let _ = input.write_all(case.input);
    drop(input);
    let output = child.wait_with_output()?;
    Ok(Ended { status: output.status.code(), output: output.stdout, complaints: output.stderr })
}

/// The status of a command whose output nobody reads.
fn unread(path: &PathBuf) -> Result<Option<i32>> {
    let (reader, writer) = std::io::pipe()?;
    drop(reader);
    let mut command = program(path);
    Ok(command.args(["rules", "--format", "json"]).stdin(Stdio::null()).stdout(writer).status()?.code())
}
