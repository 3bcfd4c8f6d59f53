use std::fmt;

use super::answer::Answer;
use super::node::{Label, Node, NodeName, Taint};

/// A class of nodes of an AKS cluster.
///
/// ```
/// use guardrails_core::NodeClass;
/// assert_eq!("virtual-node".parse(), Ok(NodeClass::VirtualNode));
/// assert!("virtual".parse::<NodeClass>().unwrap_err().to_string().contains("expected linux, windows, virtual-node"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeClass {
    /// A virtual machine with Linux.
    Linux,
    /// A virtual machine with Windows.
    Windows,
    /// The virtual node of the AKS add-on (v1, azure-aci behind virtual-kubelet).
    VirtualNode,
    /// A virtual node of "Virtual nodes on Azure Container Instances" (v2).
    VirtualNodeV2,
}

/// A label of a class: its key, what is known of it, and where that is known from. Its text says what is known
/// of the value.
#[derive(Clone, Copy, Debug)]
pub struct ClassLabel {
    /// The label's key.
    pub key: &'static str,
    /// Where it is known from.
    pub source: &'static str,
    value: Known,
}

impl fmt::Display for ClassLabel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value {
            Known::Is("") => f.write_str("empty"),
            Known::Is(value) => f.write_str(value),
            Known::OneOf(values) => write!(f, "one of {}", values.join(", ")),
            Known::Present => f.write_str("there, with a value of the node's own"),
            Known::Absent => f.write_str("absent"),
            Known::Never(values) => write!(f, "never {}", values.join(", ")),
        }
    }
}

/// What is known of the values of a label, over all nodes of a class.
#[derive(Clone, Copy, Debug)]
enum Known {
    Is(&'static str),
    OneOf(&'static [&'static str]),
    /// It is there; its value differs from node to node.
    Present,
    Absent,
    /// It may be there or not; it never has these values.
    Never(&'static [&'static str]),
}

const fn label(key: &'static str, value: Known, source: &'static str) -> ClassLabel {
    ClassLabel { key, source, value }
}

const AKS: &str = "AKS documentation, use-labels; live nodes";
const CODE: &str = "azure-aci 1.6.4 vk_node.go; virtual-kubelet 1.11.0 nodeutil/controller.go";
const LIVE: &str =
    "a live node of the add-on, February 2023 (MicrosoftDocs/azure-docs#104587); use-labels says otherwise of some";
const V2: &str = "microsoft/virtualnodesOnAzureContainerInstances, README and Docs";
const USERS: &str = "only virtual nodes have it; users may set others";

const VM: [ClassLabel; 13] = [
    label("type", Known::Never(&["virtual-kubelet"]), USERS),
    label("virtualization", Known::Never(&["virtualnode2"]), USERS),
    label("kubernetes.io/role", Known::Absent, AKS),
    label("kubernetes.azure.com/managed", Known::Absent, AKS),
    label("kubernetes.azure.com/role", Known::Is("agent"), AKS),
    label("kubernetes.azure.com/cluster", Known::Present, AKS),
    label("kubernetes.azure.com/agentpool", Known::Present, AKS),
    label("agentpool", Known::Present, AKS),
    label("kubernetes.azure.com/os-sku", Known::Present, AKS),
    label("node.kubernetes.io/instance-type", Known::Present, AKS),
    label("beta.kubernetes.io/instance-type", Known::Present, AKS),
    label("topology.kubernetes.io/region", Known::Present, AKS),
    label("topology.kubernetes.io/zone", Known::Present, AKS),
];

const LINUX: [ClassLabel; 5] = [
    label("kubernetes.io/os", Known::Is("linux"), AKS),
    label("beta.kubernetes.io/os", Known::Is("linux"), AKS),
    label("kubernetes.io/arch", Known::OneOf(&["amd64", "arm64"]), AKS),
    label("beta.kubernetes.io/arch", Known::OneOf(&["amd64", "arm64"]), AKS),
    label("kubernetes.azure.com/mode", Known::OneOf(&["system", "user"]), AKS),
];

const WINDOWS: [ClassLabel; 5] = [
    label("kubernetes.io/os", Known::Is("windows"), AKS),
    label("beta.kubernetes.io/os", Known::Is("windows"), AKS),
    label("kubernetes.io/arch", Known::Is("amd64"), AKS),
    label("beta.kubernetes.io/arch", Known::Is("amd64"), AKS),
    label("kubernetes.azure.com/mode", Known::Is("user"), AKS),
];

const VIRTUAL_NODE: [ClassLabel; 12] = [
    label("type", Known::Is("virtual-kubelet"), CODE),
    label("virtualization", Known::Never(&["virtualnode2"]), USERS),
    label("kubernetes.io/role", Known::Is("agent"), CODE),
    label("kubernetes.io/os", Known::Is("linux"), CODE),
    label("beta.kubernetes.io/os", Known::Is("linux"), CODE),
    label("kubernetes.azure.com/managed", Known::Is("false"), CODE),
    label("node.kubernetes.io/exclude-from-external-load-balancers", Known::Is("true"), CODE),
    label("alpha.service-controller.kubernetes.io/exclude-balancer", Known::Is("true"), CODE),
    label("kubernetes.azure.com/role", Known::Is("agent"), LIVE),
    label("node-role.kubernetes.io/agent", Known::Is(""), LIVE),
    label("agentpool", Known::Absent, LIVE),
    label("kubernetes.azure.com/cluster", Known::Absent, LIVE),
];

