//! Passing over a value that nobody reads, and checking it by its type on the way.

use super::{Code, Struct, Type, Types, scalar};
use crate::input::error::Read;
use crate::input::source::{Frame, Shape, Source};

/// What the reading of an object has found of its types so far.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Doubts {
    /// Whether what is passed over is checked.
    pub(crate) checking: bool,
    /// Whether something has not been checked, or is not known: [`check`](super::check) says what.
    pub(crate) any: bool,
}

/// Passes over the value of a field. One of another type than its field has is a fault; a field that its type does not have
/// raises doubts.
#[inline(always)]
pub(crate) fn pass<S: Source>(source: &mut S, types: Types, field: u8) -> Read<()> {
    if source.doubts().checking { checked(source, types.of(field)) } else { source.skip() }
}

#[inline(never)]
fn checked<S: Source>(source: &mut S, code: Option<Code>) -> Read<()> {
    if let Some(code) = code {
        return value(source, code);
    }
    source.doubts().any = true;
    source.skip()
}

/// No deeper than the types are, of which none holds itself.
fn value<S: Source>(source: &mut S, code: Code) -> Read<()> {
    let ty = code.ty();
    let taken = match ty {
        Type::Struct(ty) => return members(source, ty),
        Type::List(element) => return elements(source, element),
        Type::Map(value) => return values(source, value),
        Type::String => source.string().map(drop),
        Type::Boolean => source.boolean().map(drop),
        Type::Int32 => source.integer(32).map(drop),
        Type::Int64 => source.integer(64).map(drop),
        _ => scalar::take(source, ty),
    };
    or_foreign(source, taken)
}

/// Passes over what a program can hold and JSON cannot, such as a date: no rule has read it.
#[inline(always)]
fn or_foreign<S: Source, T: Default>(source: &mut S, taken: Read<T>) -> Read<T> {
    match taken {
        Err(_) if source.shape() == Shape::Foreign => source.skip().map(|()| T::default()),
        taken => taken,
    }
}

fn members<S: Source>(source: &mut S, ty: Struct) -> Read<()> {
    let mut frame = Frame::default();
    let entered = source.enter_object(&mut frame);
    if or_foreign(source, entered)? {
        while let Some(field) = source.next_field(&mut frame, ty.fields())? {
            match ty.of(field) {
                Some(code) => value(source, code)?,
                None => {
                    source.doubts().any = true;
                    source.skip()?;
                }
            }
        }
    }
    Ok(())
}

fn elements<S: Source>(source: &mut S, element: Code) -> Read<()> {
    let mut frame = Frame::default();
    let entered = source.enter_list(&mut frame);
    if or_foreign(source, entered)? {
        while source.next_element(&mut frame)? {
            value(source, element)?;
        }
    }
    Ok(())
}

fn values<S: Source>(source: &mut S, inner: Code) -> Read<()> {
    let mut frame = Frame::default();
    let entered = source.enter_object(&mut frame);
    if or_foreign(source, entered)? {
        while source.next_key(&mut frame)?.is_some() {
            value(source, inner)?;
        }
    }
    Ok(())
}
