//! A look ahead, where levels come from the labels of namespaces: which Namespaces the inputs hold.

use std::fs::File;
use std::io::{self, Read};
use std::iter;
use std::path::{Path, PathBuf};

use guardrails_core::{Context, Namespaces, Policy, Scratch};
use indicatif::ProgressBar;

use super::files::{self, Excluded, Found};
use super::in_order::{Outbox, in_order};
use super::intake::Stoppable;
use super::progress::Counted;
use super::twice::Twice;

/// How many bytes a label takes, about.
const LABEL: usize = 128;

/// Looks through inputs, and through files on several threads at once. What cannot be read is told when it is checked.
pub(super) struct Gathering<'g> {
    /// One that reads the labels of namespaces.
    pub(super) policy: &'g Policy,
    pub(super) excluded: &'g Excluded,
    pub(super) bar: &'g ProgressBar,
}

/// The name of a Namespace, and its labels.
type Labelled = (String, Vec<(String, String)>);

impl Gathering<'_> {
    /// The Namespaces of all inputs; of two by one name the later counts.
    pub(super) fn namespaces(&self, paths: &[PathBuf], input: &mut Twice) -> io::Result<Namespaces> {
        let mut found = Namespaces::default();
        for path in paths {
            if path.as_os_str() == "-" {
                self.stream(input.again()?, &mut Scratch::new(), &mut |(name, labels)| found.add(name, labels));
            } else if !self.excluded.covers(path, path) {
                self.files(path, &mut found);
            }
        }
        Ok(found)
    }

    fn files(&self, path: &Path, found: &mut Namespaces) {
        // What is no file can be read but once.
        let named = iter::once(Found::File(path.to_owned())).filter(|_| path.is_file());
        let below: Box<dyn Iterator<Item = Found>> =
            if path.is_dir() { Box::new(files::walk(path, self.excluded)) } else { Box::new(named) };
        let files = below.filter_map(|found| if let Found::File(file) = found { Some(file) } else { None });
        let look = |path: PathBuf, scratch: &mut Scratch, outbox: &mut Outbox<'_, Labelled>| {
            if let Ok(file) = File::open(path) {
                let file = Stoppable { file, stopped: outbox.stopped() };
                self.stream(file, scratch, &mut |labelled| {
                    let size = labelled.1.len().saturating_add(1).saturating_mul(LABEL);
                    outbox.give(labelled, size);
                });
            }
        };
        in_order(files, look, |(name, labels)| {
            found.add(name, labels);
            true
        });
    }

    fn stream(&self, input: impl Read, scratch: &mut Scratch, give: &mut dyn FnMut(Labelled)) {
        let input = Counted { input, bar: self.bar };
        // An input that breaks off does so again when it is checked.
        let _ = self.policy.evaluate_all(input, Context::default(), scratch, |_, result| {
            if let Ok(verdict) = &result
                && let Some(labels) = verdict.namespace_labels()
            {
                give((verdict.name().to_string(), labels.collect()));
            }
        });
    }
}
