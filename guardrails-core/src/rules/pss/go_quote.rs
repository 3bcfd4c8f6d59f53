//! Go's `%q`: how upstream shows the values of annotations.

use super::go_printable::PRINTABLE;

/// The characters of a string as Go quotes it, the surrounding quotes included.
pub(crate) fn quote_chars(chars: impl Iterator<Item = char>) -> impl Iterator<Item = char> {
    std::iter::once('"').chain(chars.flat_map(Quoted::new)).chain(std::iter::once('"'))
}

/// What one character becomes inside the quotes.
pub(crate) fn escape(c: char) -> impl Iterator<Item = char> {
    Quoted::new(c)
}

/// What one character becomes: itself, or an escape of up to ten characters.
struct Quoted {
    chars: [char; 10],
    at: usize,
    len: usize,
}

impl Quoted {
    fn new(c: char) -> Self {
        let short = match c {
            '"' | '\\' => Some(c),
            '\u{7}' => Some('a'),
            '\u{8}' => Some('b'),
            '\u{c}' => Some('f'),
            '\n' => Some('n'),
            '\r' => Some('r'),
            '\t' => Some('t'),
            '\u{b}' => Some('v'),
            _ => None,
        };
        let mut quoted = Self { chars: ['\0'; 10], at: 0, len: 0 };
        if let Some(short) = short {
            quoted.push('\\');
            quoted.push(short);
        } else if is_printable(c) {
            quoted.push(c);
        } else {
            quoted.push('\\');
            let (letter, digits) = match u32::from(c) {
                0..0x80 => ('x', 2),
                0x80..0x1_0000 => ('u', 4),
                _ => ('U', 8),
            };
            quoted.push(letter);
            for place in (0u32..digits).rev() {
                let nibble = u32::from(c).wrapping_shr(place.wrapping_mul(4)) & 0xF;
                quoted.push(char::from_digit(nibble, 16).unwrap_or_default());
            }
        }
        quoted
    }

    fn push(&mut self, c: char) {
        if let Some(slot) = self.chars.get_mut(self.len) {
            *slot = c;
            self.len = self.len.wrapping_add(1);
        }
    }
}

impl Iterator for Quoted {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let c = self.chars.get(..self.len)?.get(self.at).copied();
        self.at = self.at.wrapping_add(1);
        c
    }
}

/// Go's `strconv.IsPrint`.
fn is_printable(c: char) -> bool {
    let c = u32::from(c);
    let after = PRINTABLE.partition_point(|(first, _)| *first <= c);
    after.checked_sub(1).and_then(|n| PRINTABLE.get(n)).is_some_and(|(_, last)| c <= *last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_go_does() {
        let quoted = |s: &str| quote_chars(s.chars()).collect::<String>();
        assert_eq!(quoted("a\"b\\c"), r#""a\"b\\c""#);
        assert_eq!(quoted("\u{7}\u{1}\u{7f}"), r#""\a\x01\x7f""#);
        assert_eq!(quoted("é😀"), "\"é😀\"");
        assert_eq!(quoted("\u{200b}\u{a0}\u{ad}\u{e000}"), r#""\u200b\u00a0\u00ad\ue000""#);
        assert_eq!(quoted("\u{10ffff}"), r#""\U0010ffff""#);
    }

    #[test]
    fn the_table_is_the_one_that_go_printed() {
        let characters: u32 = PRINTABLE.iter().map(|(first, last)| last - first + 1).sum();
        let edges = PRINTABLE.iter().fold(0u32, |sum, (first, last)| {
            sum.wrapping_mul(31).wrapping_add(first.wrapping_mul(7)).wrapping_add(*last)
        });
        assert_eq!((characters, edges), (148998, 3592578407));
    }
}
