//! Which nodes a cluster has, and what follows where a virtual node refuses a pod or leaves its guardrails void.

use std::collections::BTreeMap;
use std::str::FromStr;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Effect, Policy, PolicyError};
use crate::placement::{NodeClass, NodeGroup, NodeName, Taint, is_label_key, is_label_value};

mod node_list;

pub(super) use node_list::is_node_list;

/// The nodes of a cluster and the effects of what is found there.
///
/// ```
/// use guardrails_core::{Context, NodeClass, Placement, Policy, Reach, Scratch};
/// let policy = Policy::placement(Placement::of_classes([NodeClass::Linux, NodeClass::VirtualNode]));
/// let pod = br#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},
///               "spec":{"containers":[{"name":"web","image":"web"}]}}"#;
/// let mut scratch = Scratch::new();
/// let verdict = policy.evaluate(pod, Context::default(), &mut scratch)?;
/// let reach: Vec<_> = verdict.placement().map(|place| (place.name(), place.reach())).collect();
/// assert_eq!(reach, [("linux", Reach::Must), ("virtual-node", Reach::Cannot)]);
/// # Ok::<(), guardrails_core::ManifestError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Placement {
    pub(crate) groups: Vec<NodeGroup>,
    pub(crate) refused: Effect,
    pub(crate) void: Option<Effect>,
}

impl Placement {
    fn new(groups: Vec<NodeGroup>) -> Self {
        Self { groups, refused: Effect::Deny, void: Some(Effect::Warn) }
    }

    /// A cluster with nodes of these classes.
    pub fn of_classes(classes: impl IntoIterator<Item = NodeClass>) -> Self {
        let mut groups: Vec<NodeGroup> = Vec::new();
        for class in classes {
            if groups.iter().all(|group| group.class != class) {
                groups.push(NodeGroup { name: class.name().into(), class, nodes: vec![class.node()] });
            }
        }
        Self::new(groups)
    }

    /// A cluster with exactly these nodes: what `kubectl get nodes -o json` prints. Nodes of one class are
    /// told of together.
    ///
    /// # Errors
    /// It is no list of nodes, or one of them has no name, a malformed label or a malformed taint.
    pub fn of_nodes(list: impl AsRef<[u8]>) -> Result<Self, PolicyError> {
        let value: Value =
            serde_json::from_slice(list.as_ref()).map_err(|error| PolicyError::new(error.to_string()))?;
        node_list::groups(&value, "").map(Self::new)
    }

    /// Whether a pod may meet a virtual node at all.
    pub(crate) fn has_virtual_nodes(&self) -> bool {
        self.groups.iter().any(|group| matches!(group.class, NodeClass::VirtualNode | NodeClass::VirtualNodeV2))
    }

    /// Whether void guardrails are to be found: they are on the add-on's nodes alone.
    pub(crate) fn voids_guardrails(&self) -> bool {
        self.void.is_some() && self.groups.iter().any(|group| group.class == NodeClass::VirtualNode)
    }

    /// What a refusal leads to where a pod must run on the node that refuses it. Where it merely can, it is
    /// warned.
    #[must_use]
    pub fn refused(mut self, effect: Effect) -> Self {
        self.refused = effect;
        self
    }

    /// What void guardrails lead to where a pod must run on the node that voids them; `None` leaves them
    /// unreported.
    #[must_use]
    pub fn void(mut self, effect: Option<Effect>) -> Self {
        self.void = effect;
        self
    }
}

impl Policy {
    /// Judges where objects run and what holds there, and nothing else.
    pub fn placement(placement: Placement) -> Self {
        Self::new(super::PodSecurity::default(), super::Version::NEWEST).with_placement(placement)
    }

    /// The same policy, which judges placement too.
    #[must_use]
    pub fn with_placement(mut self, placement: Placement) -> Self {
        self.beyond_mut().placement = Some(placement);
        self
    }
}

impl FromStr for NodeClass {
    type Err = PolicyError;

    fn from_str(s: &str) -> Result<Self, PolicyError> {
        let known = Self::ALL.into_iter().find(|class| class.name() == s);
        known.ok_or_else(|| {
            let message = format!("unknown node class `{s}`: expected linux, windows, virtual-node or virtual-node-v2");
            PolicyError::new(message)
        })
    }
}

/// `placement` of a policy document.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PlacementSection {
    nodes: Option<Value>,
    refused: Option<String>,
    void: Option<String>,
}

/// A pool that a policy describes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Pool {
    name: Option<String>,
    class: Option<String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    taints: Option<Vec<Value>>,
}

/// A taint as an object of Kubernetes.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct TaintSection {
    key: String,
    #[serde(default)]
    value: String,
    effect: String,
    #[expect(dead_code, reason = "when a taint was added says nothing, but nodes have it")]
    time_added: Option<String>,
}

