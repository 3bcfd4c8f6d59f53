//! A run over all inputs.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use guardrails_core::{Context, ErrorKind, Inventory, Item, ManifestError, Policy, Scratch, Verdict};
use indicatif::ProgressBar;

use super::desk::Desk;
use super::files::{self, Excluded, Found};
use super::in_order::{Outbox, in_order};
use super::intake::{Attentive, Sieve, Stoppable};
use super::progress::Counted;
use super::words::{Worded, Words};

/// How objects are judged and worded, on any thread.
#[derive(Clone, Copy)]
pub(super) struct Judge<'r> {
    pub(super) policy: &'r Policy,
    pub(super) context: Context<'r>,
    pub(super) words: &'r Words,
    pub(super) bar: &'r ProgressBar,
}

/// What a run over all inputs goes by.
pub(super) struct Run<'r, 'd, 'o> {
    pub(super) judge: Judge<'r>,
    pub(super) excluded: &'r Excluded,
    pub(super) scratch: Scratch,
    /// What has come by so far, if the policy asks for it: then all is judged one after the other.
    pub(super) inventory: Option<Inventory>,
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
        let Self { judge, scratch, inventory, desk, .. } = self;
        let reader = Attentive { input, desk };
        let memory = (scratch, inventory.as_mut());
        let ended = judge.stream(name, reader, Sieve::Everything, memory, &mut |worded| desk.borrow_mut().take(worded));
        // Where the report is the one that failed, nothing is wrong with the input.
        if let Err(worded) = ended
            && !self.desk.borrow().is_closed()
        {
            self.desk.borrow_mut().take(*worded);
        }
        if self.desk.borrow().seen() == before {
            self.problem(name, ErrorKind::NoObject, "there is no Kubernetes object in it");
        }
    }

    /// Checks the files of a folder, several at once if what is said of one does not depend on those before it.
    fn folder(&mut self, root: &Path) {
        let Self { judge, desk, scratch, inventory, .. } = self;
        let before = desk.borrow().seen();
        let jobs = files::walk(root, self.excluded).filter_map(|found| match found {
            Found::File(path) => Some(Ok(path)),
            Found::Unreadable(path, why) => Some(Err((path, why))),
            Found::Template(chart) => {
                desk.borrow_mut().tally().add_template(display(&chart, root));
                None
            }
            Found::Excluded => {
                desk.borrow_mut().tally().add_excluded();
                None
            }
        });
        let take = |looked| {
            let mut desk = desk.borrow_mut();
            match looked {
                Looked::Object(worded) => desk.take(*worded),
                Looked::Foreign { name, part } => desk.tally().add_foreign(name, part),
            }
            !desk.is_closed()
        };
        match inventory {
            None => {
                let work = |job: Job, scratch: &mut Scratch, outbox: &mut Outbox<'_, Looked>| {
                    let stopped = outbox.stopped();
                    let mut give = |looked: Looked| {
                        let size = looked.size();
                        outbox.give(looked, size);
                    };
                    judge.job(job, root, (scratch, None), &mut Taker { stopped, give: &mut give });
                };
                in_order(jobs, work, take);
            }
            Some(inventory) => {
                let stopped = AtomicBool::new(false);
                for job in jobs {
                    let mut give = |looked| stopped.store(!take(looked), Ordering::Relaxed);
                    let mut taker = Taker { stopped: &stopped, give: &mut give };
                    judge.job(job, root, (scratch, Some(&mut *inventory)), &mut taker);
                    if stopped.load(Ordering::Relaxed) {
                        break;
                    }
                }
            }
        }
        if self.desk.borrow().seen() == before {
            let message =
                format!("there is no Kubernetes object in this folder, in files ending in {}", files::ENDINGS_NAMED);
            self.problem(&root.to_string_lossy(), ErrorKind::NoObject, &message);
        }
    }

    fn problem(&self, name: &str, kind: ErrorKind, message: &str) {
        let worded = self.judge.problem(name, kind, message);
        self.desk.borrow_mut().take(worded);
    }
}

/// A file of a folder to look at, or why that is not possible.
type Job = Result<PathBuf, (PathBuf, String)>;

/// What judging uses again and again, and what has come by in a run that asks for it.
type Memory<'m> = (&'m mut Scratch, Option<&'m mut Inventory>);

