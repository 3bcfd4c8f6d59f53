//! A look ahead, where what is said of an object depends on others: what the inputs hold.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use guardrails_core::{Context, Inventory, Policy, Scratch};

use super::files::{self, Excluded, Found};

/// What the inputs of a run hold, if the policy has anything to ask of it.
pub(super) fn inventory(
    paths: &[PathBuf],
    policy: &Policy,
    context: Context<'_>,
    excluded: &Excluded,
    input: &mut Twice,
) -> io::Result<Inventory> {
    if !policy.reads_other_objects() {
        return Ok(Inventory::default());
    }
    let mut gathering = Gathering { policy, context, excluded, scratch: Scratch::new(), found: Inventory::default() };
    for path in paths {
        match path.as_os_str() == "-" {
            true => gathering.stream(input.again()?),
            false => gathering.path(path),
        }
    }
    Ok(gathering.found)
}

/// The standard input, which is read more than once and so has to be kept.
pub(super) struct Twice(Option<File>);

impl Twice {
    pub(super) fn of(paths: &[PathBuf], input: &mut dyn Read) -> io::Result<Self> {
        if !paths.iter().any(|path| path == Path::new("-")) {
            return Ok(Self(None));
        }
        let mut file = tempfile::tempfile()?;
        io::copy(input, &mut file)?;
        Ok(Self(Some(file)))
    }

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

/// Takes up the objects of all inputs. What cannot be read is told when it is checked.
struct Gathering<'g> {
    policy: &'g Policy,
    context: Context<'g>,
    excluded: &'g Excluded,
    scratch: Scratch,
    found: Inventory,
}

impl<'g> Gathering<'g> {
    /// Looks through what an argument names.
    fn path(&mut self, path: &Path) {
        if path.is_dir() {
            for found in files::walk(path, self.excluded) {
                if let Found::File(file) = found {
                    self.file(&file);
                }
            }
        } else if path.is_file() && !self.excluded.covers(path, path) {
            self.file(path);
        }
    }

    fn file(&mut self, path: &Path) {
        if let Ok(file) = File::open(path) {
            self.stream(file);
        }
    }

    /// Looks through one input.
    fn stream(&mut self, input: impl Read) {
        let Self { policy, context, scratch, found, .. } = self;
        // An input that breaks off does so again when it is checked.
        let _ = policy.look_ahead(input, *context, scratch, found);
    }
}
