//! What Prometheus asks for.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What became of a review.
#[derive(Clone, Copy)]
pub(crate) enum Outcome {
    Allowed,
    Denied,
    /// Denied, because its object could not be read.
    Unreadable,
    /// Not answered: it has no uid.
    Unanswerable,
}

impl Outcome {
    const ALL: [Self; 4] = [Self::Allowed, Self::Denied, Self::Unreadable, Self::Unanswerable];

    fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Unreadable => "unreadable",
            Self::Unanswerable => "unanswerable",
        }
    }
}

/// Upper bounds of the histogram, in microseconds.
const BOUNDS: [u64; 8] = [5, 10, 25, 50, 100, 500, 2_500, 10_000];

#[derive(Default)]
pub(crate) struct Metrics {
    outcomes: [AtomicU64; 4],
    /// How many took at most so long and longer than the bound before.
    buckets: [AtomicU64; BOUNDS.len()],
    nanoseconds: AtomicU64,
}

impl Metrics {
    pub(crate) fn count(&self, outcome: Outcome, took: Duration) {
        self.outcomes[outcome as usize].fetch_add(1, Ordering::Relaxed);
        let bound = BOUNDS.iter().position(|bound| took <= Duration::from_micros(*bound));
        if let Some(bucket) = bound.and_then(|bound| self.buckets.get(bound)) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
    }
}

impl fmt::Display for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "# HELP guardrails_reviews_total Admission reviews by what became of them.")?;
        writeln!(f, "# TYPE guardrails_reviews_total counter")?;
        let mut all = 0;
        for (outcome, count) in Outcome::ALL.into_iter().zip(&self.outcomes) {
            let count = count.load(Ordering::Relaxed);
            all += count;
            writeln!(f, "guardrails_reviews_total{{outcome=\"{}\"}} {count}", outcome.name())?;
        }
        writeln!(f, "# HELP guardrails_review_seconds How long judging took, from the bytes to the answer.")?;
        writeln!(f, "# TYPE guardrails_review_seconds histogram")?;
        let mut below = 0;
        for (bound, count) in BOUNDS.into_iter().zip(&self.buckets) {
            below += count.load(Ordering::Relaxed);
            let seconds = Duration::from_micros(bound).as_secs_f64();
            writeln!(f, "guardrails_review_seconds_bucket{{le=\"{seconds}\"}} {below}")?;
        }
        writeln!(f, "guardrails_review_seconds_bucket{{le=\"+Inf\"}} {all}")?;
        let sum = Duration::from_nanos(self.nanoseconds.load(Ordering::Relaxed)).as_secs_f64();
        writeln!(f, "guardrails_review_seconds_sum {sum}\nguardrails_review_seconds_count {all}")
    }
}
