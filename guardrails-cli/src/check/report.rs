use std::fmt;

use guardrails_core::{Item, ManifestError, Verdict};

use super::tally::Tally;

/// Where an object stands: an input, and the object's place in it if the input has objects.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) path: &'p str,
    pub(super) item: Option<&'p Item<'p>>,
}

/// A form of the result. Each method writes one piece of it, which goes out before the next object is read.
pub(super) trait Report {
    /// An object that has been judged.
    fn verdict(&mut self, place: Place<'_>, verdict: &Verdict<'_>, out: &mut String) -> fmt::Result;

    /// Something that could not be read.
    fn error(&mut self, place: Place<'_>, error: &ManifestError, out: &mut String) -> fmt::Result;

    /// The end.
    fn end(&mut self, tally: &Tally, out: &mut String) -> fmt::Result;

    /// What the form itself has no room for, to be said beside it.
    fn aside(&self, _tally: &Tally, _out: &mut String) -> fmt::Result {
        Ok(())
    }
}
