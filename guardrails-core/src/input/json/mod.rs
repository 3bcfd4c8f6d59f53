//! A strict pull reader over JSON text: borrowed, iterative, no recursion on input.
//!
//! Stricter than Kubernetes' own decoder where that one merges or replaces in silence: a repeated key, a
//! lone surrogate, depth beyond the limit are faults here (spec: what readers disagree on is refused).

mod scan;

use super::error::{ErrorKind, Fault, Read};
use super::fields::Fields;
use super::limits::MAX_DEPTH;
use super::source::{Frame, Keys, OTHER, Shape, Source, folds_to_type_meta};
use crate::view::{Str, Text};

/// Reads one JSON text.
pub(crate) struct Json<'t, 'k> {
    text: &'t str,
    at: usize,
    depth: u32,
    keys: &'k mut Keys,
    /// Whether `80.0` is an integer.
    integral_floats: bool,
}

impl<'t, 'k> Json<'t, 'k> {
    pub(crate) fn new(text: &'t str, keys: &'k mut Keys) -> Self {
        keys.clear();
        Self { text, at: 0, depth: 0, keys, integral_floats: false }
    }

    /// Takes `80.0` for the integer that it is, as Gatekeeper does, whose numbers are all floats.
    pub(crate) fn with_integral_floats(mut self) -> Self {
        self.integral_floats = true;
        self
    }

    /// Checks that nothing but white space follows.
    pub(crate) fn end(&mut self) -> Read<()> {
        match self.peek() {
            None => Ok(()),
            Some(b'{') => {
                Err(Fault::new(ErrorKind::ManyObjects, self.at, "a second object follows, and one was expected"))
            }
            Some(_) => Err(self.syntax("unexpected text after the end of the object")),
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

    /// The byte after white space, without taking it.
    #[inline]
    fn peek(&mut self) -> Option<u8> {
        self.at = scan::skip_space(self.text.as_bytes(), self.at);
        self.text.as_bytes().get(self.at).copied()
    }

    fn step(&mut self) {
        self.at = self.at.wrapping_add(1);
    }

    #[cold]
    fn syntax(&self, message: &str) -> Box<Fault> {
        let message = match self.text.as_bytes().get(self.at) {
            None => "the text ends in the middle of the object",
            Some(_) => message,
        };
        Fault::new(ErrorKind::Syntax, self.at, message)
    }

    fn literal(&mut self, word: &str) -> Read<()> {
        match self.text.as_bytes().get(self.at..).is_some_and(|rest| rest.starts_with(word.as_bytes())) {
            true => {
                self.at = self.at.wrapping_add(word.len());
                Ok(())
            }
            false => Err(self.syntax("expected a value")),
        }
    }

    /// Takes a null, if there is one.
    #[inline]
    fn null(&mut self) -> Read<bool> {
        if self.peek() != Some(b'n') {
            return Ok(false);
        }
        self.literal("null")?;
        Ok(true)
    }

    /// Takes the string whose opening quote comes next.
    #[inline]
    fn quoted(&mut self) -> Read<Str> {
        let start = self.at.wrapping_add(1);
        let (end, escaped) = scan::string(self.text, start)?;
        self.at = end.wrapping_add(1);
        let (at, len) = (start as u32, end.wrapping_sub(start) as u32);
        Ok(if escaped { Str::escaped(at, len) } else { Str::plain(at, len) })
    }

    fn deeper(&mut self) -> Read<()> {
        self.depth = self.depth.wrapping_add(1);
        if self.depth > MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels");
            return Err(Fault::new(ErrorKind::Depth, self.at, message));
        }
        Ok(())
    }

    fn shallower(&mut self) {
        self.depth = self.depth.wrapping_sub(1);
    }

    /// Steps to the next member of an object or list that ends with `close`; false leaves it.
    #[inline]
    fn next_member(&mut self, frame: &mut Frame, close: u8) -> Read<bool> {
        match self.peek() {
            Some(b) if b == close => {
                self.step();
                self.shallower();
                return Ok(false);
            }
            Some(b',') if frame.begun => self.step(),
            Some(_) if !frame.begun => {}
            _ => return Err(self.syntax(if close == b'}' { "expected `,` or `}`" } else { "expected `,` or `]`" })),
        }
        frame.begun = true;
        Ok(true)
    }

    /// Takes a key and its colon.
    #[inline]
    fn key(&mut self) -> Read<Str> {
        if self.peek() != Some(b'"') {
            return Err(self.syntax("expected a key in double quotes"));
        }
        let key = self.quoted()?;
        if self.peek() != Some(b':') {
            return Err(self.syntax("expected `:`"));
        }
        self.step();
        Ok(key)
    }

    #[cold]
    fn repeated(&self, key: Str) -> Box<Fault> {
        let shown = self.text().show(key).to_string();
        let at = (key.start() as usize).wrapping_sub(1);
        Fault::new(ErrorKind::DuplicateKey, at, format!("the key `{shown}` stands twice in this object"))
    }

    /// Takes up a key that is in no table.
    fn other_key(&mut self, frame: &Frame, key: Str) -> Read<()> {
        if frame.root {
            let spelled: String = self.text().chars(key).take(16).collect();
            if folds_to_type_meta(&spelled) {
                let message = format!(
                    "the key `{spelled}` is taken for `kind` or `apiVersion` by some readers and not by others; spell it exactly"
                );
                return Err(Fault::new(ErrorKind::Unsupported, key.start() as usize, message));
            }
        }
        match self.keys.add(frame, key, Text::Buffer(self.text)) {
            true => Err(self.repeated(key)),
            false => Ok(()),
        }
    }

    fn close(&mut self, frame: &Frame) -> Read<()> {
        match self.keys.close(frame, Text::Buffer(self.text)) {
            Some(key) => Err(self.repeated(key)),
            None => Ok(()),
        }
    }
}

impl Source for Json<'_, '_> {
    #[inline]
    fn enter_object(&mut self, frame: &mut Frame) -> Read<bool> {
        if self.null()? {
            return Ok(false);
        }
        if self.peek() != Some(b'{') {
            return Err(self.mistyped("an object"));
        }
        self.deeper()?;
        self.step();
        self.keys.open(frame);
        Ok(true)
    }

