//! A document as a flat list of nodes, in memory that is used again for the next document.

use super::compose::Composer;
use super::events::Events;
use super::resolve::{Meaning, resolve};
use crate::input::error::{ErrorKind, Fault, Read};
use crate::view::{Str, Text};

/// The document that was loaded last.
///
/// A node is followed by its children: a list by its elements, a mapping by key, value, key, value; an alias
/// has none.
#[derive(Debug, Default)]
pub(crate) struct Tape {
    pub(super) nodes: Vec<Node>,
    /// The scalars, and the names of anchors.
    arena: String,
    /// The length of the document's text.
    text_len: usize,
    ends_in_block: bool,
    composer: super::compose::Memory,
}

/// A node, and the byte at which it begins.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub(super) at: u32,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    /// A scalar that is a string whatever it says: quoted, a block, or tagged so.
    Quoted(Str),
    /// A scalar that may be null, a boolean or a number.
    Plain(Str),
    /// Stands for another node.
    Alias(u32),
    /// A list, up to the node before `end`.
    List { end: u32 },
    /// A mapping, up to the node before `end`, and whether it has a `<<` key.
    Map { end: u32, merges: bool },
}

impl Tape {
    /// Loads a document; false if it has no content or is null.
    ///
    /// # Errors
    /// What Kubernetes refuses wherever it stands, and what readers disagree on. The fault's place is a
    /// *byte of the document*; the faults of [`Yaml`](super::Yaml), which reads what is loaded, have nodes.
    pub(crate) fn load(&mut self, document: &[u8], max_bytes: usize) -> Read<bool> {
        self.nodes.clear();
        self.arena.clear();
        self.text_len = document.len();
        if document.len() > max_bytes {
            let message = format!("the document has {} bytes; at most {max_bytes} are taken", document.len());
            return Err(Fault::new(ErrorKind::Size, 0, message));
        }
        let events = Events::new(document, &mut self.arena)?;
        let composed = Composer::new(events, &mut self.nodes, &mut self.composer).compose();
        if composed.is_err() {
            self.close();
        }
        self.ends_in_block = composed?;
        Ok(!self.is_null(ROOT))
    }

    /// Ends the lists and mappings that a fault has left open. What was loaded before it can be read, to
    /// say what the object is.
    fn close(&mut self) {
        let end = self.nodes.len() as u32;
        for node in &mut self.nodes {
            if let Kind::List { end: OPEN } | Kind::Map { end: OPEN, .. } = node.kind {
                node.end_at(end);
            }
        }
    }

    /// What the strings of the document point into.
    pub(crate) fn arena(&self) -> &str {
        &self.arena
    }

    /// Whether the text ends in a block scalar without a line break, which readers read differently.
    pub(crate) fn ends_in_block(&self) -> bool {
        self.ends_in_block
    }

    /// The length of the document's text.
    pub(super) fn text_len(&self) -> usize {
        self.text_len
    }

    pub(super) fn text(&self) -> Text<'_> {
        Text::Buffer(&self.arena)
    }

    pub(super) fn node(&self, at: u32) -> Node {
        self.nodes.get(at as usize).copied().unwrap_or(Node { at: 0, kind: Kind::Plain(Str::EMPTY) })
    }

    /// The node that an alias stands for; any other node stands for itself.
    pub(super) fn target(&self, at: u32) -> u32 {
        match self.node(at).kind {
            Kind::Alias(target) => target,
            _ => at,
        }
    }

    /// What a node is, or the node that it stands for.
    pub(super) fn kind(&self, at: u32) -> Kind {
        match self.node(at).kind {
            Kind::Alias(target) => self.node(target).kind,
            kind => kind,
        }
    }

    /// The node after this one and its children.
    pub(super) fn after(&self, at: u32) -> u32 {
        match self.node(at).kind {
            Kind::List { end } | Kind::Map { end, .. } => end,
            _ => at.wrapping_add(1),
        }
    }

    /// What a plain scalar means.
    pub(super) fn meaning(&self, plain: Str) -> Meaning {
        resolve(self.text().raw(plain))
    }

    /// Whether a node is null.
    pub(super) fn is_null(&self, at: u32) -> bool {
        matches!(self.kind(at), Kind::Plain(plain) if self.meaning(plain) == Meaning::Null)
    }
}

impl Node {
    /// Ends a list or mapping.
    pub(super) fn end_at(&mut self, here: u32) {
        if let Kind::List { end } | Kind::Map { end, .. } = &mut self.kind {
            *end = here;
        }
    }
}

/// The root of the document.
pub(super) const ROOT: u32 = 0;

/// The end of a list or mapping that is still open.
pub(super) const OPEN: u32 = u32::MAX;
