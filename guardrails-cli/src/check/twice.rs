//! Inputs that are looked through more than once.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

/// The standard input where it is read several times: it is kept in a file that has no name, since it may be of any
/// size.
pub(super) struct Twice(Option<File>);

impl Twice {
    /// Keeps the standard input if the paths name it.
    pub(super) fn of(paths: &[PathBuf], input: &mut dyn Read) -> io::Result<Self> {
        if !paths.iter().any(|path| path == Path::new("-")) {
            return Ok(Self(None));
        }
        let mut file = tempfile::tempfile()?;
        io::copy(input, &mut file)?;
        Ok(Self(Some(file)))
    }

    /// The standard input from its beginning.
    pub(super) fn again(&mut self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match &mut self.0 {
            Some(file) => {
                file.rewind()?;
                Box::new(file)
            }
            None => Box::new(io::empty()),
        })
    }
}
