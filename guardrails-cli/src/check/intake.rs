//! How inputs come in: when what is known of them goes out, and which of their documents count.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, Read};
use std::sync::atomic::{AtomicBool, Ordering};

use guardrails_core::{ErrorKind, Item, ManifestError, Verdict};

use super::desk::Desk;

/// An input that hands out what has been said so far before it waits for more: a slow stream has its
/// verdicts as they come, a fast one in large pieces. It ends when nobody takes the report any more.
///
/// The desk is shared with whoever takes the verdicts. The two never meet: reading and judging take turns.
pub(super) struct Attentive<'a, 'd, 'o> {
    pub(super) input: &'a mut dyn Read,
    pub(super) desk: &'a RefCell<Desk<'d, 'o>>,
}

impl Read for Attentive<'_, '_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut desk = self.desk.borrow_mut();
        desk.flush();
        if desk.is_closed() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        drop(desk);
        self.input.read(buffer)
    }
}

/// A file that ends when nobody takes the report any more.
pub(super) struct Stoppable<'s> {
    pub(super) file: File,
    pub(super) stopped: &'s AtomicBool,
}

impl Read for Stoppable<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.stopped.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        self.file.read(buffer)
    }
}

/// Which documents of an input count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sieve {
    /// All: who names a file means that it holds objects. So does a file that has begun with one.
    Everything,
    /// A file of a walked folder, in which no object has been met yet; perhaps something else.
    Undecided { foreign: bool },
    /// An object after something else: the file is one of Kubernetes, and has to be read once more.
    Mixed,
}

impl Sieve {
    /// Whether a document counts, as far as is known. Nothing has passed before the sieve is `Mixed`.
    pub(super) fn passes(
        &mut self,
        item: &Item<'_>,
        result: &Result<Verdict<'_>, ManifestError>,
        is_chart: bool,
    ) -> bool {
        // A chart's description has an apiVersion of Helm's own.
        let incomplete = |error: &ManifestError| is_chart && error.kind() == ErrorKind::MissingKind;
        let foreign = result.as_ref().is_err_and(|error| !item.is_manifest || incomplete(error));
        *self = match *self {
            Self::Undecided { foreign: false } if !foreign => Self::Everything,
            Self::Undecided { foreign: true } if !foreign => Self::Mixed,
            Self::Undecided { .. } => Self::Undecided { foreign: true },
            decided => decided,
        };
        *self == Self::Everything
    }
}
