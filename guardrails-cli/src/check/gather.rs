//! A look ahead, where what is said of an object depends on others: what the inputs hold.

use std::fs::File;
use std::io::{self, Read};
use std::iter;
use std::path::{Path, PathBuf};

use guardrails_core::{Context, Inventory, Namespaces, Policy, Scratch};
use indicatif::ProgressBar;

use super::files::{self, Excluded, Found};
use super::in_order::{Outbox, in_order};
use super::intake::Stoppable;
use super::progress::Counted;
use super::twice::Twice;

/// How many bytes a label takes, about.
const LABEL: usize = 128;

/// Looks through inputs. What cannot be read is told when it is checked.
pub(super) struct Gathering<'g> {
    pub(super) paths: &'g [PathBuf],
    pub(super) context: Context<'g>,
    pub(super) excluded: &'g Excluded,
    pub(super) bar: &'g ProgressBar,
}

/// The name of a Namespace, and its labels.
type Labelled = (String, Vec<(String, String)>);

impl Gathering<'_> {
    /// The policy with what it asks of the inputs; and, if it judges them one after the other, what it begins with.
    pub(super) fn prepare(&self, policy: Policy, input: &mut Twice) -> io::Result<(Policy, Option<Inventory>)> {
        match (policy.reads_other_objects(), policy.needs_inventory()) {
            (true, true) => {
                let inventory = self.inventory(&policy, input)?;
                Ok((policy, Some(inventory)))
            }
            (true, false) => {
                let namespaces = self.namespaces(&policy, input)?;
                Ok((policy.with_namespaces(namespaces), None))
            }
            (false, needs_inventory) => Ok((policy, needs_inventory.then(Inventory::default))),
        }
    }

    /// The objects of all inputs that others depend on.
    fn inventory(&self, policy: &Policy, input: &mut Twice) -> io::Result<Inventory> {
        let (mut scratch, mut found) = (Scratch::new(), Inventory::default());
        let mut look = |input: &mut dyn Read| {
            let input = Counted { input, bar: self.bar };
            // An input that breaks off does so again when it is checked.
            let _ = policy.look_ahead(input, self.context, &mut scratch, &mut found);
        };
        for path in self.paths {
            if path.as_os_str() == "-" {
                look(&mut *input.again()?);
            } else {
                for path in self.files(path) {
                    let Ok(mut file) = File::open(path) else { continue };
                    look(&mut file);
                }
            }
        }
        Ok(found)
    }

    /// The Namespaces of all inputs; of two by one name the later counts. Files are read on several threads at once.
    fn namespaces(&self, policy: &Policy, input: &mut Twice) -> io::Result<Namespaces> {
        let mut found = Namespaces::default();
        for path in self.paths {
            if path.as_os_str() == "-" {
                let mut add = |(name, labels)| found.add(name, labels);
                self.stream(policy, input.again()?, &mut Scratch::new(), &mut add);
            } else {
                self.namespaces_of(policy, path, &mut found);
            }
        }
        Ok(found)
    }

    fn namespaces_of(&self, policy: &Policy, path: &Path, found: &mut Namespaces) {
        let look = |path: PathBuf, scratch: &mut Scratch, outbox: &mut Outbox<'_, Labelled>| {
            if let Ok(file) = File::open(path) {
                let file = Stoppable { file, stopped: outbox.stopped() };
                self.stream(policy, file, scratch, &mut |labelled| {
                    let size = labelled.1.len().saturating_add(1).saturating_mul(LABEL);
                    outbox.give(labelled, size);
                });
            }
        };
        in_order(self.files(path), look, |(name, labels)| {
            found.add(name, labels);
            true
        });
    }

    /// The files that a path stands for. What is no file can be read but once.
    fn files<'p>(&'p self, path: &'p Path) -> Box<dyn Iterator<Item = PathBuf> + 'p> {
        if path.is_dir() {
            let found = files::walk(path, self.excluded);
            return Box::new(found.filter_map(|found| if let Found::File(file) = found { Some(file) } else { None }));
        }
        let is_taken = path.is_file() && !self.excluded.covers(path, path);
        Box::new(iter::once(path.to_owned()).filter(move |_| is_taken))
    }

    fn stream(&self, policy: &Policy, input: impl Read, scratch: &mut Scratch, give: &mut dyn FnMut(Labelled)) {
        let input = Counted { input, bar: self.bar };
        // An input that breaks off does so again when it is checked.
        let _ = policy.evaluate_all(input, Context::default(), scratch, |_, result| {
            if let Ok(verdict) = &result
                && let Some(labels) = verdict.namespace_labels()
            {
                give((verdict.name().to_string(), labels.collect()));
            }
        });
    }
}
