//! Strings of the object under judgement: borrowed spans, unescaped only when somebody looks.

use std::cmp::Ordering;
use std::fmt;

use super::sort;

/// Marks a span that still holds JSON escapes.
const ESCAPED: u32 = 1 << 31;

/// Where strings begin that stand in no object: beyond any text.
const FILLED_IN: u32 = 0xFFFF_FF00;

/// A string of the object: a span of [`Text`], eight bytes, without a lifetime, so that the memory
/// that holds it can be used again for the next object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Str {
    at: u32,
    len: u32,
}

impl Str {
    /// The empty string, which is also what an absent field reads as.
    pub(crate) const EMPTY: Self = Self { at: 0, len: 0 };

    /// `100m`, which stands in no object but is filled in.
    pub(crate) const MILLI_100: Self = Self { at: FILLED_IN, len: 4 };

    /// `500m`, likewise.
    pub(crate) const MILLI_500: Self = Self { at: FILLED_IN + 1, len: 4 };

    /// `100Mi`, likewise.
    pub(crate) const MEBI_100: Self = Self { at: FILLED_IN + 2, len: 5 };

    /// `2048Mi`, likewise.
    pub(crate) const MEBI_2048: Self = Self { at: FILLED_IN + 3, len: 6 };

    /// A span that is the string itself.
    pub(crate) const fn plain(at: u32, len: u32) -> Self {
        Self { at, len }
    }

    /// A span that still holds JSON escapes.
    pub(crate) const fn escaped(at: u32, len: u32) -> Self {
        Self { at, len: len | ESCAPED }
    }

    /// The same span, of a string that holds JSON escapes.
    pub(crate) const fn as_escaped(self) -> Self {
        Self::escaped(self.at, self.len)
    }

    /// Whether nothing stands in it.
    pub(crate) fn is_empty(self) -> bool {
        self.len == 0
    }

    pub(crate) const fn is_escaped(self) -> bool {
        self.len & ESCAPED != 0
    }

    pub(crate) const fn start(self) -> u32 {
        self.at
    }
}

/// What the spans of one object point into.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Text<'t> {
    /// One buffer: the JSON text itself, or the arena that other readers fill.
    Buffer(&'t str),
    /// Strings that lie apart (a borrowed typed object); a span's start is the index.
    #[cfg(feature = "k8s-openapi")]
    Table(&'t Strings<'t>),
}

impl<'t> Text<'t> {
    /// The bytes of a span as they stand, escapes included.
    pub(crate) fn raw(self, s: Str) -> &'t str {
        match self {
            Text::Buffer(buffer) => {
                let at = s.at as usize;
                let end = at.saturating_add((s.len & !ESCAPED) as usize);
                buffer.get(at..end).unwrap_or_else(|| filled_in(s.at))
            }
            #[cfg(feature = "k8s-openapi")]
            Text::Table(_) if s.len == 0 => "",
            #[cfg(feature = "k8s-openapi")]
            Text::Table(table) => table.get(s.at as usize).unwrap_or_else(|| filled_in(s.at)),
        }
    }

    /// The same as bytes, which is quicker: no characters have to be kept whole.
    #[inline]
    pub(crate) fn bytes(self, s: Str) -> &'t [u8] {
        match self {
            Text::Buffer(buffer) => {
                let at = s.at as usize;
                buffer.as_bytes().get(at..at.wrapping_add((s.len & !ESCAPED) as usize)).unwrap_or_default()
            }
            #[cfg(feature = "k8s-openapi")]
            Text::Table(_) => self.raw(s).as_bytes(),
        }
    }

    /// The string itself, if it holds no escapes.
    pub(crate) fn plain(self, s: Str) -> Option<&'t str> {
        (!s.is_escaped()).then(|| self.raw(s))
    }

    /// The characters of a string, escapes resolved.
    pub(crate) fn chars(self, s: Str) -> Chars<'t> {
        Chars { raw: self.raw(s).chars(), escaped: s.is_escaped() }
    }

    /// Whether a string is this one.
    pub(crate) fn is(self, s: Str, other: &str) -> bool {
        if s.is_escaped() { self.is_unescaped(s, other) } else { self.bytes(s) == other.as_bytes() }
    }

    /// Whether a string is one of these. Less code than [`is`](Self::is), for where it is not asked of every pod.
    #[inline(never)]
    pub(crate) fn is_among(self, s: Str, others: &[&str]) -> bool {
        others.iter().any(|other| self.is(s, other))
    }

    #[inline(never)]
    fn is_unescaped(self, s: Str, other: &str) -> bool {
        self.chars(s).eq(other.chars())
    }

    /// Whether a string begins with this one.
    pub(crate) fn starts_with(self, s: Str, prefix: &str) -> bool {
        self.strip_prefix(s, prefix).is_some()
    }

    /// What follows a prefix, if the string begins with it.
    #[inline(never)]
    pub(crate) fn strip_prefix(self, s: Str, prefix: &str) -> Option<Chars<'t>> {
        if !s.is_escaped() && !self.bytes(s).starts_with(prefix.as_bytes()) {
            return None;
        }
        let mut chars = self.chars(s);
        prefix.chars().all(|c| chars.next() == Some(c)).then_some(chars)
    }

    /// Compares two strings as Go sorts them: by bytes, which for valid UTF-8 is by characters.
    #[inline(never)]
    pub(crate) fn compare(self, a: Str, b: Str) -> Ordering {
        if a.is_escaped() || b.is_escaped() {
            self.chars(a).cmp(self.chars(b))
        } else {
            self.bytes(a).cmp(self.bytes(b))
        }
    }

    /// Sorts strings as [`compare`](Self::compare) does, equal ones by where they stand.
    pub(crate) fn sort(self, list: &mut [Str]) {
        sort(list, &|a, b| self.compare(a, b).then(a.at.cmp(&b.at)));
    }

    /// Writes the string, escapes resolved.
    pub(crate) fn write(self, s: Str, out: &mut dyn fmt::Write) -> fmt::Result {
        let mut rest = self.raw(s);
        // Runs without escapes go out whole.
        while let Some(run) = s.is_escaped().then(|| rest.find('\\')).flatten() {
            let (before, after) = rest.split_at_checked(run).unwrap_or((rest, ""));
            out.write_str(before)?;
            let mut chars = Chars { raw: after.chars(), escaped: true };
            chars.next().map_or(Ok(()), |c| out.write_char(c))?;
            rest = chars.raw.as_str();
        }
        out.write_str(rest)
    }

    /// Something that prints the string, escapes resolved.
    pub(crate) fn show(self, s: Str) -> Shown<'t> {
        Shown { text: self, s }
    }
}

