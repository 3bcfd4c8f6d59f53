//! Reads objects that another program holds in memory, value by value: a Python dict. Nothing is serialised,
//! and what no rule reads is not looked at.

mod source;

use std::borrow::Cow;
use std::fmt::Write as _;

use smallvec::SmallVec;

use super::error::{ErrorKind, Fault, ManifestError, Read};
use super::fields::Fields;
use super::limits::{MAX_DEPTH, MAX_OBJECT_BYTES};
use super::locate::push_key;
use super::source::{Frame, Shape, Source, folds_to_type_meta, other_spelling};
use super::types::Doubts;
use crate::view::Str;

/// A value of an object that lies in another program's memory, as a binding shows it to the reader.
///
/// The object must stay as it is while it is read.
pub trait Tree: Clone {
    /// The members of an object, keys and values, in order.
    type Members: Iterator<Item = (Self, Self)>;
    /// The elements of a list.
    type Elements: Iterator<Item = Self>;

    /// What to do with a value of a type that JSON does not have, or with a key in another spelling: a sentence
    /// for whoever holds the object.
    const ADVICE: &'static str;

    /// Whether values can still be looked at when something has gone wrong. Where not, errors name no field: the caller
    /// reads again, by a type that can.
    const STAYS: bool = true;

    /// What the value is.
    fn shape(&self) -> Shape;

    /// The members, if it is an object.
    fn members(&self) -> Option<Self::Members>;

    /// The elements, if it is a list.
    fn elements(&self) -> Option<Self::Elements>;

    /// The boolean, if it is one.
    fn boolean(&self) -> Option<bool>;

    /// The integer, if it is a number without fraction and exponent that fits.
    fn integer(&self) -> Option<i64>;

    /// The characters, if it is a string.
    ///
    /// # Errors
    /// The string holds half of a surrogate pair.
    fn string(&self) -> Result<Option<Cow<'_, str>>, LoneSurrogate>;

    /// Appends a number as JSON writes it; false if that cannot be done here, for then it is refused.
    fn number(&self, out: &mut String) -> bool;

    /// The name of the value's type in the language that holds it.
    fn type_name(&self) -> String;
}

/// A string that has no UTF-8 form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoneSurrogate;

/// A value that the reader may have to come back to, or to name in an error.
struct Place<T> {
    value: T,
    /// The number of the place above; the root's is its own.
    parent: u32,
    step: Step<T>,
    /// How much had been read before it.
    size: usize,
}

/// How a value is reached from the one above.
#[derive(Clone)]
enum Step<T> {
    Root,
    Key(T),
    Index(u32),
}

/// A list or an object that is being read.
struct Open<T: Tree> {
    value: T,
    /// The number of its place, if it has one already.
    place: Option<u32>,
    /// The member or element at which the reader stands.
    step: Step<T>,
    inside: Inside<T>,
}

enum Inside<T: Tree> {
    Object(T::Members),
    List(T::Elements),
}

/// A depth to come back to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Level {
    open: usize,
    places: usize,
}

/// Stands before a value. Places, in marks and faults, are numbers of places.
pub(crate) struct TreeReader<'a, T: Tree> {
    here: T,
    /// The number of the value's place, if it has one already.
    known: Option<u32>,
    places: SmallVec<[Place<T>; 16]>,
    open: SmallVec<[Open<T>; 8]>,
    /// The strings that have been read.
    arena: &'a mut String,
    /// The key that was last found in no table.
    other: Str,
    /// How much has been read, in about the bytes that JSON would take.
    size: usize,
    /// The same, with what has been read again.
    work: usize,
    doubts: Doubts,
}

impl<'a, T: Tree> TreeReader<'a, T> {
    pub(crate) fn new(root: T, arena: &'a mut String) -> Self {
        arena.clear();
        Self {
            here: root,
            known: None,
            places: SmallVec::new(),
            open: SmallVec::new(),
            arena,
            other: Str::EMPTY,
            size: 0,
            work: 0,
            doubts: Doubts::default(),
        }
    }

    /// The strings that have been read.
    pub(crate) fn strings(&self) -> &str {
        self.arena
    }

