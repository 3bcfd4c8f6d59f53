//! YAML as Kubernetes reads it.
//!
//! A file is cut into [`Documents`]; each is loaded onto a [`Tape`], a flat list of nodes, from which
//! [`Yaml`] reads. On the way: `events` come from the parser beneath, `compose` makes nodes of them and
//! refuses what Kubernetes refuses anywhere, `resolve` tells what a plain scalar means, `merge` applies
//! `<<` keys, `place` finds paths and positions.
//!
//! On purpose refused, though Kubernetes takes it: repeated keys, keys that are no strings, and other tags than
//! `!!str`, `!!bool`, `!!int` and `!!null` (readers disagree on them); line breaks other than LF and CRLF
//! outside quotes; text after a document's end, which Kubernetes drops in silence; nesting beyond
//! `MAX_DEPTH`.

mod anchors;
mod budget;
mod compose;
mod documents;
mod events;
mod merge;
mod place;
mod reader;
mod resolve;
mod tape;

pub(crate) use documents::{Chunk, Documents};
pub(crate) use reader::Yaml;
pub(crate) use tape::Tape;

#[cfg(test)]
mod tests;
