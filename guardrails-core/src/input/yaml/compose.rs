//! Makes nodes of a document's events, and refuses what Kubernetes refuses wherever it stands.

use super::anchors::{Anchor, Anchors, Extent};
use super::budget::Budget;
use super::events::{Event, EventKind, Events, Properties, Scalar, Tag};
use super::resolve::{Meaning, resolve};
use super::tape::{Kind, Node, OPEN};
use crate::input::error::{ErrorKind, Fault, Read};
use crate::input::limits::MAX_DEPTH;
use crate::view::Str;

/// Memory of the composer that is used again.
#[derive(Debug, Default)]
pub(super) struct Memory {
    open: Vec<Open>,
    anchors: Anchors,
}

/// A list or mapping whose end is still to come.
#[derive(Debug)]
struct Open {
    node: u32,
    anchor: Option<Str>,
    /// How many nodes had been decoded before it.
    decoded_before: u64,
    /// How many levels of lists and mappings there are in it so far, those of aliases included.
    height: u32,
    expects: Expects,
}

/// What the next node is to its parent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Expects {
    Element,
    Key,
    Value,
    /// The value of a `<<` key.
    Merged,
    /// An element of a list that is the value of a `<<` key.
    MergedElement,
}

pub(super) struct Composer<'t, 's> {
    events: Events<'t, 's>,
    nodes: &'s mut Vec<Node>,
    memory: &'s mut Memory,
    budget: Budget,
}

impl<'t, 's> Composer<'t, 's> {
    pub(super) fn new(events: Events<'t, 's>, nodes: &'s mut Vec<Node>, memory: &'s mut Memory) -> Self {
        memory.open.clear();
        memory.anchors.clear();
        Self { events, nodes, memory, budget: Budget::default() }
    }

    /// Takes all events. The answer is whether the text ends in a block scalar without a line break.
    pub(super) fn compose(mut self) -> Read<bool> {
        loop {
            let Event { at, kind } = self.events.next()?;
            match kind {
                EventKind::Scalar { scalar, properties } => self.scalar(at, scalar, properties)?,
                EventKind::Alias(name) => self.alias(at, name)?,
                EventKind::ListStart(properties) => self.start(at, Kind::List { end: OPEN }, properties)?,
                EventKind::MapStart(properties) => {
                    self.start(at, Kind::Map { end: OPEN, merges: false }, properties)?;
                }
                EventKind::End => self.end(),
                EventKind::DocumentEnd => return Ok(self.events.ends_in_block()),
            }
        }
    }

    /// The number of the next node.
    fn next_node(&self) -> u32 {
        self.nodes.len() as u32
    }

    /// What the next node is to its parent, which then expects the one after.
    fn expected(&mut self) -> Expects {
        let Some(open) = self.memory.open.last_mut() else { return Expects::Element };
        let expected = open.expects;
        open.expects = match expected {
            Expects::Key => Expects::Value,
            Expects::Value | Expects::Merged => Expects::Key,
            other => other,
        };
        expected
    }

    fn scalar(&mut self, at: u32, scalar: Scalar, properties: Properties) -> Read<()> {
        let text = self.events.text(scalar.text);
        let mut plain = scalar.plain && properties.tag.is_none();
        let meaning = match properties.tag {
            Some(Tag::String) => Meaning::String,
            Some(tag) => {
                plain = true;
                let meaning = resolve(text);
                if !meaning.fits(tag) {
                    let message = format!("the tag of this scalar does not fit what it says, `{text}`");
                    return Err(Fault::new(ErrorKind::Value, at as usize, message));
                }
                meaning
            }
            None if plain => resolve(text),
            None => Meaning::String,
        };
        let is_merge = plain && text == "<<";
        self.check_scalar(at, meaning, is_merge)?;
        let kind = if plain { Kind::Plain(scalar.text) } else { Kind::Quoted(scalar.text) };
        self.anchor(properties.anchor, Some(Extent { decoded: 1, height: 0 }));
        self.nodes.push(Node { at, kind });
        Ok(())
    }

    /// Checks that there is room for some levels of lists and mappings.
    fn check_depth(&mut self, at: u32, levels: u32) -> Read<()> {
        let depth = u32::try_from(self.memory.open.len()).unwrap_or(u32::MAX);
        if depth.saturating_add(levels) > MAX_DEPTH {
            let message = format!("nested deeper than {MAX_DEPTH} levels");
            return Err(Fault::new(ErrorKind::Depth, at as usize, message));
        }
        Ok(())
    }

    /// Notes that the innermost list or mapping has something with so many levels in it.
    fn contains(&mut self, levels: u32) {
        if let Some(open) = self.memory.open.last_mut() {
            open.height = open.height.max(levels);
        }
    }

    /// Checks a scalar against its place, and counts it.
    fn check_scalar(&mut self, at: u32, meaning: Meaning, is_merge: bool) -> Read<()> {
        let expected = self.expected();
        match expected {
            Expects::Key if is_merge => {
                self.expect_merged();
                return Ok(());
            }
            Expects::Key => check_key(at, meaning)?,
            Expects::Merged | Expects::MergedElement => return Err(not_mergeable(at)),
            Expects::Element | Expects::Value => match meaning {
                Meaning::Float(value) if !value.is_finite() => {
                    let message = "infinity and NaN can't be sent to an API server";
                    return Err(Fault::new(ErrorKind::Value, at as usize, message));
                }
                _ => {}
            },
        }
        self.budget.count(at, 1, 0)
    }

