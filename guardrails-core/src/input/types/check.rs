use smallvec::SmallVec;

use super::{Code, Struct, Type, hint, scalar};
use crate::input::error::Read;
use crate::input::source::{Frame, OTHER, Shape, Source, next_field};
use crate::view::{PathStep, Str, UnknownFields};

/// Looks through a whole object: a value of another type than its field has is a fault, a field that its type
/// does not have is taken note of and passed over, whatever it holds. Goes no deeper than the types do.
pub(crate) fn check<S: Source>(source: &mut S, root: Struct, unknown: &mut UnknownFields) -> Read<()> {
    let mut outer: SmallVec<[Level; 16]> = SmallVec::new();
    let Some(mut here) = take(source, Type::Struct(root))? else { return Ok(()) };
    loop {
        match here.next(source)? {
            Next::Value(ty) => match take(source, ty) {
                Ok(Some(inner)) => outer.push(std::mem::replace(&mut here, inner)),
                Ok(None) => {}
                // What a program can hold and JSON cannot, such as a date: no rule has read it.
                Err(_) if source.shape() == Shape::Foreign => source.skip()?,
                Err(fault) => return Err(fault),
            },
            Next::Unknown => {
                if !unknown.is_full() {
                    let path = outer.iter().chain([&here]).map(Level::path_step);
                    unknown.add(path, hint::find(&outer, &here, source.text()));
                }
                source.skip()?;
            }
            Next::End => match outer.pop() {
                Some(level) => here = level,
                None => return Ok(()),
            },
        }
    }
}

/// An object or list that is being looked through.
#[derive(Clone, Copy)]
pub(super) struct Level {
    frame: Frame,
    pub(super) inside: Inside,
    /// The member that is being looked at.
    pub(super) step: Step,
}

/// A member of an object or list. Of fields, only those are named whose path is written.
#[derive(Clone, Copy)]
pub(super) enum Step {
    Field(u8),
    Index(u32),
    Key(Str),
}

#[derive(Clone, Copy)]
pub(super) enum Inside {
    Struct(Struct),
    List(Code),
    Map(Code),
}

/// What comes next in an object or list.
enum Next {
    Value(Type),
    /// The value of a field that the type does not have.
    Unknown,
    End,
}

/// Takes a scalar, or enters what has members; null has none.
#[inline(never)]
fn take<S: Source>(source: &mut S, ty: Type) -> Read<Option<Level>> {
    let mut frame = Frame::default();
    let (entered, inside, step) = match ty {
        Type::Struct(ty) => (source.enter_object(&mut frame)?, Inside::Struct(ty), Step::Field(OTHER)),
        Type::Map(value) => (source.enter_object(&mut frame)?, Inside::Map(value), Step::Field(OTHER)),
        Type::List(element) => (source.enter_list(&mut frame)?, Inside::List(element), Step::Index(u32::MAX)),
        _ => return scalar::take(source, ty).map(|()| None),
    };
    Ok(entered.then_some(Level { frame, inside, step }))
}

impl Level {
    /// The member that is being looked at, by its name.
    fn path_step(&self) -> PathStep {
        match self.step {
            Step::Field(field) => PathStep::Field(self.field_name(field)),
            Step::Index(n) => PathStep::Index(n),
            Step::Key(key) => PathStep::Key(key),
        }
    }

    /// The name of one of its fields.
    pub(super) fn field_name(&self, field: u8) -> &'static str {
        match self.inside {
            Inside::Struct(ty) => ty.fields().name(field).unwrap_or_default(),
            Inside::List(_) | Inside::Map(_) => "",
        }
    }

    /// Goes on to the next member.
    fn next<S: Source>(&mut self, source: &mut S) -> Read<Next> {
        Ok(match self.inside {
            Inside::Struct(ty) => match next_field(source, &mut self.frame, ty.fields())? {
                None => Next::End,
                Some(OTHER) => {
                    self.step = Step::Key(source.other_key());
                    Next::Unknown
                }
                Some(field) => match ty.of(field) {
                    Some(code) => {
                        self.step = Step::Field(field);
                        Next::Value(code.ty())
                    }
                    None => Next::End,
                },
            },
            Inside::Map(value) => match source.next_key(&mut self.frame)? {
                Some(key) => {
                    self.step = Step::Key(key);
                    Next::Value(value.ty())
                }
                None => Next::End,
            },
            Inside::List(element) => match source.next_element(&mut self.frame)? {
                true => {
                    if let Step::Index(n) = &mut self.step {
                        // Begins before the first element.
                        *n = n.wrapping_add(1);
                    }
                    Next::Value(element.ty())
                }
                false => Next::End,
            },
        })
    }
}
