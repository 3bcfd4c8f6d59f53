use regex::{Regex, RegexBuilder};

use super::re2;
use crate::policy::PolicyError;

/// How much a compiled pattern may take; Gatekeeper has no such limit.
const MAX_COMPILED_BYTES: usize = 1 << 20;

/// How deep Go lets a pattern nest.
const MAX_DEPTH: u32 = 1000;

/// A pattern as Gatekeeper reads it: RE2's syntax, searched for anywhere. A search takes time in proportion to the
/// text.
#[derive(Debug)]
pub(super) struct Pattern(Option<Regex>);

impl Pattern {
    /// Compiles a pattern. What is no pattern to RE2 matches nothing, as in Gatekeeper.
    ///
    /// # Errors
    /// The pattern is too large for this library; the place is that of the parameter.
    pub(super) fn new(written: &str, place: &str) -> Result<Self, PolicyError> {
        let Some(translated) = re2::translate(written) else { return Ok(Self(None)) };
        match RegexBuilder::new(&translated).size_limit(MAX_COMPILED_BYTES).nest_limit(MAX_DEPTH).build() {
            Ok(regex) => Ok(Self(Some(regex))),
            Err(error) => {
                let why = format!("spec.parameters.{place}: `{written}` cannot be used as a pattern here: {error}");
                Err(PolicyError::new(why))
            }
        }
    }

    /// Whether the pattern is found in a text.
    pub(super) fn matches(&self, text: &str) -> bool {
        self.0.as_ref().is_some_and(|regex| regex.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_searched_for_as_gatekeeper_does() {
        for (pattern, text, expected) in [
            ("Critical", "myCriticalAddonsOnlyX", true),
            ("^\\d{3}$", "123", true),
            ("^\\d{3}$", "١٢٣", false),
            ("\\w", "é", false),
            ("[[:alpha:]]+", "ab", true),
            ("[a[b]", "[", true),
            ("[a&&b]", "&", true),
            ("a{,2}", "a{,2}", true),
            ("a{,2}", "aa", false),
            ("\\Qa.b\\E", "a.b", true),
            ("\\Qa.b\\E", "axb", false),
            ("(?i)CRITICAL", "critical", true),
            ("\\<a", "<a", true),
            ("\\101", "A", true),
            ("\\bweb\\b", "a web b", true),
            ("x**", "x", false),
            ("(?=x)", "x", false),
            ("[", "[", false),
            ("", "anything", true),
            ("a]", "a]", true),
            ("\\x{41}\\x42", "AB", true),
            ("[^\\d\\s]", "1 ", false),
            ("[]a]", "]", true),
            ("\\pL", "é", true),
            ("a\\C", "ab", false),
        ] {
            assert_eq!(Pattern::new(pattern, "x").unwrap().matches(text), expected, "{pattern} {text}");
        }
        assert!(Pattern::new("(?:(?:a{1000}){1000})", "x").is_ok_and(|pattern| !pattern.matches("a")));
        assert!(Pattern::new("(?:\\pL{500}){2}", "x").is_err());
    }
}
