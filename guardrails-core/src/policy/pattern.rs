/// A name with wildcards: each `*` stands for any characters, also none and also `/`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern(String);

impl Pattern {
    /// A pattern; none if the text is empty, which would be taken for a pattern that holds for everything.
    pub(crate) fn new(text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self(text.to_owned()))
    }

    /// Whether a name fits, in time that grows with both lengths: the parts between the wildcards are looked
    /// for from left to right, each where it first stands.
    pub(crate) fn fits(&self, name: &str) -> bool {
        let mut parts = self.0.split('*');
        let Some(mut rest) = parts.next().and_then(|first| name.strip_prefix(first)) else { return false };
        let Some(last) = parts.next_back() else { return rest.is_empty() };
        for part in parts {
            match rest.split_once(part) {
                Some((_, after)) => rest = after,
                None => return false,
            }
        }
        rest.ends_with(last)
    }

    /// The pattern as it was written.
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a name fits one of some patterns; if there are none, every name does.
pub(crate) fn any_fits(patterns: &[Pattern], name: &str) -> bool {
    patterns.is_empty() || patterns.iter().any(|pattern| pattern.fits(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_anything() {
        let fits = |pattern: &str, name: &str| Pattern::new(pattern).unwrap().fits(name);
        assert!(fits("web", "web") && !fits("web", "web-1") && !fits("web", "a-web"));
        assert!(fits("web-*", "web-") && fits("web-*", "web-1") && !fits("web-*", "web"));
        assert!(fits("*", "") && fits("*", "x") && fits("**", "x"));
        assert!(fits("*/pause:*", "registry.k8s.io/pause:3.10") && !fits("*/pause:*", "pause:3.10"));
        assert!(fits("a*b*a", "abba") && !fits("a*b*a", "aba-") && fits("a*b*a", "aba"));
        assert!(!fits("ab*ba", "aba"));
        assert!(Pattern::new("").is_none());
    }
}