/// Where results go, and whether anybody takes them.
struct Taker<'t> {
    stopped: &'t AtomicBool,
    give: &'t mut dyn FnMut(Looked),
}

impl Taker<'_> {
    fn object(&mut self, worded: Worded) {
        (self.give)(Looked::Object(Box::new(worded)));
    }
}

/// What has come of a look at a file of a folder.
enum Looked {
    Object(Box<Worded>),
    /// There is no object in it. It lies in this part of the folder.
    Foreign {
        name: String,
        part: String,
    },
}

impl Looked {
    /// How many bytes it takes, about.
    fn size(&self) -> usize {
        match self {
            Self::Object(worded) => worded.size(),
            Self::Foreign { name, .. } => name.len(),
        }
    }
}

impl Judge<'_> {
    /// Has the objects of one input judged. Gives what the sieve came to, or what is to be said if the input broke
    /// off.
    fn stream(
        &self,
        name: &str,
        input: impl Read,
        mut sieve: Sieve,
        (scratch, inventory): Memory<'_>,
        give: &mut dyn FnMut(Worded),
    ) -> Result<Sieve, Box<Worded>> {
        let is_chart = files::is_chart(Path::new(name));
        let (input, context) = (Counted { input, bar: self.bar }, self.context.input(name));
        let each = |item: &Item<'_>, result: Result<Verdict<'_>, ManifestError>| {
            if sieve.passes(item, &result, is_chart) {
                give(self.words.object(name, item, &result));
            }
        };
        let ended = match inventory {
            Some(inventory) => self.policy.evaluate_all_in(input, context, scratch, inventory, each),
            None => self.policy.evaluate_all(input, context, scratch, each),
        };
        match ended {
            Ok(()) => Ok(sieve),
            Err(error) => {
                let why = files::sentence(Path::new(name), &error);
                Err(Box::new(self.problem(name, ErrorKind::Io, &why)))
            }
        }
    }

    fn job(&self, job: Job, root: &Path, memory: Memory<'_>, taker: &mut Taker<'_>) {
        match job {
            Ok(path) => self.walked(&path, root, memory, taker),
            Err((path, why)) => taker.object(self.problem(&display(&path, root), ErrorKind::Io, &why)),
        }
    }

    /// Checks a file of a folder, which may be none of Kubernetes.
    fn walked(&self, path: &Path, root: &Path, (scratch, mut inventory): Memory<'_>, taker: &mut Taker<'_>) {
        let name = display(path, root);
        let memory = (&mut *scratch, inventory.as_deref_mut());
        match self.open(path, &name, Sieve::Undecided { foreign: false }, memory, taker) {
            Some(Sieve::Undecided { .. }) => {
                let part = display(files::part(path, root), root);
                (taker.give)(Looked::Foreign { name, part });
            }
            // Objects after all: what was held back is wrong, and is told from the beginning.
            Some(Sieve::Mixed) => {
                self.open(path, &name, Sieve::Everything, (scratch, inventory), taker);
            }
            _ => {}
        }
    }

    /// Gives what the sieve came to, or nothing if that has been said.
    fn open(&self, path: &Path, name: &str, sieve: Sieve, memory: Memory<'_>, taker: &mut Taker<'_>) -> Option<Sieve> {
        let ended = match File::open(path) {
            Ok(file) => {
                let input = Stoppable { file, stopped: taker.stopped };
                self.stream(name, input, sieve, memory, &mut |worded| taker.object(worded))
            }
            Err(error) => Err(Box::new(self.problem(name, ErrorKind::Io, &files::sentence(path, &error)))),
        };
        match ended {
            Ok(sieve) => Some(sieve),
            Err(worded) => {
                taker.object(*worded);
                None
            }
        }
    }

    fn problem(&self, name: &str, kind: ErrorKind, message: &str) -> Worded {
        self.words.problem(name, &ManifestError::new(kind, message))
    }
}

/// A path as people expect it: what lies in `.` is called by its name alone.
fn display(path: &Path, root: &Path) -> String {
    let shown = if root.as_os_str() == "." { path.strip_prefix(root).unwrap_or(path) } else { path };
    shown.to_string_lossy().into_owned()
}
