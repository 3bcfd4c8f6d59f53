//! What a plain scalar means: null, a boolean, a number, or a string. These are the rules of go-yaml v2,
//! which are YAML 1.1's with many exceptions.

use std::borrow::Cow;

use super::events::Tag;

/// The meaning of a plain scalar.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Meaning {
    Null,
    Boolean(bool),
    Integer(i64),
    /// Larger than any integer field takes.
    HugeInteger,
    Float(f64),
    String,
}

/// Finds what a plain scalar means. Dates and `1:30` are strings to Kubernetes.
pub(super) fn resolve(plain: &str) -> Meaning {
    match plain.bytes().next() {
        None => Meaning::Null,
        Some(b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' | b'~') => word(plain),
        Some(b'.') => special_float(plain).or_else(|| fraction(plain)).map_or(Meaning::String, Meaning::Float),
        Some(b'+' | b'-' | b'0'..=b'9') => number(plain),
        Some(_) => Meaning::String,
    }
}

impl Meaning {
    /// Whether a scalar with the tag may mean this.
    pub(super) fn fits(self, tag: Tag) -> bool {
        match tag {
            Tag::String => true,
            Tag::Boolean => matches!(self, Self::Boolean(_)),
            Tag::Integer => matches!(self, Self::Integer(_) | Self::HugeInteger),
            Tag::Null => self == Self::Null,
        }
    }
}

fn word(plain: &str) -> Meaning {
    match plain {
        "~" | "null" | "Null" | "NULL" => Meaning::Null,
        "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => Meaning::Boolean(true),
        "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off" | "OFF" => Meaning::Boolean(false),
        _ => Meaning::String,
    }
}

fn special_float(plain: &str) -> Option<f64> {
    let (negative, name) = match plain.strip_prefix('-') {
        Some(name) => (true, name),
        None => (false, plain.strip_prefix('+').unwrap_or(plain)),
    };
    match name {
        ".inf" | ".Inf" | ".INF" if negative => Some(f64::NEG_INFINITY),
        ".inf" | ".Inf" | ".INF" => Some(f64::INFINITY),
        ".nan" | ".NaN" | ".NAN" if plain.len() == name.len() => Some(f64::NAN),
        _ => None,
    }
}

fn number(plain: &str) -> Meaning {
    // Most that begin like a number are none: versions, dates, addresses.
    let can_be_number = |b: u8| b.is_ascii_hexdigit() || b"xXoO_+-.".contains(&b);
    if !plain.bytes().all(can_be_number) {
        return special_float(plain).map_or(Meaning::String, Meaning::Float);
    }
    let digits = match plain.contains('_') {
        true => Cow::Owned(plain.replace('_', "")),
        false => Cow::Borrowed(plain),
    };
    integer(&digits).unwrap_or_else(|| float(&digits).map_or(Meaning::String, Meaning::Float))
}

/// Reads an integer: decimal, `0x1f`, `0o17`, `017` or `0b1`.
fn integer(digits: &str) -> Option<Meaning> {
    let (sign, unsigned) = match digits.as_bytes().first()? {
        b'-' => (Some(true), digits.get(1..)?),
        b'+' => (Some(false), digits.get(1..)?),
        _ => (None, digits),
    };
    let (base, magnitude) = base(unsigned);
    // go-yaml takes the sign after `0b`, too.
    let (sign, magnitude) = match (digits.starts_with("0b"), magnitude.as_bytes().first()) {
        (true, Some(b'-')) => (Some(true), magnitude.get(1..)?),
        (true, Some(b'+')) => (Some(false), magnitude.get(1..)?),
        _ => (sign, magnitude),
    };
    let value = parse(magnitude, base)?;
    let signed = match sign {
        Some(true) => 0i64.checked_sub_unsigned(value),
        _ => i64::try_from(value).ok(),
    };
    match (signed, sign) {
        (Some(value), _) => Some(Meaning::Integer(value)),
        (None, None) => Some(Meaning::HugeInteger),
        // Signed and out of range: read as a float.
        (None, Some(_)) => None,
    }
}

/// The base that a prefix gives, and what follows it.
fn base(unsigned: &str) -> (u32, &str) {
    let prefixed = |lower: &str, upper: &str| {
        let rest = unsigned.strip_prefix(lower).or_else(|| unsigned.strip_prefix(upper));
        rest.filter(|rest| !rest.is_empty())
    };
    if let Some(rest) = prefixed("0x", "0X") {
        return (16, rest);
    }
    if let Some(rest) = prefixed("0o", "0O") {
        return (8, rest);
    }
    if let Some(rest) = prefixed("0b", "0B") {
        return (2, rest);
    }
    match unsigned.strip_prefix('0') {
        Some(rest) if !rest.is_empty() => (8, rest),
        _ => (10, unsigned),
    }
}

/// Reads digits, without a sign.
fn parse(digits: &str, base: u32) -> Option<u64> {
    // Rust's own reading would take a `+`.
    digits.as_bytes().first().filter(|b| b.is_ascii_alphanumeric())?;
    u64::from_str_radix(digits, base).ok()
}

/// Reads a float that begins with the point. Other than elsewhere, `_` must stand between digits.
fn fraction(text: &str) -> Option<f64> {
    if !text.contains('_') {
        return float(text);
    }
    let separates = |around: &[u8]| !matches!(around, [a, b'_', b] if !a.is_ascii_digit() || !b.is_ascii_digit());
    let separated = text.as_bytes().windows(3).all(separates) && !text.ends_with('_');
    separated.then(|| float(&text.replace('_', ""))).flatten()
}

/// Reads a float, if it looks like one and is finite.
fn float(text: &str) -> Option<f64> {
    let bytes = text.as_bytes();
    let unsigned = match bytes.first() {
        Some(b'+' | b'-') => bytes.get(1..)?,
        _ => bytes,
    };
    // A digit at the start, or after the point there.
    let mut starts = unsigned.iter().skip(usize::from(unsigned.first() == Some(&b'.')));
    let begins = starts.next().is_some_and(u8::is_ascii_digit);
    let numeric = unsigned.iter().all(|b| matches!(b, b'0'..=b'9' | b'.' | b'e' | b'E' | b'+' | b'-'));
    if !begins || !numeric {
        return None;
    }
    text.parse::<f64>().ok().filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_what_go_yaml_takes_them_for() {
        for (plain, meaning) in [
            ("", Meaning::Null),
            ("~", Meaning::Null),
            ("NULL", Meaning::Null),
            ("nULL", Meaning::String),
            ("y", Meaning::Boolean(true)),
            ("On", Meaning::Boolean(true)),
            ("oN", Meaning::String),
            ("NO", Meaning::Boolean(false)),
            ("none", Meaning::String),
            ("<<", Meaning::String),
            ("2001-01-01", Meaning::String),
            ("1:30", Meaning::String),
            ("1.2.3", Meaning::String),
        ] {
            assert_eq!(resolve(plain), meaning, "{plain}");
        }
    }

    #[test]
    fn numbers_mean_what_go_yaml_takes_them_for() {
        for (plain, value) in [
            ("0", 0),
            ("+5", 5),
            ("-0x1", -1),
            ("0777", 511),
            ("0o17", 15),
            ("0X1F", 31),
            ("0b101", 5),
            ("0b-1", -1),
            ("0B1", 1),
            ("1_000", 1000),
            ("0_x1f", 31),
            ("-9223372036854775808", i64::MIN),
        ] {
            assert_eq!(resolve(plain), Meaning::Integer(value), "{plain}");
        }
        for (plain, value) in [
            ("08", 8.0),
            ("018", 18.0),
            ("1e3", 1000.0),
            ("0.", 0.0),
            (".1e4", 1000.0),
            (".2_5", 0.25),
            ("-.5", -0.5),
            ("-0.0", 0.0),
        ] {
            assert_eq!(resolve(plain), Meaning::Float(value), "{plain}");
        }
        for plain in [
            "-", "+", ".", "0x", "0b", "1e", "1e400", ".e5", "-0b+1", "0B-1", "+-1", "0x1p4", ".5_", ".5__0", "._5",
            "0o9",
        ] {
            assert_eq!(resolve(plain), Meaning::String, "{plain}");
        }
        assert_eq!(resolve("18446744073709551615"), Meaning::HugeInteger);
        assert_eq!(resolve("1e400"), Meaning::String);
        assert_eq!(resolve("-.Inf"), Meaning::Float(f64::NEG_INFINITY));
        assert_eq!(resolve("-.nan"), Meaning::String);
        assert_eq!(resolve("+inf"), Meaning::String);
    }
}
