//! Quantities as the templates read them: fewer spellings than Kubernetes knows, and exact.

use std::cmp::Ordering;

use smallvec::SmallVec;

use super::exclusions::plain;
use crate::rules::Subject;
use crate::view::{Finest, Quantity, Str};

impl Subject<'_> {
    /// A quantity of the object as the API server writes it back; one that is null is zero.
    pub(super) fn quantity(self, written: Str) -> Written {
        let finest = if self.is_defaulted() { Finest::Milli } else { Finest::Nano };
        Written(Quantity::parse(plain(self, written).trim(), finest))
    }
}

/// A quantity of the object, written back.
pub(super) struct Written(Option<Quantity>);

impl Written {
    pub(super) fn as_str(&self) -> &str {
        self.0.as_ref().map_or("0", Quantity::as_str)
    }
}

/// A decimal number of any length: digits times a power of ten.
#[derive(Debug)]
pub(super) struct Decimal {
    negative: bool,
    /// Without zeros at either end; none for zero.
    digits: SmallVec<[u8; 40]>,
    exponent: i64,
}

impl Decimal {
    /// Reads digits with or without a fraction.
    pub(super) fn plain(written: &str) -> Option<Self> {
        let (whole, fraction) = match written.split_once('.') {
            Some((whole, fraction)) if !fraction.is_empty() => (whole, fraction),
            Some(_) => return None,
            None => (written, ""),
        };
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) {
            return None;
        }
        Some(Self::new(false, whole, fraction, 0))
    }

    /// Reads a number as Go's parser of floats does, of those that it writes in decimal digits.
    fn float(written: &str) -> Option<Self> {
        let grouped = without_underscores(written)?;
        let written = grouped.as_str();
        let negative = written.starts_with('-');
        let unsigned = written.strip_prefix(['-', '+']).unwrap_or(written);
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, read_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || !digits(whole) || !digits(fraction) {
            return None;
        }
        Some(Self::new(negative, whole, fraction, exponent))
    }

    fn new(negative: bool, whole: &str, fraction: &str, exponent: i64) -> Self {
        let places = i64::try_from(fraction.len()).unwrap_or(i64::MAX);
        let digits = whole.bytes().chain(fraction.bytes()).map(|digit| digit.wrapping_sub(b'0'));
        let mut it = Self { negative, digits: digits.collect(), exponent: exponent.saturating_sub(places) };
        it.trim();
        it
    }

    fn trim(&mut self) {
        while self.digits.last() == Some(&0) {
            self.digits.pop();
            self.exponent = self.exponent.saturating_add(1);
        }
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        self.digits.drain(..zeros);
        if self.digits.is_empty() {
            self.negative = false;
        }
    }

    pub(super) fn times_power_of_ten(mut self, power: i64) -> Self {
        self.exponent = self.exponent.saturating_add(power);
        self
    }

    /// Multiplies by 1024 so many times.
    fn times_1024(mut self, times: u32) -> Self {
        for _ in 0..times {
            let mut carry = 0u32;
            for digit in self.digits.iter_mut().rev() {
                let value = u32::from(*digit).wrapping_mul(1024).wrapping_add(carry);
                *digit = u8::try_from(value.wrapping_rem(10)).unwrap_or_default();
                carry = value.wrapping_div(10);
            }
            while carry > 0 {
                self.digits.insert(0, u8::try_from(carry.wrapping_rem(10)).unwrap_or_default());
                carry = carry.wrapping_div(10);
            }
            self.trim();
        }
        self
    }

    pub(super) fn compare(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.compare_size(other),
            (true, true) => other.compare_size(self),
            (negative, _) => {
                if negative {
                    Ordering::Less
                } else {
                    Ordering::Greater
                }
            }
        }
    }

    fn compare_size(&self, other: &Self) -> Ordering {
        let magnitude = |it: &Self| {
            let length = i64::try_from(it.digits.len()).unwrap_or(i64::MAX);
            if length == 0 { i64::MIN } else { it.exponent.saturating_add(length) }
        };
        // Without zeros at the ends, what is longer is larger, if the rest is equal.
        magnitude(self).cmp(&magnitude(other)).then_with(|| self.digits.cmp(&other.digits))
    }
}

/// Takes out the underscores; each has to stand between two digits.
fn without_underscores(written: &str) -> Option<String> {
    let groups = written.split('_').collect::<Vec<_>>();
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let mut edges = groups.iter().zip(groups.iter().skip(1));
    let apart = edges.all(|(left, right)| digit(left.chars().next_back()) && digit(right.chars().next()));
    apart.then(|| groups.concat())
}

/// The exponent of a float.
fn read_exponent(written: &str) -> Option<i64> {
    let digits = written.strip_prefix(['-', '+']).unwrap_or(written);
    let sign = written.starts_with('-');
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let size = digits.parse::<i64>().unwrap_or(i64::from(i32::MAX));
    Some(if sign { 0i64.saturating_sub(size) } else { size })
}

/// CPU in thousandths, as the template reads it.
pub(super) fn cpu(written: &str) -> Option<Decimal> {
    match written.ends_with('m') {
        true => Decimal::float(&written.replace('m', "")),
        false => Decimal::plain(written).map(|it| it.times_power_of_ten(3)),
    }
}

/// Memory in thousandths of a byte, as the template reads it: every occurrence of the suffix is taken off.
pub(super) fn memory(written: &str) -> Option<Decimal> {
    const DECIMAL: [(&str, i64); 7] = [("E", 21), ("P", 18), ("T", 15), ("G", 12), ("M", 9), ("k", 6), ("m", 0)];
    const BINARY: [(&str, u32); 6] = [("Ki", 1), ("Mi", 2), ("Gi", 3), ("Ti", 4), ("Pi", 5), ("Ei", 6)];
    if let Some((suffix, power)) = DECIMAL.into_iter().find(|(suffix, _)| written.ends_with(suffix)) {
        return Decimal::plain(&written.replace(suffix, "")).map(|it| it.times_power_of_ten(power));
    }
    if let Some((suffix, times)) = BINARY.into_iter().find(|(suffix, _)| written.ends_with(suffix)) {
        return Decimal::plain(&written.replace(suffix, "")).map(|it| it.times_1024(times).times_power_of_ten(3));
    }
    Decimal::plain(written).map(|it| it.times_power_of_ten(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_compare_exactly() {
        let above = |a: &str, b: &str| memory(a).unwrap().compare(&memory(b).unwrap()).is_gt();
        assert!(above("1073741824.1", "1Gi") && above("1Gi", "1073741823.9") && !above("11Mi", "1Mi1Mi"));
        assert!(above("1Ei", "1E") && above("1k", "999999m") && !above("1Gi", "1024Mi") && !above("0", "0m"));
        assert!(cpu("1e3m").unwrap().compare(&cpu("1").unwrap()).is_eq());
        for unreadable in ["1k", "1e3", "-1", ".5", "", "1.", "0x10", "infm", " 5m"] {
            assert!(cpu(unreadable).is_none(), "{unreadable}");
        }
        for unreadable in ["1e3", "1K", "-1Gi", "", "Gi", "+1Gi"] {
            assert!(memory(unreadable).is_none(), "{unreadable}");
        }
    }
}
