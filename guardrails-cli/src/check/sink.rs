//! Where the forms of the result go: the output, or files that are written whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use super::report::Report;
use crate::words::plain;

/// A form of the result and where it goes: to the output if there is no file.
pub(super) struct Sink<'r> {
    pub(super) report: Box<dyn Report + 'r>,
    pub(super) file: Option<OutputFile>,
}

/// A file in the making. It lies beside its place under another name until it is whole.
pub(super) struct OutputFile {
    path: PathBuf,
    writer: BufWriter<NamedTempFile>,
    failure: Option<io::Error>,
}

impl OutputFile {
    /// Begins a file, or says why that cannot be.
    pub(super) fn create(path: &Path) -> Result<Self, String> {
        let said = |why: &dyn std::fmt::Display| format!("{} cannot be written: {why}", plain(path.display()));
        // A link stays, and what it leads to is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if fs::metadata(&path).is_ok_and(|metadata| !metadata.is_file()) {
            return Err(said(&"it is no regular file"));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let file = builder().tempfile_in(folder).map_err(|error| said(&error))?;
        Ok(Self { path, writer: BufWriter::new(file), failure: None })
    }

    /// Whether this is where another path leads.
    pub(super) fn is_at(&self, other: &Self) -> bool {
        let place = |path: &Path| {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
            (fs::canonicalize(folder).ok(), path.file_name().map(ToOwned::to_owned))
        };
        place(&self.path) == place(&other.path)
    }

    pub(super) fn write(&mut self, text: &str) {
        if self.failure.is_none() {
            self.failure = self.writer.write_all(text.as_bytes()).err();
        }
    }

    /// Puts the file in its place.
    pub(super) fn finish(self) -> Result<(), String> {
        let Self { path, writer, failure } = self;
        let said = |error: io::Error| format!("{} could not be written: {error}", plain(path.display()));
        if let Some(error) = failure {
            return Err(said(error));
        }
        let file = writer.into_inner().map_err(|error| said(error.into_error()))?;
        file.persist(&path).map(drop).map_err(|error| said(error.error))
    }
}

/// A file that others may read as far as the process' mask lets them, as any other file it makes.
fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".k8s-guardrails-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
}
