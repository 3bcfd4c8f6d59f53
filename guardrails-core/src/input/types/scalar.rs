//! Strings with a decoder of their own: quantities, times, base64.

use std::iter::Peekable;

use super::Type;
use crate::input::error::{ErrorKind, Fault, Read};
use crate::input::source::{Frame, Shape, Source};
use crate::view::Str;

/// Takes a value of a type without members.
#[inline(always)]
pub(super) fn take<S: Source>(source: &mut S, ty: Type) -> Read<()> {
    match ty {
        Type::String => source.string().map(drop),
        Type::Boolean => source.boolean().map(drop),
        Type::Int32 => source.integer(32).map(drop),
        Type::Int64 => source.integer(64).map(drop),
        Type::IntOrString => match source.shape() {
            Shape::String => source.string().map(drop),
            _ => source.integer(32).map(drop),
        },
        Type::Quantity => quantity(source),
        Type::Time => time(source),
        Type::Bytes => bytes(source),
        Type::Any | Type::Struct(_) | Type::List(_) | Type::Map(_) => source.skip(),
    }
}

/// Takes a quantity: a string or a number.
fn quantity<S: Source>(source: &mut S) -> Read<()> {
    let (shape, at) = (source.shape(), source.mark());
    let Some(value) = source.scalar()? else { return Ok(()) };
    let good = match source.text().plain(value) {
        Some(text) => is_quantity(text.trim()),
        None => is_quantity(source.text().show(value).to_string().trim()),
    };
    if good || shape == Shape::Number && is_number(source, at) {
        return Ok(());
    }
    Err(malformed(source, at, value, "a quantity such as `500m` or `1Gi`"))
}

/// Whether a number that does not look like a quantity is one all the same: YAML writes some in other ways.
fn is_number<S: Source>(source: &mut S, at: usize) -> bool {
    let end = source.mark();
    source.seek(at);
    let integer = source.integer(64).is_ok();
    if !integer {
        source.seek(end);
    }
    integer
}

/// Takes a time.
fn time<S: Source>(source: &mut S) -> Read<()> {
    let at = source.mark();
    match source.string()? {
        Some(value) if !is_time(source.text().chars(value)) => {
            Err(malformed(source, at, value, "a time such as `2030-01-31T08:00:00Z`"))
        }
        _ => Ok(()),
    }
}

/// Takes bytes: base64, or, as Go has it, a list of them.
fn bytes<S: Source>(source: &mut S) -> Read<()> {
    let at = source.mark();
    if source.shape() == Shape::List {
        return list_of_bytes(source);
    }
    match source.string()? {
        Some(value) if !is_base64(source.text().chars(value)) => Err(malformed(source, at, value, "text in base64")),
        _ => Ok(()),
    }
}

fn list_of_bytes<S: Source>(source: &mut S) -> Read<()> {
    let mut frame = Frame::default();
    source.enter_list(&mut frame)?;
    while source.next_element(&mut frame)? {
        let at = source.mark();
        if source.integer(64)?.is_some_and(|byte| !(0..=255).contains(&byte)) {
            return Err(Fault::new(ErrorKind::Type, at, "expected a byte, from 0 to 255"));
        }
    }
    Ok(())
}

#[cold]
fn malformed<S: Source>(source: &S, at: usize, value: Str, expected: &str) -> Box<Fault> {
    /// A longer value is cut in the message.
    const SHOWN: usize = 40;
    let shown: String = source.text().chars(value).take(SHOWN).collect();
    let dots = if source.text().chars(value).count() > SHOWN { "…" } else { "" };
    Fault::new(ErrorKind::Value, at, format!("expected {expected}, found `{shown}{dots}`"))
}

/// Kubernetes' ParseQuantity: a sign, digits with at most one point, and a suffix or an exponent. It takes some
/// quantities without a digit for 0, of those whose suffix is not too large or small for its short way.
fn is_quantity(text: &str) -> bool {
    let number = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, rest) = split_digits(number);
    let (fraction, suffix) = rest.strip_prefix('.').map_or(("", rest), split_digits);
    let digits = !whole.is_empty() || !fraction.is_empty();
    let good = match suffix {
        "" | "n" | "u" | "m" | "k" | "M" | "G" | "T" | "P" | "E" | "Ki" | "Mi" | "Gi" | "Ti" => true,
        "Pi" | "Ei" => digits,
        // The exponent may have one sign, which is what Rust's integers take, too.
        _ => match suffix.strip_prefix(['e', 'E']).map(str::parse::<i64>) {
            Some(Ok(exponent)) => digits || exponent >= -9,
            _ => false,
        },
    };
    good && !text.is_empty()
}

/// The digits at the beginning of a text, and the rest.
fn split_digits(text: &str) -> (&str, &str) {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    text.split_at_checked(text.len().saturating_sub(rest.len())).unwrap_or((text, ""))
}

/// Go's time.Parse with RFC 3339: an hour may have one digit, a fraction may follow a comma, and an offset may
/// reach to 24:60.
fn is_time(text: impl Iterator<Item = char>) -> bool {
    parse_time(&mut text.peekable()).is_some()
}

