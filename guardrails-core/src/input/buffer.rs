//! A stream of bytes, a piece at a time in one buffer: what has been read, how much of it is UTF-8, and
//! where it stands in the whole.

use std::io::{self, Read};

use super::error::Position;
use super::limits::MAX_LIST_BYTES;

/// How much is read at first; more only for objects that are larger. What is there is looked through for each object
/// that begins in it, see [`Buffer::text`].
const FIRST_READ: usize = 16 * 1024;

/// The unread rest of a stream, as far as it has been fetched.
pub(crate) struct Buffer<R> {
    reader: R,
    /// What has been fetched, and room for more, which has been zeroed once.
    bytes: Vec<u8>,
    /// Where the unread part begins.
    start: usize,
    /// The end of what has been fetched.
    end: usize,
    /// The end of what is known to be UTF-8.
    valid: usize,
    ended: bool,
    origin: Position,
}

impl<R: Read> Buffer<R> {
    /// A stream of which nothing has been fetched, and memory that has served another one.
    pub(crate) fn new(reader: R, memory: Vec<u8>) -> Self {
        let origin = Position { line: 1, column: 1, offset: 0 };
        Self { reader, bytes: memory, start: 0, end: 0, valid: 0, ended: false, origin }
    }

    /// The memory, for the next stream.
    pub(crate) fn into_memory(self) -> Vec<u8> {
        self.bytes
    }

    /// What is there and is UTF-8. That it is so is known, but bytes are text only to who looks at them again.
    pub(crate) fn text(&self) -> &str {
        let valid = self.bytes.get(self.start..self.valid).unwrap_or_default();
        simdutf8::basic::from_utf8(valid).unwrap_or_default()
    }

    /// All that is there.
    pub(crate) fn rest(&self) -> &[u8] {
        self.bytes.get(self.start..self.end).unwrap_or_default()
    }

    /// Where the unread part begins in the whole stream.
    pub(crate) fn origin(&self) -> Position {
        self.origin
    }

    /// Whether more could not change what is there: the stream has ended, the text is broken off by
    /// something that is not UTF-8, or it is larger than anything may be.
    pub(crate) fn is_final(&self) -> bool {
        let broken = self.end.saturating_sub(self.valid) >= 4;
        self.ended || broken || self.rest().len() > MAX_LIST_BYTES
    }

    /// Fetches more. A stream gives what it has, so that a slow one has its answers as they come; only a
    /// large object waits until there is as much again, so that reading it anew costs twice in all.
    pub(crate) fn fetch(&mut self) -> io::Result<()> {
        self.bytes.copy_within(self.start..self.end, 0);
        self.valid = self.valid.saturating_sub(self.start);
        self.end = self.end.saturating_sub(self.start);
        self.start = 0;
        let held = self.end;
        let least = if held > FIRST_READ { held.saturating_mul(2) } else { held.saturating_add(1) };
        let room = held.saturating_add(held.max(FIRST_READ));
        if self.bytes.len() < room {
            self.bytes.resize(room, 0);
        }
        while self.end < least && !self.ended {
            match self.reader.read(self.bytes.get_mut(self.end..room).unwrap_or_default()) {
                Ok(count) => {
                    self.ended = count == 0;
                    self.end = self.end.saturating_add(count).min(room);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        self.validate();
        Ok(())
    }

    /// Fetches until there is more than this, or no more.
    pub(crate) fn fetch_up_to(&mut self, bytes: usize) -> io::Result<()> {
        while !self.ended && self.rest().len() <= bytes {
            self.fetch()?;
        }
        Ok(())
    }

    /// Whether the end of the stream has been reached.
    #[cfg(feature = "yaml")]
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    fn validate(&mut self) {
        let fresh = self.bytes.get(self.valid..self.end).unwrap_or_default();
        let good = match std::str::from_utf8(fresh) {
            Ok(_) => fresh.len(),
            Err(error) => error.valid_up_to(),
        };
        self.valid = self.valid.saturating_add(good);
    }

    /// Passes over what has been dealt with.
    pub(crate) fn consume(&mut self, count: usize) {
        let passed = self.rest().get(..count).unwrap_or_else(|| self.rest());
        let count = passed.len();
        let moved = Position::of(self.rest(), count);
        self.origin = moved.after(self.origin);
        self.start = self.start.saturating_add(count);
        if self.start > self.valid {
            self.valid = self.start;
            self.validate();
        }
    }
}