    #[inline]
    fn next_field(&mut self, frame: &mut Frame, fields: &'static Fields) -> Read<Option<u8>> {
        if !self.next_member(frame, b'}')? {
            self.close(frame)?;
            return Ok(None);
        }
        let key = self.key()?;
        let mut unescaped = [0u8; 64];
        let name = match key.is_escaped() {
            false => self.text().raw(key).as_bytes(),
            true => scan::unescape(self.text().chars(key), &mut unescaped),
        };
        let Some(field) = fields.find(name) else {
            self.other_key(frame, key)?;
            return Ok(Some(OTHER));
        };
        match frame.see(field) {
            true => Ok(Some(field)),
            false => Err(self.repeated(key)),
        }
    }

    fn next_key(&mut self, frame: &mut Frame) -> Read<Option<Str>> {
        if !self.next_member(frame, b'}')? {
            self.close(frame)?;
            return Ok(None);
        }
        let key = self.key()?;
        self.other_key(frame, key)?;
        Ok(Some(key))
    }

    #[inline]
    fn enter_list(&mut self, _frame: &mut Frame) -> Read<bool> {
        if self.null()? {
            return Ok(false);
        }
        if self.peek() != Some(b'[') {
            return Err(self.mistyped("a list"));
        }
        self.deeper()?;
        self.step();
        Ok(true)
    }

    #[inline]
    fn next_element(&mut self, frame: &mut Frame) -> Read<bool> {
        self.next_member(frame, b']')
    }

    #[inline]
    fn string(&mut self) -> Read<Option<Str>> {
        match self.peek() {
            Some(b'"') => self.quoted().map(Some),
            Some(b'n') => self.literal("null").map(|()| None),
            _ => Err(self.mistyped("a string")),
        }
    }

    fn boolean(&mut self) -> Read<Option<bool>> {
        match self.peek() {
            Some(b't') => self.literal("true").map(|()| Some(true)),
            Some(b'f') => self.literal("false").map(|()| Some(false)),
            Some(b'n') => self.literal("null").map(|()| None),
            _ => Err(self.mistyped("a boolean")),
        }
    }

    fn integer(&mut self, bits: u32) -> Read<Option<i64>> {
        if self.null()? {
            return Ok(None);
        }
        let start = self.at;
        if !matches!(self.peek(), Some(b'-' | b'0'..=b'9')) {
            return Err(self.mistyped("an integer"));
        }
        self.at = scan::number(self.text.as_bytes(), self.at).map_err(|at| {
            self.at = at;
            self.syntax("malformed number")
        })?;
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

    /// Iterative: a bit of `lists` says for each open level whether it is a list.
    fn skip(&mut self) -> Read<()> {
        let base = self.depth;
        let mut lists = 0u128;
        loop {
            match self.peek() {
                Some(b'"') => {
                    self.quoted()?;
                }
                Some(open @ (b'{' | b'[')) => {
                    self.deeper()?;
                    self.step();
                    lists = lists << 1 | u128::from(open == b'[');
                    match (open, self.peek()) {
                        (b'{', Some(b'}')) | (b'[', Some(b']')) => {}
                        (b'{', _) => {
                            self.key()?;
                            continue;
                        }
                        _ => continue,
                    }
                }
                Some(b't') => self.literal("true")?,
                Some(b'f') => self.literal("false")?,
                Some(b'n') => self.literal("null")?,
                Some(b'-' | b'0'..=b'9') => {
                    self.at = scan::number(self.text.as_bytes(), self.at).map_err(|at| {
                        self.at = at;
                        self.syntax("malformed number")
                    })?;
                }
                _ => return Err(self.syntax("expected a value")),
            }
            // After a value: on to the next member, or out of what ends here.
            loop {
                if self.depth == base {
                    return Ok(());
                }
                match (lists & 1 == 1, self.peek()) {
                    (true, Some(b']')) | (false, Some(b'}')) => {
                        self.step();
                        self.shallower();
                        lists >>= 1;
                    }
                    (true, Some(b',')) => {
                        self.step();
                        break;
                    }
                    (false, Some(b',')) => {
                        self.step();
                        self.key()?;
                        break;
                    }
                    (true, _) => return Err(self.syntax("expected `,` or `]`")),
                    (false, _) => return Err(self.syntax("expected `,` or `}`")),
                }
            }
        }
    }

    fn shape(&mut self) -> Shape {
        match self.peek() {
            Some(b'{') => Shape::Object,
            Some(b'[') => Shape::List,
            Some(b'"') => Shape::String,
            Some(b't' | b'f') => Shape::Boolean,
            Some(b'n') => Shape::Null,
            Some(b'-' | b'0'..=b'9') => Shape::Number,
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
}