    /// Notes that the innermost mapping has a `<<` key, whose value comes next.
    fn expect_merged(&mut self) {
        let Some(open) = self.memory.open.last_mut() else { return };
        open.expects = Expects::Merged;
        if let Some(Node { kind: Kind::Map { merges, .. }, .. }) = self.nodes.get_mut(open.node as usize) {
            *merges = true;
        }
    }

    fn start(&mut self, at: u32, kind: Kind, properties: Properties) -> Read<()> {
        if properties.tag.is_some() {
            let message = "a tag for scalars stands before a list or mapping";
            return Err(Fault::new(ErrorKind::Unsupported, at as usize, message));
        }
        self.check_depth(at, 1)?;
        let decoded_before = self.budget.decoded();
        let is_map = matches!(kind, Kind::Map { .. });
        let expected = self.expected();
        let expects = match (expected, is_map) {
            (Expects::Key, _) => return Err(collection_as_key(at)),
            (Expects::MergedElement, false) => return Err(not_mergeable(at)),
            (Expects::Merged, false) => Expects::MergedElement,
            (_, true) => Expects::Key,
            (_, false) => Expects::Element,
        };
        // Kubernetes does not count the list of what is merged.
        if expects != Expects::MergedElement {
            self.budget.count(at, 1, 0)?;
        }
        self.anchor(properties.anchor, None);
        let node = self.next_node();
        self.memory.open.push(Open { node, anchor: properties.anchor, decoded_before, height: 0, expects });
        self.nodes.push(Node { at, kind });
        Ok(())
    }

    fn end(&mut self) {
        let Some(open) = self.memory.open.pop() else { return };
        let here = self.next_node();
        if let Some(node) = self.nodes.get_mut(open.node as usize) {
            node.end_at(here);
        }
        let height = open.height.saturating_add(1);
        self.contains(height);
        if let Some(name) = open.anchor {
            let decoded = self.budget.decoded().saturating_sub(open.decoded_before);
            self.memory.anchors.complete(self.events.text(name), open.node, Extent { decoded, height });
        }
    }

    /// Gives a name to the next node.
    fn anchor(&mut self, name: Option<Str>, extent: Option<Extent>) {
        if let Some(name) = name {
            let node = self.next_node();
            self.memory.anchors.insert(self.events.text(name), Anchor { name, node, extent });
        }
    }

    fn alias(&mut self, at: u32, name: Str) -> Read<()> {
        let spelled = self.events.text(name);
        let refused = |message| Err(Fault::new(ErrorKind::Alias, at as usize, message));
        let found = self.memory.anchors.get(spelled);
        let Some(anchor) = found.filter(|anchor| self.events.text(anchor.name) == spelled) else {
            return refused(format!("there is no anchor `&{spelled}` before this alias"));
        };
        let Some(Extent { decoded, height }) = anchor.extent else {
            return refused(format!("the anchor `&{spelled}` contains itself"));
        };
        self.check_depth(at, height)?;
        self.contains(height);
        self.check_alias(at, anchor.node)?;
        self.budget.count(at, decoded.saturating_add(1), decoded)?;
        self.nodes.push(Node { at, kind: Kind::Alias(anchor.node) });
        Ok(())
    }

    /// Checks whether what an alias stands for may be in its place.
    fn check_alias(&mut self, at: u32, target: u32) -> Read<()> {
        let kind = self.nodes.get(target as usize).map(|node| node.kind);
        let is_map = matches!(kind, Some(Kind::Map { .. }));
        match (self.expected(), kind) {
            (Expects::Key, Some(Kind::Plain(plain))) => check_key(at, resolve(self.events.text(plain))),
            (Expects::Key, Some(Kind::List { .. } | Kind::Map { .. })) => Err(collection_as_key(at)),
            (Expects::Merged | Expects::MergedElement, _) if !is_map => Err(not_mergeable(at)),
            _ => Ok(()),
        }
    }
}

/// Checks a key that is a plain scalar: Kubernetes makes strings of booleans and most numbers.
fn check_key(at: u32, meaning: Meaning) -> Read<()> {
    let message = match meaning {
        Meaning::Null => "null can't be a key",
        Meaning::HugeInteger => "a number this large can't be a key",
        _ => return Ok(()),
    };
    Err(Fault::new(ErrorKind::Unsupported, at as usize, message))
}

#[cold]
fn collection_as_key(at: u32) -> Box<Fault> {
    let message = "a list or mapping can't be a key; quote `{{ … }}` if it is meant for a template engine";
    Fault::new(ErrorKind::Unsupported, at as usize, message)
}

#[cold]
fn not_mergeable(at: u32) -> Box<Fault> {
    Fault::new(ErrorKind::Value, at as usize, "only mappings can be merged by `<<`: one, or a list of them")
}
