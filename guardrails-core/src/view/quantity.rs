//! Quantities as the API server writes them back: `1000m` becomes `1`, `1024Mi` becomes `1Gi`, `1.` stays.

use smallvec::SmallVec;

/// A quantity as it is written back: text of its own, on the stack unless it is longer than any that is meant.
pub(crate) struct Quantity(SmallVec<[u8; 48]>);

/// The finest share of one that a quantity is kept to: what is finer is rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Finest {
    /// A billionth: every quantity.
    Nano = -9,
    /// A thousandth: the resources of containers, when the API server fills in defaults.
    Milli = -3,
}

/// How a quantity is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Decimal,
    Binary,
    Exponent,
}

/// A quantity taken apart.
struct Parts<'q> {
    negative: bool,
    /// Digits without leading zeros; `0` if there are none.
    whole: &'q str,
    fraction: &'q str,
    exponent: i32,
    format: Format,
}

impl Quantity {
    /// Reads a quantity; `None` if it is malformed.
    pub(crate) fn parse(written: &str, finest: Finest) -> Option<Self> {
        let parts = take_apart(written)?;
        if parts.is_kept(finest) {
            return Some(Self(SmallVec::from_slice(written.as_bytes())));
        }
        let mut it = Self(SmallVec::new());
        match parts.format {
            Format::Binary => it.write_binary(&parts, finest),
            format => {
                let digits: SmallVec<[u8; 48]> = parts.digits().collect();
                let places = i32::try_from(parts.fraction.len()).ok()?;
                it.write_decimal(parts.negative, digits, parts.exponent.checked_sub(places)?, format, finest);
            }
        }
        Some(it)
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Writes digits times a power of ten, with the largest suffix that leaves a whole number.
    fn write_decimal(
        &mut self,
        negative: bool,
        mut digits: SmallVec<[u8; 48]>,
        mut exponent: i32,
        format: Format,
        finest: Finest,
    ) {
        let finest = finest as i32;
        let mut lost = false;
        while exponent < finest && !digits.is_empty() {
            lost |= digits.pop() != Some(b'0');
            exponent = exponent.saturating_add(1);
        }
        if lost {
            exponent = finest;
            increment(&mut digits);
        }
        while digits.last() == Some(&b'0') {
            digits.pop();
            exponent = exponent.saturating_add(1);
        }
        let leading = digits.iter().take_while(|digit| **digit == b'0').count();
        let digits = digits.get(leading..).unwrap_or_default();
        if digits.is_empty() {
            self.0.push(b'0');
            return;
        }
        if negative {
            self.0.push(b'-');
        }
        self.0.extend_from_slice(digits);
        while exponent.wrapping_rem(3) != 0 {
            self.0.push(b'0');
            exponent = exponent.saturating_sub(1);
        }
        let suffix = match (format, exponent) {
            (_, 0) => "",
            (Format::Exponent, _) => {
                self.0.extend_from_slice(format!("e{exponent}").as_bytes());
                return;
            }
            (_, -9) => "n",
            (_, -6) => "u",
            (_, -3) => "m",
            (_, 3) => "k",
            (_, 6) => "M",
            (_, 9) => "G",
            (_, 12) => "T",
            (_, 15) => "P",
            (_, 18) => "E",
            _ => "",
        };
        self.0.extend_from_slice(suffix.as_bytes());
    }

    /// Writes digits times a power of two. The largest is 2^63 - 1.
    fn write_binary(&mut self, parts: &Parts<'_>, finest: Finest) {
        const MAX: u128 = i64::MAX as u128;
        let factor = 1u128.wrapping_shl(parts.exponent.unsigned_abs());
        let scale = u32::try_from(parts.fraction.len()).ok().and_then(|places| 10u128.checked_pow(places));
        let digits = parts
            .digits()
            .try_fold(0u128, |sum, digit| sum.checked_mul(10)?.checked_add(u128::from(digit.wrapping_sub(b'0'))));
        let product = digits.and_then(|digits| digits.checked_mul(factor));
        let Some((product, scale)) = product.zip(scale) else {
            // More digits than fit: far more than the largest, or a fraction finer than any that is written.
            return self.write_binary_roughly(parts, finest);
        };
        let whole = product.checked_div(scale).unwrap_or_default();
        let exact = product.checked_rem(scale) == Some(0);
        match (whole >= MAX, exact && whole >= 1024) {
            (true, _) => self.write_base_1024(parts.negative, MAX),
            (false, true) => self.write_base_1024(parts.negative, whole),
            (false, false) => {
                let places = i32::try_from(parts.fraction.len()).unwrap_or(i32::MAX);
                let digits = SmallVec::from_slice(product.to_string().as_bytes());
                self.write_decimal(parts.negative, digits, 0i32.saturating_sub(places), Format::Decimal, finest);
            }
        }
    }

    /// As [`write_binary`](Self::write_binary), of the digits that fit: those that don't are past the billionths.
    fn write_binary_roughly(&mut self, parts: &Parts<'_>, finest: Finest) {
        const FIT: usize = 18;
        if parts.whole.len() > FIT {
            return self.write_base_1024(parts.negative, i64::MAX as u128);
        }
        let places = parts.fraction.len().min(FIT.saturating_sub(parts.whole.len()).max(1));
        let (fraction, rest) = parts.fraction.split_at_checked(places).unwrap_or_default();
        let mut cut = Parts { fraction, ..*parts };
        let longer;
        if rest.bytes().any(|digit| digit != b'0') {
            // Rounding up looks at whether anything follows.
            longer = format!("{fraction}1");
            cut.fraction = &longer;
        }
        self.write_binary(&cut, finest);
    }

    fn write_base_1024(&mut self, negative: bool, mut value: u128) {
        const SUFFIXES: [&str; 7] = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
        let mut suffixes = SUFFIXES.iter();
        let mut suffix = suffixes.next();
        while value.trailing_zeros() >= 10 && value != 0 {
            let Some(larger) = suffixes.next() else { break };
            suffix = Some(larger);
            value >>= 10;
        }
        if negative {
            self.0.push(b'-');
        }
        self.0.extend_from_slice(value.to_string().as_bytes());
        self.0.extend_from_slice(suffix.map_or(&[][..], |suffix| suffix.as_bytes()));
    }
}

/// Adds one to a decimal number.
fn increment(digits: &mut SmallVec<[u8; 48]>) {
    for digit in digits.iter_mut().rev() {
        match *digit {
            b'9' => *digit = b'0',
            _ => {
                *digit = digit.wrapping_add(1);
                return;
            }
        }
    }
    digits.insert(0, b'1');
}

impl Parts<'_> {
    fn digits(&self) -> impl Iterator<Item = u8> {
        self.whole.bytes().chain(self.fraction.bytes())
    }

