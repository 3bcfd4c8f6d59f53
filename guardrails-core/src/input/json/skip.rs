//! Passing over a value that nobody reads: the whole grammar is held to, and nothing is kept.

use super::scan::{literal, next_is, number, peek, small_integer, string, syntax, too_deep};
use super::specials::Specials;
use crate::input::error::Read;
use crate::input::limits::MAX_DEPTH;

/// Passes over the value at a place, which lies so deep, and gives the place behind it.
///
/// Iterative: a bit of `lists` says for each open level whether it is a list.
pub(super) fn value(bytes: &[u8], specials: &mut Specials, mut at: usize, depth: u32) -> Read<usize> {
    let room = MAX_DEPTH.saturating_sub(depth);
    let mut open = 0u32;
    // The value itself has no key, like what is in a list.
    let mut lists = 1u128;
    let mut close = b']';
    loop {
        if close == b']' || !member(bytes, specials, &mut at)? {
            match peek(bytes, &mut at) {
                b'"' => at = quoted(bytes, specials, at)?,
                bracket @ (b'{' | b'[') => {
                    if open == room {
                        return Err(too_deep(at));
                    }
                    open = open.wrapping_add(1);
                    at = at.wrapping_add(1);
                    lists = lists << 1 | u128::from(bracket == b'[');
                    close = closing(lists);
                    // What closes at once is closed below, as a value would be followed.
                    if peek(bytes, &mut at) != close {
                        continue;
                    }
                }
                _ => at = scalar(bytes, at)?,
            }
        }
        // After a value: on to the next member, or out of what ends here.
        loop {
            if open == 0 {
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
                    close = closing(lists);
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

/// What ends the innermost level.
#[inline(always)]
const fn closing(lists: u128) -> u8 {
    if lists & 1 == 1 { b']' } else { b'}' }
}

/// Passes over a key and its colon; true if a string follows and has been passed over as well. Goes on to the next
/// member as long as this and the comma are written as programs write them.
#[inline(always)]
fn member(bytes: &[u8], specials: &mut Specials, at: &mut usize) -> Read<bool> {
    if !next_is(bytes, at, b'"') {
        return Err(syntax(bytes, *at, "expected a key in double quotes"));
    }
    loop {
        let key = at.wrapping_add(1);
        let mut end = specials.next(bytes, key);
        let ahead = four(bytes, end);
        if ahead & 0xFF_FFFF == COLON_STRING {
            let value = end.wrapping_add(3);
            end = specials.next(bytes, value);
            let ahead = four(bytes, end);
            if ahead & 0xFF_FFFF == COMMA_STRING {
                *at = end.wrapping_add(2);
                continue;
            }
            if ahead & 0xFF != QUOTE {
                end = string(bytes, &mut Specials::new(), value)?.0;
            }
            *at = end.wrapping_add(1);
            return Ok(true);
        }
        if ahead & 0xFFFF == COLON {
            *at = end.wrapping_add(2);
            return Ok(false);
        }
        if bytes.get(end) != Some(&b'"') {
            end = string(bytes, &mut Specials::new(), key)?.0;
        }
        *at = end.wrapping_add(1);
        if !next_is(bytes, at, b':') {
            return Err(syntax(bytes, *at, "expected `:`"));
        }
        *at = at.wrapping_add(1);
        return Ok(false);
    }
}

const QUOTE: u32 = u32::from_le_bytes(*b"\"\0\0\0");
const COLON: u32 = u32::from_le_bytes(*b"\":\0\0");
const COLON_STRING: u32 = u32::from_le_bytes(*b"\":\"\0");
const COMMA_STRING: u32 = u32::from_le_bytes(*b"\",\"\0");

/// Four bytes at a place.
#[inline(always)]
fn four(bytes: &[u8], at: usize) -> u32 {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map_or(0, |bytes| u32::from_le_bytes(*bytes))
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
#[inline(always)]
pub(super) fn scalar(bytes: &[u8], at: usize) -> Read<usize> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_in_pairs_are_held_to_the_grammar() {
        let end = |text: &str| value(text.as_bytes(), &mut Specials::new(), 0, 0).map_err(|fault| fault.at);
        for good in
            [r#"{"a":"b","c":"d"}"#, r#"{"a":"b","c":["d",{"e":{}}],"f":"g\"","h":1}"#, r#"{ "a" : "b" , "c":"d" }"#]
        {
            assert_eq!(end(good), Ok(good.len()), "{good}");
        }
        for (bad, at) in [
            (r#"{"a":"b";"c":"d"}"#, 8),
            (r#"{"a":"b""c":"d"}"#, 8),
            (r#"{"a";"b","c":"d"}"#, 4),
            (r#"{"a":"b","c"}"#, 12),
            (r#"{"a":"b",}"#, 9),
            ("{\"a\":\"b\u{1},\"c\":\"d\"}", 7),
            ("{\"a\u{1}:\"b\",\"c\":\"d\"}", 3),
            (r#"{"a":"b","c":"d"#, 15),
        ] {
            assert_eq!(end(bad), Err(at), "{bad}");
        }
    }
}
