//! What a reader of one notation offers: the same few steps, whatever the bytes are.
//!
//! The code that fills the view is written once, over this trait; JSON text, YAML nodes and other
//! holders of objects implement it. No step judges; each checks what Kubernetes' own decoder checks.

use smallvec::SmallVec;

use super::error::{Fault, Read};
use super::fields::Fields;
use super::types::Doubts;
use crate::view::{Str, Text, View, Wants};

/// The state of one object or list that is being read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    /// What stands before the next key where nothing else does: the bracket or a comma, and the key's quote.
    pub(crate) lead: [u8; 2],
    /// Whether this is the root of a Kubernetes object, where spelling `kind` otherwise is refused.
    pub(crate) root: bool,
    /// The fields of the table that have been seen, a bit each.
    seen: u64,
    /// Where this object's other keys begin in [`Keys`].
    others: usize,
}

impl Default for Frame {
    fn default() -> Self {
        Self { lead: *b"{\"", root: false, seen: 0, others: 0 }
    }
}

impl Frame {
    /// The frame of an object's root.
    pub(crate) fn root() -> Self {
        Self { root: true, ..Self::default() }
    }

    /// Whether its first member has been read.
    pub(crate) fn begun(&self) -> bool {
        self.lead == BEHIND_A_MEMBER
    }

    /// Takes note that there are members.
    #[inline]
    pub(crate) fn begin(&mut self) {
        self.lead = BEHIND_A_MEMBER;
    }
}

const BEHIND_A_MEMBER: [u8; 2] = *b",\"";

/// The keys without a place in a table, of all objects that are open: a stack.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    list: SmallVec<[Str; 48]>,
    /// As many as the list has, where it is cheap to look at.
    count: usize,
}

/// Up to so many keys, comparing each with each is cheaper than sorting them.
const FEW: usize = 12;

impl Keys {
    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.count = 0;
    }

    pub(crate) fn open(&self, frame: &mut Frame) {
        frame.others = self.count;
    }

    /// Takes a key that is in no table. The answer is a key that stood before, if it was found at once.
    pub(crate) fn add(&mut self, frame: &Frame, key: Str, text: Text<'_>) -> bool {
        let others = self.list.get(frame.others..).unwrap_or_default();
        let repeated = others.len() < FEW && others.iter().any(|k| text.compare(*k, key).is_eq());
        self.list.push(key);
        self.count = self.list.len();
        repeated
    }

    /// The key that was taken last.
    pub(crate) fn last(&self) -> Str {
        self.list.last().copied().unwrap_or_default()
    }

    /// Closes an object. The answer is the second of two equal keys, the earliest in the text, that
    /// [`add`](Self::add) has not compared.
    #[inline(always)]
    pub(crate) fn close(&mut self, frame: &Frame, text: Text<'_>) -> Option<Str> {
        if self.count == frame.others { None } else { self.close_others(frame, text) }
    }

    #[inline(never)]
    fn close_others(&mut self, frame: &Frame, text: Text<'_>) -> Option<Str> {
        let others = self.list.get_mut(frame.others..).unwrap_or_default();
        let mut repeated = None;
        if others.len() > FEW {
            text.sort(others);
            let pairs = others.iter().zip(others.iter().skip(1));
            repeated = pairs.filter(|(a, b)| text.compare(**a, **b).is_eq()).map(|(_, b)| *b).min_by_key(|b| b.start());
        }
        self.list.truncate(frame.others);
        self.count = self.list.len();
        repeated
    }
}

impl Frame {
    /// Notes a field of the table; false if it has been seen before.
    #[inline]
    pub(crate) fn see(&mut self, field: u8) -> bool {
        let fresh = !self.has_seen(field);
        self.seen |= 1u64.wrapping_shl(u32::from(field));
        fresh
    }

    /// Whether a field of the table has been seen.
    #[inline]
    pub(crate) fn has_seen(&self, field: u8) -> bool {
        self.seen & 1u64.wrapping_shl(u32::from(field)) != 0
    }
}

/// What a value is, before it is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Nothing is there: the field is as good as absent.
    Null,
    /// True or false.
    Boolean,
    /// A number of any size, with or without a fraction.
    Number,
    /// Characters.
    String,
    /// Elements.
    List,
    /// Members, by name.
    Object,
    /// No value at all: malformed.
    Nothing,
    /// Something that a program can hold and JSON cannot.
    Foreign,
}

impl Shape {
    /// The shape in the words of an error message.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::List => "a list",
            Self::Object => "an object",
            Self::Nothing => "nothing",
            Self::Foreign => "what JSON does not have",
        }
    }
}

/// One notation's reader, standing before a value or between the members of an object or list.
///
/// A null is an absent value: the steps that enter or take say so with `false` or `None`.
pub(crate) trait Source {
    /// What is to be read beyond what the levels of Pod Security look at: what the view wants.
    #[inline(always)]
    fn wants(view: &View) -> Wants {
        view.wants
    }

    /// Enters an object; false if the value is null.
    fn enter_object(&mut self, frame: &mut Frame) -> Read<bool>;

