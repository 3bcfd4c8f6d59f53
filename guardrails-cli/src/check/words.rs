//! Words what has become of an object, in all forms at once, on whichever thread has judged it.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use guardrails_core::{Baseline, Item, ManifestError, Verdict};

use super::owners::{Looked, Owned};
use super::report::{Looks, Piece, Place, Wording};
use super::tally::Counted;

/// How many bytes an object takes beside its texts, about.
const BESIDE: usize = 256;

/// What a run makes of each object.
pub(super) struct Words {
    pub(super) forms: Vec<Box<dyn Wording>>,
    /// Whether owners are looked at.
    pub(super) by_owner: bool,
    /// The baseline to write. The order in which findings come into it is of no matter.
    pub(super) baseline: Option<Mutex<Baseline>>,
}

/// What has become of an object or an input, worded.
pub(super) struct Worded {
    pub(super) counted: Counted,
    /// Whose the object is, if owners are looked at.
    pub(super) owned: Option<Owned>,
    /// The exceptions that cover something of it.
    pub(super) exceptions: Vec<usize>,
    /// A piece for each form; an error where it could not be worded.
    pub(super) pieces: Vec<Result<Piece, fmt::Error>>,
}

impl Words {
    /// Words what has become of one object.
    pub(super) fn object(&self, path: &str, item: &Item<'_>, result: &Result<Verdict<'_>, ManifestError>) -> Worded {
        let looks = Looks::default();
        let place = Place::new(path, Some(item), &looks);
        match result {
            Ok(verdict) => self.verdict(place, item, verdict),
            Err(error) => self.error(place, error),
        }
    }

    /// Words what is wrong with an input as a whole.
    pub(super) fn problem(&self, path: &str, error: &ManifestError) -> Worded {
        self.error(Place::new(path, None, &Looks::default()), error)
    }

    fn verdict(&self, place: Place<'_>, item: &Item<'_>, verdict: &Verdict<'_>) -> Worded {
        let owned = match self.by_owner.then(|| Owned::look(item, verdict)) {
            Some(Looked::Idle) => return Worded::of(Counted::Idle, Vec::new()),
            Some(Looked::Owned(owned)) => Some(owned),
            None => None,
        };
        if let Some(baseline) = &self.baseline {
            verdict.add_to(&mut baseline.lock().unwrap_or_else(PoisonError::into_inner));
        }
        let place = place.owned_by(owned.as_ref().map(|owned| &owned.owner));
        let pieces = self.forms.iter().map(|form| form.verdict(place, verdict)).collect();
        let exceptions = verdict.matched_exceptions().collect();
        Worded { exceptions, owned, ..Worded::of(Counted::of(verdict), pieces) }
    }

    fn error(&self, place: Place<'_>, error: &ManifestError) -> Worded {
        let pieces = self.forms.iter().map(|form| form.error(place, error)).collect();
        Worded::of(Counted::Error, pieces)
    }
}

impl Worded {
    fn of(counted: Counted, pieces: Vec<Result<Piece, fmt::Error>>) -> Self {
        Self { counted, owned: None, exceptions: Vec::new(), pieces }
    }

    /// How many bytes it takes, about.
    pub(super) fn size(&self) -> usize {
        let texts = self.pieces.iter().flatten().map(Piece::size);
        texts.fold(BESIDE, usize::saturating_add)
    }
}
