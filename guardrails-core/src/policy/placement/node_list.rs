//! What `kubectl get nodes -o json` prints.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{read, taint};
use crate::placement::{Label, Node, NodeClass, NodeGroup, NodeName, Taint};
use crate::policy::PolicyError;

/// What matters of a node; it has many more fields.
#[derive(Debug, Deserialize)]
struct NodeObject {
    kind: Option<String>,
    metadata: Metadata,
    #[serde(default)]
    spec: Option<Spec>,
}

#[derive(Debug, Deserialize)]
struct Metadata {
    name: Option<String>,
    #[serde(default)]
    labels: Option<BTreeMap<String, String>>,
}

#[derive(Debug, Default, Deserialize)]
struct Spec {
    #[serde(default)]
    taints: Option<Vec<Value>>,
}

/// Whether a document is a list of nodes or a node, for whoever sorts documents.
pub(crate) fn is_node_list(document: &Value) -> bool {
    let field = |name: &str| document.get(name).and_then(Value::as_str);
    field("apiVersion") == Some("v1") && matches!(field("kind"), Some("List" | "NodeList" | "Node"))
}

/// The nodes of a list, grouped by class in the order of the classes. `place` goes before the paths of errors.
pub(super) fn groups(list: &Value, place: &str) -> Result<Vec<NodeGroup>, PolicyError> {
    if !is_node_list(list) {
        return Err(PolicyError::new(format!("{place}expected the list that `kubectl get nodes -o json` prints")));
    }
    let single = [list.clone()];
    let items: &[Value] = match (list.get("kind").and_then(Value::as_str), list.get("items")) {
        (Some("Node"), _) => &single,
        (_, Some(Value::Array(items))) => items,
        _ => return Err(PolicyError::new(format!("{place}items: expected a list of nodes"))),
    };
    let mut groups: Vec<NodeGroup> = Vec::new();
    for class in NodeClass::ALL {
        groups.push(NodeGroup { name: class.name().into(), class, nodes: Vec::new() });
    }
    for (n, item) in items.iter().enumerate() {
        let (class, node) = node(item, &format!("{place}items[{n}]"))?;
        groups.iter_mut().filter(|group| group.class == class).for_each(|group| group.nodes.push(node.clone()));
    }
    groups.retain(|group| !group.nodes.is_empty());
    match groups.is_empty() {
        true => Err(PolicyError::new(format!("{place}items: there is no node in the list"))),
        false => Ok(groups),
    }
}

fn node(item: &Value, place: &str) -> Result<(NodeClass, Node), PolicyError> {
    let object: NodeObject = read(item, place)?;
    if let Some(kind) = object.kind.filter(|kind| kind != "Node") {
        return Err(PolicyError::new(format!("{place}.kind: expected `Node`, found `{kind}`")));
    }
    let name = object.metadata.name.filter(|name| !name.is_empty());
    let name = name.ok_or_else(|| PolicyError::new(format!("{place}.metadata.name: a node needs a name")))?;
    let labels = object.metadata.labels.unwrap_or_default();
    let class = NodeClass::of_labels(|key| labels.get(key).map(String::as_str));
    let taints = object.spec.unwrap_or_default().taints.unwrap_or_default();
    let taints = taints.iter().enumerate().map(|(n, it)| taint(it, &format!("{place}.spec.taints[{n}]")));
    let taints = taints.filter(|taint| taint.as_ref().map_or(true, lasts)).collect::<Result<_, _>>()?;
    let labels = labels.into_iter().map(|(key, value)| (key, Label::Is(value))).collect();
    Ok((class, Node::new(NodeName::Is(name), labels, taints, None)))
}

/// Whether a taint says something of the node and not of how it does at the moment: a node that is not
/// ready, under pressure, cordoned or just starting takes pods again.
fn lasts(taint: &Taint) -> bool {
    let (domain, _) = taint.key.split_once('/').unwrap_or_default();
    domain != "node.kubernetes.io" && domain != "node.cloudprovider.kubernetes.io"
}