fn parse_time(text: &mut Peekable<impl Iterator<Item = char>>) -> Option<()> {
    let year = number(text, 4)?;
    literal(text, '-')?;
    let month = number(text, 2).filter(|month| (1..=12).contains(month))?;
    literal(text, '-')?;
    number(text, 2).filter(|day| (1..=days(year, month)).contains(day))?;
    literal(text, 'T')?;
    let mut hour = digit(text)?;
    if let Some(second) = digit(text) {
        hour = hour.wrapping_mul(10).wrapping_add(second);
    }
    literal(text, ':')?;
    let minute = number(text, 2)?;
    literal(text, ':')?;
    let second = number(text, 2)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    if text.next_if(|c| matches!(c, '.' | ',')).is_some() {
        digit(text)?;
        while digit(text).is_some() {}
    }
    if text.next_if_eq(&'Z').is_none() {
        text.next_if(|c| matches!(c, '+' | '-'))?;
        let hours = number(text, 2)?;
        literal(text, ':')?;
        let minutes = number(text, 2)?;
        if hours > 24 || minutes > 60 {
            return None;
        }
    }
    text.next().is_none().then_some(())
}

fn literal(text: &mut Peekable<impl Iterator<Item = char>>, c: char) -> Option<()> {
    text.next_if_eq(&c).map(drop)
}

fn digit(text: &mut Peekable<impl Iterator<Item = char>>) -> Option<u32> {
    text.next_if(char::is_ascii_digit).and_then(|c| c.to_digit(10))
}

/// A number of exactly so many digits.
fn number(text: &mut Peekable<impl Iterator<Item = char>>, digits: u32) -> Option<u32> {
    (0..digits).try_fold(0u32, |number, _| Some(number.wrapping_mul(10).wrapping_add(digit(text)?)))
}

/// The days of a month.
fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 => 28u32.wrapping_add(leap.into()),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Go's base64.StdEncoding: groups of four, padded; line breaks count for nothing.
fn is_base64(text: impl Iterator<Item = char>) -> bool {
    let (mut digits, mut padding) = (0usize, 0usize);
    for c in text.filter(|c| !matches!(c, '\r' | '\n')) {
        match c {
            '=' => padding = padding.saturating_add(1),
            'A'..='Z' | 'a'..='z' | '0'..='9' | '+' | '/' if padding == 0 => digits = digits.saturating_add(1),
            _ => return false,
        }
    }
    let missing = match digits % 4 {
        0 => 0,
        2 => 2,
        3 => 1,
        _ => return false,
    };
    padding == missing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_those_that_kubernetes_takes() {
        for good in [
            "0", "1", "-1", "+1", "1.5", ".5", "1.", "500m", "1Gi", "1Ei", "1e3", "1E3", "1e+3", "1E-3", "00", "1.Gi",
            ".", "-", "m", "Ti", "e-9",
        ] {
            assert!(is_quantity(good), "{good}");
        }
        for bad in [
            "",
            "Pi",
            "e",
            "e-10",
            "1 Gi",
            "1gi",
            "1K",
            "0x1",
            "1_0",
            "1,5",
            "NaN",
            "1e",
            "1e99999999999999999999",
            "--1",
            "1e+-3",
            "1.2.3",
        ] {
            assert!(!is_quantity(bad), "{bad}");
        }
    }

    #[test]
    fn times_are_those_that_go_takes() {
        let is_time = |text: &str| is_time(text.chars());
        for good in [
            "2024-02-29T03:04:05Z",
            "2024-01-02T3:04:05Z",
            "2024-01-02T03:04:05,5Z",
            "2024-01-02T03:04:05.123456789012Z",
            "2024-01-02T03:04:05+24:00",
            "2024-01-02T03:04:05-00:00",
            "0000-01-01T00:00:00Z",
            "9999-12-31T23:59:59+24:60",
        ] {
            assert!(is_time(good), "{good}");
        }
        for bad in [
            "",
            "2024-01-02",
            "2024-01-02t03:04:05Z",
            "2024-01-02T03:04:05z",
            "2024-01-02 03:04:05Z",
            "2024-01-02T03:04:05",
            "2024-01-02T03:04:60Z",
            "2024-01-02T24:04:05Z",
            "10000-01-02T03:04:05Z",
            "2023-02-29T03:04:05Z",
            "2024-13-01T03:04:05Z",
            "2024-01-02T03:04:05.Z",
            "2024-01-02T03:04:05+25:00",
            "2024-01-02T03:04:05+0100",
            "2024-01-02T03:04:05Z ",
        ] {
            assert!(!is_time(bad), "{bad}");
        }
    }

    #[test]
    fn base64_is_padded_and_may_be_broken_into_lines() {
        let is_base64 = |text: &str| is_base64(text.chars());
        for good in ["", "TQ==", "TWE=", "TWFu", "TW\nFu\r\n", "+/+/", "TQ=\n="] {
            assert!(is_base64(good), "{good:?}");
        }
        for bad in ["T", "TQ", "TQ=", "TWE", "TQ===", "TWFu=", "TQ==TQ==", "T Q=", "-_-_", "TQ=a"] {
            assert!(!is_base64(bad), "{bad:?}");
        }
    }
}
