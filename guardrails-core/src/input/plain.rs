//! Reading no more than the levels of Pod Security look at.
//!
//! The code that reads is compiled twice: as it stands, and without what only other rules ask for. Most programs ask
//! for levels alone; they neither carry the rest nor test at each field whether it is wanted.

use super::error::{Fault, Read};
use super::fields::Fields;
use super::json::Json;
use super::read::{self, Inherited, Root};
use super::source::{Frame, Shape, Source};
use super::types::Doubts;
use crate::view::{Str, Text, View, Wants};

/// A source of which the levels of Pod Security want nothing but their own fields.
pub(crate) struct Plain<S>(pub(crate) S);

/// Reads an object from JSON with all that the view wants: `read_root` over [`Json`]. Policies that want more than
/// levels do bring it.
pub(crate) type ReadWhole = fn(&mut Json<'_, '_>, &mut View, Inherited<'_>) -> Read<Root>;

impl Plain<Json<'_, '_>> {
    /// Reads an object from its root.
    pub(crate) fn read_root(
        &mut self,
        view: &mut View,
        from: Inherited<'_>,
        read_whole: Option<ReadWhole>,
    ) -> Read<Root> {
        match read_whole {
            Some(read_whole) => read_whole(&mut self.0, view, from),
            None => {
                debug_assert!(view.wants.is_plain(), "nobody has said how to read {:?}", view.wants);
                read::read_root(self, view, from)
            }
        }
    }
}

impl<S: Source> Source for Plain<S> {
    #[inline(always)]
    fn wants(view: &View) -> Wants {
        Wants { types: view.wants.types, ..Wants::NONE }
    }

    #[inline(always)]
    fn enter_object(&mut self, frame: &mut Frame) -> Read<bool> {
        self.0.enter_object(frame)
    }

    #[inline(always)]
    fn field_or_end(&mut self, frame: &mut Frame, fields: &'static Fields) -> Read<usize> {
        self.0.field_or_end(frame, fields)
    }

    #[inline(always)]
    fn other_key(&self) -> Str {
        self.0.other_key()
    }

    #[inline(always)]
    fn next_key(&mut self, frame: &mut Frame) -> Read<Option<Str>> {
        self.0.next_key(frame)
    }

    #[inline(always)]
    fn enter_list(&mut self, frame: &mut Frame) -> Read<bool> {
        self.0.enter_list(frame)
    }

    #[inline(always)]
    fn next_element(&mut self, frame: &mut Frame) -> Read<bool> {
        self.0.next_element(frame)
    }

    #[inline(always)]
    fn string(&mut self) -> Read<Option<Str>> {
        self.0.string()
    }

    #[inline(always)]
    fn boolean(&mut self) -> Read<Option<bool>> {
        self.0.boolean()
    }

    #[inline(always)]
    fn integer(&mut self, bits: u32) -> Read<Option<i64>> {
        self.0.integer(bits)
    }

    #[inline(always)]
    fn scalar(&mut self) -> Read<Option<Str>> {
        self.0.scalar()
    }

    #[inline(always)]
    fn skip(&mut self) -> Read<()> {
        self.0.skip()
    }

    #[inline(always)]
    fn shape(&mut self) -> Shape {
        self.0.shape()
    }

    #[inline(always)]
    fn mistyped(&mut self, expected: &str) -> Box<Fault> {
        self.0.mistyped(expected)
    }

    #[inline(always)]
    fn mark(&mut self) -> usize {
        self.0.mark()
    }

    #[inline(always)]
    fn seek(&mut self, mark: usize) {
        self.0.seek(mark);
    }

    #[inline(always)]
    fn text(&self) -> Text<'_> {
        self.0.text()
    }

    #[inline(always)]
    fn doubts(&mut self) -> &mut Doubts {
        self.0.doubts()
    }
}
