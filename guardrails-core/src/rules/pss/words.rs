//! The turns of phrase that upstream's messages share.

use std::fmt::{self, Write};

use crate::rules::{Failure, Hit, Place, Tag};

/// Which form of a word a count asks for.
pub(super) const fn plural(count: usize, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

impl Failure<'_> {
    /// The containers with a complaint of this kind, each once, in the order of the pod.
    fn containers(&self, tag: Tag) -> impl Iterator<Item = Place> {
        let mut last = None;
        let places = self.hits.iter().filter(move |hit| hit.tag == tag).map(|hit| hit.place);
        places.filter(move |place| matches!(place, Place::Container(..)) && last.replace(*place) != Some(*place))
    }

    /// Whether a container has a complaint of this kind.
    pub(super) fn has_containers(&self, tag: Tag) -> bool {
        self.containers(tag).next().is_some()
    }

    /// Writes `container "a"` or `containers "a", "b"`, of which there is one at least, and gives how many there are:
    /// two stand for more.
    pub(super) fn write_containers(&self, tag: Tag, out: &mut dyn Write) -> Result<usize, fmt::Error> {
        let mut places = self.containers(tag);
        let (first, second) = (places.next(), places.next());
        let count = first.iter().chain(&second).count();
        let mut separator = plural(count, "container \"", "containers \"");
        for place in first.into_iter().chain(second).chain(places) {
            out.write_str(separator)?;
            self.subject.write_name(place, out)?;
            separator = "\", \"";
        }
        out.write_str("\"")?;
        Ok(count)
    }

    /// Writes who set something: `pod`, the containers, or both with `and` between.
    pub(super) fn write_setters(&self, out: &mut dyn Write) -> fmt::Result {
        let pod = self.hits.iter().any(|hit| hit.tag == Tag::Forbidden && hit.place == Place::Pod);
        let containers = self.has_containers(Tag::Forbidden);
        if pod {
            out.write_str(if containers { "pod and " } else { "pod" })?;
        }
        if containers {
            self.write_containers(Tag::Forbidden, out)?;
        }
        Ok(())
    }

    /// The hits that carry the distinct values, sorted.
    pub(super) fn sorted_values(&self) -> impl Iterator<Item = &Hit> {
        self.values.iter().filter_map(|n| self.hits.get(*n as usize))
    }

    /// Writes the distinct values, each in double quotes.
    pub(super) fn write_values(&self, out: &mut dyn Write) -> fmt::Result {
        quote_all(out, self.sorted_values(), |hit, out| self.subject.write_value(hit.value, out))
    }

    /// Writes the distinct names of the containers, sorted, each in double quotes.
    pub(super) fn write_sorted_names(&self, out: &mut dyn Write) -> fmt::Result {
        let places = self.names.iter().filter_map(|n| self.hits.get(*n as usize)).map(|hit| hit.place);
        quote_all(out, places, |place, out| self.subject.write_name(place, out))
    }
}

/// Writes items between double quotes, with a comma between them. What is inside is not escaped, just
/// as upstream does not.
pub(super) fn quote_all<T>(
    out: &mut dyn Write,
    items: impl Iterator<Item = T>,
    mut write: impl FnMut(T, &mut dyn Write) -> fmt::Result,
) -> fmt::Result {
    let mut separator = "\"";
    for item in items {
        out.write_str(separator)?;
        write(item, out)?;
        separator = "\", \"";
    }
    if separator.len() > 1 { out.write_str("\"") } else { Ok(()) }
}

/// Writes items with a comma between them.
pub(super) fn list_all<T>(
    out: &mut dyn Write,
    items: impl Iterator<Item = T>,
    mut write: impl FnMut(T, &mut dyn Write) -> fmt::Result,
) -> fmt::Result {
    let mut separator = "";
    for item in items {
        out.write_str(separator)?;
        write(item, out)?;
        separator = ", ";
    }
    Ok(())
}