    /// How deep the reader stands, for [`next_item`](Self::next_item).
    pub(crate) fn level(&mut self) -> Level {
        self.place_above();
        Level { open: self.open.len(), places: self.places.len() }
    }

    /// Steps to the next item of the list that was entered at a level; forgets what was read of the last one,
    /// however far that went.
    pub(crate) fn next_item(&mut self, level: Level, frame: &mut Frame) -> bool {
        self.open.truncate(level.open);
        self.places.truncate(level.places);
        self.arena.clear();
        self.size = 0;
        self.work = 0;
        self.next_element(frame) == Ok(true)
    }

    /// The number of the place of the value that comes next.
    fn place(&mut self) -> u32 {
        if let Some(known) = self.known {
            return known;
        }
        let (parent, step) = self.place_above();
        let number = self.take_place(self.here.clone(), parent, step);
        self.known = Some(number);
        number
    }

    /// Gives a place to all that is open, and tells how the innermost leads to the value that comes next.
    fn place_above(&mut self) -> (Option<u32>, Step<T>) {
        let (mut parent, mut step) = (None, Step::Root);
        for n in 0..self.open.len() {
            let Some(open) = self.open.get(n) else { break };
            let (value, place, next) = (open.value.clone(), open.place, open.step.clone());
            let number = place.unwrap_or_else(|| self.take_place(value, parent, step));
            if let Some(open) = self.open.get_mut(n) {
                open.place = Some(number);
            }
            (parent, step) = (Some(number), next);
        }
        (parent, step)
    }

    fn take_place(&mut self, value: T, parent: Option<u32>, step: Step<T>) -> u32 {
        let number = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        self.places.push(Place { value, parent: parent.unwrap_or(number), step, size: self.size });
        number
    }

    /// The path of a place from a place above it, written as for JSON texts.
    #[cold]
    fn path(&self, place: usize, from: usize) -> String {
        let mut steps = Vec::new();
        let mut number = place;
        while let Some(Place { parent, step, .. }) = self.places.get(number).filter(|_| number != from) {
            steps.push(step);
            match step {
                Step::Root => break,
                _ => number = *parent as usize,
            }
        }
        let mut path = String::new();
        for step in steps.into_iter().rev() {
            match step {
                Step::Root => {}
                Step::Key(key) => push_key(&mut path, &shown(key)),
                // Writing into a string cannot fail.
                Step::Index(n) => drop(write!(path, "[{n}]")),
            }
        }
        path
    }

    /// The error of a fault: an object in memory has fields, and no lines. The path begins at `from`.
    #[cold]
    pub(crate) fn error(&self, fault: Fault, from: usize) -> ManifestError {
        let field = if T::STAYS { self.path(fault.at, from) } else { String::new() };
        ManifestError::new(fault.kind, fault.message).at(field, None)
    }

    #[cold]
    fn fault(&mut self, kind: ErrorKind, message: impl Into<String>) -> Box<Fault> {
        Fault::new(kind, self.place() as usize, message)
    }

    #[inline(always)]
    fn enter(&mut self, inside: Inside<T>) -> Read<bool> {
        if self.open.len() >= MAX_DEPTH as usize {
            return Err(self.fault(ErrorKind::Depth, format!("nested deeper than {MAX_DEPTH} levels")));
        }
        self.open.push(Open { value: self.here.clone(), place: self.known, step: Step::Root, inside });
        Ok(true)
    }

    /// Leaves the innermost list or object, and stands at it until its holder steps on.
    #[inline]
    fn leave(&mut self) {
        if let Some(open) = self.open.pop() {
            self.here = open.value;
            self.known = open.place;
        }
    }

    /// Takes account of what has been read. An object that holds itself has no end.
    #[inline]
    fn count(&mut self, bytes: usize) -> Read<()> {
        self.size = self.size.saturating_add(bytes);
        self.work = self.work.saturating_add(bytes);
        if self.size > MAX_OBJECT_BYTES || self.work > MAX_WORK {
            let message = format!("the object has more than the {MAX_OBJECT_BYTES} bytes that an API server takes");
            return Err(self.fault(ErrorKind::Size, message));
        }
        Ok(())
    }