/// Compares characters, wherever they come from.
#[inline(never)]
pub(crate) fn compare_chars(a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>) -> Ordering {
    a.cmp(b)
}

/// A string that stands in no object.
fn filled_in(at: u32) -> &'static str {
    match at.wrapping_sub(FILLED_IN) {
        0 => "100m",
        1 => "500m",
        2 => "100Mi",
        3 => "2048Mi",
        _ => "",
    }
}

/// Strings that lie apart, by number. The first ones need no heap.
#[cfg(feature = "k8s-openapi")]
#[derive(Debug)]
pub(crate) struct Strings<'t> {
    /// Who the object is.
    few: [&'t str; 4],
    many: Vec<&'t str>,
    len: usize,
}

#[cfg(feature = "k8s-openapi")]
impl<'t> Strings<'t> {
    pub(crate) fn new() -> Self {
        Self { few: [""; 4], many: Vec::new(), len: 0 }
    }

    /// Makes room for those of an ordinary pod.
    pub(crate) fn reserve(&mut self) {
        self.many.reserve(32);
    }

    /// Takes up a string and gives the span that stands for it.
    pub(crate) fn add(&mut self, s: &'t str) -> Str {
        let at = u32::try_from(self.len).unwrap_or(u32::MAX);
        match self.few.get_mut(self.len) {
            Some(slot) => *slot = s,
            None => self.many.push(s),
        }
        self.len = self.len.saturating_add(1);
        Str::plain(at, u32::try_from(s.len()).unwrap_or(!ESCAPED))
    }

    fn get(&self, n: usize) -> Option<&'t str> {
        let many = || self.many.get(n.saturating_sub(self.few.len())).copied();
        self.few.get(n).copied().or_else(many)
    }
}

/// Prints a string of the object.
pub(crate) struct Shown<'t> {
    text: Text<'t>,
    s: Str,
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.write(self.s, f)
    }
}

/// The characters of a string. The reader has checked every escape; a malformed one cannot come here.
#[derive(Clone, Debug)]
pub(crate) struct Chars<'t> {
    raw: std::str::Chars<'t>,
    escaped: bool,
}

impl Chars<'_> {
    fn hex4(&mut self) -> Option<u32> {
        let mut unit = 0u32;
        for _ in 0..4 {
            unit = unit << 4 | self.raw.next()?.to_digit(16)?;
        }
        Some(unit)
    }

    fn unicode(&mut self) -> Option<char> {
        let unit = self.hex4()?;
        if (0xD800..0xDC00).contains(&unit) {
            self.raw.next();
            self.raw.next();
            let low = self.hex4()?;
            let high = unit.wrapping_sub(0xD800) << 10;
            return char::from_u32(high.wrapping_add(low.wrapping_sub(0xDC00)).wrapping_add(0x10000));
        }
        char::from_u32(unit)
    }
}

impl Iterator for Chars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let c = self.raw.next()?;
        if c != '\\' || !self.escaped {
            return Some(c);
        }
        match self.raw.next()? {
            'b' => Some('\u{8}'),
            'f' => Some('\u{c}'),
            'n' => Some('\n'),
            'r' => Some('\r'),
            't' => Some('\t'),
            'u' => self.unicode(),
            other => Some(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_resolved_when_compared_and_printed() {
        let raw = r#"a\n\u0041\ud83d\ude00\/\""#;
        let text = Text::Buffer(raw);
        let s = Str::escaped(0, raw.len() as u32);
        assert!(text.is(s, "a\nA😀/\""));
        assert_eq!(text.show(s).to_string(), "a\nA😀/\"");
        assert!(text.starts_with(s, "a\nA"));
        assert!(!text.starts_with(s, "a\nAB"));
    }

    #[test]
    fn escaped_and_plain_spellings_sort_alike() {
        let raw = r"b\u0061";
        let text = Text::Buffer(raw);
        let plain = Str::plain(0, 1);
        let escaped = Str::escaped(0, raw.len() as u32);
        assert_eq!(text.compare(plain, escaped), Ordering::Less);
        assert_eq!(text.compare(escaped, escaped), Ordering::Equal);
    }
}
