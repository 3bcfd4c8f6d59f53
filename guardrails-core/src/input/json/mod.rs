//! A strict pull reader over JSON text: borrowed, iterative, no recursion on input.
//!
//! Stricter than Kubernetes' own decoder where that one merges or replaces in silence: a repeated key, a
//! lone surrogate, depth beyond the limit are faults here (spec: what readers disagree on is refused).

mod members;
mod scan;
mod skip;
mod specials;

use specials::Specials;

use super::error::{ErrorKind, Fault, Read};
use super::fields::Fields;
use super::limits::MAX_DEPTH;
use super::source::{Frame, Keys, Shape, Source};
use super::types::Doubts;
use crate::view::{Str, Text};

/// Reads one JSON text.
pub(crate) struct Json<'t, 'k> {
    text: &'t str,
    at: usize,
    depth: u32,
    specials: Specials,
    keys: &'k mut Keys,
    /// Whether `80.0` is an integer.
    integral_floats: bool,
    doubts: Doubts,
}

impl<'t, 'k> Json<'t, 'k> {
    pub(crate) fn new(text: &'t str, keys: &'k mut Keys) -> Self {
        keys.clear();
        Self {
            text,
            at: 0,
            depth: 0,
            specials: Specials::new(),
            keys,
            integral_floats: false,
            doubts: Doubts::default(),
        }
    }

    /// Takes `80.0` for the integer that it is, as Gatekeeper does, whose numbers are all floats.
    pub(crate) fn with_integral_floats(mut self) -> Self {
        self.integral_floats = true;
        self
    }

    /// Checks that nothing but white space follows.
    pub(crate) fn end(&mut self) -> Read<()> {
        match self.peek() {
            0 if self.at == self.text.len() => Ok(()),
            b'{' => Err(Fault::new(ErrorKind::ManyObjects, self.at, "a second object follows, and one was expected")),
            _ => Err(self.syntax("unexpected text after the end of the object")),
        }
    }

    /// Where the reader stands.
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    /// The next key of an object, whatever it is, repeated or not: for a second look at a text.
    pub(crate) fn next_member_key(&mut self, frame: &mut Frame) -> Read<Option<Str>> {
        match self.next_member(frame, b'}')? {
            true => self.key().map(Some),
            false => Ok(None),
        }
    }

    /// The byte after white space, without taking it; 0 at the end of the text.
    #[inline(always)]
    fn peek(&mut self) -> u8 {
        scan::peek(self.text.as_bytes(), &mut self.at)
    }

    fn step(&mut self) {
        self.at = self.at.wrapping_add(1);
    }

    #[cold]
    fn syntax(&self, message: &'static str) -> Box<Fault> {
        scan::syntax(self.text.as_bytes(), self.at, message)
    }

    fn literal(&mut self, word: &'static str) -> Read<()> {
        self.at = scan::literal(self.text.as_bytes(), self.at, word)?;
        Ok(())
    }

    /// Takes a null, if there is one.
    #[inline]
    fn null(&mut self) -> Read<bool> {
        if self.peek() != b'n' {
            return Ok(false);
        }
        self.literal("null")?;
        Ok(true)
    }

    /// Takes the string whose opening quote comes next.
    #[inline(always)]
    fn quoted(&mut self) -> Read<Str> {
        let start = self.at.wrapping_add(1);
        let end = self.specials.next(self.text.as_bytes(), start);
        if self.text.as_bytes().get(end) != Some(&b'"') {
            return self.quoted_otherwise(start);
        }
        self.at = end.wrapping_add(1);
        Ok(Str::plain(start as u32, end.wrapping_sub(start) as u32))
    }

    /// A string with escapes, or malformed.
    #[inline(never)]
    fn quoted_otherwise(&mut self, start: usize) -> Read<Str> {
        let (end, escaped) = scan::string(self.text.as_bytes(), &mut self.specials, start)?;
        self.at = end.wrapping_add(1);
        let (at, len) = (start as u32, end.wrapping_sub(start) as u32);
        Ok(if escaped { Str::escaped(at, len) } else { Str::plain(at, len) })
    }

    /// Takes a string, however it is written.
    #[inline(never)]
    fn any_string(&mut self) -> Read<Option<Str>> {
        match self.peek() {
            b'"' => self.quoted().map(Some),
            b'n' => self.literal("null").map(|()| None),
            _ => Err(self.mistyped("a string")),
        }
    }

    /// Passes over a value, whatever it is.
    #[inline(never)]
    fn skip_any(&mut self) -> Read<()> {
        match self.text.as_bytes().get(self.at) {
            Some(b't' | b'f' | b'n' | b'-' | b'0'..=b'9') => {
                self.at = skip::scalar(self.text.as_bytes(), self.at)?;
                Ok(())
            }
            _ => self.skip_nested(),
        }
    }

    #[inline(never)]
    fn skip_nested(&mut self) -> Read<()> {
        self.at = skip::value(self.text.as_bytes(), &mut self.specials, self.at, self.depth)?;
        Ok(())
    }

    /// Enters what an opening bracket stands for, at which it stays; false if it is null.
    #[inline(never)]
    fn enter(&mut self, open: u8) -> Read<bool> {
        if self.null()? {
            return Ok(false);
        }
        if self.peek() != open {
            return Err(self.mistyped(if open == b'{' { "an object" } else { "a list" }));
        }
        self.deeper()?;
        Ok(true)
    }

