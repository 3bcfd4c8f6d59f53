//! The two outputs of a command.

use std::io::{self, BufWriter, Write};

use crate::words::Paint;
use crate::{Colours, FAILED, PIPE_CLOSED};

/// Where a command writes. The first failure of the report's side is kept and ends the run, so that the
/// many places that write need not hand it on.
pub(crate) struct Output<'o> {
    report: BufWriter<&'o mut dyn Write>,
    errors: &'o mut dyn Write,
    colours: Colours,
    failure: Option<io::Error>,
}

impl<'o> Output<'o> {
    pub(crate) fn new(report: &'o mut dyn Write, errors: &'o mut dyn Write, colours: Colours) -> Self {
        Self { report: BufWriter::with_capacity(64 * 1024, report), errors, colours, failure: None }
    }

    pub(crate) fn colours(&self) -> Colours {
        self.colours
    }

    /// Writes a piece of the report.
    pub(crate) fn print(&mut self, text: &str) {
        if self.failure.is_none() {
            self.failure = self.report.write_all(text.as_bytes()).err();
        }
    }

    /// Hands over what has been written so far.
    pub(crate) fn flush(&mut self) {
        if self.failure.is_none() {
            self.failure = self.report.flush().err();
        }
    }

    /// Whether nobody takes the report any more, so that going on is of no use.
    pub(crate) fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Writes what does not belong into the report.
    pub(crate) fn complain(&mut self, text: &str) {
        // The report goes first, so that the two stand in order on a terminal.
        self.flush();
        // Where this can't be written nobody can be told; the exit status says it too.
        let _ = self.errors.write_all(text.as_bytes());
    }

    /// Says that the command cannot be carried out.
    pub(crate) fn refuse(&mut self, message: &str) -> u8 {
        let label = Paint::new(self.colours.errors).red("error:");
        self.complain(&format!("{label} {message}\n"));
        FAILED
    }

    /// Hands everything over and gives the exit status.
    pub(crate) fn finish(mut self, status: u8) -> u8 {
        self.flush();
        match self.failure.take() {
            None => status,
            Some(error) if error.kind() == io::ErrorKind::BrokenPipe => PIPE_CLOSED,
            Some(error) => self.refuse(&format!("the report could not be written: {error}")),
        }
    }
}