    /// Steps to the next member; false leaves the object.
    #[inline(always)]
    fn next_member(&mut self) -> bool {
        let Some(Open { step, inside: Inside::Object(members), .. }) = self.open.last_mut() else { return false };
        let Some((key, value)) = members.next() else {
            self.leave();
            return false;
        };
        *step = Step::Key(key);
        self.here = value;
        self.known = None;
        true
    }

    /// The key of the member at which the reader stands.
    #[inline]
    fn key(&self) -> Result<Option<Cow<'_, str>>, LoneSurrogate> {
        match self.open.last() {
            Some(Open { step: Step::Key(key), .. }) => key.string(),
            _ => Ok(None),
        }
    }

    /// Appends that key to the strings.
    fn keep_key(&mut self) -> Read<Str> {
        let start = self.arena.len();
        if let Some(Open { step: Step::Key(key), .. }) = self.open.last() {
            match key.string() {
                Ok(Some(key)) => self.arena.push_str(&key),
                Ok(None) => return Err(self.foreign_key()),
                Err(LoneSurrogate) => return Err(self.lone_surrogate()),
            }
        }
        Ok(span(start, self.arena.len()))
    }

    /// A string as JSON writes it: Kubernetes looks at some strings with their escapes.
    fn as_written(&mut self, string: Str) -> Str {
        let plain = self.text().raw(string);
        if !plain.contains(|c: char| c < ' ' || c == '"' || c == '\\') {
            return string;
        }
        let escaped: String = plain.chars().fold(String::new(), |mut out, c| {
            // Writing into a string cannot fail.
            let _ = match c {
                '"' | '\\' => write!(out, "\\{c}"),
                '\0'..' ' => write!(out, "\\u{:04x}", u32::from(c)),
                _ => write!(out, "{c}"),
            };
            out
        });
        let start = self.arena.len();
        self.arena.push_str(&escaped);
        span(start, self.arena.len()).as_escaped()
    }

    #[cold]
    fn foreign_key(&mut self) -> Box<Fault> {
        let name = match self.open.last() {
            Some(Open { step: Step::Key(key), .. }) => key.type_name(),
            _ => String::new(),
        };
        self.fault(ErrorKind::Type, format!("expected a string as key, found {}", with_article(&name)))
    }

    #[cold]
    fn lone_surrogate(&mut self) -> Box<Fault> {
        self.fault(ErrorKind::Encoding, "half of a surrogate pair: this is no character")
    }

    /// Refuses a key in no table that is a field in another spelling.
    #[cold]
    fn check_other(&mut self, frame: &Frame, fields: &'static Fields) -> Read<()> {
        let Ok(Some(key)) = self.key() else { return Err(self.foreign_key()) };
        let message = if frame.root && folds_to_type_meta(&key) {
            other_spelling(&key)
        } else if let Some(field) = fields.find_in_snake_case(&key) {
            format!("the key `{key}` is `{field}` to Kubernetes; {}", T::ADVICE)
        } else {
            return Ok(());
        };
        Err(self.fault(ErrorKind::Unsupported, message))
    }
}

/// The most that is read of an object. Some of it is read again, a few times; what is more is an object whose parts
/// hold the same things over and over.
const MAX_WORK: usize = 8 * MAX_OBJECT_BYTES;

/// Quotes, a colon and a comma.
const AROUND_KEY: usize = 4;

fn span(start: usize, end: usize) -> Str {
    let word = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Str::plain(word(start), word(end.wrapping_sub(start)))
}

fn shown<T: Tree>(key: &T) -> String {
    match key.string() {
        Ok(Some(text)) => text.into_owned(),
        _ => key.type_name(),
    }
}

/// A type's name in a sentence: `a datetime`, `an Enum`.
fn with_article(name: &str) -> String {
    let vowel = name.starts_with(|c: char| "aeiouAEIOU".contains(c));
    format!("{} {name}", if vowel { "an" } else { "a" })
}