    /// Whether the API server keeps the text as it is: it looks canonical to a quick test.
    fn is_kept(&self, finest: Finest) -> bool {
        let (whole, places) = (self.whole.len(), self.fraction.len());
        let digits = whole.saturating_add(places);
        match self.format {
            Format::Binary => {
                let room = self.exponent.unsigned_abs().wrapping_mul(3).wrapping_div(10) as usize;
                let odd = self.whole.parse::<u64>().is_ok_and(|value| value & 7 != 0);
                places == 0 && whole.saturating_add(room) <= 14 && self.exponent.wrapping_rem(10) == 0 && odd
            }
            Format::Decimal | Format::Exponent => {
                let scale = i64::from(self.exponent).saturating_sub(i64::try_from(places).unwrap_or(i64::MAX));
                let thousands = self.digits().rev_three() == *b"000";
                digits <= 18
                    && scale >= finest as i64
                    && scale.wrapping_rem(3) == 0
                    && !thousands
                    && !self.whole.starts_with('0')
            }
        }
    }
}

/// The last three of some digits.
trait LastThree {
    fn rev_three(self) -> [u8; 3];
}

impl<I: Iterator<Item = u8>> LastThree for I {
    fn rev_three(self) -> [u8; 3] {
        self.fold([0; 3], |[_, b, c], digit| [b, c, digit])
    }
}