    fn deeper(&mut self) -> Read<()> {
        self.depth = self.depth.wrapping_add(1);
        if self.depth > MAX_DEPTH {
            return Err(scan::too_deep(self.at));
        }
        Ok(())
    }

    fn shallower(&mut self) {
        self.depth = self.depth.wrapping_sub(1);
    }
}

impl Source for Json<'_, '_> {
    #[inline(always)]
    fn enter_object(&mut self, frame: &mut Frame) -> Read<bool> {
        self.keys.open(frame);
        if self.text.as_bytes().get(self.at) == Some(&b'{') && self.depth < MAX_DEPTH {
            self.depth = self.depth.wrapping_add(1);
            return Ok(true);
        }
        self.enter(b'{')
    }

    #[inline(always)]
    fn field_or_end(&mut self, frame: &mut Frame, fields: &'static Fields) -> Read<usize> {
        if let Some(field) = self.plain_field(frame, fields) {
            return Ok(usize::from(field));
        }
        match self.text.as_bytes().get(self.at) {
            Some(b'}') => self.leave(frame),
            _ => self.any_field(frame, fields),
        }
    }

    fn other_key(&self) -> Str {
        self.keys.last()
    }

    fn next_key(&mut self, frame: &mut Frame) -> Read<Option<Str>> {
        if !self.next_member(frame, b'}')? {
            self.close(frame)?;
            return Ok(None);
        }
        let key = self.key()?;
        self.add_key(frame, key)?;
        Ok(Some(key))
    }

    fn enter_list(&mut self, _frame: &mut Frame) -> Read<bool> {
        self.enter(b'[')
    }

    #[inline]
    fn next_element(&mut self, frame: &mut Frame) -> Read<bool> {
        self.next_member(frame, b']')
    }

    #[inline(never)]
    fn string(&mut self) -> Read<Option<Str>> {
        if self.text.as_bytes().get(self.at) == Some(&b'"') {
            return self.quoted().map(Some);
        }
        self.any_string()
    }

    fn boolean(&mut self) -> Read<Option<bool>> {
        match self.peek() {
            b't' => self.literal("true").map(|()| Some(true)),
            b'f' => self.literal("false").map(|()| Some(false)),
            b'n' => self.literal("null").map(|()| None),
            _ => Err(self.mistyped("a boolean")),
        }
    }

    fn integer(&mut self, bits: u32) -> Read<Option<i64>> {
        if let Some((value, end)) = scan::small_integer(self.text.as_bytes(), self.at) {
            self.at = end;
            return Ok(Some(value));
        }
        if self.null()? {
            return Ok(None);
        }
        let start = self.at;
        if !matches!(self.peek(), b'-' | b'0'..=b'9') {
            return Err(self.mistyped("an integer"));
        }
        self.at = scan::number(self.text.as_bytes(), self.at)?;
        let digits = self.text.get(start..self.at).unwrap_or_default();
        let whole = digits.split_once('.').filter(|(_, fraction)| fraction.bytes().all(|b| b == b'0'));
        let digits = whole.filter(|_| self.integral_floats).map_or(digits, |(whole, _)| whole);
        let value = digits.parse::<i64>().ok().filter(|v| bits == 64 || i32::try_from(*v).is_ok());
        match value {
            Some(value) => Ok(Some(value)),
            None => {
                let message = format!("expected an integer of {bits} bits, found `{digits}`");
                Err(Fault::new(ErrorKind::Type, start, message))
            }
        }
    }

    fn scalar(&mut self) -> Read<Option<Str>> {
        let start = self.mark();
        match self.shape() {
            Shape::Number => {
                self.skip()?;
                Ok(Some(Str::plain(start as u32, self.at.wrapping_sub(start) as u32)))
            }
            Shape::String | Shape::Null => self.string(),
            _ => Err(self.mistyped("a string or a number")),
        }
    }

    #[inline(always)]
    fn skip(&mut self) -> Read<()> {
        let bytes = self.text.as_bytes();
        if bytes.get(self.at) == Some(&b'"') {
            let end = self.specials.next(bytes, self.at.wrapping_add(1));
            if bytes.get(end) == Some(&b'"') {
                self.at = end.wrapping_add(1);
                return Ok(());
            }
        }
        self.skip_any()
    }

    fn shape(&mut self) -> Shape {
        match self.peek() {
            b'{' => Shape::Object,
            b'[' => Shape::List,
            b'"' => Shape::String,
            b't' | b'f' => Shape::Boolean,
            b'n' => Shape::Null,
            b'-' | b'0'..=b'9' => Shape::Number,
            _ => Shape::Nothing,
        }
    }

    #[cold]
    fn mistyped(&mut self, expected: &str) -> Box<Fault> {
        let (shape, at) = (self.shape(), self.at);
        // What is not even a value is a matter of syntax, wherever it stands.
        match self.skip() {
            Err(fault) => fault,
            Ok(()) => Fault::new(ErrorKind::Type, at, format!("expected {expected}, found {}", shape.name())),
        }
    }

    fn mark(&mut self) -> usize {
        self.peek();
        self.at
    }

    fn seek(&mut self, mark: usize) {
        self.at = mark;
    }

    fn text(&self) -> Text<'_> {
        Text::Buffer(self.text)
    }

    #[inline(always)]
    fn doubts(&mut self) -> &mut Doubts {
        &mut self.doubts
    }
}
