//! The ways in for many objects.

use std::io::{self, Read};

use crate::context::Context;
use crate::input::document::Reading;
use crate::input::error::ManifestError;
use crate::inventory::Inventory;
use crate::policy::Policy;
use crate::scratch::Scratch;
use crate::stream_item::Item;
use crate::verdict::Verdict;

impl Policy {
    /// Judges every object of a stream, in order: JSON values one after the other (JSON lines), YAML
    /// documents, the items of Lists. An AdmissionReview is reviewed, everything else evaluated. The
    /// function is called once for each object, also for those that could not be read; one bad
    /// document does not hide its neighbours. Memory is bounded by the largest document, and of a List that is
    /// longer than 3 MiB by its largest item.
    ///
    /// # Errors
    /// The stream itself could not be read.
    ///
    /// ```
    /// # use guardrails_core::{Context, Level, Policy, Scratch, Version};
    /// let policy = Policy::pod_security(Level::Baseline, Version::LATEST);
    /// let lines = "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"hostPID\":true}}\nnonsense\n\
    ///              {\"apiVersion\":\"v1\",\"kind\":\"Pod\"}\n";
    /// let mut answers = Vec::new();
    /// policy.evaluate_all(lines.as_bytes(), Context::default(), &mut Scratch::new(), |item, result| {
    ///     answers.push((item.line, result.map(|verdict| verdict.is_allowed()).ok()));
    /// })?;
    /// assert_eq!(answers.first(), Some(&(1, Some(false))));
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn evaluate_all(
        &self,
        stream: impl Read,
        context: Context<'_>,
        scratch: &mut Scratch,
        mut each: impl FnMut(&Item<'_>, Result<Verdict<'_>, ManifestError>),
    ) -> io::Result<()> {
        self.run(Reading::Manifest, stream, context, scratch, (&mut Inventory::default(), &mut each))
    }

    /// Judges every object of a stream as [`evaluate_all`](Self::evaluate_all) does, as a part of a run over several
    /// streams: what the others have brought counts, and what is said once a run is not said again.
    ///
    /// # Errors
    /// The stream itself could not be read.
    pub fn evaluate_all_in(
        &self,
        stream: impl Read,
        context: Context<'_>,
        scratch: &mut Scratch,
        run: &mut Inventory,
        mut each: impl FnMut(&Item<'_>, Result<Verdict<'_>, ManifestError>),
    ) -> io::Result<()> {
        self.run(Reading::Manifest, stream, context, scratch, (run, &mut each))
    }

    /// Takes up the objects of a stream that is judged later: then also what comes after an object counts. What cannot
    /// be read is told when it is judged.
    ///
    /// # Errors
    /// The stream itself could not be read.
    pub fn look_ahead(
        &self,
        stream: impl Read,
        context: Context<'_>,
        scratch: &mut Scratch,
        run: &mut Inventory,
    ) -> io::Result<()> {
        let ended = self.evaluate_all_in(stream, context, scratch, run, |_, _| {});
        run.forget_said();
        ended
    }

    /// Judges every object of a stream literally, as [`as_given`](Self::as_given) does: what is compared with
    /// readings of Kubernetes that fill nothing in.
    ///
    /// # Errors
    /// The stream itself could not be read.
    pub fn as_given_all(
        &self,
        stream: impl Read,
        context: Context<'_>,
        scratch: &mut Scratch,
        mut each: impl FnMut(&Item<'_>, Result<Verdict<'_>, ManifestError>),
    ) -> io::Result<()> {
        self.run(Reading::AsGiven, stream, context, scratch, (&mut Inventory::default(), &mut each))
    }
}