fn take_apart(written: &str) -> Option<Parts<'_>> {
    if written.is_empty() {
        return None;
    }
    let negative = written.starts_with('-');
    let unsigned = written.strip_prefix(['-', '+']).unwrap_or(written);
    let unpadded = unsigned.trim_start_matches('0');
    let (whole, rest) = split_digits(unpadded);
    let (fraction, suffix) = match rest.strip_prefix('.') {
        Some(rest) => split_digits(rest),
        None => ("", rest),
    };
    // A number without any digits is zero, for Go's parser.
    let (exponent, format) = read_suffix(suffix)?;
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(Parts { negative, whole, fraction, exponent, format })
}

/// The digits at the beginning, and what follows.
fn split_digits(s: &str) -> (&str, &str) {
    let end = s.find(|c: char| !c.is_ascii_digit()).unwrap_or(s.len());
    s.split_at_checked(end).unwrap_or((s, ""))
}

fn read_suffix(suffix: &str) -> Option<(i32, Format)> {
    Some(match suffix {
        "" => (0, Format::Decimal),
        "n" => (-9, Format::Decimal),
        "u" => (-6, Format::Decimal),
        "m" => (-3, Format::Decimal),
        "k" => (3, Format::Decimal),
        "M" => (6, Format::Decimal),
        "G" => (9, Format::Decimal),
        "T" => (12, Format::Decimal),
        "P" => (15, Format::Decimal),
        "E" => (18, Format::Decimal),
        "Ki" => (10, Format::Binary),
        "Mi" => (20, Format::Binary),
        "Gi" => (30, Format::Binary),
        "Ti" => (40, Format::Binary),
        "Pi" => (50, Format::Binary),
        "Ei" => (60, Format::Binary),
        exponent => {
            let digits = exponent.strip_prefix(['e', 'E'])?;
            let unsigned = digits.strip_prefix(['-', '+']).unwrap_or(digits);
            if unsigned.is_empty() || !unsigned.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            (digits.parse().ok()?, Format::Exponent)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_written_as_the_api_server_writes_them() {
        let table = [
            ("1", "1"),
            ("1000m", "1"),
            ("1024Mi", "1Gi"),
            ("1.", "1."),
            (".5", "500m"),
            (".", "0"),
            ("-", "0"),
            ("m", "0"),
            ("Mi", "0"),
            ("e3", "0"),
            ("1e3", "1e3"),
            ("1E", "1E"),
            ("1E-3", "1E-3"),
            ("01Gi", "01Gi"),
            ("1.5Gi", "1536Mi"),
            ("0.0000000001", "1n"),
            ("1e400", "10e399"),
            ("100000000000000000000", "100E"),
            ("1.5Ki", "1536"),
            ("9999999999999999999Ei", "9223372036854775807"),
            ("0.1Ki", "102400m"),
            ("1023Ki", "1023Ki"),
            ("-0", "0"),
            ("-1Gi", "-1Gi"),
            ("1e20", "100e18"),
            ("0.", "0"),
            ("1.0000000001Gi", "1073741824107374183n"),
            ("123456789012345678901234567890", "123456789012345678901234567890"),
            ("1e-30", "1e-9"),
            ("8Ki", "8Ki"),
            ("8Ei", "9223372036854775807"),
            ("100000m", "100"),
            ("0.001", "1m"),
            ("1000000000000Ki", "976562500Mi"),
            ("0.9Ki", "921600m"),
            ("1e1000000", "10e999999"),
            ("-0.5", "-500m"),
            ("1E5", "100e3"),
            ("10e2", "1e3"),
        ];
        for (written, back) in table {
            assert_eq!(
                Quantity::parse(written, Finest::Nano).map(|it| it.as_str().to_owned()).as_deref(),
                Some(back),
                "{written}"
            );
        }
        let rounded = Quantity::parse("1.5m", Finest::Milli).map(|it| it.as_str().to_owned());
        assert_eq!(rounded.as_deref(), Some("2m"));
        for malformed in ["", "1e", "1Kii", "1e21k", "abc", "1 ", "0x10", "1_0", "infm", "1e3e"] {
            assert!(Quantity::parse(malformed, Finest::Nano).is_none(), "{malformed}");
        }
    }
}
