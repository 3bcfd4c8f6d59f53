//! What comes from the list of rules: a page for each, an index, the schemas; Azure's table of policies; the C
//! header; and the table of Kubernetes' own types.

mod catalogue;
mod header;
mod pages;
mod schemas;
mod types;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use guardrails_core::{Rule, rules};
use serde_json::Value;

use crate::workspace;

/// A generated file: its path in the repository and its text.
type Generated = (PathBuf, String);

/// Writes every generated file.
pub fn write() -> Result<()> {
    let root = workspace::root();
    for (path, text) in generate()? {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap_or(&root))?;
        fs::write(&path, text)?;
    }
    Ok(())
}

/// Fails if a generated file is not what it would be now, or is not generated any more.
pub fn check() -> Result<()> {
    let root = workspace::root();
    let files = generate()?;
    let is_stale = |path: &Path, text: &str| fs::read_to_string(root.join(path)).ok().as_deref() != Some(text);
    let stale: Vec<&PathBuf> = files.iter().filter(|(path, text)| is_stale(path, text)).map(|(path, _)| path).collect();
    let mut orphans = Vec::new();
    for entry in fs::read_dir(root.join("docs/rules"))? {
        let path = PathBuf::from("docs/rules").join(entry?.file_name());
        if !files.iter().any(|(known, _)| *known == path) {
            orphans.push(path);
        }
    }
    ensure!(
        stale.is_empty() && orphans.is_empty(),
        "run `cargo xtask gen`: stale {stale:?}, not generated any more {orphans:?}"
    );
    println!("check-gen: {} generated files are up to date", files.len());
    Ok(())
}

fn generate() -> Result<Vec<Generated>> {
    let mut files: Vec<Generated> = rules().iter().map(|rule| (page_path(rule), pages::page(rule))).collect();
    files.push(("docs/SUMMARY.md".into(), pages::summary()));
    files.push(("docs/rules/README.md".into(), pages::index()));
    files.push(("docs/what-holds-where.md".into(), pages::what_holds_where()));
    files.push(("docs/azure-policies.md".into(), catalogue::page()));
    files.push(("guardrails-core/src/policy/azure/catalogue.json".into(), catalogue::table()));
    files.push(("docs/schemas/verdict.schema.json".into(), pretty(&schemas::verdict())));
    files.push(("docs/schemas/policy.schema.json".into(), pretty(&schemas::policy())));
    files.push(("guardrails-core/src/input/types/table.rs".into(), types::table()));
    files.push(("guardrails-ffi/include/guardrails.h".into(), header::c_header()?));
    files.push(("docs/schemas/exception.schema.json".into(), pretty(&schemas::exception())));
    Ok(files)
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

fn page_path(rule: &Rule) -> PathBuf {
    Path::new("docs/rules").join(format!("{}.md", rule.id))
}
