//! Reads a loaded document, step by step.

use smallvec::SmallVec;

use super::merge::{self, Member, Members};
use super::resolve::Meaning;
use super::tape::{Kind, ROOT, Tape};
use crate::input::error::{ErrorKind, Fault, Read};
use crate::input::fields::Fields;
use crate::input::source::{END, Frame, Keys, OTHER, Shape, Source, folds_to_type_meta, other_spelling};
use crate::input::types::Doubts;
use crate::view::{Str, Text};

/// Stands before a node of a loaded document. Places, in marks and faults, are numbers of nodes.
pub(crate) struct Yaml<'t, 'k> {
    tape: &'t Tape,
    at: u32,
    open: SmallVec<[Open; 16]>,
    keys: &'k mut Keys,
    /// The members of the open mappings that have merge keys.
    merged: Members,
    doubts: Doubts,
}

/// A list or mapping that is being read.
#[derive(Clone, Copy, Debug)]
struct Open {
    /// The node, or the alias that stands for it.
    node: u32,
    /// The next element or key: a node, or an index into the merged members.
    next: u32,
    end: u32,
    merged: bool,
}

impl<'t, 'k> Yaml<'t, 'k> {
    /// Stands before the root.
    pub(crate) fn new(tape: &'t Tape, keys: &'k mut Keys) -> Self {
        keys.clear();
        Self { tape, at: ROOT, open: SmallVec::new(), keys, merged: Members::new(), doubts: Doubts::default() }
    }

    /// The next member of the innermost mapping.
    fn next_member(&mut self) -> Option<Member> {
        let open = self.open.last_mut().filter(|open| open.next < open.end)?;
        if open.merged {
            let member = self.merged.get(open.next as usize).copied();
            open.next = open.next.wrapping_add(1);
            return member;
        }
        let key = open.next;
        let value = self.tape.after(key);
        open.next = self.tape.after(value);
        Some(Member { key, value })
    }

    /// Leaves the innermost list or mapping, to stand after it.
    fn leave(&mut self) -> Option<Open> {
        let open = self.open.pop()?;
        self.at = open.node;
        Some(open)
    }

    /// Leaves an object, whose keys are known by now.
    fn close(&mut self, frame: &Frame) -> Read<()> {
        let repeated = self.keys.close(frame, self.tape.text());
        let Some(open) = self.leave() else { return Ok(()) };
        if open.merged {
            // Its members were the last ones added.
            let kept = self.open.iter().filter(|outer| outer.merged).map(|outer| outer.end).max();
            self.merged.truncate(kept.unwrap_or_default() as usize);
        }
        match repeated {
            Some(name) => Err(merge::repeated(self.tape, name, self.key_node(open.node, name))),
            None => Ok(()),
        }
    }

    /// The key of a mapping that has exactly this name, in this place.
    #[cold]
    fn key_node(&self, map: u32, name: Str) -> u32 {
        let map = self.tape.target(map);
        let end = self.tape.after(map);
        let mut key = map.wrapping_add(1);
        while key < end {
            if merge::key_name(self.tape, key).is_ok_and(|other| other == name) {
                return key;
            }
            key = self.tape.after(self.tape.after(key));
        }
        map
    }

    /// Takes up a key that is in no table.
    fn add_key(&mut self, frame: &Frame, name: Str, key: u32) -> Read<()> {
        if frame.root {
            let spelled = self.tape.text().raw(name);
            if folds_to_type_meta(spelled) {
                return Err(Fault::new(ErrorKind::Unsupported, key as usize, other_spelling(spelled)));
            }
        }
        match self.keys.add(frame, name, self.tape.text()) {
            true => Err(merge::repeated(self.tape, name, key)),
            false => Ok(()),
        }
    }

    /// Stands before the value of the next member and gives the key: its name and its node.
    #[inline]
    fn next_name(&mut self, frame: &Frame) -> Read<Option<(Str, u32)>> {
        let Some(Member { key, value }) = self.next_member() else {
            self.close(frame)?;
            return Ok(None);
        };
        self.at = value;
        Ok(Some((merge::key_name(self.tape, key)?, key)))
    }

    #[cold]
    fn wrong_type(&self, message: String) -> Box<Fault> {
        Fault::new(ErrorKind::Type, self.at as usize, message)
    }
}

impl Source for Yaml<'_, '_> {
    fn enter_object(&mut self, frame: &mut Frame) -> Read<bool> {
        let Kind::Map { end, merges } = self.tape.kind(self.at) else {
            return match self.tape.is_null(self.at) {
                true => Ok(false),
                false => Err(self.mistyped("an object")),
            };
        };
        let node = self.at;
        let mut open = Open { node, next: self.tape.target(node).wrapping_add(1), end, merged: merges };
        if merges {
            open.next = self.merged.len() as u32;
            merge::members(self.tape, node, &mut self.merged)?;
            open.end = self.merged.len() as u32;
        }
        self.open.push(open);
        self.keys.open(frame);
        Ok(true)
    }

    #[inline]
    fn field_or_end(&mut self, frame: &mut Frame, fields: &'static Fields) -> Read<usize> {
        let Some((name, key)) = self.next_name(frame)? else { return Ok(END) };
        match fields.find(self.tape.text().raw(name).as_bytes()) {
            Some(field) if frame.see(field) => Ok(usize::from(field)),
            Some(_) => Err(merge::repeated(self.tape, name, key)),
            None => {
                self.add_key(frame, name, key)?;
                Ok(usize::from(OTHER))
            }
        }
    }

