//! The inner loops of the JSON reader: white space, strings, numbers.

use crate::input::error::{ErrorKind, Fault, Read};
use crate::input::limits::MAX_DEPTH;
use crate::view::Chars;

use super::specials::Specials;

/// The byte after white space, which is passed over; 0 at the end of the text. Most of the time there is none.
#[inline(always)]
pub(super) fn peek(bytes: &[u8], at: &mut usize) -> u8 {
    match bytes.get(*at) {
        Some(byte) if *byte > b' ' => *byte,
        _ => {
            *at = skip_space(bytes, *at);
            bytes.get(*at).copied().unwrap_or_default()
        }
    }
}

/// Whether this byte comes next after white space, which is passed over.
#[inline(always)]
pub(super) fn next_is(bytes: &[u8], at: &mut usize, byte: u8) -> bool {
    bytes.get(*at) == Some(&byte) || peek(bytes, at) == byte
}

/// The first byte at or after a place that is not white space.
#[inline(never)]
fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at = at.wrapping_add(1);
        // Indentation comes in runs of spaces.
        while bytes.get(at..at.wrapping_add(8)) == Some(b"        ") {
            at = at.wrapping_add(8);
        }
    }
    at
}

#[cold]
#[inline(never)]
pub(super) fn syntax(bytes: &[u8], at: usize, message: &'static str) -> Box<Fault> {
    let message = if at < bytes.len() { message } else { "the text ends in the middle of the object" };
    Fault::new(ErrorKind::Syntax, at, message)
}

#[cold]
#[inline(never)]
pub(super) fn too_deep(at: usize) -> Box<Fault> {
    Fault::new(ErrorKind::Depth, at, format!("nested deeper than {MAX_DEPTH} levels"))
}

/// The place behind a word that must stand at a place.
#[inline(always)]
pub(super) fn literal(bytes: &[u8], at: usize, word: &'static str) -> Read<usize> {
    let end = at.wrapping_add(word.len());
    match bytes.get(at..end) == Some(word.as_bytes()) {
        true => Ok(end),
        false => Err(syntax(bytes, at, "expected a value")),
    }
}

/// Finds the end of a string that begins at `start` (after its quote): the place of the closing quote,
/// and whether there are escapes in between, each of which has been checked.
#[inline(never)]
pub(super) fn string(bytes: &[u8], specials: &mut Specials, start: usize) -> Read<(usize, bool)> {
    let mut at = start;
    let mut escaped = false;
    loop {
        at = specials.next(bytes, at);
        match bytes.get(at) {
            Some(b'"') => return Ok((at, escaped)),
            Some(b'\\') => {
                escaped = true;
                at = escape(bytes, at)?;
            }
            Some(_) => {
                let message = "a control character must be escaped inside a string";
                return Err(Fault::new(ErrorKind::Syntax, at, message));
            }
            None => return Err(Fault::new(ErrorKind::Syntax, bytes.len(), "the text ends inside a string")),
        }
    }
}

/// Checks the escape at a place and gives the place after it.
fn escape(bytes: &[u8], at: usize) -> Read<usize> {
    match bytes.get(at.wrapping_add(1)) {
        Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(at.wrapping_add(2)),
        Some(b'u') => {
            let unit = hex4(bytes, at.wrapping_add(2)).ok_or_else(|| malformed(at))?;
            let next = at.wrapping_add(6);
            match unit {
                0xD800..=0xDBFF => {
                    let low = bytes.get(next..next.wrapping_add(2)) == Some(br"\u");
                    let low = low.then(|| hex4(bytes, next.wrapping_add(2))).flatten();
                    match low {
                        Some(0xDC00..=0xDFFF) => Ok(next.wrapping_add(6)),
                        _ => Err(lone(at)),
                    }
                }
                0xDC00..=0xDFFF => Err(lone(at)),
                _ => Ok(next),
            }
        }
        _ => Err(malformed(at)),
    }
}

fn hex4(bytes: &[u8], at: usize) -> Option<u32> {
    let digits = bytes.get(at..)?.first_chunk::<4>()?;
    digits.iter().try_fold(0u32, |unit, digit| Some(unit << 4 | char::from(*digit).to_digit(16)?))
}

#[cold]
fn malformed(at: usize) -> Box<Fault> {
    Fault::new(ErrorKind::Syntax, at, "malformed escape in a string")
}

