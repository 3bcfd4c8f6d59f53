//! The list of faults: `tests/faults/*.toml`.

use std::collections::BTreeSet;
use std::ops::Range;
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
    /// The source as it stands, up to white space: once in the file, no more.
    find: String,
    replace: String,
    /// What it amounts to.
    pub what: String,
}

impl Fault {
    /// The file's source with the fault in it.
    pub fn apply(&self, source: &str) -> Result<String> {
        let places = places(source, &self.find);
        let [place] = places.as_slice() else {
            let (id, file, found) = (&self.id, &self.file, places.len());
            bail!("fault {id}: `find` stands {found} times in {file}, and must stand there once");
        };
        let mut with_fault = source.to_owned();
        with_fault.replace_range(place.clone(), &self.replace);
        ensure!(with_fault != source, "fault {}: `find` and `replace` are the same", self.id);
        Ok(with_fault)
    }
}

/// Where a piece of source stands, white space of any sort being as good as any other: a formatter may break
/// lines elsewhere.
fn places(source: &str, piece: &str) -> Vec<Range<usize>> {
    let words: Vec<&str> = piece.split_whitespace().collect();
    let Some(first) = words.first() else { return Vec::new() };
    let ends = |start: usize| {
        words.iter().enumerate().try_fold(start, |at, (n, word)| {
            let rest = source.get(at..)?;
            let space = if n == 0 { 0 } else { rest.len() - rest.trim_start().len() };
            let spaced = n == 0 || space > 0;
            (spaced && rest[space..].starts_with(word)).then_some(at + space + word.len())
        })
    };
    source.match_indices(first).filter_map(|(start, _)| ends(start).map(|end| start..end)).collect()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_as_good_as_any_other() {
        assert_eq!(places("a { b,\n    c } a b", "{ b, c"), vec![2..12; 1]);
        assert_eq!(places("ab a b a  b", "a b"), [3..6, 7..11]);
        assert_eq!(places("a b", " a\nb "), vec![0..3; 1]);
        assert!(places("ab", "a b").is_empty());
        assert!(places("a", " ").is_empty());
    }
}
