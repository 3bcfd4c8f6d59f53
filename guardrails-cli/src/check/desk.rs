//! Where verdicts and errors come in, are counted, and go out.

use std::collections::BTreeSet;
use std::fmt;

use guardrails_core::{Baseline, Effect, Exception, Item, ManifestError, Verdict};

use super::owners::{Looked, Owner, Owners};
use super::report::{Looks, Place, Report};
use super::sink::{OutputFile, Sink};
use super::tally::Tally;
use crate::output::Output;
use crate::{FAILED, PASSED};

/// What a run is for, beside its reports.
pub(super) struct Purpose<'d> {
    /// The weakest effect that makes it fail.
    pub(super) fail_on: Effect,
    /// The exceptions, each of which should cover something.
    pub(super) exceptions: &'d [Exception],
    /// The owners met so far, if owners are looked at.
    pub(super) owners: Option<Owners>,
    /// The baseline to write, and where.
    pub(super) baseline: Option<(Baseline, OutputFile)>,
}

/// Counts what comes in and hands it to the reports, which go out at once.
pub(super) struct Desk<'d, 'o> {
    sinks: Vec<Sink<'d>>,
    output: &'d mut Output<'o>,
    purpose: Purpose<'d>,
    tally: Tally,
    /// The exceptions that have covered something.
    matched: BTreeSet<usize>,
    /// The piece of a report at hand; its memory is used again.
    piece: String,
}

impl<'d, 'o> Desk<'d, 'o> {
    pub(super) fn new(sinks: Vec<Sink<'d>>, output: &'d mut Output<'o>, purpose: Purpose<'d>) -> Self {
        Self { sinks, output, purpose, tally: Tally::default(), matched: BTreeSet::new(), piece: String::new() }
    }

    /// Takes what has become of one object.
    pub(super) fn take(&mut self, path: &str, item: &Item<'_>, result: &Result<Verdict<'_>, ManifestError>) {
        let looks = Looks::default();
        let mut place = Place::new(path, Some(item), &looks);
        let verdict = match result {
            Ok(verdict) => verdict,
            Err(error) => {
                self.tally.add_error();
                return self.report(|report, out| report.error(place, error, out));
            }
        };
        let owner: Option<Owner>;
        match self.purpose.owners.as_mut().map(|owners| owners.look(item, verdict)) {
            Some(Looked::Idle) => return self.tally.add_idle(),
            Some(Looked::Owned { owner: it, repeats }) => {
                owner = Some(it);
                place.owner = owner.as_ref();
                place.repeats = repeats;
            }
            None => {}
        }
        self.tally.add_verdict(verdict, place.repeats);
        self.matched.extend(verdict.matched_exceptions());
        if let Some((baseline, _)) = &mut self.purpose.baseline {
            verdict.add_to(baseline);
        }
        self.report(|report, out| report.verdict(place, verdict, out));
    }

    /// Takes what is wrong with an input as a whole.
    pub(super) fn problem(&mut self, path: &str, error: &ManifestError) {
        self.tally.add_error();
        let looks = Looks::default();
        self.report(|report, out| report.error(Place::new(path, None, &looks), error, out));
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
