//! Fills the view from any [`Source`](super::source::Source): which fields exist, and of what type they are,
//! is written here once for all notations.

mod container;
mod details;
mod leaves;
mod namespace;
mod object;
mod other;
mod pod;
mod review;
mod runtime;
mod scheduling;
mod security_context;
mod whole;

pub(crate) use object::{Inherited, Root, read_root};
pub(crate) use review::{Request, read_request, read_user};

use super::error::{ErrorKind, Fault, Read};
use super::fields::{Fields, Table};
use super::source::{Frame, Source, next_field};
use super::types::{self, Typed, Types};
use crate::view::{Finest, Quantity, Str};

/// Reads a list, each element by `element`; a null list is an empty one.
pub(super) fn each<S: Source>(source: &mut S, mut element: impl FnMut(&mut S) -> Read<()>) -> Read<()> {
    let mut frame = Frame::default();
    if source.enter_list(&mut frame)? {
        while source.next_element(&mut frame)? {
            element(source)?;
        }
    }
    Ok(())
}

/// Reads an object of a table's type, each field by `field`, which must take the value or pass over it.
/// The answer is false for null. (What is read seldom shares the code that finds fields.)
pub(super) fn fields<S: Source>(
    source: &mut S,
    table: &'static Fields,
    mut field: impl FnMut(&mut S, u8) -> Read<()>,
) -> Read<bool> {
    let mut frame = Frame::default();
    if !source.enter_object(&mut frame)? {
        return Ok(false);
    }
    while let Some(n) = next_field(source, &mut frame, table)? {
        field(source, n)?;
    }
    Ok(true)
}

/// Reads an object of a known type, each field by `field`, which says whether it has taken the value: what it has
/// not is passed over, and checked if types are. The answer is false for null.
pub(super) fn typed<S: Source, T: Table>(
    source: &mut S,
    table: &'static Typed<T>,
    mut field: impl FnMut(&mut S, u8) -> Read<bool>,
) -> Read<bool> {
    let mut members = Members::enter(source, table)?;
    while let Some(n) = members.next(source)? {
        if !field(source, n)? {
            members.pass(source, n)?;
        }
    }
    Ok(members.there)
}

/// The same as a loop, which costs less where there is much to do: the fields of an object of a known type.
pub(super) struct Members<T: Table> {
    frame: Frame,
    table: &'static Typed<T>,
    /// Whether there is an object, or null.
    there: bool,
}

impl<T: Table> Members<T> {
    /// Enters an object, if there is one.
    #[inline(always)]
    pub(super) fn enter<S: Source>(source: &mut S, table: &'static Typed<T>) -> Read<Self> {
        let mut frame = Frame::default();
        Ok(Self { there: source.enter_object(&mut frame)?, frame, table })
    }

    /// The next field, whose value has to be taken or passed over.
    #[inline(always)]
    pub(super) fn next<S: Source>(&mut self, source: &mut S) -> Read<Option<u8>> {
        if self.there { source.next_field(&mut self.frame, T::FIELDS) } else { Ok(None) }
    }

    /// Passes over the value of a field, which is checked if types are.
    #[inline(always)]
    pub(super) fn pass<S: Source>(&self, source: &mut S, field: u8) -> Read<()> {
        types::pass(source, self.table.types, field)
    }
}

/// Reads the one string field of an object that matters; `None` if the object is null.
#[inline(always)]
pub(super) fn one_string<S: Source, T: Table>(
    source: &mut S,
    table: &'static Typed<T>,
    wanted: u8,
) -> Read<Option<Str>> {
    string_of_any(source, T::FIELDS, table.types, wanted)
}

/// The same, once for all tables.
#[inline(never)]
fn string_of_any<S: Source>(source: &mut S, fields: &'static Fields, types: Types, wanted: u8) -> Read<Option<Str>> {
    let mut frame = Frame::default();
    if !source.enter_object(&mut frame)? {
        return Ok(None);
    }
    let mut value = Str::EMPTY;
    while let Some(field) = source.next_field(&mut frame, fields)? {
        if field == wanted {
            value = source.string_or_empty()?;
        } else {
            types::pass(source, types, field)?;
        }
    }
    Ok(Some(value))
}

/// The length of one of the view's lists, as the edge of a run.
pub(crate) fn edge<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

/// Takes a quantity, as it is written.
pub(super) fn quantity<S: Source>(source: &mut S) -> Read<Option<Str>> {
    let place = source.mark();
    let Some(written) = source.scalar()? else { return Ok(None) };
    let text = source.text();
    // Kubernetes looks at the text between the quotes as it stands, so that an escape is no part of a quantity.
    match text.plain(written).and_then(|plain| Quantity::parse(plain.trim(), Finest::Nano)).is_some() {
        true => Ok(Some(written)),
        false => {
            let message = format!("`{}` is no quantity", text.show(written));
            Err(Fault::new(ErrorKind::Value, place, message))
        }
    }
}
