//! Values that messages print whole, as the API server writes them: read by their types, with what Go's encoder
//! makes of what is empty in them.

use smallvec::SmallVec;

use super::edge;
use crate::input::error::Read;
use crate::input::source::{Frame, Shape, Source};
use crate::input::types::{self, Struct, Type, Written};
use crate::view::{Run, Str, Token, View};

/// Keeps the whole security context that stands here, and comes back to it.
pub(super) fn keep_security_context<S: Source>(source: &mut S, view: &mut View) -> Read<Run> {
    keep(source, view, types::SECURITY_CONTEXT)
}

/// Keeps the whole volume that stands here, and comes back to it.
pub(super) fn keep_volume<S: Source>(source: &mut S, view: &mut View) -> Read<Run> {
    keep(source, view, types::VOLUME)
}

fn keep<S: Source>(source: &mut S, view: &mut View, ty: Struct) -> Read<Run> {
    let mark = source.mark();
    let start = edge(&view.details.tokens);
    keep_object(source, view, ty)?;
    source.seek(mark);
    Ok(Run { start, end: edge(&view.details.tokens) })
}

/// Keeps an object, its fields sorted by their names. Depth ends with the types.
fn keep_object<S: Source>(source: &mut S, view: &mut View, ty: Struct) -> Read<()> {
    let mut members: SmallVec<[Member; 32]> = ty.members().map(Member::absent).collect();
    let mut frame = Frame::default();
    source.enter_object(&mut frame)?;
    while let Some(key) = source.next_key(&mut frame)? {
        let (mark, text) = (source.mark(), source.text());
        if let Some(member) = members.iter_mut().find(|member| text.is(key, member.name)) {
            member.mark = Some(mark);
        }
        source.skip()?;
    }
    let end = source.mark();
    members.sort_unstable_by_key(|member| member.name);
    view.details.tokens.push(Token::OpenObject);
    for member in &members {
        keep_member(source, view, ty, member)?;
    }
    view.details.tokens.push(Token::CloseObject);
    source.seek(end);
    Ok(())
}

/// A field of an object, and where its value stands.
struct Member {
    name: &'static str,
    ty: Type,
    written: Written,
    mark: Option<usize>,
}

impl Member {
    fn absent((name, ty, written): (&'static str, Type, Written)) -> Self {
        Self { name, ty, written, mark: None }
    }
}

fn keep_member<S: Source>(source: &mut S, view: &mut View, of: Struct, member: &Member) -> Read<()> {
    let before = view.details.tokens.len();
    view.details.tokens.push(Token::Field(member.name));
    if let Some(mark) = member.mark {
        source.seek(mark);
        if source.shape() != Shape::Null {
            let empty = keep_value(source, view, member.ty)?;
            if empty && member.written == Written::Filled {
                view.details.tokens.truncate(before);
            }
            return Ok(());
        }
    }
    match member.written {
        Written::Always => keep_empty(view, member.ty),
        Written::Null => view.details.tokens.push(Token::Null),
        Written::Filled | Written::Set => {
            view.details.tokens.truncate(before);
            // The API server fills this one in, and no other that is printed.
            if of == types::HOST_PATH && member.name == "type" {
                view.details.tokens.push(Token::Default("type", ""));
            }
        }
    }
    Ok(())
}

/// Keeps a value; says whether it is empty.
fn keep_value<S: Source>(source: &mut S, view: &mut View, ty: Type) -> Read<bool> {
    let (token, empty) = match ty {
        Type::IntOrString if source.shape() == Shape::Number => keep_number(source, 32)?,
        Type::String | Type::Time | Type::Bytes | Type::IntOrString => {
            let value = source.string_or_empty()?;
            (Token::Text(value), value.is_empty())
        }
        Type::Boolean => {
            let value = source.boolean()?.unwrap_or_default();
            (Token::Flag(value), !value)
        }
        Type::Int32 => keep_number(source, 32)?,
        Type::Int64 => keep_number(source, 64)?,
        Type::Quantity => (Token::Quantity(super::quantity(source)?.unwrap_or_default()), false),
        Type::List(element) => return keep_list(source, view, element.ty()),
        Type::Map(element) => return keep_map(source, view, element.ty()),
        Type::Struct(ty) => return keep_object(source, view, ty).map(|()| false),
        Type::Any => {
            source.skip()?;
            (Token::Null, false)
        }
    };
    view.details.tokens.push(token);
    Ok(empty)
}

fn keep_number<S: Source>(source: &mut S, bits: u32) -> Read<(Token, bool)> {
    let value = source.integer(bits)?.unwrap_or_default();
    Ok((Token::Number(value), value == 0))
}

fn keep_list<S: Source>(source: &mut S, view: &mut View, ty: Type) -> Read<bool> {
    let mut empty = true;
    view.details.tokens.push(Token::OpenList);
    super::each(source, |source| {
        empty = false;
        keep_element(source, view, ty)
    })?;
    view.details.tokens.push(Token::CloseList);
    Ok(empty)
}

fn keep_element<S: Source>(source: &mut S, view: &mut View, ty: Type) -> Read<()> {
    if source.shape() == Shape::Null {
        source.skip()?;
        keep_empty(view, ty);
        return Ok(());
    }
    keep_value(source, view, ty).map(|_| ())
}

/// Keeps an object whose keys are the user's, sorted by them.
fn keep_map<S: Source>(source: &mut S, view: &mut View, ty: Type) -> Read<bool> {
    let mut members: SmallVec<[(Str, usize); 8]> = SmallVec::new();
    let mut frame = Frame::default();
    source.enter_object(&mut frame)?;
    while let Some(key) = source.next_key(&mut frame)? {
        let mark = source.mark();
        members.push((key, mark));
        source.skip()?;
    }
    let end = source.mark();
    let text = source.text();
    members.sort_unstable_by(|(a, _), (b, _)| text.compare(*a, *b));
    view.details.tokens.push(Token::OpenObject);
    for (key, mark) in &members {
        view.details.tokens.push(Token::Key(*key));
        source.seek(*mark);
        keep_element(source, view, ty)?;
    }
    view.details.tokens.push(Token::CloseObject);
    source.seek(end);
    Ok(members.is_empty())
}

/// Keeps what stands for a value that is absent and written all the same.
fn keep_empty(view: &mut View, ty: Type) {
    let token = match ty {
        Type::String | Type::Bytes | Type::IntOrString => Token::Text(Str::EMPTY),
        Type::Boolean => Token::Flag(false),
        Type::Int32 | Type::Int64 => Token::Number(0),
        Type::Quantity => Token::Quantity(Str::EMPTY),
        Type::List(_) | Type::Map(_) | Type::Any | Type::Time => Token::Null,
        Type::Struct(ty) => {
            view.details.tokens.push(Token::OpenObject);
            let mut members: SmallVec<[_; 32]> = ty.members().collect();
            members.sort_unstable_by_key(|(name, ..)| *name);
            for (name, ty, written) in members {
                match written {
                    Written::Always => {
                        view.details.tokens.push(Token::Field(name));
                        keep_empty(view, ty);
                    }
                    Written::Null => view.details.tokens.extend([Token::Field(name), Token::Null]),
                    Written::Filled | Written::Set => {}
                }
            }
            Token::CloseObject
        }
    };
    view.details.tokens.push(token);
}