#[cold]
fn lone(at: usize) -> Box<Fault> {
    Fault::new(ErrorKind::Encoding, at, "half of a surrogate pair: this is no character")
}

/// The integer of one to nine digits at a place and the place behind it; none if anything is otherwise.
#[inline(always)]
pub(super) fn small_integer(bytes: &[u8], start: usize) -> Option<(i64, usize)> {
    let mut at = start;
    let mut value = 0i64;
    while let Some(digit @ b'0'..=b'9') = bytes.get(at) {
        value = value.wrapping_mul(10).wrapping_add(i64::from(digit & 0xF));
        at = at.wrapping_add(1);
    }
    let digits = at.wrapping_sub(start);
    let leading_zero = digits > 1 && bytes.get(start) == Some(&b'0');
    let whole = !matches!(bytes.get(at), Some(b'.' | b'e' | b'E'));
    ((1..=9).contains(&digits) && !leading_zero && whole).then_some((value, at))
}

/// Finds the end of a number, by JSON's grammar.
pub(super) fn number(bytes: &[u8], start: usize) -> Read<usize> {
    let mut at = start;
    if bytes.get(at) == Some(&b'-') {
        at = at.wrapping_add(1);
    }
    at = match bytes.get(at) {
        Some(b'0') => at.wrapping_add(1),
        _ => digits(bytes, at)?,
    };
    if bytes.get(at) == Some(&b'.') {
        at = digits(bytes, at.wrapping_add(1))?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        at = at.wrapping_add(1);
        if let Some(b'+' | b'-') = bytes.get(at) {
            at = at.wrapping_add(1);
        }
        at = digits(bytes, at)?;
    }
    match bytes.get(at) {
        Some(b'0'..=b'9') => Err(syntax(bytes, at, "malformed number")),
        _ => Ok(at),
    }
}

/// The place behind digits, of which there must be one.
#[inline(always)]
fn digits(bytes: &[u8], from: usize) -> Read<usize> {
    let mut at = from;
    while bytes.get(at).is_some_and(u8::is_ascii_digit) {
        at = at.wrapping_add(1);
    }
    if at == from { Err(syntax(bytes, at, "malformed number")) } else { Ok(at) }
}

/// Writes an unescaped key into a buffer; one that does not fit is no field's name, and what is cut off
/// of it does not make it one.
#[cold]
pub(super) fn unescape<'b>(chars: Chars<'_>, buffer: &'b mut [u8; 64]) -> &'b [u8] {
    let mut len = 0usize;
    for c in chars {
        let end = len.wrapping_add(c.len_utf8());
        match buffer.get_mut(len..end) {
            Some(room) => c.encode_utf8(room),
            None => return &[],
        };
        len = end;
    }
    buffer.get(..len).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_end_at_the_first_quote_that_is_not_escaped() {
        let ends = |text: &str| string(text.as_bytes(), &mut Specials::new(), 0).map_err(|f| (f.kind, f.at));
        assert_eq!(ends("abc\""), Ok((3, false)));
        assert_eq!(ends("0123456789abcdef\""), Ok((16, false)));
        assert_eq!(ends(r#"a\"b\\""#), Ok((6, true)));
        assert_eq!(ends(r#"\ud83d\ude00""#), Ok((12, true)));
        assert_eq!(ends(r#"\ud83d\u0041""#), Err((ErrorKind::Encoding, 0)));
        assert_eq!(ends(r#"ab\ude00""#), Err((ErrorKind::Encoding, 2)));
        assert_eq!(ends("ab\tc\""), Err((ErrorKind::Syntax, 2)));
        assert_eq!(ends(r#"ab\x41""#), Err((ErrorKind::Syntax, 2)));
        assert_eq!(ends("abc"), Err((ErrorKind::Syntax, 3)));
        assert_eq!(ends("é\u{7f}日本語日本語\""), Ok((21, false)));
    }

    #[test]
    fn numbers_follow_the_grammar() {
        for good in ["0", "-0", "12", "1.5", "1e9", "-1.0E-7", "0.0"] {
            assert_eq!(number(good.as_bytes(), 0), Ok(good.len()), "{good}");
        }
        for bad in ["01", "-", "1.", ".5", "1e", "1e+", "-01", "+1"] {
            assert!(number(bad.as_bytes(), 0).is_err(), "{bad}");
        }
    }
}
