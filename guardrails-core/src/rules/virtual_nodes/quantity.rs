/// A quantity of Kubernetes in billionths, rounded up; none if it is negative or no quantity. What does not
/// fit is as large as can be.
pub(crate) fn nanos(written: &str) -> Option<u128> {
    let written = written.strip_prefix('+').unwrap_or(written);
    let end = written.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(written.len());
    let (number, suffix) = written.split_at_checked(end)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() || fraction.contains('.') {
        return None;
    }
    let digits = whole.chars().chain(fraction.chars()).filter_map(|c| c.to_digit(10));
    let mantissa = digits.fold(0u128, |sum, digit| sum.saturating_mul(10).saturating_add(u128::from(digit)));
    let (binary, decimal) = scale(suffix)?;
    let exponent = decimal.saturating_add(9).saturating_sub(i32::try_from(fraction.len()).unwrap_or(i32::MAX));
    let scaled = mantissa.saturating_mul(1u128.checked_shl(binary).unwrap_or(u128::MAX));
    let power = |n: i32| 10u128.saturating_pow(n.unsigned_abs());
    match exponent {
        0.. => Some(scaled.saturating_mul(power(exponent))),
        _ => Some(scaled.div_ceil(power(exponent))),
    }
}

/// The power of two and the power of ten that a suffix stands for.
fn scale(suffix: &str) -> Option<(u32, i32)> {
    Some(match suffix {
        "" => (0, 0),
        "n" => (0, -9),
        "u" => (0, -6),
        "m" => (0, -3),
        "k" => (0, 3),
        "M" => (0, 6),
        "G" => (0, 9),
        "T" => (0, 12),
        "P" => (0, 15),
        "E" => (0, 18),
        "Ki" => (10, 0),
        "Mi" => (20, 0),
        "Gi" => (30, 0),
        "Ti" => (40, 0),
        "Pi" => (50, 0),
        "Ei" => (60, 0),
        _ => (0, suffix.strip_prefix(['e', 'E'])?.parse().ok().filter(|n: &i32| n.unsigned_abs() < 40)?),
    })
}

#[cfg(test)]
mod tests {
    use super::nanos;

    #[test]
    fn quantities() {
        let n = |written| nanos(written).map(|n| n as f64 / 1e9);
        assert_eq!(n("250m"), Some(0.25));
        assert_eq!(n("1.5"), Some(1.5));
        assert_eq!(n("1Gi"), Some(1_073_741_824.0));
        assert_eq!(n("1e3"), Some(1000.0));
        assert_eq!(n("2E"), Some(2e18));
        assert_eq!(n("0.5Ki"), Some(512.0));
        for bad in ["", ".", "-1", "1.2.3", "1x", "m", "1ki"] {
            assert_eq!(n(bad), None, "{bad}");
        }
    }
}
