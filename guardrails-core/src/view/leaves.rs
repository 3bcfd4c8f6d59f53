use super::{ContainerList, Str, Text};

/// Fields of a pod spec of which only matters whether they are set, as a tree over their paths.
#[derive(Debug)]
pub(crate) struct Leaves {
    nodes: Vec<Node>,
    leaves: Vec<Leaf>,
}

/// A field: its path inside the container, the volume or the pod spec, `[*]` for an index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Leaf {
    pub(crate) path: &'static str,
    /// Which of the lists that the table was made of it comes from.
    pub(crate) list: usize,
}

/// A place in the tree.
#[derive(Debug, Default)]
pub(crate) struct Node {
    children: Vec<(&'static str, usize)>,
    element: Option<usize>,
    /// The field that ends here.
    pub(crate) leaf: Option<u16>,
    /// Whose list begins here, if the fields below belong to its elements.
    pub(crate) owners: Option<Owners>,
}

/// The lists whose elements own fields.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Owners {
    Containers(ContainerList),
    Volumes,
}

const CONTAINERS: &str = "spec.*ontainers[*].";

impl Leaves {
    /// Makes the table of lists of paths: `spec.hostPID`, `spec.volumes[*].emptyDir.medium`, and
    /// `spec.*ontainers[*].stdin` for main and init containers. Paths outside of the spec are left out.
    pub(crate) fn new(lists: impl Iterator<Item = &'static [&'static str]>) -> Self {
        let mut it = Self { nodes: vec![Node::default()], leaves: Vec::new() };
        for (list, paths) in lists.enumerate() {
            for path in paths.iter().copied().filter(|path| path.starts_with("spec.")) {
                match path.strip_prefix(CONTAINERS) {
                    Some(inside) => {
                        it.add_owned("containers", Owners::Containers(ContainerList::Main), inside, list);
                        it.add_owned("initContainers", Owners::Containers(ContainerList::Init), inside, list);
                    }
                    None => it.add_path(path, list),
                }
            }
        }
        it
    }

    fn add_path(&mut self, path: &'static str, list: usize) {
        let path = path.strip_prefix("spec.").unwrap_or_default();
        let owned = |field: &str| path.strip_prefix(field).and_then(|rest| rest.strip_prefix("[*]."));
        match (owned("initContainers"), owned("containers"), owned("volumes")) {
            (Some(inside), ..) => {
                self.add_owned("initContainers", Owners::Containers(ContainerList::Init), inside, list)
            }
            (_, Some(inside), _) => self.add_owned("containers", Owners::Containers(ContainerList::Main), inside, list),
            (.., Some(inside)) => self.add_owned("volumes", Owners::Volumes, inside, list),
            _ => self.add(0, path, list),
        }
    }

    fn add_owned(&mut self, field: &'static str, owners: Owners, inside: &'static str, list: usize) {
        let at = self.child(0, field);
        if let Some(node) = self.nodes.get_mut(at) {
            node.owners = Some(owners);
        }
        let at = self.element(at);
        self.add(at, inside, list);
    }

    fn add(&mut self, mut at: usize, path: &'static str, list: usize) {
        let mut rest = path;
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("[*]") {
                at = self.element(at);
                rest = after.strip_prefix('.').unwrap_or(after);
            } else if let Some((key, after)) = rest.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
                at = self.child(at, key);
                rest = after;
            } else {
                let end = rest.find(['.', '[']).unwrap_or(rest.len());
                let (key, after) = rest.split_at_checked(end).unwrap_or_default();
                at = self.child(at, key);
                rest = after.strip_prefix('.').unwrap_or(after);
            }
        }
        let leaf = u16::try_from(self.leaves.len()).ok();
        self.leaves.push(Leaf { path, list });
        if let Some(node) = self.nodes.get_mut(at) {
            node.leaf = leaf;
        }
    }

    fn child(&mut self, at: usize, key: &'static str) -> usize {
        let fresh = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else { return 0 };
        if let Some((_, child)) = node.children.iter().find(|(name, _)| *name == key) {
            return *child;
        }
        node.children.push((key, fresh));
        self.nodes.push(Node::default());
        fresh
    }

    fn element(&mut self, at: usize) -> usize {
        let fresh = self.nodes.len();
        let Some(node) = self.nodes.get_mut(at) else { return 0 };
        match node.element {
            Some(element) => element,
            None => {
                node.element = Some(fresh);
                self.nodes.push(Node::default());
                fresh
            }
        }
    }

    pub(crate) fn root(&self) -> Option<&Node> {
        self.nodes.first()
    }

    /// The place below a key.
    pub(crate) fn at_key(&self, node: &Node, text: Text<'_>, key: Str) -> Option<&Node> {
        let (_, child) = node.children.iter().find(|(name, _)| text.is(key, name))?;
        self.nodes.get(*child)
    }

    /// The place below the elements of a list.
    pub(crate) fn at_element(&self, node: &Node) -> Option<&Node> {
        self.nodes.get(node.element?)
    }

    pub(crate) fn leaf(&self, n: u16) -> Option<Leaf> {
        self.leaves.get(usize::from(n)).copied()
    }
}
