//! Defects of a text: what happens to bytes on their way.

use super::rng::Rng;

/// What follows a complete document.
const TAILS: &[&[u8]] = &[
    b" x",
    b"{}",
    b"\n{}",
    b",",
    b"\0",
    b"]",
    b"}",
    b"// note",
    b"# note",
    b" null",
    b"\xc2\xa0",
    b"\x0c",
    b"\xef\xbb\xbf",
    b"\n---\n",
    b"\n...\n",
    b"{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"spec\":{\"hostPID\":true}}",
    b"\"",
    b"1",
];

/// Escapes that need care, and bytes that are no UTF-8; put inside a string.
const STRING_PARTS: &[&[u8]] = &[
    b"\\ud800",
    b"\\udc00",
    b"\\uDC00\\uD800",
    b"\\ud83d\\ude00",
    b"\\ud800x",
    b"\\uD83D\\u0041",
    b"\\u0000",
    b"\\/",
    b"\\x41",
    b"\\a",
    b"\\'",
    b"\\u12",
    b"\\u00g0",
    b"\\U0041",
    b"\xff",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\xc0\xaf",
    b"\xf4\x90\x80\x80",
    b"\xf0\x9f\x98",
    b"\0",
    b"\x01",
    b"\n",
    b"\t",
    b"\x1f",
    b"\x7f",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\xef\xbf\xbf",
];

/// Tokens, and what careless writers make of them.
const TOKENS: &[(&[u8], &[&[u8]])] = &[
    (b"true", &[b"True", b"TRUE", b"tru", b"yes", b"truefalse", b"true true"]),
    (b"false", &[b"False", b"FALSE", b"fals", b"no", b"undefined"]),
    (b"null", &[b"nul", b"None", b"NaN", b"Infinity", b"~"]),
    (b",", &[b",,", b"", b";", b", ,", b",/* */", b",\xc2\xa0"]),
    (b":", &[b"", b"::", b"=", b": \x0b"]),
    (b"}", &[b",}", b"", b"}}", b"]"]),
    (b"]", &[b",]", b"", b"}", b"]]"]),
    (b"{", &[b"{,", b"", b"{{", b"[", b"{#\n"]),
    (b"\"", &[b"'", b"", b"\"\"", b"`"]),
    (b"0", &[b"00", b"0x0", b"+0", b"0.", b".0", b"0e", b"-", b"0_0"]),
    (b"1", &[b"01", b"+1", b"1.", b"1e", b"1e+", b"0x1", b"1L"]),
];

pub(super) fn damage(rng: &mut Rng, text: &mut Vec<u8>) {
    match rng.below(12) {
        0 | 1 => text.extend_from_slice(rng.pick::<&[u8]>(TAILS)),
        2 => {
            let mark = rng.pick::<&[u8]>(&[b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf\xef\xbb\xbf"]);
            text.splice(..0, mark.iter().copied());
        }
        3 => text.truncate(rng.below(text.len() + 1)),
        4..8 => {
            if let Some(place) = inside_word(rng, text) {
                text.splice(place..place, rng.pick::<&[u8]>(STRING_PARTS).iter().copied());
            }
        }
        8 | 9 => replace_token(rng, text),
        _ => scramble(rng, text),
    }
}

/// A place between two letters: most likely it is in a string.
fn inside_word(rng: &mut Rng, text: &[u8]) -> Option<usize> {
    let inside = |pair: &&[u8]| pair.iter().all(u8::is_ascii_alphabetic);
    let places: Vec<usize> =
        text.windows(2).enumerate().filter(|(_, pair)| inside(pair)).map(|(place, _)| place + 1).collect();
    if places.is_empty() { None } else { Some(*rng.pick(&places)) }
}

fn replace_token(rng: &mut Rng, text: &mut Vec<u8>) {
    let (token, others) = *rng.pick(TOKENS);
    let places: Vec<usize> =
        text.windows(token.len()).enumerate().filter(|(_, t)| *t == token).map(|(place, _)| place).collect();
    if places.is_empty() {
        return;
    }
    let place = *rng.pick(&places);
    let other = rng.pick::<&[u8]>(others).to_vec();
    text.splice(place..place + token.len(), other);
}

fn scramble(rng: &mut Rng, text: &mut Vec<u8>) {
    if text.is_empty() {
        return;
    }
    let place = rng.below(text.len());
    let end = (place + rng.range(1, 12)).min(text.len());
    match rng.below(4) {
        0 => text[place] = u8::try_from(rng.below(256)).unwrap_or(0),
        1 => drop(text.drain(place..end)),
        2 => {
            let copy = text[place..end].to_vec();
            text.splice(place..place, copy);
        }
        _ => text[place..end].reverse(),
    }
}
