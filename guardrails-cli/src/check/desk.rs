//! Where verdicts and errors come in, are counted, and go out.

use std::fmt;

use guardrails_core::{Item, ManifestError, Verdict};

use super::report::{Place, Report};
use super::tally::Tally;
use crate::output::Output;

/// Counts what comes in and hands it to the report, which goes out at once.
pub(super) struct Desk<'d, 'o> {
    report: Box<dyn Report>,
    output: &'d mut Output<'o>,
    tally: Tally,
    /// The piece of the report at hand; its memory is used again.
    piece: String,
}

impl<'d, 'o> Desk<'d, 'o> {
    pub(super) fn new(report: Box<dyn Report>, output: &'d mut Output<'o>) -> Self {
        Self { report, output, tally: Tally::default(), piece: String::new() }
    }

    /// Takes what has become of one object.
    pub(super) fn take(&mut self, path: &str, item: &Item<'_>, result: &Result<Verdict<'_>, ManifestError>) {
        let place = Place { path, item: Some(item) };
        let written = match result {
            Ok(verdict) => {
                self.tally.add_verdict(verdict);
                self.report.verdict(place, verdict, &mut self.piece)
            }
            Err(error) => {
                self.tally.add_error();
                self.report.error(place, error, &mut self.piece)
            }
        };
        self.hand_out(written);
    }

    /// Takes what is wrong with an input as a whole.
    pub(super) fn problem(&mut self, path: &str, error: &ManifestError) {
        self.tally.add_error();
        let written = self.report.error(Place { path, item: None }, error, &mut self.piece);
        self.hand_out(written);
    }

    /// Counts what is passed over.
    pub(super) fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    /// How much has been seen of what was to be checked.
    pub(super) fn seen(&self) -> u64 {
        self.tally.seen()
    }

    /// Hands out what has been said so far.
    pub(super) fn flush(&mut self) {
        self.output.flush();
    }

    /// Whether nobody takes the report any more.
    pub(super) fn is_closed(&self) -> bool {
        self.output.has_failed()
    }

    /// Ends the report and gives the exit status.
    pub(super) fn close(mut self) -> u8 {
        let written = self.report.end(&self.tally, &mut self.piece);
        self.hand_out(written);
        let said = self.report.aside(&self.tally, &mut self.piece);
        if said.is_ok() && !self.piece.is_empty() {
            self.output.complain(&self.piece);
        }
        match self.tally.seen() {
            0 => self.output.refuse("there is no object to check: --exclude leaves out everything"),
            _ => self.tally.status(),
        }
    }

    fn hand_out(&mut self, written: fmt::Result) {
        // A piece that cannot be worded must not be taken for one that has nothing to say.
        if written.is_err() {
            self.tally.add_error();
        }
        self.output.print(&self.piece);
        self.piece.clear();
    }
}