    /// The next field of the object, standing before its value; `None` closes the object.
    /// A key that is in no table gives [`OTHER`]; repeated keys are refused.
    #[inline(always)]
    fn next_field(&mut self, frame: &mut Frame, fields: &'static Fields) -> Read<Option<u8>> {
        Ok(u8::try_from(self.field_or_end(frame, fields)?).ok())
    }

    /// The same, with [`END`] for `None`.
    fn field_or_end(&mut self, frame: &mut Frame, fields: &'static Fields) -> Read<usize>;

    /// The key that [`next_field`](Self::next_field) has just called [`OTHER`].
    fn other_key(&self) -> Str;

    /// The next key of an object whose keys are the user's, standing before its value.
    fn next_key(&mut self, frame: &mut Frame) -> Read<Option<Str>>;

    /// Enters a list; false if the value is null.
    fn enter_list(&mut self, frame: &mut Frame) -> Read<bool>;

    /// Whether there is another element, standing before it; false closes the list.
    fn next_element(&mut self, frame: &mut Frame) -> Read<bool>;

    /// Takes a string.
    fn string(&mut self) -> Read<Option<Str>>;

    /// Takes a boolean.
    fn boolean(&mut self) -> Read<Option<bool>>;

    /// Takes an integer of 32 or 64 bits.
    fn integer(&mut self, bits: u32) -> Read<Option<i64>>;

    /// Takes a string, or a number as it is written: a quantity may be either.
    fn scalar(&mut self) -> Read<Option<Str>>;

    /// Passes over a value, checking only that it is well-formed.
    fn skip(&mut self) -> Read<()>;

    /// What the next value is, without taking it.
    fn shape(&mut self) -> Shape;

    /// The fault for a next value that is not what was expected ("a list").
    fn mistyped(&mut self, expected: &str) -> Box<Fault>;

    /// The place of the next value, to come back to it.
    fn mark(&mut self) -> usize;

    /// Goes back to a value whose place was marked.
    fn seek(&mut self, mark: usize);

    /// What the strings point into, as it stands now.
    fn text(&self) -> Text<'_>;

    /// What has been found of the types of values.
    fn doubts(&mut self) -> &mut Doubts;

    /// Passes over an object of which only its being there counts; false if it is null.
    fn presence(&mut self) -> Read<bool> {
        let shape = self.shape();
        match shape {
            Shape::Null | Shape::Object => self.skip()?,
            _ => return Err(self.mistyped("an object")),
        }
        Ok(shape == Shape::Object)
    }

    /// Takes a string; absent is empty.
    fn string_or_empty(&mut self) -> Read<Str> {
        Ok(self.string()?.unwrap_or_default())
    }

    /// Takes a 32-bit integer; absent is 0.
    fn int32(&mut self) -> Read<i32> {
        let value = self.integer(32)?.unwrap_or_default();
        Ok(i32::try_from(value).unwrap_or_default())
    }
}

/// The next field of an object that is read seldom: what finds fields stands once for all of these.
#[inline(never)]
pub(crate) fn next_field<S: Source>(source: &mut S, frame: &mut Frame, fields: &'static Fields) -> Read<Option<u8>> {
    source.next_field(frame, fields)
}

/// The field of a key that no table has.
pub(crate) const OTHER: u8 = u8::MAX;

/// No field: the object ends. A number fits into a register, where an `Option` in a `Result` goes through memory.
pub(crate) const END: usize = 0x100;

/// Whether a key is `kind` or `apiVersion` in other letters, as Kubernetes' first look at an object
/// folds them (K and s have fellows outside ASCII); that look takes such a key for the real one, and
/// other readers do not.
pub(crate) fn folds_to_type_meta(key: &str) -> bool {
    let folds_to = |name: &str| {
        key != name
            && key.chars().count() == name.len()
            && key.chars().zip(name.chars()).all(|(k, n)| match k {
                '\u{212A}' => n.eq_ignore_ascii_case(&'k'),
                '\u{17F}' => n.eq_ignore_ascii_case(&'s'),
                k => k.eq_ignore_ascii_case(&n),
            })
    };
    folds_to("kind") || folds_to("apiVersion")
}

/// What is said of such a key.
#[cold]
pub(crate) fn other_spelling(key: &str) -> String {
    format!("the key `{key}` is taken for `kind` or `apiVersion` by some readers and not by others; spell it exactly")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_other_spellings_fold() {
        assert!(folds_to_type_meta("Kind"));
        assert!(folds_to_type_meta("\u{212A}ind"));
        assert!(folds_to_type_meta("apiVer\u{17F}ion"));
        assert!(!folds_to_type_meta("kind"));
        assert!(!folds_to_type_meta("apiVersion"));
        assert!(!folds_to_type_meta("kinds"));
    }

    #[test]
    fn the_second_of_many_equal_keys_is_found() {
        let buffer = "abcdefghijklmnopqa";
        let text = Text::Buffer(buffer);
        let mut keys = Keys::default();
        let mut frame = Frame::default();
        keys.open(&mut frame);
        for at in 0..18 {
            assert!(!keys.add(&frame, Str::plain(at, 1), text));
        }
        assert_eq!(keys.close(&frame, text), Some(Str::plain(17, 1)));
    }
}
