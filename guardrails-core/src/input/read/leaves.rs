use crate::input::error::Read;
use crate::input::source::{Frame, Shape, Source};
use crate::view::{LeafNode, Leaves, Owner, Owners, SetLeaf, View};

/// Takes note of the fields of a pod spec that are set, of those in the table. Goes no deeper than the table.
pub(super) fn read<S: Source>(source: &mut S, view: &mut View, table: &'static Leaves) -> Read<()> {
    let start = Walk { table, owner: Owner::Pod, indexes: [0, 0], depth: 0 };
    match table.root() {
        Some(root) => start.walk(source, view, root),
        None => source.skip(),
    }
}

/// Where the walk stands: in whose fields, under which indexes.
#[derive(Clone, Copy)]
struct Walk {
    table: &'static Leaves,
    owner: Owner,
    indexes: [u32; 2],
    depth: usize,
}

impl Walk {
    fn walk<S: Source>(self, source: &mut S, view: &mut View, node: &'static LeafNode) -> Read<()> {
        match (node.leaf, source.shape()) {
            (Some(_), Shape::Null) => source.skip(),
            (Some(leaf), Shape::Boolean) => {
                let off = source.boolean()? == Some(false);
                self.note(view, leaf, off);
                Ok(())
            }
            (Some(leaf), _) => {
                self.note(view, leaf, false);
                source.skip()
            }
            (None, Shape::Object) => self.walk_object(source, view, node),
            (None, Shape::List) => self.walk_list(source, view, node),
            _ => source.skip(),
        }
    }

    fn note(self, view: &mut View, leaf: u16, off: bool) {
        view.runtime.leaves.push(SetLeaf { leaf, owner: self.owner, indexes: self.indexes, off });
    }

    fn walk_object<S: Source>(self, source: &mut S, view: &mut View, node: &'static LeafNode) -> Read<()> {
        let mut frame = Frame::default();
        if source.enter_object(&mut frame)? {
            while let Some(key) = source.next_key(&mut frame)? {
                match self.table.at_key(node, source.text(), key) {
                    Some(child) => self.walk(source, view, child)?,
                    None => source.skip()?,
                }
            }
        }
        Ok(())
    }

    fn walk_list<S: Source>(mut self, source: &mut S, view: &mut View, node: &'static LeafNode) -> Read<()> {
        let Some(element) = self.table.at_element(node) else { return source.skip() };
        let depth = self.depth;
        if node.owners.is_none() {
            self.depth = depth.saturating_add(1);
        }
        let mut frame = Frame::default();
        let mut n = 0u32;
        if source.enter_list(&mut frame)? {
            while source.next_element(&mut frame)? {
                match node.owners {
                    Some(Owners::Containers(list)) => self.owner = Owner::Container(list, n),
                    Some(Owners::Volumes) => self.owner = Owner::Volume(n),
                    None => {
                        if let Some(index) = self.indexes.get_mut(depth) {
                            *index = n;
                        }
                    }
                }
                self.walk(source, view, element)?;
                n = n.saturating_add(1);
            }
        }
        Ok(())
    }
}
