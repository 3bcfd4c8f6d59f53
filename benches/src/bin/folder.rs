//! What a folder of 1,000 YAML files costs the command: `folder PROGRAM` prints a line of JSON with the processor
//! time of the best run, the memory of the largest, and how much sooner two cores are done with ten such folders than
//! one.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use guardrails_benches::corpus;
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike as _;
use serde_json::Value;

const FILES: u64 = 1_000;
const RUNS: u32 = 10;

/// How often the folder is checked in one run where the clock counts, so that starting a process does not.
const FOLDERS: usize = 10;

fn main() {
    let program = std::env::args().nth(1).expect("folder PROGRAM");
    let folder = std::env::temp_dir().join(format!("guardrails-folder-{}", std::process::id()));
    let bytes = write_files(&folder);
    let mut best = f64::INFINITY;
    for _ in 0..RUNS {
        best = best.min(run(&program, &folder));
    }
    let two_cores = elapsed(&program, &folder, "0") / elapsed(&program, &folder, "0,1");
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
    let memory = getrusage(UsageWho::RUSAGE_CHILDREN).expect("what children used").max_rss();
    println!(
        "{}",
        serde_json::json!({"files": FILES, "bytes": bytes, "seconds": best, "kib": memory, "two_cores": two_cores})
    );
}

/// Writes the files and gives their bytes in all.
fn write_files(folder: &Path) -> usize {
    std::fs::create_dir_all(folder).expect("a folder for the files");
    let write = |seed| {
        let pod: Value = serde_json::from_slice(&corpus::pod(seed)).expect("a pod");
        let mut text = String::new();
        yaml(&pod, 0, &mut text);
        std::fs::write(folder.join(format!("{seed}.yaml")), &text).expect("a file");
        text.len()
    };
    (0..FILES).map(write).sum()
}

/// Checks the folder once, and gives the processor time that it took.
fn run(program: &str, folder: &Path) -> f64 {
    let before = used();
    let status =
        Command::new(program).arg("check").arg(folder).args(["--format", "jsonl"]).stdout(Stdio::null()).status();
    let code = status.expect("the program starts").code();
    assert!(matches!(code, Some(0 | 1)), "the files can be read: {code:?}");
    used() - before
}

/// How long the best run over many such folders takes on these cores, in seconds by the clock.
fn elapsed(program: &str, folder: &Path, cores: &str) -> f64 {
    let time = |_| {
        let start = Instant::now();
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", cores, program, "check"]).args([folder; FOLDERS]).args(["--format", "jsonl"]);
        let status = command.stdout(Stdio::null()).status().expect("taskset starts");
        assert!(matches!(status.code(), Some(0 | 1)), "the files can be read: {status}");
        start.elapsed().as_secs_f64()
    };
    (0..RUNS).map(time).fold(f64::INFINITY, f64::min)
}

/// Processor time of the children so far, in seconds.
fn used() -> f64 {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("what children used");
    (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6
}

/// Writes a value as people write YAML: blocks, and quotes where they are needed.
fn yaml(value: &Value, indent: usize, out: &mut String) {
    let space = "  ".repeat(indent);
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (key, value) in members {
                let _ = write!(out, "{space}{}:", scalar(key));
                nested(value, indent, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                let mut text = String::new();
                yaml(item, indent + 1, &mut text);
                let _ = writeln!(out, "{space}- {}", text.trim());
            }
        }
        Value::String(text) => {
            let _ = writeln!(out, "{space}{}", scalar(text));
        }
        other => {
            let _ = writeln!(out, "{space}{other}");
        }
    }
}

/// What follows a key: on its line if it is small, else below.
fn nested(value: &Value, indent: usize, out: &mut String) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            out.push('\n');
            yaml(value, indent + 1, out);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            yaml(value, indent, out);
        }
        _ => {
            out.push(' ');
            yaml(value, 0, out);
        }
    }
}

fn scalar(text: &str) -> String {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let plain = text.chars().all(|c| c.is_ascii_alphanumeric() || "-_./".contains(c));
    let word =
        ["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(&text.to_ascii_lowercase().as_str());
    if begins && plain && !word { text.to_owned() } else { Value::from(text).to_string() }
}
