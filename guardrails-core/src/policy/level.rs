use std::fmt;
use std::str::FromStr;

use super::PolicyError;

/// A level of the Pod Security Standards, from the loosest to the strictest.
///
/// ```
/// use guardrails_core::Level;
/// assert_eq!("baseline".parse(), Ok(Level::Baseline));
/// assert!(Level::Restricted > Level::Baseline);
/// assert!("restrictd".parse::<Level>().unwrap_err().to_string().contains("expected privileged, baseline or restricted"));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// No checks at all.
    #[default]
    Privileged,
    /// Refuses known ways out of the container.
    Baseline,
    /// Asks for today's hardening practice.
    Restricted,
}

impl Level {
    /// The level's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Privileged => "privileged",
            Self::Baseline => "baseline",
            Self::Restricted => "restricted",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Level {
    type Err = PolicyError;

    fn from_str(s: &str) -> Result<Self, PolicyError> {
        match s {
            "privileged" => Ok(Self::Privileged),
            "baseline" => Ok(Self::Baseline),
            "restricted" => Ok(Self::Restricted),
            _ => Err(PolicyError::new(format!("unknown level `{s}`: expected privileged, baseline or restricted"))),
        }
    }
}
