//! The result for programs: an array, or a line an object.

use std::fmt::{self, Write};

use guardrails_core::{ManifestError, Verdict};

use super::report::{Piece, Place, Report, Wording};
use super::summary;
use super::tally::Tally;

/// Words verdicts and errors as the core does, each behind the place of its input.
pub(super) struct JsonWording;

/// Writes one object after the other.
pub(super) struct Json {
    array: bool,
    is_empty: bool,
}

impl Json {
    pub(super) fn array() -> Self {
        Self { array: true, is_empty: true }
    }

    pub(super) fn lines() -> Self {
        Self { array: false, is_empty: true }
    }
}

/// Begins an object with its place; the rest of its JSON comes without the brace that opens it.
fn begin(place: Place<'_>, out: &mut String) -> fmt::Result {
    let string = |text: &str| serde_json::to_string(text).map_err(|_| fmt::Error);
    write!(out, "{{\"input\":{{\"path\":{}", string(place.path)?)?;
    if let Some(item) = place.item {
        write!(out, ",\"document\":{}", item.document)?;
        if let Some(item) = item.item {
            write!(out, ",\"item\":{item}")?;
        }
        write!(out, ",\"line\":{}", item.line)?;
    }
    if let Some(origin) = place.origin() {
        write!(out, ",\"source\":{}", string(origin)?)?;
    }
    if let Some(owner) = place.owner {
        write!(out, ",\"owner\":{{\"kind\":{},\"name\":{}}}", string(&owner.kind)?, string(&owner.name)?)?;
    }
    out.write_str("},")
}

/// The object, whose own JSON is appended and loses its first brace.
fn object(place: Place<'_>, write: impl FnOnce(&mut String) -> fmt::Result) -> Result<Piece, fmt::Error> {
    let mut text = String::new();
    begin(place, &mut text)?;
    let brace = text.len();
    write(&mut text)?;
    text.replace_range(brace..brace.saturating_add(1), "");
    Ok(Piece::Object(text))
}

impl Wording for JsonWording {
    fn verdict(&self, place: Place<'_>, verdict: &Verdict<'_>) -> Result<Piece, fmt::Error> {
        object(place, |out| verdict.write_json(out))
    }

    fn error(&self, place: Place<'_>, error: &ManifestError) -> Result<Piece, fmt::Error> {
        object(place, |out| error.write_json(out))
    }
}

impl Report for Json {
    fn take(&mut self, piece: Piece, out: &mut String) -> fmt::Result {
        let Piece::Object(text) = piece else { return Ok(()) };
        if self.array {
            out.write_str(if self.is_empty { "[\n" } else { ",\n" })?;
        }
        self.is_empty = false;
        out.write_str(&text)?;
        if self.array { Ok(()) } else { out.write_str("\n") }
    }

    fn end(&mut self, _tally: &Tally, out: &mut String) -> fmt::Result {
        match (self.array, self.is_empty) {
            (true, true) => out.write_str("[]\n"),
            (true, false) => out.write_str("\n]\n"),
            (false, _) => Ok(()),
        }
    }

    fn takes_repeats(&self) -> bool {
        true
    }

    fn aside(&self, tally: &Tally, out: &mut String) -> fmt::Result {
        summary::write_aside(tally, out)
    }
}
