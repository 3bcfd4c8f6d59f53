//! The anchors of a document.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use crate::view::Str;

/// A node that can be referred to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor {
    pub(super) name: Str,
    pub(super) node: u32,
    /// `None` as long as the node is open.
    pub(super) extent: Option<Extent>,
}

/// What an alias brings with it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Extent {
    /// How many nodes Kubernetes decodes.
    pub(super) decoded: u64,
    /// How many levels of lists and mappings there are.
    pub(super) height: u32,
}

/// The anchor that each name was given last.
///
/// They are kept by a hash of the name, so that no name needs memory of its own. Should two names ever have
/// the same, the caller finds another name than it has asked for, and refuses the alias.
#[derive(Debug, Default)]
pub(super) struct Anchors {
    by_hash: HashMap<u64, Anchor>,
    hasher: RandomState,
}

impl Anchors {
    pub(super) fn clear(&mut self) {
        self.by_hash.clear();
    }

    pub(super) fn insert(&mut self, name: &str, anchor: Anchor) {
        self.by_hash.insert(self.hasher.hash_one(name), anchor);
    }

    pub(super) fn get(&self, name: &str) -> Option<Anchor> {
        self.by_hash.get(&self.hasher.hash_one(name)).copied()
    }

    /// Says what a node holds that is complete now. Its name may have been given to another since.
    pub(super) fn complete(&mut self, name: &str, node: u32, extent: Extent) {
        let anchor = self.by_hash.get_mut(&self.hasher.hash_one(name));
        if let Some(anchor) = anchor.filter(|anchor| anchor.node == node) {
            anchor.extent = Some(extent);
        }
    }
}
