//! The result for programs: an array, or a line an object.

use std::fmt::{self, Write};

use guardrails_core::{ManifestError, Verdict};

use super::report::{Place, Report};
use super::summary;
use super::tally::Tally;

/// Writes verdicts and errors as the core words them, each behind the place of its input.
pub(super) struct Json {
    array: bool,
    is_empty: bool,
    /// The verdict's own JSON, before its place is put in front.
    verdict: String,
}

impl Json {
    pub(super) fn array() -> Self {
        Self { array: true, is_empty: true, verdict: String::new() }
    }

    pub(super) fn lines() -> Self {
        Self { array: false, is_empty: true, verdict: String::new() }
    }

    /// Puts the place in front of the JSON at hand.
    fn write(&mut self, place: Place<'_>, out: &mut String) -> fmt::Result {
        if self.array {
            out.write_str(if self.is_empty { "[\n" } else { ",\n" })?;
        }
        self.is_empty = false;
        let path = serde_json::to_string(place.path).map_err(|_| fmt::Error)?;
        write!(out, "{{\"input\":{{\"path\":{path}")?;
        if let Some(item) = place.item {
            write!(out, ",\"document\":{}", item.document)?;
            if let Some(item) = item.item {
                write!(out, ",\"item\":{item}")?;
            }
            write!(out, ",\"line\":{}", item.line)?;
        }
        let string = |text: &str| serde_json::to_string(text).map_err(|_| fmt::Error);
        if let Some(origin) = place.origin() {
            write!(out, ",\"source\":{}", string(origin)?)?;
        }
        if let Some(owner) = place.owner {
            write!(out, ",\"owner\":{{\"kind\":{},\"name\":{}}}", string(&owner.kind)?, string(&owner.name)?)?;
        }
        write!(out, "}},{}", self.verdict.strip_prefix('{').unwrap_or_default())?;
        if self.array { Ok(()) } else { out.write_str("\n") }
    }
}

impl Report for Json {
    fn verdict(&mut self, place: Place<'_>, verdict: &Verdict<'_>, out: &mut String) -> fmt::Result {
        self.verdict.clear();
        verdict.write_json(&mut self.verdict)?;
        self.write(place, out)
    }

    fn error(&mut self, place: Place<'_>, error: &ManifestError, out: &mut String) -> fmt::Result {
        self.verdict.clear();
        error.write_json(&mut self.verdict)?;
        self.write(place, out)
    }

    fn end(&mut self, _tally: &Tally, out: &mut String) -> fmt::Result {
        match (self.array, self.is_empty) {
            (true, true) => out.write_str("[]\n"),
            (true, false) => out.write_str("\n]\n"),
            (false, _) => Ok(()),
        }
    }

    fn aside(&self, tally: &Tally, out: &mut String) -> fmt::Result {
        summary::write_aside(tally, out)
    }
}
