/// The beginning of a path, compared step by step. Nothing is resolved: `..` is a step like any other.
#[derive(Debug)]
pub(super) enum Beginning {
    /// The root alone: every path.
    Root,
    Steps(Box<str>),
}

impl Beginning {
    pub(super) fn new(written: &str) -> Self {
        match written {
            "/" => Self::Root,
            written => Self::Steps(trim(written).into()),
        }
    }

    /// Whether a path begins with it.
    pub(super) fn begins(&self, path: &str) -> bool {
        match self {
            Self::Root => true,
            // The root has no steps, not even an empty one.
            Self::Steps(steps) => path != "/" && is_beginning(steps, trim(path)),
        }
    }

    /// Whether it begins with a path, or the path with it.
    pub(super) fn overlaps(&self, path: &str) -> bool {
        match self {
            Self::Root => true,
            Self::Steps(steps) => path == "/" || self.begins(path) || is_beginning(trim(path), steps),
        }
    }
}

/// A path without the slashes at its ends.
fn trim(path: &str) -> &str {
    path.trim_matches('/')
}

/// Whether the steps of a path are the first steps of another.
fn is_beginning(beginning: &str, path: &str) -> bool {
    path.strip_prefix(beginning).is_some_and(|rest| rest.is_empty() || rest.starts_with('/') && !beginning.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_compared_and_nothing_is_resolved() {
        let begins = |prefix: &str, path: &str| Beginning::new(prefix).begins(path);
        for (prefix, path) in
            [("/", "/a"), ("/", ""), ("/a", "/a/../etc"), ("/a", "a/b"), ("/a/", "/a"), ("", ""), ("", "//")]
        {
            assert!(begins(prefix, path), "{prefix} {path}");
        }
        for (prefix, path) in [("/a", "/ab"), ("", "/a"), ("//", "/a"), ("/a/b", "/a"), ("", "/"), ("/a", "/")] {
            assert!(!begins(prefix, path), "{prefix} {path}");
        }
        assert!(Beginning::new("/a/b").overlaps("/a") && !Beginning::new("/a/b").overlaps("/b"));
    }
}
