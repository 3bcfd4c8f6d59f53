//! From member to member of an object or a list, and from keys to fields.

use super::{Json, scan};
use crate::input::error::{ErrorKind, Fault, Read};
use crate::input::fields::{Fields, SHORT};
use crate::input::source::{END, Frame, OTHER, Source, folds_to_type_meta, other_spelling};
use crate::view::{Str, Text};

impl Json<'_, '_> {
    /// Steps to the next member of an object or list that ends with `close`; false leaves it.
    #[inline]
    pub(super) fn next_member(&mut self, frame: &mut Frame, close: u8) -> Read<bool> {
        let begun = frame.begun();
        if !begun {
            self.step();
        }
        match self.peek() {
            byte if byte == close => {
                self.step();
                self.shallower();
                return Ok(false);
            }
            b',' if begun => self.step(),
            _ if !begun && self.at < self.text.len() => {}
            _ => return Err(self.syntax(if close == b'}' { "expected `,` or `}`" } else { "expected `,` or `]`" })),
        }
        frame.begin();
        Ok(true)
    }

    /// Takes a key and its colon.
    #[inline(always)]
    pub(super) fn key(&mut self) -> Read<Str> {
        if self.peek() != b'"' {
            return Err(self.syntax("expected a key in double quotes"));
        }
        let key = self.quoted()?;
        self.colon()?;
        Ok(key)
    }

    #[inline(always)]
    fn colon(&mut self) -> Read<()> {
        if self.peek() != b':' {
            return Err(self.syntax("expected `:`"));
        }
        self.step();
        Ok(())
    }

    /// The field whose key comes next, if it stands as programs write it: a known key for the first time, and no white
    /// space before or behind it. Else nothing is taken.
    #[inline(always)]
    pub(super) fn plain_field(&mut self, frame: &mut Frame, fields: &Fields) -> Option<u8> {
        // What stands before the key, a short key, and the quote and the colon behind it.
        let around = self.text.as_bytes().get(self.at..)?.first_chunk::<{ 2 + SHORT + 2 }>()?;
        let (lead, key) = around.split_first_chunk()?;
        if *lead != frame.lead {
            return None;
        }
        let start = self.at.wrapping_add(2);
        let end = self.specials.next(self.text.as_bytes(), start);
        let len = end.wrapping_sub(start);
        let field = if len < SHORT {
            if key.get(len..)?.first_chunk() != Some(b"\":") {
                return None;
            }
            fields.find_short(key.first_chunk()?, len)?
        } else {
            self.long_field(start, end, fields)?
        };
        if frame.has_seen(field) {
            return None;
        }
        frame.see(field);
        frame.begin();
        self.at = end.wrapping_add(2);
        Some(field)
    }

    /// The field of a long key, if its quote and the colon stand at a place.
    #[inline(never)]
    fn long_field(&self, start: usize, end: usize, fields: &Fields) -> Option<u8> {
        let bytes = self.text.as_bytes();
        if bytes.get(end..)?.first_chunk() != Some(b"\":") {
            return None;
        }
        fields.find_long(bytes.get(start..end)?)
    }

    /// The next field, however it is written.
    #[inline(never)]
    pub(super) fn any_field(&mut self, frame: &mut Frame, fields: &Fields) -> Read<usize> {
        if !self.next_member(frame, b'}')? {
            return self.close(frame).map(|()| END);
        }
        let key = self.key()?;
        let found = match key.is_escaped() {
            false => fields.find(self.text().bytes(key)),
            true => self.find_escaped(key, fields),
        };
        let Some(field) = found else {
            self.add_key(frame, key)?;
            return Ok(usize::from(OTHER));
        };
        match frame.see(field) {
            true => Ok(usize::from(field)),
            false => Err(self.repeated(key)),
        }
    }

    #[cold]
    fn find_escaped(&self, key: Str, fields: &Fields) -> Option<u8> {
        let mut unescaped = [0u8; 64];
        fields.find(scan::unescape(self.text().chars(key), &mut unescaped))
    }

    #[cold]
    fn repeated(&self, key: Str) -> Box<Fault> {
        let shown = self.text().show(key).to_string();
        let at = (key.start() as usize).wrapping_sub(1);
        Fault::new(ErrorKind::DuplicateKey, at, format!("the key `{shown}` stands twice in this object"))
    }

    /// Takes up a key that is in no table.
    pub(super) fn add_key(&mut self, frame: &Frame, key: Str) -> Read<()> {
        if frame.root {
            let spelled: String = self.text().chars(key).take(16).collect();
            if folds_to_type_meta(&spelled) {
                return Err(Fault::new(ErrorKind::Unsupported, key.start() as usize, other_spelling(&spelled)));
            }
        }
        match self.keys.add(frame, key, Text::Buffer(self.text)) {
            true => Err(self.repeated(key)),
            false => Ok(()),
        }
    }

    /// Leaves the object whose brace comes next.
    #[inline(never)]
    pub(super) fn leave(&mut self, frame: &Frame) -> Read<usize> {
        self.step();
        self.shallower();
        self.close(frame).map(|()| END)
    }

    #[inline(always)]
    pub(super) fn close(&mut self, frame: &Frame) -> Read<()> {
        match self.keys.close(frame, Text::Buffer(self.text)) {
            Some(key) => Err(self.repeated(key)),
            None => Ok(()),
        }
    }
}
