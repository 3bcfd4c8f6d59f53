use std::fmt;
use std::str::FromStr;

use super::PolicyError;

/// A version of the Pod Security Standards: a minor version of Kubernetes, or the latest one known.
///
/// ```
/// use guardrails_core::Version;
/// assert_eq!("v1.33".parse(), Ok(Version::v1(33)));
/// assert_eq!("latest".parse(), Ok(Version::LATEST));
/// assert!("v1.99".parse::<Version>().unwrap_err().to_string().contains("the newest known is v1.37"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(u8);

impl Version {
    /// The newest version this library knows, or the cluster's version where a policy names an older one.
    pub const LATEST: Self = Self(u8::MAX);

    /// The newest version this library knows.
    pub const NEWEST: Self = Self(37);

    /// `v1.MINOR`.
    pub const fn v1(minor: u8) -> Self {
        Self(minor)
    }

    /// The version that a namespace's label names, as upstream reads it; it may be newer than any that is known.
    pub(crate) fn of_label(value: &str) -> Option<Self> {
        if value == "latest" {
            return Some(Self::LATEST);
        }
        let digits = value.strip_prefix("v1.")?;
        let plain = digits == "0" || digits.starts_with(|c: char| matches!(c, '1'..='9'));
        // What is no number to Go is no version, and the newest that can be named here is far from any release.
        let minor = digits.parse::<i64>().ok().filter(|_| plain)?;
        Some(Self(u8::try_from(minor).unwrap_or(u8::MAX).min(u8::MAX.wrapping_sub(1))))
    }

    /// The version that stands for this one where the newest is `newest`.
    pub(crate) fn resolve(self, newest: Self) -> Self {
        if self == Self::LATEST { newest } else { self }
    }
}

impl Default for Version {
    fn default() -> Self {
        Self::LATEST
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::LATEST => f.write_str("latest"),
            Self(minor) => write!(f, "v1.{minor}"),
        }
    }
}

impl FromStr for Version {
    type Err = PolicyError;

    fn from_str(s: &str) -> Result<Self, PolicyError> {
        if s == "latest" {
            return Ok(Self::LATEST);
        }
        let malformed = || PolicyError::new(format!("unknown version `{s}`: expected latest or v1.N, such as v1.33"));
        let digits = s.strip_prefix("v1.").ok_or_else(malformed)?;
        let plain = digits.bytes().all(|b| b.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0'));
        if digits.is_empty() || !plain {
            return Err(malformed());
        }
        match digits.parse::<u8>().ok().filter(|minor| *minor <= Self::NEWEST.0) {
            Some(minor) => Ok(Self(minor)),
            None => Err(PolicyError::new(format!("unknown version `{s}`: the newest known is {}", Self::NEWEST))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_upstreams_spelling_is_a_version() {
        for bad in ["", "1.33", "v1", "v1.", "v1.033", "v2.1", "v1.33.1", "Latest", "v1.-1", "v1.256"] {
            assert!(bad.parse::<Version>().is_err(), "{bad}");
        }
        assert_eq!("v1.0".parse(), Ok(Version::v1(0)));
        assert_eq!(Version::v1(37).to_string(), "v1.37");
    }
}
