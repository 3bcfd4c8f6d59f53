//! Streams that come in pieces, for callers who have a piece and want what it brings, and cannot be called for more.

use std::cell::RefCell;
use std::io::{self, Cursor, Read};
use std::mem::replace;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{Builder, JoinHandle};

use crate::context::KnownContext;
use crate::input::error::ManifestError;
use crate::policy::Policy;
use crate::scratch::Scratch;
use crate::verdict::Verdict;

/// A stream of objects that is judged as its pieces come, exactly as [`Policy::evaluate_all`] judges what it reads.
///
/// A thread of its own judges, and waits while there is no piece; it ends with the stream, or when this is dropped. So
/// memory holds a piece, what has been made of it, and what `evaluate_all` holds.
///
/// ```
/// # use guardrails_core::{Feed, KnownContext, Level, Policy, Version};
/// # use std::sync::Arc;
/// let policy = Arc::new(Policy::pod_security(Level::Baseline, Version::LATEST));
/// let mut feed = Feed::new(policy, KnownContext::default(), |result| result.is_ok_and(|verdict| verdict.is_allowed()));
/// let half = b"{\"apiVersion\":\"v1\",\"kind\":\"Pod\"}\n{\"apiVersion\":\"v1\",".to_vec();
/// assert_eq!(feed.next(half)?, Some(vec![true]));
/// assert_eq!(feed.next(b"\"kind\":\"Pod\",\"spec\":{\"hostPID\":true}}".to_vec())?, Some(vec![false]));
/// assert_eq!(feed.next(Vec::new())?, Some(vec![]));
/// assert_eq!(feed.next(Vec::new())?, None);
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct Feed<T>(State<T>);

/// What makes of a verdict, or of the error of an object that could not be read, what the caller wants.
type Make<T> = fn(Result<&Verdict<'_>, &ManifestError>) -> T;

#[derive(Debug)]
enum State<T> {
    New(Arc<Policy>, KnownContext<String>, Make<T>),
    Running(Running<T>),
    Ended,
}

/// The thread, and the ways there and back.
#[derive(Debug)]
struct Running<T> {
    pieces: Sender<Vec<u8>>,
    made: Receiver<Vec<T>>,
    thread: JoinHandle<()>,
}

/// What the thread reads: a piece, in exchange for what was made of those before.
struct Pieces<T> {
    piece: Cursor<Vec<u8>>,
    next: Receiver<Vec<u8>>,
    made: Rc<RefCell<Vec<T>>>,
    back: Sender<Vec<T>>,
}

impl<T> Read for Pieces<T> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.piece.read(room)?;
        if count > 0 {
            return Ok(count);
        }
        // Where nobody waits any more there is no next piece either: the stream ends.
        let _ = self.back.send(self.made.take());
        self.piece = Cursor::new(self.next.recv().unwrap_or_default());
        self.piece.read(room)
    }
}

impl<T: Send + 'static> Feed<T> {
    /// A stream of which nothing has come.
    pub fn new(policy: Arc<Policy>, known: KnownContext<String>, make: Make<T>) -> Self {
        Self(State::New(policy, known, make))
    }

    /// Takes the next piece, an empty one at the end, and gives what has been made of the objects that are whole by
    /// then; `None` once the stream has ended. It may end before its last piece: behind a mistake in YAML nothing is
    /// read.
    ///
    /// # Errors
    /// No thread can be had, or there is a mistake in this library.
    pub fn next(&mut self, piece: Vec<u8>) -> io::Result<Option<Vec<T>>> {
        let is_last = piece.is_empty();
        let Running { pieces, made, thread } = match replace(&mut self.0, State::Ended) {
            State::New(policy, known, make) => start(policy, known, make, piece)?,
            State::Running(running) => {
                // Where the thread has ended, nothing comes back either.
                let _ = running.pieces.send(piece);
                running
            }
            State::Ended => return Ok(None),
        };
        let answer = if is_last {
            drop(pieces);
            Some(made.iter().flatten().collect())
        } else if let Ok(answer) = made.recv() {
            self.0 = State::Running(Running { pieces, made, thread });
            return Ok(Some(answer));
        } else {
            None
        };
        thread.join().map(|()| answer).map_err(|_| io::Error::other("a mistake in this library"))
    }
}

fn start<T: Send + 'static>(
    policy: Arc<Policy>,
    known: KnownContext<String>,
    make: Make<T>,
    piece: Vec<u8>,
) -> io::Result<Running<T>> {
    let ((pieces, next), (back, made)) = (channel(), channel());
    let judge = move || {
        let found = Rc::new(RefCell::new(Vec::new()));
        let stream = Pieces { piece: Cursor::new(piece), next, made: Rc::clone(&found), back: back.clone() };
        // What is read from memory cannot fail, and where nobody waits any more nothing has to be told.
        let _ = known.lend(|context| {
            policy.evaluate_all(stream, context, &mut Scratch::new(), |_, result| {
                found.borrow_mut().push(make(result.as_ref()));
            })
        });
        let _ = back.send(found.take());
    };
    Ok(Running { pieces, made, thread: Builder::new().spawn(judge)? })
}
