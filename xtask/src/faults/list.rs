//! The list of faults: `tests/faults/*.toml`.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;

use crate::workspace;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    fault: Vec<Fault>,
}

/// A fault: one piece of source that is replaced by another.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    pub id: String,
    /// The file, from the root of the workspace.
    pub file: String,
    /// The source as it stands: once in the file, no more.
    find: String,
    replace: String,
    /// What it amounts to.
    pub what: String,
}

impl Fault {
    /// The file's source with the fault in it.
    pub fn apply(&self, source: &str) -> Result<String> {
        ensure!(self.find != self.replace, "fault {}: `find` and `replace` are the same", self.id);
        match source.matches(&self.find).count() {
            1 => Ok(source.replacen(&self.find, &self.replace, 1)),
            found => {
                bail!("fault {}: `find` stands {found} times in {}, and must stand there once", self.id, self.file)
            }
        }
    }
}

/// Reads every list and holds it against the source.
pub fn load(root: &Path) -> Result<Vec<Fault>> {
    let folder = root.join("tests/faults");
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
        paths.push(entry?.path());
    }
    paths.sort();
    let mut faults = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|ending| ending == "toml")) {
        let listed: Listed = toml::from_str(&workspace::read(path)?).with_context(|| path.display().to_string())?;
        faults.extend(listed.fault);
    }
    let mut ids = BTreeSet::new();
    let mut stale = Vec::new();
    for fault in &faults {
        ensure!(ids.insert(&fault.id), "two faults have the id {}", fault.id);
        let applied = workspace::read(&root.join(&fault.file)).and_then(|source| fault.apply(&source));
        stale.extend(applied.err().map(|error| format!("{error:#}")));
    }
    ensure!(stale.is_empty(), "the list no longer fits the source:\n{}", stale.join("\n"));
    Ok(faults)
}
