use serde_json::{Value, json};

use super::PlacementSection;

fn error(section: Value) -> String {
    let section: PlacementSection = serde_json::from_value(section).unwrap();
    section.compile(None).unwrap_err().to_string()
}

#[test]
fn mistakes_are_named_with_their_place() {
    let cases = [
        (json!({}), "placement.nodes: it is missing"),
        (json!({"nodes": []}), "placement.nodes: it is empty"),
        (json!({"nodes": "linux"}), "placement.nodes: expected a list"),
        (json!({"nodes": ["linux", "lunix"]}), "placement.nodes[1]: unknown node class `lunix`: expected linux"),
        (json!({"nodes": ["linux", "linux"]}), "placement.nodes[1]: `linux` stands here twice"),
        (json!({"nodes": [7]}), "placement.nodes[0]: invalid type"),
        (json!({"nodes": [{"class": "linux"}]}), "placement.nodes[0].name: a pool needs a name"),
        (json!({"nodes": [{"name": ""}]}), "placement.nodes[0].name: a pool needs a name"),
        (json!({"nodes": [{"name": "a", "class": "x"}]}), "placement.nodes[0].class: unknown node class `x`"),
        (json!({"nodes": [{"name": "a", "label": {}}]}), "placement.nodes[0].label: unknown field `label`"),
        (json!({"nodes": [{"name": "a", "labels": {"a b": "c"}}]}), "placement.nodes[0].labels: `a b` is no key"),
        (json!({"nodes": [{"name": "a", "labels": {"a": 7}}]}), "placement.nodes[0].labels.a: invalid type"),
        (json!({"nodes": [{"name": "a", "taints": ["spot"]}]}), "placement.nodes[0].taints[0]: `spot` is no taint"),
        (json!({"nodes": [{"name": "a", "taints": ["a=b:No"]}]}), "placement.nodes[0].taints[0].effect: `No`"),
        (
            json!({"nodes": [{"name": "a", "taints": [{"key": "a"}]}]}),
            "placement.nodes[0].taints[0]: missing field `effect`",
        ),
        (json!({"nodes": {"kind": "Pod"}}), "placement.nodes: expected the list that `kubectl get nodes"),
        (
            json!({"nodes": {"apiVersion": "v1", "kind": "List", "items": []}}),
            "placement.nodes: items: there is no node",
        ),
        (
            json!({"nodes": {"apiVersion": "v1", "kind": "List", "items": [{"metadata": {}}]}}),
            "placement.nodes: items[0].metadata.name: a node needs a name",
        ),
        (
            json!({"nodes": {"apiVersion": "v1", "kind": "List", "items": [{"kind": "Pod", "metadata": {"name": "x"}}]}}),
            "placement.nodes: items[0].kind: expected `Node`, found `Pod`",
        ),
        (
            json!({"nodes": ["linux"], "refused": "off"}),
            "placement.refused: unknown effect `off`: expected deny or warn",
        ),
        (json!({"nodes": ["linux"], "void": "no"}), "placement.void: unknown effect `no`: expected deny, warn or off"),
    ];
    for (section, expected) in cases {
        let found = error(section.clone());
        assert!(found.contains(expected), "{section}: {found}");
    }
}
