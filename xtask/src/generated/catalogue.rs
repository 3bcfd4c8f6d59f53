//! Azure's built-in policies: what the core embeds, and a page about them, from `xtask/data/azure-catalogue.json`.

use std::fmt::Write;
use std::fs;

use serde_json::{Map, Value, json};

use crate::workspace;

/// The table that the core embeds: as the data, with each kind of parameter written once.
pub fn table() -> String {
    let mut data = data();
    let mut shapes = Vec::new();
    for policy in
        ["definitions", "initiatives"].iter().flat_map(|list| data[*list].as_array().cloned().unwrap_or_default())
    {
        share_in(&policy, &mut shapes);
    }
    for list in ["definitions", "initiatives"] {
        for policy in data[list].as_array_mut().into_iter().flatten() {
            number(policy, &shapes);
        }
    }
    data["shapes"] = Value::Array(shapes);
    format!("{data}\n")
}

/// The page about the table.
pub fn page() -> String {
    let data = data();
    let mut text = String::from("<!-- Written by `cargo xtask gen`. -->\n# Azure's policies for Kubernetes\n\n");
    let source = data["source"].as_str().unwrap_or_default();
    let _ = writeln!(text, "What is built in, of {source}. A version of a definition runs a version of a template.\n");
    text.push_str("| definition | template | versions | parameters |\n|---|---|---|---|\n");
    for definition in data["definitions"].as_array().into_iter().flatten() {
        let versions = definition["versions"].as_object().cloned().unwrap_or_default();
        let versions: Vec<String> =
            versions.iter().rev().map(|(version, template)| format!("{version} (v{template})")).collect();
        let names: Vec<&str> =
            definition["parameters"].as_object().into_iter().flat_map(Map::keys).map(String::as_str).collect();
        let (id, template) =
            (definition["id"].as_str().unwrap_or_default(), definition["template"].as_str().unwrap_or_default());
        let _ = writeln!(text, "| `{id}` | {template} | {} | {} |", versions.join(", "), names.join(", "));
    }
    for initiative in data["initiatives"].as_array().into_iter().flatten() {
        let get = |key: &str| initiative[key].as_str().unwrap_or_default();
        let _ = writeln!(
            text,
            "\n## {} {}\n\n`{}`\n\n| member | definition | version |\n|---|---|---|",
            get("name"),
            get("version"),
            get("id")
        );
        for member in initiative["members"].as_array().into_iter().flatten() {
            let get = |key: &str| member[key].as_str().unwrap_or_default();
            let _ = writeln!(text, "| {} | `{}` | {} |", get("reference"), get("definition"), get("version"));
        }
    }
    text
}

fn data() -> Value {
    let path = workspace::root().join("xtask/data/azure-catalogue.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The places of a policy where parameters are described: its own, and those of older editions.
fn parameters(policy: &Value) -> Vec<&Map<String, Value>> {
    let older = policy["editions"].as_object().into_iter().flat_map(Map::values);
    older.chain([policy]).filter_map(|it| it["parameters"].as_object()).collect()
}

fn share_in(policy: &Value, shapes: &mut Vec<Value>) {
    for shape in parameters(policy).into_iter().flat_map(Map::values) {
        if !shapes.contains(shape) {
            shapes.push(shape.clone());
        }
    }
}

fn number(policy: &mut Value, shapes: &[Value]) {
    if let Some(parameters) = policy["parameters"].as_object_mut() {
        for shape in parameters.values_mut() {
            *shape = json!(shapes.iter().position(|known| known == shape));
        }
    }
    for edition in policy.get_mut("editions").and_then(Value::as_object_mut).into_iter().flat_map(Map::values_mut) {
        number(edition, shapes);
    }
}
