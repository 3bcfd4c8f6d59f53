//! A copy of the working tree, so that the checkout itself is never touched.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use super::list::Fault;
use crate::workspace;

pub struct Tree {
    /// The copy.
    pub folder: PathBuf,
    /// Where the copy is built.
    pub target: PathBuf,
    /// What the runs print.
    pub logs: PathBuf,
}

impl Tree {
    /// Brings the copy up to date. A file that has not changed stays as it is, so that cargo builds only
    /// what has.
    pub fn copy(root: &Path, to: &Path) -> Result<Self> {
        let tree = Self { folder: to.join("tree"), target: to.join("target"), logs: to.join("logs") };
        let wanted = files(root)?;
        for file in &wanted {
            let content = std::fs::read(root.join(file)).with_context(|| file.display().to_string())?;
            let copy = tree.folder.join(file);
            if std::fs::read(&copy).ok().as_ref() != Some(&content) {
                workspace::write(&copy, content)?;
            }
        }
        for gone in tree.present()?.difference(&wanted) {
            let path = tree.folder.join(gone);
            std::fs::remove_file(&path).with_context(|| path.display().to_string())?;
        }
        Ok(tree)
    }

    /// Does something while a fault is in the copy.
    pub fn with<T>(&self, fault: &Fault, run: impl FnOnce() -> Result<T>) -> Result<T> {
        let path = self.folder.join(&fault.file);
        let source = workspace::read(&path)?;
        workspace::write(&path, fault.apply(&source)?)?;
        let result = run();
        workspace::write(&path, source)?;
        result
    }

    /// The files that lie in the copy.
    fn present(&self) -> Result<BTreeSet<PathBuf>> {
        let mut files = BTreeSet::new();
        let mut folders = vec![self.folder.clone()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
                let entry = entry?;
                match entry.file_type()?.is_dir() {
                    true => folders.push(entry.path()),
                    false => files.extend(entry.path().strip_prefix(&self.folder).map(Path::to_owned)),
                }
            }
        }
        Ok(files)
    }
}

/// The files of the working tree: what git has and what it would take.
fn files(root: &Path) -> Result<BTreeSet<PathBuf>> {
    let listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
    let listed = workspace::output(Command::new("git").args(listing).current_dir(root))?;
    let names = listed.split('\0').filter(|name| !name.is_empty()).map(PathBuf::from);
    // What has been deleted and not yet committed is still listed.
    Ok(names.filter(|name| root.join(name).is_file()).collect())
}
