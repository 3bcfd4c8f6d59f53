use smallvec::SmallVec;

use super::edge;
use crate::input::error::Read;
use crate::input::shapes::{Field, Holds, Keep};
use crate::input::shapes_table;
use crate::input::source::{Frame, Shape, Source};
use crate::view::{Run, Str, Token, View};

/// Keeps the whole security context that stands here, and comes back to it.
pub(super) fn keep_security_context<S: Source>(source: &mut S, view: &mut View) -> Read<Run> {
    keep(source, view, shapes_table::SECURITY_CONTEXT)
}

/// Keeps the whole volume that stands here, and comes back to it.
pub(super) fn keep_volume<S: Source>(source: &mut S, view: &mut View) -> Read<Run> {
    keep(source, view, shapes_table::VOLUME)
}

fn keep<S: Source>(source: &mut S, view: &mut View, table: &'static [Field]) -> Read<Run> {
    let mark = source.mark();
    let start = edge(&view.details.tokens);
    keep_object(source, view, table)?;
    source.seek(mark);
    Ok(Run { start, end: edge(&view.details.tokens) })
}

/// Keeps an object, its fields in the order of the table, which is sorted. Depth ends with the types.
fn keep_object<S: Source>(source: &mut S, view: &mut View, table: &'static [Field]) -> Read<()> {
    let mut marks: SmallVec<[Option<usize>; 32]> = SmallVec::new();
    marks.resize(table.len(), None);
    let mut frame = Frame::default();
    source.enter_object(&mut frame)?;
    while let Some(key) = source.next_key(&mut frame)? {
        let mark = source.mark();
        let text = source.text();
        let mut fields = marks.iter_mut().zip(table);
        if let Some((slot, _)) = fields.find(|(_, field)| text.is(key, field.name)) {
            *slot = Some(mark);
        }
        source.skip()?;
    }
    let end = source.mark();
    view.details.tokens.push(Token::OpenObject);
    for (mark, field) in marks.into_iter().zip(table) {
        if let Some(mark) = mark {
            source.seek(mark);
        }
        let null = mark.is_none() || source.shape() == Shape::Null;
        let before = view.details.tokens.len();
        view.details.tokens.push(Token::Field(field.name));
        match (null, field.keep) {
            (true, Keep::Always) => keep_empty(view, field.holds),
            (true, _) => {
                view.details.tokens.truncate(before);
                // The API server fills this one in, and no other that is printed.
                if std::ptr::eq(table, shapes_table::HOST_PATH_VOLUME_SOURCE) && field.name == "type" {
                    view.details.tokens.push(Token::Default("type", ""));
                }
            }
            (false, keep) => {
                let empty = keep_value(source, view, field.holds)?;
                if empty && keep == Keep::Filled {
                    view.details.tokens.truncate(before);
                }
            }
        }
    }
    view.details.tokens.push(Token::CloseObject);
    source.seek(end);
    Ok(())
}

/// Keeps a value; says whether it is empty.
fn keep_value<S: Source>(source: &mut S, view: &mut View, holds: Holds) -> Read<bool> {
    let (token, empty) = match holds {
        Holds::Text => {
            let value = source.string_or_empty()?;
            (Token::Text(value), value.is_empty())
        }
        Holds::Flag => {
            let value = source.boolean()?.unwrap_or_default();
            (Token::Flag(value), !value)
        }
        Holds::Number(bits) => {
            let value = source.integer(bits)?.unwrap_or_default();
            (Token::Number(value), value == 0)
        }
        Holds::Quantity => (Token::Quantity(super::quantity(source)?.unwrap_or_default()), false),
        Holds::List(holds) => return keep_list(source, view, *holds),
        Holds::Map(holds) => return keep_map(source, view, *holds),
        Holds::Object(table) => return keep_object(source, view, table).map(|()| false),
        Holds::Anything => {
            source.skip()?;
            (Token::Null, false)
        }
    };
    view.details.tokens.push(token);
    Ok(empty)
}

fn keep_list<S: Source>(source: &mut S, view: &mut View, holds: Holds) -> Read<bool> {
    let mut empty = true;
    view.details.tokens.push(Token::OpenList);
    super::each(source, |source| {
        empty = false;
        keep_element(source, view, holds)
    })?;
    view.details.tokens.push(Token::CloseList);
    Ok(empty)
}

fn keep_element<S: Source>(source: &mut S, view: &mut View, holds: Holds) -> Read<()> {
    if source.shape() == Shape::Null {
        source.skip()?;
        keep_empty(view, holds);
        return Ok(());
    }
    keep_value(source, view, holds).map(|_| ())
}

/// Keeps an object whose keys are the user's, sorted by them.
fn keep_map<S: Source>(source: &mut S, view: &mut View, holds: Holds) -> Read<bool> {
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
        keep_element(source, view, holds)?;
    }
    view.details.tokens.push(Token::CloseObject);
    source.seek(end);
    Ok(members.is_empty())
}

/// Keeps what stands for a value that is absent and written all the same.
fn keep_empty(view: &mut View, holds: Holds) {
    let token = match holds {
        Holds::Text => Token::Text(Str::EMPTY),
        Holds::Flag => Token::Flag(false),
        Holds::Number(_) => Token::Number(0),
        Holds::Quantity => Token::Quantity(Str::EMPTY),
        Holds::List(_) | Holds::Map(_) | Holds::Anything => Token::Null,
        Holds::Object(table) => {
            view.details.tokens.push(Token::OpenObject);
            for field in table.iter().filter(|field| field.keep == Keep::Always) {
                view.details.tokens.push(Token::Field(field.name));
                keep_empty(view, field.holds);
            }
            Token::CloseObject
        }
    };
    view.details.tokens.push(token);
}