    fn other_key(&self) -> Str {
        self.keys.last()
    }

    fn next_key(&mut self, frame: &mut Frame) -> Read<Option<Str>> {
        let Some((name, key)) = self.next_name(frame)? else { return Ok(None) };
        self.add_key(frame, name, key)?;
        Ok(Some(name))
    }

    fn enter_list(&mut self, _frame: &mut Frame) -> Read<bool> {
        let Kind::List { end } = self.tape.kind(self.at) else {
            return match self.tape.is_null(self.at) {
                true => Ok(false),
                false => Err(self.mistyped("a list")),
            };
        };
        let next = self.tape.target(self.at).wrapping_add(1);
        self.open.push(Open { node: self.at, next, end, merged: false });
        Ok(true)
    }

    fn next_element(&mut self, _frame: &mut Frame) -> Read<bool> {
        let Some(open) = self.open.last_mut().filter(|open| open.next < open.end) else {
            self.leave();
            return Ok(false);
        };
        self.at = open.next;
        open.next = self.tape.after(open.next);
        Ok(true)
    }

    fn string(&mut self) -> Read<Option<Str>> {
        match self.tape.kind(self.at) {
            Kind::Quoted(text) => Ok(Some(text)),
            Kind::Plain(text) => match self.tape.meaning(text) {
                Meaning::String => Ok(Some(text)),
                Meaning::Null => Ok(None),
                _ => {
                    let fault = self.mistyped("a string");
                    let shown = self.tape.text().raw(text);
                    Err(self.wrong_type(format!("{}, `{shown}`; quote it to make it a string", fault.message)))
                }
            },
            _ => Err(self.mistyped("a string")),
        }
    }

    fn boolean(&mut self) -> Read<Option<bool>> {
        match self.tape.kind(self.at) {
            Kind::Plain(text) => match self.tape.meaning(text) {
                Meaning::Boolean(value) => Ok(Some(value)),
                Meaning::Null => Ok(None),
                _ => Err(self.mistyped("a boolean")),
            },
            _ => Err(self.mistyped("a boolean")),
        }
    }

    fn integer(&mut self, bits: u32) -> Read<Option<i64>> {
        let Kind::Plain(text) = self.tape.kind(self.at) else { return Err(self.mistyped("an integer")) };
        let value = match self.tape.meaning(text) {
            Meaning::Null => return Ok(None),
            Meaning::Integer(value) => Some(value),
            Meaning::Float(value) => integral(value),
            Meaning::HugeInteger => None,
            _ => return Err(self.mistyped("an integer")),
        };
        match value.filter(|value| bits == 64 || i32::try_from(*value).is_ok()) {
            Some(value) => Ok(Some(value)),
            None => {
                let shown = self.tape.text().raw(text);
                Err(self.wrong_type(format!("expected an integer of {bits} bits, found `{shown}`")))
            }
        }
    }

    fn scalar(&mut self) -> Read<Option<Str>> {
        match self.tape.kind(self.at) {
            Kind::Plain(text)
                if matches!(
                    self.tape.meaning(text),
                    Meaning::Integer(_) | Meaning::HugeInteger | Meaning::Float(_)
                ) =>
            {
                Ok(Some(text))
            }
            _ => self.string(),
        }
    }

    /// There is nothing to check: loading has looked at every node.
    fn skip(&mut self) -> Read<()> {
        Ok(())
    }

    fn shape(&mut self) -> Shape {
        match self.tape.kind(self.at) {
            Kind::List { .. } => Shape::List,
            Kind::Map { .. } => Shape::Object,
            Kind::Quoted(_) => Shape::String,
            Kind::Plain(text) => match self.tape.meaning(text) {
                Meaning::Null => Shape::Null,
                Meaning::Boolean(_) => Shape::Boolean,
                Meaning::String => Shape::String,
                Meaning::Integer(_) | Meaning::HugeInteger | Meaning::Float(_) => Shape::Number,
            },
            // An alias never stands for an alias.
            Kind::Alias(_) => Shape::Nothing,
        }
    }

    #[cold]
    fn mistyped(&mut self, expected: &str) -> Box<Fault> {
        let found = self.shape().name();
        self.wrong_type(format!("expected {expected}, found {found}"))
    }

    fn mark(&mut self) -> usize {
        self.at as usize
    }

    fn seek(&mut self, mark: usize) {
        self.at = mark as u32;
    }

    fn text(&self) -> Text<'_> {
        self.tape.text()
    }

    fn doubts(&mut self) -> &mut Doubts {
        &mut self.doubts
    }
}

/// The integer that a float becomes on its way through JSON, where Kubernetes writes it without a fraction
/// if it has none.
fn integral(value: f64) -> Option<i64> {
    /// From here on, Kubernetes writes an exponent.
    const EXPONENT: f64 = 1e21;
    if value.fract() != 0.0 || value.abs() >= EXPONENT {
        return None;
    }
    // Large ones are written with as few digits as tell them from others, which need not be exact.
    value.to_string().parse().ok()
}
