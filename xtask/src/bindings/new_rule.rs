//! A new rule touches no binding: one is added to the core, and a program that was compiled before names it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{c, ending_with};
use crate::faults::Tree;
use crate::workspace;

/// Adds a rule, as CONTRIBUTING.md says: a file and a line of the list. It finds what `hostNamespaces` finds.
pub fn run(copy: &Tree) -> Result<()> {
    let folder = copy.folder.join("guardrails-core/src/rules/pss");
    let (list, rule) = (folder.join("mod.rs"), folder.join("added_rule.rs"));
    let without = workspace::read(&list)?;
    let model = workspace::read(&folder.join("host_namespaces.rs"))?;
    workspace::write(&rule, model.replace("\"hostNamespaces\"", "\"addedRule\""))?;
    workspace::write(&list, with_line(&without).context("the list of rules looks otherwise")?)?;
    let named = is_named(copy);
    workspace::write(&list, without)?;
    fs::remove_file(&rule)?;
    named
}

/// The list with one more line.
fn with_line(list: &str) -> Option<String> {
    let (before, rules) = list.rsplit_once("\nrules! {\n    ")?;
    let (count, files) = rules.split_once(",\n")?;
    let (files, after) = files.split_once("\n}\n")?;
    let count = count.parse::<usize>().ok()?.checked_add(1)?;
    Some(format!("{before}\nrules! {{\n    {count},\n{files}\n    added_rule\n}}\n{after}"))
}

/// Builds the library alone, and has the example in C use it.
fn is_named(copy: &Tree) -> Result<()> {
    let build = ["build", "--quiet", "--release", "--locked", "--package", "guardrails-ffi"];
    let mut cargo = Command::new("cargo");
    workspace::run(cargo.args(build).current_dir(&copy.folder).env("CARGO_TARGET_DIR", &copy.target))?;
    let prefix = c::installed()?;
    let with_rule = prefix.join("with-new-rule");
    let library = fs::read(copy.target.join("release/libguardrails.so"))?;
    let name = fs::canonicalize(prefix.join("lib/libguardrails.so"))?;
    workspace::write(&with_rule.join(name.file_name().context("no name")?), library)?;
    let manifest = workspace::root().join("tests/manifests/failing.json");
    let judged = |library: &Path| {
        let mut check = Command::new(prefix.join("check"));
        ending_with(1, check.env("LD_LIBRARY_PATH", library).arg("baseline").arg(&manifest))
    };
    ensure!(!judged(&prefix.join("lib"))?.contains("addedRule"), "the rule is known before it is added");
    ensure!(judged(&with_rule)?.contains("\"rule\":\"addedRule\""), "the rule that was added finds nothing");
    Ok(())
}
