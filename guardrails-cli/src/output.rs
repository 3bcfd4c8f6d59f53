//! The two outputs of a command.

use std::io::{self, BufWriter, Write};

use indicatif::ProgressBar;

use crate::words::Paint;
use crate::{Colours, FAILED, PIPE_CLOSED};

/// Where a command writes. The first failure of the report's side is kept and ends the run, so that the
/// many places that write need not hand it on.
pub(crate) struct Output<'o> {
    report: BufWriter<&'o mut dyn Write>,
    errors: &'o mut dyn Write,
    colours: Colours,
    terminals: Terminals,
    /// What steps aside while something is written to its terminal.
    bar: Option<ProgressBar>,
    failure: Option<io::Error>,
}

/// Which of the two outputs are this process' own and lead to a terminal.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Terminals {
    pub(crate) output: bool,
    pub(crate) errors: bool,
}

impl<'o> Output<'o> {
    pub(crate) fn new(
        report: &'o mut dyn Write,
        errors: &'o mut dyn Write,
        colours: Colours,
        terminals: Terminals,
    ) -> Self {
        let report = BufWriter::with_capacity(64 * 1024, report);
        Self { report, errors, colours, terminals, bar: None, failure: None }
    }

    /// Whether a bar may be drawn among the errors.
    pub(crate) fn takes_bar(&self) -> bool {
        self.terminals.errors
    }

    /// Has a bar step aside from now on whenever something is written to the terminal.
    pub(crate) fn share_terminal_with(&mut self, bar: &ProgressBar) {
        self.bar = Some(bar.clone());
    }

    pub(crate) fn colours(&self) -> Colours {
        self.colours
    }

    /// Writes a piece of the report.
    pub(crate) fn print(&mut self, text: &str) {
        if self.failure.is_some() || text.is_empty() {
            return;
        }
        let bar = self.bar.as_ref().filter(|bar| self.terminals.output && !bar.is_hidden());
        let Self { report, .. } = self;
        let written = match bar {
            Some(bar) => bar.suspend(|| report.write_all(text.as_bytes()).and_then(|()| report.flush())),
            None => report.write_all(text.as_bytes()),
        };
        self.failure = written.err();
    }

    /// Hands over what has been written so far.
    pub(crate) fn flush(&mut self) {
        if self.failure.is_some() || self.report.buffer().is_empty() {
            return;
        }
        let bar = self.bar.as_ref().filter(|bar| self.terminals.output && !bar.is_hidden());
        let Self { report, .. } = self;
        self.failure = match bar {
            Some(bar) => bar.suspend(|| report.flush()).err(),
            None => report.flush().err(),
        };
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
        let _ = match &self.bar {
            Some(bar) => bar.suspend(|| self.errors.write_all(text.as_bytes())),
            None => self.errors.write_all(text.as_bytes()),
        };
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
