//! Passing over a value that nobody reads: the whole grammar is held to, and nothing is kept.

use super::scan::{literal, number, peek, plain, string, syntax, too_deep};
use crate::input::error::Read;
use crate::input::limits::MAX_DEPTH;

/// Passes over the value at a place, which lies so deep, and gives the place behind it.
///
/// Iterative: a bit of `lists` says for each open level whether it is a list.
pub(super) fn value(text: &str, mut at: usize, base: u32) -> Read<usize> {
    let bytes = text.as_bytes();
    let mut depth = base;
    let mut lists = 0u128;
    // Whether the value that comes next stands in a list, or by itself: then it has no key.
    let mut in_list = true;
    loop {
        if !in_list {
            at = key(text, at)?;
        }
        match peek(bytes, &mut at) {
            b'"' => at = quoted(text, at)?,
            open @ (b'{' | b'[') => {
                depth = depth.wrapping_add(1);
                if depth > MAX_DEPTH {
                    return Err(too_deep(at));
                }
                at = at.wrapping_add(1);
                in_list = open == b'[';
                lists = lists << 1 | u128::from(in_list);
                // What closes at once is closed below, as a value would be followed.
                if !closes(peek(bytes, &mut at), in_list) {
                    continue;
                }
            }
            _ => at = scalar(bytes, at)?,
        }
        // After a value: on to the next member, or out of what ends here.
        while depth != base {
            match peek(bytes, &mut at) {
                b',' => {
                    at = at.wrapping_add(1);
                    break;
                }
                byte if closes(byte, in_list) => {
                    at = at.wrapping_add(1);
                    depth = depth.wrapping_sub(1);
                    lists >>= 1;
                    in_list = lists & 1 == 1;
                }
                _ => {
                    return Err(syntax(bytes, at, if in_list { "expected `,` or `]`" } else { "expected `,` or `}`" }));
                }
            }
        }
        if depth == base {
            return Ok(at);
        }
    }
}

/// Whether a byte ends what is open.
#[inline(always)]
fn closes(byte: u8, in_list: bool) -> bool {
    byte == if in_list { b']' } else { b'}' }
}

/// Passes over a key and its colon.
#[inline(always)]
fn key(text: &str, mut at: usize) -> Read<usize> {
    let bytes = text.as_bytes();
    if peek(bytes, &mut at) != b'"' {
        return Err(syntax(bytes, at, "expected a key in double quotes"));
    }
    at = quoted(text, at)?;
    if peek(bytes, &mut at) != b':' {
        return Err(syntax(bytes, at, "expected `:`"));
    }
    Ok(at.wrapping_add(1))
}

/// Passes over the string whose opening quote stands at a place.
#[inline(always)]
fn quoted(text: &str, at: usize) -> Read<usize> {
    let start = at.wrapping_add(1);
    let end = match plain(text.as_bytes(), start) {
        (end, b'"') => end,
        _ => string(text, start)?.0,
    };
    Ok(end.wrapping_add(1))
}

/// Passes over a value that is no string and holds no others.
#[inline]
fn scalar(bytes: &[u8], at: usize) -> Read<usize> {
    match bytes.get(at) {
        Some(b't') => literal(bytes, at, "true"),
        Some(b'f') => literal(bytes, at, "false"),
        Some(b'n') => literal(bytes, at, "null"),
        Some(b'-' | b'0'..=b'9') => number(bytes, at),
        _ => Err(syntax(bytes, at, "expected a value")),
    }
}
