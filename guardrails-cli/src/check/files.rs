//! Finds the files that paths stand for.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use walkdir::{DirEntry, WalkDir};

/// The endings of files that may hold manifests.
const ENDINGS: [&str; 4] = ["yaml", "yml", "json", "jsonl"];

/// The same for people.
pub(super) const ENDINGS_NAMED: &str = ".yaml, .yml, .json or .jsonl";

/// The file that makes a folder a Helm chart.
const CHART: &str = "Chart.yaml";

/// What lies in a folder.
pub(super) enum Found {
    /// A file that may hold manifests.
    File(PathBuf),
    /// A template of the Helm chart in this folder.
    Template(PathBuf),
    /// Something that was to be left out: a file, or a whole folder.
    Excluded,
    /// Something that cannot be read, and why.
    Unreadable(PathBuf, String),
}

/// Whether a file's ending says that it may hold manifests.
pub(super) fn has_known_ending(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default();
    ENDINGS.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

/// The file or folder, directly in a root, that a path belongs to.
pub(super) fn part<'p>(path: &'p Path, root: &Path) -> &'p Path {
    path.ancestors().take_while(|above| *above != root).last().unwrap_or(path)
}

/// Whether a file is a Helm chart's own description, which has an apiVersion and yet is no object.
pub(super) fn is_chart(path: &Path) -> bool {
    path.file_name() == Some(OsStr::new(CHART))
}

/// The Helm chart whose templates a path is one of.
pub(super) fn chart_of_template(path: &Path) -> Option<&Path> {
    let folders = path.ancestors().filter(|folder| folder.file_name() == Some(OsStr::new("templates")));
    folders.filter_map(Path::parent).find(|chart| chart.join(CHART).is_file())
}

/// All that matters in a folder and beneath it, in the order of names. Links are followed.
pub(super) fn walk<'w>(root: &'w Path, excluded: &'w Excluded) -> impl Iterator<Item = Found> + 'w {
    let mut entries = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
    std::iter::from_fn(move || {
        loop {
            let entry = match entries.next()? {
                Ok(entry) => entry,
                // What links back to a folder that is being walked has been seen already.
                Err(error) if error.loop_ancestor().is_some() => continue,
                Err(error) => return Some(unreadable(error, root, excluded)),
            };
            if entry.depth() == 0 {
                continue;
            }
            let is_folder = entry.file_type().is_dir();
            if !is_folder && !has_known_ending(entry.path()) {
                continue;
            }
            if excluded.covers(entry.path(), root) {
                if is_folder {
                    entries.skip_current_dir();
                }
                return Some(Found::Excluded);
            }
            if !is_folder {
                return Some(classify(entry));
            }
            if entry.file_name() == ".git" {
                // Git's own store: what it holds lies beside it in readable form.
                entries.skip_current_dir();
            }
        }
    })
}

fn classify(entry: DirEntry) -> Found {
    match chart_of_template(entry.path()) {
        Some(chart) => Found::Template(chart.to_owned()),
        None if entry.file_type().is_file() => Found::File(entry.into_path()),
        None => Found::Unreadable(entry.into_path(), "this is no regular file".to_owned()),
    }
}

fn unreadable(error: walkdir::Error, root: &Path, excluded: &Excluded) -> Found {
    let path = error.path().unwrap_or(root).to_owned();
    if excluded.covers(&path, root) {
        return Found::Excluded;
    }
    let message =
        error.into_io_error().map_or_else(|| "this cannot be read".to_owned(), |error| sentence(&path, &error));
    Found::Unreadable(path, message)
}

/// Why something could not be read from where it lies.
pub(super) fn sentence(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound if fs::symlink_metadata(path).is_ok() => "this is a link to nothing".to_owned(),
        io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "there is no permission to read this".to_owned(),
        io::ErrorKind::IsADirectory => "this is a folder".to_owned(),
        _ => format!("this cannot be read: {error}"),
    }
}

/// What `--exclude` leaves out.
#[derive(Clone)]
pub(super) struct Excluded(GlobSet);

impl Excluded {
    pub(super) fn new(globs: &[String]) -> Result<Self, String> {
        let mut set = GlobSetBuilder::new();
        for glob in globs {
            // `vendor/` means the folder.
            let built = GlobBuilder::new(glob.trim_end_matches('/')).literal_separator(true).build();
            set.add(built.map_err(|error| format!("--exclude expects a glob, such as `charts/**`: {error}"))?);
        }
        set.build().map(Self).map_err(|error| error.to_string())
    }

    /// Whether a path is left out: by its name, as it stands below the folder that is walked, or in full.
    pub(super) fn covers(&self, path: &Path, root: &Path) -> bool {
        let below = path.strip_prefix(root).unwrap_or(path);
        let name = path.file_name().map(Path::new);
        let full = path.strip_prefix(".").unwrap_or(path);
        [name, Some(below), Some(full)].into_iter().flatten().any(|path| self.0.is_match(path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs_match_names_and_paths() {
        let root = Path::new("deploy");
        let covers = |glob: &str, path: &str| Excluded::new(&[glob.to_owned()]).unwrap().covers(Path::new(path), root);
        assert!(covers("*.test.yaml", "deploy/a/web.test.yaml"));
        assert!(covers("vendor/", "deploy/a/vendor"));
        assert!(covers("a/*.yaml", "deploy/a/web.yaml"));
        assert!(covers("deploy/a/*.yaml", "deploy/a/web.yaml"));
        assert!(covers("deploy/a/*.yaml", "./deploy/a/web.yaml"));
        assert!(!covers("*.yaml", "deploy/a/web.json"));
        assert!(!covers("a/*.yaml", "deploy/a/b/web.yaml"));
        assert!(Excluded::new(&["a[".to_owned()]).is_err());
    }

    #[test]
    fn endings_are_known_in_any_case() {
        assert!(has_known_ending(Path::new("a/web.YAML")));
        assert!(!has_known_ending(Path::new("a/yaml")));
        assert!(!has_known_ending(Path::new("a/web.yaml.bak")));
    }
}
