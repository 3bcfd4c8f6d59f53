use std::borrow::Cow;

use super::Set;
use super::parameters::Parameters;
use super::template::{Parameter, ParameterType};
use crate::rules::Subject;
use crate::view::{Container, Str};

/// `excludedContainers`, as every template means it.
pub(super) const EXCLUDED_CONTAINERS: Parameter = Parameter {
    name: "excludedContainers",
    holds: ParameterType::TEXTS,
    default: "[]",
    meaning: "names of containers that are left alone",
};

/// `excludedImages`, as nearly every template means it.
pub(super) const EXCLUDED_IMAGES: Parameter = Parameter {
    name: "excludedImages",
    holds: ParameterType::TEXTS,
    default: "[]",
    meaning: "images that are left alone; a trailing `*` stands for any ending",
};

/// Which containers a constraint leaves alone: by their names, by their images. A look-up costs the same
/// however many there are.
#[derive(Debug, Default)]
pub(super) struct Exclusions {
    containers: Set<Box<str>>,
    images: Prefixes,
}

impl Exclusions {
    pub(super) fn new(parameters: &Parameters<'_>) -> Self {
        let containers = parameters.texts("excludedContainers").map(Box::from).collect();
        Self { containers, images: Prefixes::new(parameters.texts("excludedImages")) }
    }

    /// Whether a container is left alone.
    pub(super) fn cover(&self, subject: Subject<'_>, container: &Container) -> bool {
        !self.containers.is_empty() && self.containers.contains(&*plain(subject, container.name))
            || self.covers_image(subject, container)
    }

    /// Whether a container is left alone for its image: one without an image never is.
    pub(super) fn covers_image(&self, subject: Subject<'_>, container: &Container) -> bool {
        !container.image.is_empty() && !self.images.is_empty() && self.images.matches(&plain(subject, container.image))
    }
}

/// A string of the object without escapes. Only a spelling with escapes costs a copy.
pub(super) fn plain(subject: Subject<'_>, s: Str) -> Cow<'_, str> {
    match subject.text.plain(s) {
        Some(plain) => Cow::Borrowed(plain),
        None => Cow::Owned(subject.text.show(s).to_string()),
    }
}

/// Strings that must be met whole, and beginnings: entries that end in a star.
#[derive(Debug, Default)]
pub(super) struct Prefixes {
    exact: Set<Box<str>>,
    /// Sorted; none begins with another, so that the last one that is not greater is the only candidate.
    beginnings: Vec<Box<str>>,
}

impl Prefixes {
    /// One trailing star is what makes a beginning; any other star is literal.
    pub(super) fn new<'t>(entries: impl Iterator<Item = &'t str>) -> Self {
        let mut it = Self::default();
        for entry in entries {
            match entry.strip_suffix('*') {
                Some(beginning) => it.beginnings.push(beginning.into()),
                None => {
                    it.exact.insert(entry.into());
                }
            }
        }
        it.beginnings = minimal(it.beginnings);
        it
    }

    /// Every entry is a beginning.
    pub(super) fn beginnings(entries: impl Iterator<Item = String>) -> Self {
        Self { exact: Set::default(), beginnings: minimal(entries.map(String::into_boxed_str).collect()) }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.beginnings.is_empty()
    }

    pub(super) fn matches(&self, s: &str) -> bool {
        let after = self.beginnings.partition_point(|beginning| &**beginning <= s);
        let candidate = after.checked_sub(1).and_then(|n| self.beginnings.get(n));
        candidate.is_some_and(|beginning| s.starts_with(&**beginning)) || self.exact.contains(s)
    }
}

/// Sorts beginnings and drops those that another one covers.
fn minimal(mut beginnings: Vec<Box<str>>) -> Vec<Box<str>> {
    beginnings.sort_unstable();
    let mut kept: Vec<Box<str>> = Vec::with_capacity(beginnings.len());
    for beginning in beginnings {
        if !kept.last().is_some_and(|shorter| beginning.starts_with(&**shorter)) {
            kept.push(beginning);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_trailing_star_makes_a_beginning() {
        let prefixes =
            Prefixes::new(["mcr.microsoft.com/*", "nginx", "mcr.microsoft.com/aks/*", "a**", "b*c"].into_iter());
        for image in ["mcr.microsoft.com/x", "mcr.microsoft.com/aks/y", "nginx", "a*", "a*b", "b*c"] {
            assert!(prefixes.matches(image), "{image}");
        }
        for image in ["mcr.microsoft.com", "nginx:1", "a", "ab", "bc", "bxc", "", "z"] {
            assert!(!prefixes.matches(image), "{image}");
        }
        assert!(Prefixes::new(["*"].into_iter()).matches("anything"));
    }
}
