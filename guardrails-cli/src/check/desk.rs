//! Where verdicts and errors come in, are counted, and go out.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use guardrails_core::{Baseline, Effect, Exception};

use super::owners::Owners;
use super::report::Report;
use super::sink::{OutputFile, Sink};
use super::tally::Tally;
use super::words::Worded;
use crate::output::Output;
use crate::{FAILED, PASSED};

/// What a run is for, beside its reports.
pub(super) struct Purpose<'d> {
    /// The weakest effect that makes it fail.
    pub(super) fail_on: Effect,
    /// The exceptions, each of which should cover something.
    pub(super) exceptions: &'d [Exception],
    /// The baseline to write, and where.
    pub(super) baseline: Option<(&'d Mutex<Baseline>, OutputFile)>,
}

/// Counts what comes in and hands it to the reports, which go out at once.
pub(super) struct Desk<'d, 'o> {
    sinks: Vec<Sink<'d>>,
    output: &'d mut Output<'o>,
    purpose: Purpose<'d>,
    tally: Tally,
    /// The owners met so far, where they are looked at.
    owners: Owners,
    /// The exceptions that have covered something.
    matched: BTreeSet<usize>,
    /// The piece of a report at hand; its memory is used again.
    piece: String,
}

impl<'d, 'o> Desk<'d, 'o> {
    pub(super) fn new(sinks: Vec<Sink<'d>>, output: &'d mut Output<'o>, purpose: Purpose<'d>) -> Self {
        let (tally, owners, matched) = (Tally::default(), Owners::default(), BTreeSet::new());
        Self { sinks, output, purpose, tally, owners, matched, piece: String::new() }
    }

    /// Takes what has become of one object.
    pub(super) fn take(&mut self, worded: Worded) {
        let Worded { counted, owned, exceptions, pieces } = worded;
        let repeats = owned.is_some_and(|owned| self.owners.repeats(owned));
        self.tally.add(counted, repeats);
        self.matched.extend(exceptions);
        let mut pieces = pieces.into_iter();
        self.report(|report, out| match pieces.next() {
            Some(_) if repeats && !report.takes_repeats() => Ok(()),
            Some(piece) => report.take(piece?, out),
            None => Ok(()),
        });
    }

    /// Counts what is passed over.
    pub(super) fn tally(&mut self) -> &mut Tally {
        &mut self.tally
    }

    /// How much has been seen of what was to be checked.
    pub(super) fn seen(&self) -> u64 {
        self.tally.seen()
    }

    /// How much could not be read.
    pub(super) fn errors(&self) -> u64 {
        self.tally.errors
    }

    /// Hands out what has been said so far.
    pub(super) fn flush(&mut self) {
        self.output.flush();
    }

    /// Whether nobody takes the report any more.
    pub(super) fn is_closed(&self) -> bool {
        self.output.has_failed()
    }

    /// Ends the reports and gives the exit status.
    pub(super) fn close(mut self) -> u8 {
        let unmatched = self.purpose.exceptions.iter().enumerate().filter(|(n, _)| !self.matched.contains(n));
        self.tally.unused = unmatched.map(|(_, exception)| exception.to_string()).collect();
        let tally = std::mem::take(&mut self.tally);
        self.report(|report, out| report.end(&tally, out));
        // What could not be worded has been counted meanwhile.
        let worded = self.tally.errors == 0;
        for sink in self.sinks.iter().filter(|sink| sink.file.is_none()) {
            let said = sink.report.aside(&tally, &mut self.piece);
            if said.is_ok() && !self.piece.is_empty() {
                self.output.complain(&self.piece);
            }
            self.piece.clear();
        }
        let status = match tally.seen() {
            0 => self.output.refuse("there is no object to check: --exclude leaves out everything"),
            _ if !worded => FAILED,
            _ => tally.status(self.purpose.fail_on),
        };
        self.flush();
        // Files are of whole runs alone.
        match self.is_closed() {
            true => status,
            false => self.finish(status),
        }
    }

    /// Puts the files in their places.
    fn finish(self, status: u8) -> u8 {
        let Self { sinks, output, purpose, .. } = self;
        let mut written = sinks.into_iter().filter_map(|sink| sink.file).try_for_each(OutputFile::finish);
        let mut status = status;
        if let Some((baseline, mut file)) = purpose.baseline {
            if status == FAILED {
                return output.refuse("the baseline is not written: what could not be read is not known");
            }
            let baseline = baseline.lock().unwrap_or_else(PoisonError::into_inner);
            file.write(&baseline.to_json());
            written = written.and_then(|()| file.finish());
            status = PASSED;
            if written.is_ok() {
                output.complain(&format!(
                    "the baseline holds {}\n",
                    crate::words::count(baseline.len() as u64, "finding")
                ));
            }
        }
        match written {
            Ok(()) => status,
            Err(message) => output.refuse(&message),
        }
    }

    /// Has each report write its piece, and hands it out.
    fn report(&mut self, mut write: impl FnMut(&mut dyn Report, &mut String) -> fmt::Result) {
        for sink in &mut self.sinks {
            // A piece that cannot be worded must not be taken for one that has nothing to say.
            if write(sink.report.as_mut(), &mut self.piece).is_err() {
                self.tally.add_error();
            }
            match &mut sink.file {
                Some(file) => file.write(&self.piece),
                None => self.output.print(&self.piece),
            }
            self.piece.clear();
        }
    }
}
