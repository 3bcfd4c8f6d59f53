//! Step by step through a tree.

use super::{AROUND_KEY, Inside, LoneSurrogate, Open, Step, Tree, TreeReader, span, with_article};
use crate::input::error::{ErrorKind, Fault, Read};
use crate::input::fields::Fields;
use crate::input::source::{END, Frame, OTHER, Shape, Source};
use crate::input::types::Doubts;
use crate::view::{Str, Text};

impl<T: Tree> Source for TreeReader<'_, T> {
    fn enter_object(&mut self, _frame: &mut Frame) -> Read<bool> {
        match self.here.members() {
            Some(members) => self.enter(Inside::Object(members)),
            None if self.here.shape() == Shape::Null => Ok(false),
            None => Err(self.mistyped("an object")),
        }
    }

    #[inline]
    fn field_or_end(&mut self, frame: &mut Frame, fields: &'static Fields) -> Read<usize> {
        let Some(Open { step, inside: Inside::Object(members), .. }) = self.open.last_mut() else { return Ok(END) };
        let Some((key, value)) = members.next() else {
            self.leave();
            return Ok(END);
        };
        let found = key.string().map(|key| key.map(|key| (key.len(), fields.find(key.as_bytes()))));
        *step = Step::Key(key);
        self.here = value;
        self.known = None;
        let (len, field) = match found {
            Ok(Some(found)) => found,
            Ok(None) => return Err(self.foreign_key()),
            Err(LoneSurrogate) => return Err(self.lone_surrogate()),
        };
        self.count(len.wrapping_add(AROUND_KEY))?;
        if field.is_none() {
            self.check_other(frame, fields)?;
            self.other = self.keep_key()?;
        }
        Ok(usize::from(field.unwrap_or(OTHER)))
    }

    fn other_key(&self) -> Str {
        self.other
    }

    fn next_key(&mut self, _frame: &mut Frame) -> Read<Option<Str>> {
        if !self.next_member() {
            return Ok(None);
        }
        let start = self.arena.len();
        let key = self.keep_key()?;
        self.count(self.arena.len().wrapping_sub(start).wrapping_add(AROUND_KEY))?;
        Ok(Some(key))
    }

    fn enter_list(&mut self, _frame: &mut Frame) -> Read<bool> {
        match self.here.elements() {
            Some(elements) => self.enter(Inside::List(elements)),
            None if self.here.shape() == Shape::Null => Ok(false),
            None => Err(self.mistyped("a list")),
        }
    }

    fn next_element(&mut self, _frame: &mut Frame) -> Read<bool> {
        let Some(Open { step, inside: Inside::List(elements), .. }) = self.open.last_mut() else { return Ok(false) };
        let Some(element) = elements.next() else {
            self.leave();
            return Ok(false);
        };
        *step = match step {
            Step::Index(n) => Step::Index(n.saturating_add(1)),
            _ => Step::Index(0),
        };
        self.here = element;
        self.known = None;
        self.count(1)?;
        Ok(true)
    }

    #[inline]
    fn string(&mut self) -> Read<Option<Str>> {
        let start = self.arena.len();
        match self.here.string() {
            Ok(Some(string)) => self.arena.push_str(&string),
            Ok(None) if self.here.shape() == Shape::Null => return Ok(None),
            Ok(None) => return Err(self.mistyped("a string")),
            Err(LoneSurrogate) => return Err(self.lone_surrogate()),
        }
        let end = self.arena.len();
        self.count(end.wrapping_sub(start))?;
        Ok(Some(span(start, end)))
    }

    fn boolean(&mut self) -> Read<Option<bool>> {
        match self.here.boolean() {
            Some(value) => Ok(Some(value)),
            None if self.here.shape() == Shape::Null => Ok(None),
            None => Err(self.mistyped("a boolean")),
        }
    }

    fn integer(&mut self, bits: u32) -> Read<Option<i64>> {
        match self.here.shape() {
            Shape::Null => return Ok(None),
            Shape::Number => {}
            _ => return Err(self.mistyped("an integer")),
        }
        match self.here.integer().filter(|value| bits == 64 || i32::try_from(*value).is_ok()) {
            Some(value) => Ok(Some(value)),
            None => {
                let mut shown = String::new();
                let _ = self.here.number(&mut shown);
                Err(self.fault(ErrorKind::Type, format!("expected an integer of {bits} bits, found `{shown}`")))
            }
        }
    }

    fn scalar(&mut self) -> Read<Option<Str>> {
        match self.here.shape() {
            Shape::Number => {
                let start = self.arena.len();
                if !self.here.number(self.arena) {
                    return Err(self.mistyped("a number that can be written"));
                }
                let end = self.arena.len();
                self.count(end.wrapping_sub(start))?;
                Ok(Some(span(start, end)))
            }
            Shape::String | Shape::Null => Ok(self.string()?.map(|string| self.as_written(string))),
            _ => Err(self.mistyped("a string or a number")),
        }
    }

    /// What nobody reads is not looked at.
    fn skip(&mut self) -> Read<()> {
        Ok(())
    }

    fn shape(&mut self) -> Shape {
        self.here.shape()
    }

    #[cold]
    fn mistyped(&mut self, expected: &str) -> Box<Fault> {
        let message = match self.here.shape() {
            Shape::Foreign => {
                let name = with_article(&self.here.type_name());
                format!("expected {expected}, found {name}, which JSON does not have; {}", T::ADVICE)
            }
            shape => format!("expected {expected}, found {}", shape.name()),
        };
        self.fault(ErrorKind::Type, message)
    }

    fn mark(&mut self) -> usize {
        self.place() as usize
    }

    fn seek(&mut self, mark: usize) {
        if let Some(place) = self.places.get(mark) {
            self.here = place.value.clone();
            self.size = place.size;
            self.known = u32::try_from(mark).ok();
        }
    }

    fn text(&self) -> Text<'_> {
        Text::Buffer(self.arena)
    }

    fn doubts(&mut self) -> &mut Doubts {
        &mut self.doubts
    }
}