impl PlacementSection {
    /// Compiles the section together with a list of nodes that stands in a document of its own.
    pub(super) fn compile(self, listed: Option<&Value>) -> Result<Placement, PolicyError> {
        let groups = match (self.nodes, listed) {
            (Some(_), Some(_)) => {
                return Err(PolicyError::new(
                    "placement.nodes: a list of nodes is given as well; one place has to say it",
                ));
            }
            (None, None) => {
                return Err(PolicyError::new("placement.nodes: it is missing; name the cluster's node classes"));
            }
            (None, Some(list)) => node_list::groups(list, "")?,
            (Some(Value::Array(items)), None) => groups(&items)?,
            (Some(list @ Value::Object(_)), None) => node_list::groups(&list, "placement.nodes: ")?,
            (Some(_), None) => return Err(PolicyError::new("placement.nodes: expected a list")),
        };
        let refused = match self.refused.as_deref() {
            None | Some("deny") => Effect::Deny,
            Some("warn") => Effect::Warn,
            Some(other) => return Err(unknown_effect("refused", other, "deny or warn")),
        };
        let void = match self.void.as_deref() {
            None | Some("warn") => Some(Effect::Warn),
            Some("deny") => Some(Effect::Deny),
            Some("off") => None,
            Some(other) => return Err(unknown_effect("void", other, "deny, warn or off")),
        };
        Ok(Placement { groups, refused, void })
    }
}

fn unknown_effect(key: &str, found: &str, expected: &str) -> PolicyError {
    PolicyError::new(format!("placement.{key}: unknown effect `{found}`: expected {expected}"))
}

/// A list of nodes that stands in a document of its own, without a section.
pub(super) fn of_list(list: &Value) -> Result<Placement, PolicyError> {
    node_list::groups(list, "").map(Placement::new)
}

/// The groups of `nodes`: names of classes and descriptions of pools.
fn groups(items: &[Value]) -> Result<Vec<NodeGroup>, PolicyError> {
    if items.is_empty() {
        return Err(PolicyError::new("placement.nodes: it is empty; name the cluster's node classes"));
    }
    let mut groups: Vec<NodeGroup> = Vec::new();
    for (n, item) in items.iter().enumerate() {
        let place = format!("placement.nodes[{n}]");
        let group = match item {
            Value::String(name) => {
                let class: NodeClass = name.parse().map_err(|error| super::documents::at(&place, &error))?;
                NodeGroup { name: name.clone(), class, nodes: vec![class.node()] }
            }
            _ => read::<Pool>(item, &place)?.group(&place)?,
        };
        if groups.iter().any(|before| before.name == group.name) {
            return Err(PolicyError::new(format!("{place}: `{}` stands here twice", group.name)));
        }
        groups.push(group);
    }
    Ok(groups)
}

impl Pool {
    /// Its class, if none is named, follows from its labels as that of a node does.
    fn group(self, place: &str) -> Result<NodeGroup, PolicyError> {
        let name = self.name.filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| PolicyError::new(format!("{place}.name: a pool needs a name")))?;
        let class = match &self.class {
            Some(class) => class.parse().map_err(|error| super::documents::at(&format!("{place}.class"), &error))?,
            None => NodeClass::of_labels(|key| self.labels.get(key).map(String::as_str)),
        };
        let mut node = class.node();
        node.name = NodeName::PoolOf(class);
        for (key, value) in &self.labels {
            check_label(key, value, &format!("{place}.labels"))?;
            node.set_label(key, value);
        }
        if let Some(taints) = self.taints {
            let taints = taints.iter().enumerate();
            node.taints = taints.map(|(n, it)| taint(it, &format!("{place}.taints[{n}]"))).collect::<Result<_, _>>()?;
        }
        Ok(NodeGroup { name, class, nodes: vec![node] })
    }
}

fn check_label(key: &str, value: &str, place: &str) -> Result<(), PolicyError> {
    match () {
        () if !is_label_key(key) => Err(PolicyError::new(format!("{place}: `{key}` is no key of a label"))),
        () if !is_label_value(value) => Err(PolicyError::new(format!("{place}: `{value}` is no value of a label"))),
        () => Ok(()),
    }
}

/// A taint: an object as on a node, or `key=value:Effect` as the Azure CLI writes it.
fn taint(value: &Value, place: &str) -> Result<Taint, PolicyError> {
    let TaintSection { key, value, effect, .. } = match value {
        Value::String(short) => {
            let malformed = || PolicyError::new(format!("{place}: `{short}` is no taint; expected `key=value:Effect`"));
            let (pair, effect) = short.rsplit_once(':').ok_or_else(malformed)?;
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            TaintSection { key: key.into(), value: value.into(), effect: effect.into(), time_added: None }
        }
        _ => read(value, place)?,
    };
    let wrong = |what: &str, found: &str, expected: &str| {
        PolicyError::new(format!("{place}.{what}: `{found}` is no {what} of a taint; expected {expected}"))
    };
    match () {
        () if !is_label_key(&key) => Err(wrong("key", &key, "a name such as `virtual-kubelet.io/provider`")),
        () if !is_label_value(&value) => Err(wrong("value", &value, "a name or nothing")),
        () if !["NoSchedule", "PreferNoSchedule", "NoExecute"].contains(&effect.as_str()) => {
            Err(wrong("effect", &effect, "NoSchedule, PreferNoSchedule or NoExecute"))
        }
        () => Ok(Taint { key, value: Some(value), effect }),
    }
}

/// Reads a value into its type; errors name the place.
fn read<T: DeserializeOwned>(value: &Value, place: &str) -> Result<T, PolicyError> {
    serde_path_to_error::deserialize(value.clone()).map_err(|error| {
        let (path, message) = (error.path().to_string(), error.inner().to_string());
        PolicyError::new(if path == "." { format!("{place}: {message}") } else { format!("{place}.{path}: {message}") })
    })
}

#[cfg(test)]
mod tests;
