/// A name, or a part of one, as Gatekeeper's `match` writes it: a star at the beginning, at the end, or both.
#[derive(Clone, Debug)]
pub(super) enum Wildcard {
    Exact(String),
    Begins(String),
    Ends(String),
    Holds(String),
}

impl Wildcard {
    pub(super) fn new(written: &str) -> Self {
        let starts = written.strip_prefix('*');
        match (starts, written.strip_suffix('*')) {
            (Some(rest), Some(_)) => Self::Holds(rest.strip_suffix('*').unwrap_or(rest).to_owned()),
            (None, Some(beginning)) => Self::Begins(beginning.to_owned()),
            (Some(end), None) => Self::Ends(end.to_owned()),
            (None, None) => Self::Exact(written.to_owned()),
        }
    }

    pub(super) fn matches(&self, name: &str) -> bool {
        match self {
            Self::Exact(exact) => name == exact,
            Self::Begins(beginning) => name.starts_with(beginning),
            Self::Ends(end) => name.ends_with(end),
            Self::Holds(part) => name.contains(part),
        }
    }

    /// Whether a name that is still to be made up may match: its beginning is known.
    pub(super) fn matches_generated(&self, beginning: &str) -> bool {
        matches!(self, Self::Begins(_) | Self::Holds(_)) && self.matches(beginning)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_stand_at_the_ends() {
        for (pattern, yes, no) in [("kube-*", "kube-system", "kub"), ("*-system", "kube-system", "system-x")] {
            assert!(Wildcard::new(pattern).matches(yes) && !Wildcard::new(pattern).matches(no));
        }
        assert!(
            Wildcard::new("*").matches("")
                && Wildcard::new("*a*").matches("bac")
                && !Wildcard::new("a*b").matches("ab")
        );
    }
}
