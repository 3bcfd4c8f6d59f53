//! The inner loops of the JSON reader: white space, strings, numbers.

use crate::input::error::{ErrorKind, Fault, Read};
use crate::view::Chars;

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGHS: u64 = 0x8080_8080_8080_8080;

/// The eight bytes at a place, first byte lowest.
#[inline(always)]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk::<8>().map(|chunk| u64::from_le_bytes(*chunk))
}

/// A high bit for each byte that is a quote, a backslash or a control character. A byte above such a
/// one may be marked wrongly; the lowest mark is right.
#[inline(always)]
const fn special(word: u64) -> u64 {
    let quote = word ^ (ONES.wrapping_mul(b'"' as u64));
    let slash = word ^ (ONES.wrapping_mul(b'\\' as u64));
    let found = (quote.wrapping_sub(ONES) & !quote)
        | (slash.wrapping_sub(ONES) & !slash)
        | (word.wrapping_sub(ONES.wrapping_mul(0x20)) & !word);
    found & HIGHS
}

/// The first byte at or after a place that is not white space.
#[inline]
pub(super) fn skip_space(bytes: &[u8], mut at: usize) -> usize {
    if bytes.get(at).is_some_and(|b| *b > b' ') {
        return at;
    }
    while let Some(b' ' | b'\n' | b'\r' | b'\t') = bytes.get(at) {
        at = at.wrapping_add(1);
        // Indentation comes in runs of spaces.
        while word(bytes, at) == Some(ONES.wrapping_mul(b' ' as u64)) {
            at = at.wrapping_add(8);
        }
    }
    at
}

/// Finds the end of a string that begins at `start` (after its quote): the place of the closing quote,
/// and whether there are escapes in between, each of which has been checked.
#[inline]
pub(super) fn string(text: &str, start: usize) -> Read<(usize, bool)> {
    let bytes = text.as_bytes();
    let mut at = start;
    let mut escaped = false;
    loop {
        while let Some(word) = word(bytes, at) {
            let found = special(word);
            if found != 0 {
                at = at.wrapping_add((found.trailing_zeros() >> 3) as usize);
                break;
            }
            at = at.wrapping_add(8);
        }
        match bytes.get(at) {
            Some(b'"') => return Ok((at, escaped)),
            Some(b'\\') => {
                escaped = true;
                at = escape(bytes, at)?;
            }
            Some(0..0x20) => {
                let message = "a control character must be escaped inside a string";
                return Err(Fault::new(ErrorKind::Syntax, at, message));
            }
            Some(_) => at = at.wrapping_add(1),
            None => return Err(Fault::new(ErrorKind::Syntax, at, "the text ends inside a string")),
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

/// Finds the end of a number, by JSON's grammar; the error is the place that breaks it.
pub(super) fn number(bytes: &[u8], start: usize) -> Result<usize, usize> {
    let digits = |mut at: usize| {
        let from = at;
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at = at.wrapping_add(1);
        }
        if at == from { Err(at) } else { Ok(at) }
    };
    let mut at = start;
    if bytes.get(at) == Some(&b'-') {
        at = at.wrapping_add(1);
    }
    at = match bytes.get(at) {
        Some(b'0') => at.wrapping_add(1),
        _ => digits(at)?,
    };
    if bytes.get(at) == Some(&b'.') {
        at = digits(at.wrapping_add(1))?;
    }
    if let Some(b'e' | b'E') = bytes.get(at) {
        at = at.wrapping_add(1);
        if let Some(b'+' | b'-') = bytes.get(at) {
            at = at.wrapping_add(1);
        }
        at = digits(at)?;
    }
    match bytes.get(at) {
        Some(b'0'..=b'9') => Err(at),
        _ => Ok(at),
    }
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
        let ends = |text: &str| string(text, 0).map_err(|f| (f.kind, f.at));
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
