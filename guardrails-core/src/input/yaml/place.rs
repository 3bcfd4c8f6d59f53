//! Where in a loaded document something stands, for messages.

use std::fmt::Write as _;

use super::merge::{self, Members};
use super::tape::{Kind, ROOT, Tape};
use crate::input::locate::{Step, steps};

impl Tape {
    /// The byte at which a node begins.
    pub(crate) fn offset(&self, node: usize) -> usize {
        self.node(node as u32).at as usize
    }

    /// How many bytes a node takes, up to the next one.
    pub(crate) fn length(&self, node: usize) -> usize {
        let next = self.nodes.get(self.after(node as u32) as usize);
        next.map_or(self.text_len(), |next| next.at as usize).saturating_sub(self.offset(node))
    }

    /// The path of a node, or of the value of a key, from the node `base` (0 is the root of the document).
    ///
    /// What an alias stands for has the path of the place where it is written, if that is in `base`, else
    /// that of the alias.
    pub(crate) fn path(&self, base: usize, node: usize) -> String {
        let (base, node) = (base as u32, node as u32);
        let mut path = String::new();
        if self.holds(base, node) {
            self.walk(base, node, &mut path);
            return path;
        }
        let holds = |alias: &u32| matches!(self.node(*alias).kind, Kind::Alias(target) if self.holds(target, node));
        if let Some(alias) = (base..self.after(base)).find(holds) {
            self.walk(base, alias, &mut path);
            self.walk(self.target(alias), node, &mut path);
        }
        path
    }

    /// The path of what stands at a byte of the document, as far as it has been loaded: for faults of
    /// loading.
    pub(crate) fn path_at(&self, byte: usize) -> String {
        let node = self.nodes.iter().rposition(|node| node.at as usize <= byte);
        self.path(0, node.unwrap_or_default())
    }

    /// Whether a node is another, or in it.
    fn holds(&self, outer: u32, node: u32) -> bool {
        (outer..self.after(outer)).contains(&node)
    }

    /// Writes the path from a node to one in it.
    fn walk(&self, mut here: u32, node: u32, path: &mut String) {
        // Within what a `<<` key brings, neither that key nor the index in its list is part of the path.
        let mut merged = false;
        while here < node {
            let is_list = matches!(self.node(here).kind, Kind::List { .. });
            let mut child = here.wrapping_add(1);
            let mut index = 0usize;
            // The child that holds the node; in a mapping, its key.
            let mut key = child;
            while !self.holds(child, node) && child < node {
                index = index.wrapping_add(1);
                child = self.after(child);
                if index.is_multiple_of(2) {
                    key = child;
                }
            }
            match is_list {
                true if merged => {}
                // Writing into a string cannot fail.
                true => drop(write!(path, "[{index}]")),
                false => {
                    merged = merge::is_merge(self, key);
                    if !merged {
                        self.push_key(key, path);
                    }
                }
            }
            here = child;
        }
    }

    fn push_key(&self, key: u32, path: &mut String) {
        let (Kind::Quoted(name) | Kind::Plain(name)) = self.kind(key) else { return };
        let name = self.text().raw(name);
        let plain = !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
        if !plain {
            // Writing into a string cannot fail.
            let _ = write!(path, "[{name}]");
            return;
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
    }

    /// The byte of the value that a path leads to from the node `base`, or of its nearest parent that
    /// exists.
    pub(crate) fn locate(&self, base: usize, path: &str) -> usize {
        let mut here = base as u32;
        for step in steps(path) {
            match self.child(here, step) {
                Some(child) => here = child,
                None => break,
            }
        }
        self.offset(here as usize)
    }

    /// The scalar that a path leads to from the node `base`, as it is written, if there is one.
    pub(crate) fn scalar(&self, base: usize, path: &str) -> Option<&str> {
        let here = steps(path).try_fold(base as u32, |here, step| self.child(here, step))?;
        match self.node(self.target(here)).kind {
            Kind::Quoted(text) | Kind::Plain(text) => Some(self.text().raw(text)),
            _ => None,
        }
    }

    /// Whether the root of the document is a mapping that has one of some keys.
    pub(crate) fn has_root_key<const N: usize>(&self, names: [&str; N]) -> bool {
        names.iter().any(|name| self.value(ROOT, name).is_some())
    }

    fn child(&self, parent: u32, step: Step<'_>) -> Option<u32> {
        let parent = self.target(parent);
        match (self.node(parent).kind, step) {
            (Kind::List { end }, Step::Index(index)) => {
                let elements = std::iter::successors(Some(parent.wrapping_add(1)), |node| Some(self.after(*node)));
                elements.take_while(|node| *node < end).nth(index)
            }
            (Kind::Map { .. }, Step::Key(name)) => self.value(parent, name),
            (Kind::Map { .. }, Step::Index(name)) => self.value(parent, &name.to_string()),
            _ => None,
        }
    }

    /// The value of a key.
    fn value(&self, map: u32, name: &str) -> Option<u32> {
        let has_name = |key: u32| merge::key_name(self, key).is_ok_and(|key| self.text().is(key, name));
        let Kind::Map { end, merges } = self.node(map).kind else { return None };
        if merges {
            let mut members = Members::new();
            // A mapping with a fault has been refused before anybody asks for places in it.
            merge::members(self, map, &mut members).ok()?;
            return members.iter().find(|member| has_name(member.key)).map(|member| member.value);
        }
        let next = |key: &u32| Some(self.after(self.after(*key)));
        let mut keys = std::iter::successors(Some(map.wrapping_add(1)), next).take_while(|key| *key < end);
        keys.find(|key| has_name(*key)).map(|key| self.after(key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loaded(text: &str) -> Tape {
        let mut tape = Tape::default();
        assert_eq!(tape.load(text.as_bytes(), usize::MAX), Ok(true));
        tape
    }

    #[test]
    fn paths_and_places_lead_to_each_other() {
        let text = "a:\n  x.y/z:\n  - 10\n  - {b: c}\nd: 1\ne: &e {f: 1}\ng: [*e, {<<: *e}]\n";
        let tape = loaded(text);
        for (path, at) in
            [("a", "x.y"), ("a[x.y/z]", "- 10"), ("a[x.y/z][0]", "10"), ("a[x.y/z][1].b", "c}"), ("d", "1\n")]
        {
            assert_eq!(tape.locate(0, path), text.find(at).unwrap(), "{path}");
            let node = tape.nodes.iter().rposition(|node| node.at as usize == tape.locate(0, path));
            assert!(tape.path(0, node.unwrap()).starts_with(path), "{path}");
        }
        assert_eq!(tape.locate(0, "a.q.r"), tape.locate(0, "a"));
        assert_eq!(tape.locate(0, "g[0].f"), tape.locate(0, "e.f"));
        assert_eq!(tape.locate(0, "g[1].f"), tape.locate(0, "e.f"));
        assert_eq!(tape.locate(0, ""), 0);
    }

    #[test]
    fn what_an_alias_stands_for_has_a_path_from_either_place() {
        let text = "e: &e {f: 1}\nitems: [{a: *e}, {b: {<<: [*e]}}]\n";
        let tape = loaded(text);
        let node =
            |begin: &str| tape.nodes.iter().position(|node| text.get(node.at as usize..).unwrap().starts_with(begin));
        let (f, first, second) = (node("f").unwrap(), node("{a").unwrap(), node("{b").unwrap());
        assert_eq!(tape.path(0, f), "e.f");
        assert_eq!(tape.path(first, f), "a.f");
        assert_eq!(tape.path(second, f), "b.f");
    }
}
