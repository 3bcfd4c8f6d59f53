//! A run over all inputs.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use guardrails_core::{Context, ErrorKind, Inventory, ManifestError, Policy, Scratch};

use super::desk::Desk;
use super::files::{self, Excluded, Found};
use super::intake::{Attentive, Sieve};

/// What a run over all inputs goes by.
pub(super) struct Run<'r, 'd, 'o> {
    pub(super) policy: &'r Policy,
    pub(super) context: Context<'r>,
    pub(super) excluded: &'r Excluded,
    pub(super) scratch: Scratch,
    /// The objects of all inputs, and what has been said once.
    pub(super) inventory: Inventory,
    /// Shared with the reader of the input at hand, see [`Attentive`].
    pub(super) desk: &'r RefCell<Desk<'d, 'o>>,
}

impl Run<'_, '_, '_> {
    /// Checks what one argument names. Whatever comes of it, it is said.
    pub(super) fn path(&mut self, path: &Path, input: &mut dyn Read) {
        if path.as_os_str() == "-" {
            return self.named("-", input);
        }
        let name = path.to_string_lossy();
        if self.excluded.covers(path, path) {
            return self.desk.borrow_mut().tally().add_excluded();
        }
        let metadata = match fs::metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => return self.problem(&name, ErrorKind::Io, &files::sentence(path, &error)),
        };
        // A template that lies deeper is found by its full path.
        if fs::canonicalize(path).is_ok_and(|path| files::chart_of_template(&path).is_some()) {
            let message = "this is a template of a Helm chart: render it first, with `helm template`";
            return self.problem(&name, ErrorKind::Unsupported, message);
        }
        if metadata.is_dir() {
            return self.folder(path);
        }
        // A pipe that a shell has made has no ending, and is read by its content.
        if metadata.is_file() && !files::has_known_ending(path) {
            let message = format!("the file's ending is unknown: expected {}", files::ENDINGS_NAMED);
            return self.problem(&name, ErrorKind::Unsupported, &message);
        }
        match File::open(path) {
            Ok(mut file) => self.named(&name, &mut file),
            Err(error) => self.problem(&name, ErrorKind::Io, &files::sentence(path, &error)),
        }
    }

    /// Checks an input that was asked for by name: each of its documents has to be an object.
    fn named(&mut self, name: &str, input: &mut dyn Read) {
        let before = self.desk.borrow().seen();
        self.stream(name, input, Sieve::Everything, false);
        if self.desk.borrow().seen() == before {
            self.problem(name, ErrorKind::NoObject, "there is no Kubernetes object in it");
        }
    }

    fn folder(&mut self, root: &Path) {
        let before = self.desk.borrow().seen();
        for found in files::walk(root, self.excluded) {
            match found {
                Found::File(path) => self.walked(&path, root),
                Found::Template(chart) => self.desk.borrow_mut().tally().add_template(display(&chart, root)),
                Found::Excluded => self.desk.borrow_mut().tally().add_excluded(),
                Found::Unreadable(path, why) => self.problem(&display(&path, root), ErrorKind::Io, &why),
            }
            if self.desk.borrow().is_closed() {
                break;
            }
        }
        if self.desk.borrow().seen() == before {
            let message =
                format!("there is no Kubernetes object in this folder, in files ending in {}", files::ENDINGS_NAMED);
            self.problem(&root.to_string_lossy(), ErrorKind::NoObject, &message);
        }
    }

    /// Checks a file of a folder, which may be none of Kubernetes.
    fn walked(&mut self, path: &Path, root: &Path) {
        let name = &display(path, root);
        match self.open(path, name, Sieve::Undecided { foreign: false }) {
            Some(Sieve::Undecided { .. }) => {
                let part = display(files::part(path, root), root);
                self.desk.borrow_mut().tally().add_foreign(name.clone(), part);
            }
            // Objects after all: what was held back is wrong, and is told from the beginning.
            Some(Sieve::Mixed) => {
                self.open(path, name, Sieve::Everything);
            }
            _ => {}
        }
    }

    fn open(&mut self, path: &Path, name: &str, sieve: Sieve) -> Option<Sieve> {
        match File::open(path) {
            Ok(mut file) => self.stream(name, &mut file, sieve, files::is_chart(path)),
            Err(error) => {
                self.problem(name, ErrorKind::Io, &files::sentence(path, &error));
                None
            }
        }
    }

    /// Has the objects of one input judged. Gives what the sieve came to, or nothing if the input broke off.
    fn stream(&mut self, name: &str, input: &mut dyn Read, mut sieve: Sieve, is_chart: bool) -> Option<Sieve> {
        let Self { policy, context, scratch, inventory, desk, .. } = self;
        let reader = Attentive { input, desk };
        let ended = policy.evaluate_all_in(reader, context.input(name), scratch, inventory, |item, result| {
            if sieve.passes(item, &result, is_chart) {
                desk.borrow_mut().take(name, item, &result);
            }
        });
        match ended {
            Ok(()) => Some(sieve),
            Err(error) => {
                self.broken(name, &error);
                None
            }
        }
    }

    fn broken(&mut self, name: &str, error: &io::Error) {
        // Where the report is the one that failed, nothing is wrong with the input.
        if !self.desk.borrow().is_closed() {
            self.problem(name, ErrorKind::Io, &files::sentence(Path::new(name), error));
        }
    }

    fn problem(&self, name: &str, kind: ErrorKind, message: &str) {
        self.desk.borrow_mut().problem(name, &ManifestError::new(kind, message));
    }
}

/// A path as people expect it: what lies in `.` is called by its name alone.
fn display(path: &Path, root: &Path) -> String {
    let shown = if root.as_os_str() == "." { path.strip_prefix(root).unwrap_or(path) } else { path };
    shown.to_string_lossy().into_owned()
}
