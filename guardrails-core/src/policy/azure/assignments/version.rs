//! Versions of Azure's definitions and initiatives, and what pins them.

use std::fmt;

/// A version: three numbers, and whether it is a preview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Number {
    numbers: [u32; 3],
    /// Anything but a preview comes after the preview of the same number.
    released: bool,
}

/// Splits off `-preview` or `-deprecated`, which Azure writes in either case.
fn split(version: &str) -> (&str, &str) {
    version.split_once('-').unwrap_or((version, ""))
}

fn number(version: &str) -> Option<Number> {
    let (digits, suffix) = split(version);
    let mut parts = digits.split('.').map(|part| part.parse().ok());
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    let released = !suffix.eq_ignore_ascii_case("preview");
    parts.next().is_none().then_some(Number { numbers, released })
}

/// The versions that a definition or an initiative is known to have.
pub(crate) struct Versions<'v>(Vec<&'v str>);

impl<'v> Versions<'v> {
    pub(crate) fn of(versions: impl IntoIterator<Item = &'v String>) -> Self {
        Self(versions.into_iter().map(String::as_str).collect())
    }

    /// The newest version that a pin such as `6.*.*`, `1.*.*-preview` or `6.2.0` takes; without a pin the
    /// newest one, a preview only where there is nothing else.
    pub(crate) fn newest(&self, pin: Option<&str>) -> Option<&'v str> {
        let taken = |version: &&&'v str| pin.is_none_or(|pin| takes(pin, version));
        let released = |version: &&&'v str| number(version).is_some_and(|number| number.released);
        let newest = |only: &dyn Fn(&&&'v str) -> bool| {
            self.0.iter().filter(taken).filter(only).max_by_key(|version| number(version)).copied()
        };
        newest(&released).or_else(|| newest(&|_| true))
    }
}

/// Whether a pin takes a version. One without a suffix takes no previews.
fn takes(pin: &str, version: &str) -> bool {
    let ((pin, suffix), (digits, state)) = (split(pin), split(version));
    let allowed = state.is_empty() || state.eq_ignore_ascii_case("deprecated") || state.eq_ignore_ascii_case(suffix);
    let parts = pin.split('.').count();
    let is_pin = parts == 3 || parts < 3 && pin.ends_with('*');
    let same = || pin.split('.').zip(digits.split('.')).all(|(pin, part)| pin == "*" || pin == part);
    allowed && is_pin && digits.split('.').count() == 3 && same()
}

impl fmt::Display for Versions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_take_the_newest_of_their_line() {
        let versions = ["6.1.0", "6.2.0", "7.0.0", "6.10.1", "8.0.0-preview"].map(String::from);
        let versions = Versions::of(&versions);
        assert_eq!(versions.newest(None), Some("7.0.0"));
        assert_eq!(versions.newest(Some("6.*.*")), Some("6.10.1"));
        assert_eq!(versions.newest(Some("6.2.*")), Some("6.2.0"));
        assert_eq!(versions.newest(Some("7.0.0")), Some("7.0.0"));
        assert_eq!(versions.newest(Some("8.*.*-PREVIEW")), Some("8.0.0-preview"));
        assert_eq!(versions.newest(Some("6.*")), Some("6.10.1"));
        for none in ["8.*.*", "5.*.*", "6", "6.2", "6.2.0.0", ""] {
            assert_eq!(versions.newest(Some(none)), None, "{none}");
        }
        let only = ["1.0.0-preview".to_owned()];
        assert_eq!(Versions::of(&only).newest(None), Some("1.0.0-preview"));
        assert_eq!(Versions::of(&only).newest(Some("1.*.*-preview")), Some("1.0.0-preview"));
    }
}
