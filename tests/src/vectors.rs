//! The recorded vectors: objects with the verdicts of the real systems, one JSON record a line, compressed.

use std::io::Read;
use std::path::{Path, PathBuf};

/// The folder with the vectors.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")
}

/// The names of all sets, sorted.
///
/// # Panics
/// If the folder cannot be read, or holds no set.
#[must_use]
pub fn sets() -> Vec<String> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut sets: Vec<String> = entries
        .filter_map(|name| name.to_str().and_then(|name| name.strip_suffix(".jsonl.zst")).map(str::to_owned))
        .collect();
    sets.sort();
    assert!(!sets.is_empty(), "there are no vectors");
    sets
}

/// The lines of a set.
///
/// # Panics
/// If the set is not there or is not what it should be: a test without its vectors must not pass.
pub fn lines(set: &str) -> Vec<String> {
    let path = folder().join(format!("{set}.jsonl.zst"));
    let file = std::fs::File::open(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut text = String::new();
    ruzstd::decoding::StreamingDecoder::new(file).unwrap().read_to_string(&mut text).unwrap();
    text.lines().map(str::to_owned).collect()
}
