//! Where a pod can run: the scheduler's functions over the nodes that a policy names.

mod answer;
mod class;
mod fit;
mod node;
mod syntax;

use smallvec::SmallVec;

use crate::view::{Text, View};

pub(crate) use class::Classes;
pub use class::{ClassLabel, NodeClass};
pub(crate) use fit::Obstacle;
pub(crate) use node::{Label, Node, NodeName, Taint, with_str};
pub(crate) use syntax::{is_label_key, is_label_value};

/// The nodes of a cluster that a verdict tells apart: a class, a pool, or the nodes of a list that are of one class.
#[derive(Clone, Debug)]
pub(crate) struct NodeGroup {
    pub(crate) name: String,
    pub(crate) class: NodeClass,
    pub(crate) nodes: Vec<Node>,
}

/// Where a pod can land. Kept in the scratch, so that the list keeps its memory.
#[derive(Debug, Default)]
pub(crate) struct Placed {
    /// One for each group of the policy, in its order: what forbids the pod's landing there.
    pub(crate) groups: SmallVec<[Option<Obstacle>; 8]>,
    pub(crate) landing: Landing,
}

/// What rules may know of where a pod lands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Landing {
    /// The classes it can land on.
    pub(crate) can: Classes,
    /// Whether the policy enforces baseline or restricted, on every node alike.
    pub(crate) hardened: bool,
}

impl Placed {
    pub(crate) fn clear(&mut self) {
        self.groups.clear();
        self.landing = Landing::default();
    }

    /// Holds a pod against every group.
    pub(crate) fn fill(&mut self, groups: &[NodeGroup], view: &View, text: Text<'_>) {
        for group in groups {
            let obstacle = group.obstacle(view, text);
            if obstacle.is_none() || group.is_bypassed(view, text) {
                self.landing.can.insert(group.class);
            }
            self.groups.push(obstacle);
        }
    }

    /// How many groups the pod can land on.
    pub(crate) fn possible(&self) -> usize {
        self.groups.iter().filter(|obstacle| obstacle.is_none()).count()
    }
}

impl NodeGroup {
    /// What keeps the pod off every node of the group, told of the first one; nothing if one of them takes it.
    fn obstacle(&self, view: &View, text: Text<'_>) -> Option<Obstacle> {
        let mut first = None;
        for node in &self.nodes {
            let obstacle = fit::fit(view, text, node).err()?;
            first.get_or_insert(obstacle);
        }
        first
    }

    /// Whether the pod is bound to a node of the group that looks at neither selectors nor taints: the virtual
    /// kubelet of the add-on runs whatever names it.
    pub(crate) fn is_bypassed(&self, view: &View, text: Text<'_>) -> bool {
        let name = view.scheduling.node_name;
        let is = |node: &Node| with_str(text, name, |name| node.name.is(name));
        self.class == NodeClass::VirtualNode
            && !name.is_empty()
            && self.nodes.iter().any(|node| is(node) == answer::Answer::Yes)
    }
}
