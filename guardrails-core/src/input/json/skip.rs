//! Passing over a value that nobody reads: the whole grammar is held to, and nothing is kept.

use super::scan::{literal, next_is, number, peek, small_integer, string, syntax, too_deep};
use super::specials::Specials;
use crate::input::error::Read;
use crate::input::limits::MAX_DEPTH;

/// Passes over the value at a place, which lies so deep, and gives the place behind it.
///
/// Iterative: a bit of `lists` says for each open level whether it is a list.
pub(super) fn value(bytes: &[u8], specials: &mut Specials, mut at: usize, depth: u32) -> Read<usize> {
    let mut here = *specials;
    let room = MAX_DEPTH.saturating_sub(depth);
    let mut open = 0u32;
    let mut lists = 0u128;
    // What ends the innermost level. The value itself has no key, like what is in a list.
    let mut close = b']';
    loop {
        if close == b'}' {
            at = key(bytes, &mut here, at)?;
        }
        match peek(bytes, &mut at) {
            b'"' => at = quoted(bytes, &mut here, at)?,
            bracket @ (b'{' | b'[') => {
                if open == room {
                    return Err(too_deep(at));
                }
                open = open.wrapping_add(1);
                at = at.wrapping_add(1);
                lists = lists << 1 | u128::from(bracket == b'[');
                close = closing(bracket == b'[');
                // What closes at once is closed below, as a value would be followed.
                if peek(bytes, &mut at) != close {
                    continue;
                }
            }
            _ => at = scalar(bytes, at)?,
        }
        // After a value: on to the next member, or out of what ends here.
        loop {
            if open == 0 {
                *specials = here;
                return Ok(at);
            }
            match peek(bytes, &mut at) {
                b',' => {
                    at = at.wrapping_add(1);
                    break;
                }
                byte if byte == close => {
                    at = at.wrapping_add(1);
                    open = open.wrapping_sub(1);
                    lists >>= 1;
                    close = closing(lists & 1 == 1 || open == 0);
                }
                _ => {
                    return Err(syntax(
                        bytes,
                        at,
                        if close == b']' { "expected `,` or `]`" } else { "expected `,` or `}`" },
                    ));
                }
            }
        }
    }
}

#[inline(always)]
const fn closing(list: bool) -> u8 {
    if list { b']' } else { b'}' }
}

/// Passes over a key and its colon.
#[inline(always)]
fn key(bytes: &[u8], specials: &mut Specials, mut at: usize) -> Read<usize> {
    if !next_is(bytes, &mut at, b'"') {
        return Err(syntax(bytes, at, "expected a key in double quotes"));
    }
    at = quoted(bytes, specials, at)?;
    if !next_is(bytes, &mut at, b':') {
        return Err(syntax(bytes, at, "expected `:`"));
    }
    Ok(at.wrapping_add(1))
}

/// Passes over the string whose opening quote stands at a place.
#[inline(always)]
fn quoted(bytes: &[u8], specials: &mut Specials, at: usize) -> Read<usize> {
    let start = at.wrapping_add(1);
    let mut end = specials.next(bytes, start);
    if bytes.get(end) != Some(&b'"') {
        end = string(bytes, &mut Specials::new(), start)?.0;
    }
    Ok(end.wrapping_add(1))
}

/// Passes over a value that is no string and holds no others.
#[inline]
fn scalar(bytes: &[u8], at: usize) -> Read<usize> {
    match bytes.get(at) {
        Some(b't') => literal(bytes, at, "true"),
        Some(b'f') => literal(bytes, at, "false"),
        Some(b'n') => literal(bytes, at, "null"),
        Some(b'-' | b'0'..=b'9') => match small_integer(bytes, at) {
            Some((_, end)) => Ok(end),
            None => number(bytes, at),
        },
        _ => Err(syntax(bytes, at, "expected a value")),
    }
}
