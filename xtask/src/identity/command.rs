//! The surface that is the command `k8s-guardrails`: a file a question, one run for the files of a policy and a
//! namespace.

use std::collections::{BTreeMap, HashMap};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use guardrails_core::ErrorKind;
use guardrails_tests::identity::{Question, way};

use crate::workspace;

/// The exit status of a command that could not read something, or was wrong.
const FAILED: i32 = 2;

pub fn ask(questions: &[Question]) -> Result<Vec<String>> {
    let build = ["build", "--quiet", "--package", "guardrails-cli"];
    workspace::run(Command::new("cargo").args(build).current_dir(workspace::root()))?;
    let folder = super::folder()?.join("command");
    let _ = std::fs::remove_dir_all(&folder);
    let mut runs: BTreeMap<(&str, Option<&str>), Vec<usize>> = BTreeMap::new();
    for (n, question) in questions.iter().enumerate().filter(|(_, question)| question.way == way::EVALUATE_ALL) {
        workspace::write(&folder.join(file(n)), &question.manifest)?;
        runs.entry((&question.policy, question.namespace)).or_default().push(n);
    }
    let mut answers = vec![String::new(); questions.len()];
    for ((policy, namespace), asked) in runs {
        workspace::write(&folder.join("policy.yaml"), policy)?;
        let mut check = program();
        check.current_dir(&folder).args(["check", "--format", "jsonl", "--policy", "policy.yaml"]);
        check.args(namespace.map(|namespace| format!("--namespace={namespace}")));
        let output = check.args(asked.iter().map(|n| file(*n))).output().context("the command does not start")?;
        let complaint = String::from_utf8(output.stderr)?;
        if let Some(error) = complaint.strip_prefix("error: policy.yaml: ") {
            ensure!(output.status.code() == Some(FAILED) && output.stdout.is_empty(), "judged under a wrong policy");
            let answer = format!("policy error: {}", error.trim_end());
            asked.iter().for_each(|n| answers[*n].clone_from(&answer));
            continue;
        }
        let mut lines = lines(&String::from_utf8(output.stdout)?)?;
        for n in asked {
            answers[n] = lines.remove(&file(n)).unwrap_or_default().join("\t");
        }
        ensure!(lines.is_empty(), "answers about files that nobody asked about");
    }
    for (answer, _) in answers.iter_mut().zip(questions).filter(|(_, question)| question.way == way::RULES) {
        *answer = workspace::output(program().args(["rules", "--format", "json"]))?.replace('\n', "");
    }
    Ok(answers)
}

fn program() -> Command {
    Command::new(workspace::target().join("debug/k8s-guardrails"))
}

fn file(n: usize) -> String {
    format!("{n}.yaml")
}

/// The verdicts by file, each without the place that the command puts in front.
fn lines(output: &str) -> Result<HashMap<String, Vec<String>>> {
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    let nothing =
        format!(r#""error":{{"kind":"{}","message":"there is no Kubernetes object in it""#, ErrorKind::NoObject);
    for line in output.lines() {
        let place = line.strip_prefix(r#"{"input":{"path":""#).context("a line without its input")?;
        let (path, _) = place.split_once('"').context("a path without an end")?;
        let (_, verdict) = line.split_once(r#"},"schema""#).context("a line without a verdict")?;
        let verdict = format!(r#"{{"schema"{verdict}"#);
        let of_file = found.entry(path.to_owned()).or_default();
        // Where the library finds no object, the command says so.
        if !verdict.contains(&nothing) {
            of_file.push(verdict);
        }
    }
    Ok(found)
}