const VIRTUAL_NODE_V2: [ClassLabel; 4] = [
    label("type", Known::Is("virtual-kubelet"), V2),
    label("virtualization", Known::Is("virtualnode2"), V2),
    label("kubernetes.io/os", Known::Is("linux"), V2),
    label("kubernetes.azure.com/cluster", Known::Absent, V2),
];

impl NodeClass {
    /// Every class.
    pub const ALL: [Self; 4] = [Self::Linux, Self::Windows, Self::VirtualNode, Self::VirtualNodeV2];

    /// The class's name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Linux => "linux",
            Self::Windows => "windows",
            Self::VirtualNode => "virtual-node",
            Self::VirtualNodeV2 => "virtual-node-v2",
        }
    }

    /// What is known of the labels of its nodes.
    pub fn labels(self) -> impl Iterator<Item = ClassLabel> {
        let (own, vm): (&[ClassLabel], &[ClassLabel]) = match self {
            Self::Linux => (&LINUX, &VM),
            Self::Windows => (&WINDOWS, &VM),
            Self::VirtualNode => (&VIRTUAL_NODE, &[]),
            Self::VirtualNodeV2 => (&VIRTUAL_NODE_V2, &[]),
        };
        own.iter().chain(vm).copied()
    }

    /// Whether a label of which nothing is known may be there. Users add labels of their own to any node;
    /// the system's it sets itself, and the virtual node of the add-on was seen with those it has. Kubelets
    /// (VM nodes and v2 have one) and AKS set more labels on VM nodes than are listed.
    pub(crate) fn unknown_label(self, key: &str) -> Answer {
        let (domain, _) = key.split_once('/').unwrap_or_default();
        let of = |parent: &str| domain == parent || domain.strip_suffix(parent).is_some_and(|d| d.ends_with('.'));
        let absent = match self {
            Self::Linux | Self::Windows => false,
            Self::VirtualNode => of("kubernetes.io") || of("k8s.io") || of("kubernetes.azure.com"),
            Self::VirtualNodeV2 => of("kubernetes.azure.com"),
        };
        if absent { Answer::No } else { Answer::Maybe }
    }

    /// The taints of its nodes, unless a pool says otherwise.
    fn taints(self) -> Vec<Taint> {
        let value = match self {
            Self::Linux | Self::Windows => return Vec::new(),
            Self::VirtualNode => Some("azure".to_owned()),
            // Set inside a closed image; the examples tolerate any value.
            Self::VirtualNodeV2 => None,
        };
        vec![Taint { key: "virtual-kubelet.io/provider".into(), value, effect: "NoSchedule".into() }]
    }

    /// Whether a node of this class goes by such a name: the add-on's has a fixed one, the others' begin
    /// alike or hold a word. No other class has such names.
    fn claims(self, name: &str) -> bool {
        let v2 = || {
            name.rsplit_once("-virtualnode-")
                .is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        };
        match self {
            Self::Linux => name.starts_with("aks-"),
            Self::Windows => name.starts_with("aks") && !name.starts_with("aks-") && !v2(),
            Self::VirtualNode => name == "virtual-node-aci-linux",
            Self::VirtualNodeV2 => v2() && !name.starts_with("aks-"),
        }
    }

    /// Whether one of its nodes may have this name: the add-on's always has.
    pub(crate) fn may_be_called(self, name: &str) -> Answer {
        match Self::ALL.into_iter().find(|class| class.claims(name)) {
            Some(Self::VirtualNode) if self == Self::VirtualNode => Answer::Yes,
            Some(class) if class != self => Answer::No,
            _ => Answer::Maybe,
        }
    }

    /// The class of a node, by its labels: `type` and `virtualization` are on every virtual node.
    pub(crate) fn of_labels<'l>(label: impl Fn(&str) -> Option<&'l str>) -> Self {
        let is_virtual = label("type") == Some("virtual-kubelet");
        let os = label("kubernetes.io/os").or_else(|| label("beta.kubernetes.io/os"));
        match os {
            _ if label("virtualization") == Some("virtualnode2") => Self::VirtualNodeV2,
            _ if is_virtual => Self::VirtualNode,
            Some("windows") => Self::Windows,
            _ => Self::Linux,
        }
    }

    /// What is known of its nodes, as one node that stands for them all.
    pub(crate) fn node(self) -> Node {
        let labels = self.labels().map(|known| {
            let owned = |values: &[&str]| values.iter().map(|v| (*v).to_owned()).collect();
            let label = match known.value {
                Known::Is(value) => Label::Is(value.into()),
                Known::OneOf(values) => Label::OneOf(owned(values)),
                Known::Present => Label::Present,
                Known::Absent => Label::Absent,
                Known::Never(values) => Label::Never(owned(values)),
            };
            (known.key.to_owned(), label)
        });
        Node::new(NodeName::AnyOf(self), labels.collect(), self.taints(), Some(self))
    }
}

impl fmt::Display for NodeClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of classes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes(u8);

impl Classes {
    pub(crate) fn insert(&mut self, class: NodeClass) {
        self.0 |= 1u8.wrapping_shl(class as u32);
    }

    pub(crate) fn of(classes: &[NodeClass]) -> Self {
        let mut set = Self::default();
        classes.iter().for_each(|class| set.insert(*class));
        set
    }

    pub(crate) fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there are classes in it and all of them are in the other.
    pub(crate) fn within(self, other: Self) -> bool {
        self.0 != 0 && self.0 & !other.0 == 0
    }
}
