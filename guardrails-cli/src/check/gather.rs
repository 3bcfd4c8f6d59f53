//! A look ahead, where levels come from the labels of namespaces: which Namespaces the inputs hold.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use guardrails_core::{Context, Namespaces, Policy, Scratch};
use indicatif::ProgressBar;

use super::files::{self, Excluded, Found};
use super::progress::Counted;

/// Gathers the Namespaces of all inputs. What cannot be read is told when it is checked.
pub(super) struct Gathering<'g> {
    policy: &'g Policy,
    excluded: &'g Excluded,
    bar: &'g ProgressBar,
    scratch: Scratch,
    found: Namespaces,
}

impl<'g> Gathering<'g> {
    pub(super) fn new(policy: &'g Policy, excluded: &'g Excluded, bar: &'g ProgressBar) -> Self {
        Self { policy, excluded, bar, scratch: Scratch::new(), found: Namespaces::default() }
    }

    /// Looks through what an argument names.
    pub(super) fn path(&mut self, path: &Path) {
        if path.is_dir() {
            for found in files::walk(path, self.excluded) {
                if let Found::File(file) = found {
                    self.file(&file);
                }
            }
        } else if path.is_file() && !self.excluded.covers(path, path) {
            self.file(path);
        }
    }

    fn file(&mut self, path: &Path) {
        if let Ok(file) = File::open(path) {
            self.stream(file);
        }
    }

    /// Looks through one input.
    pub(super) fn stream(&mut self, input: impl Read) {
        let Self { policy, bar, scratch, found, .. } = self;
        let input = Counted { input, bar };
        // An input that breaks off does so again when it is checked.
        let _ = policy.evaluate_all(input, Context::default(), scratch, |_, result| {
            if let Ok(verdict) = &result
                && let Some(labels) = verdict.namespace_labels()
            {
                found.add(verdict.name().to_string(), labels);
            }
        });
    }

    pub(super) fn finish(self) -> Namespaces {
        self.found
    }
}
