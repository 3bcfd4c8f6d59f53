//! `import`: what kubectl and the Azure CLI print of a cluster, as one policy.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use guardrails_core::Policy;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::PASSED;
use crate::arguments::Import;
use crate::output::Output;
use crate::words::plain;

pub(crate) fn import(options: &Import, output: &mut Output<'_>) -> u8 {
    let imported = Imported::of(options).and_then(|imported| {
        let policy = imported.text()?;
        // What is written is what `check --policy` reads.
        Policy::load(&policy).map_err(|error| format!("the cluster makes no policy: {error}"))?;
        Ok((policy, imported.left_out))
    });
    match imported {
        Ok((policy, left_out)) => {
            output.print(&policy);
            for what in left_out {
                output.complain(&format!("not taken: {}\n", plain(what)));
            }
            PASSED
        }
        Err(message) => output.refuse(&plain(message)),
    }
}

/// What has been taken, and what could not be.
#[derive(Default)]
struct Imported {
    version: Option<String>,
    nodes: Option<Value>,
    namespaces: Option<Value>,
    safeguards: Option<Value>,
    /// Documents that go into the policy as they stand.
    documents: Vec<String>,
    left_out: Vec<String>,
}

/// A list that kubectl prints.
#[derive(Deserialize)]
struct List<T> {
    items: Vec<T>,
}

#[derive(Deserialize)]
struct Object {
    metadata: Metadata,
    #[serde(default)]
    spec: Spec,
}

#[derive(Deserialize)]
struct Metadata {
    name: String,
    labels: Option<BTreeMap<String, String>>,
}

#[derive(Default, Deserialize)]
struct Spec {
    taints: Option<Vec<Value>>,
}

/// Deployment Safeguards as `az aks show` prints them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Safeguards {
    level: Option<String>,
    excluded_namespaces: Option<Vec<String>>,
    system_excluded_namespaces: Option<Vec<String>>,
    /// What is not taken, such as the version.
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

/// What `az aks show` prints, as far as it matters here.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Cluster {
    current_kubernetes_version: Option<String>,
    kubernetes_version: Option<String>,
    #[serde(default)]
    agent_pool_profiles: Vec<Pool>,
    #[serde(default)]
    addon_profiles: Option<BTreeMap<String, Addon>>,
    safeguards_profile: Option<Safeguards>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Pool {
    name: String,
    os_type: Option<String>,
    node_labels: Option<BTreeMap<String, String>>,
    node_taints: Option<Vec<String>>,
}

#[derive(Deserialize)]
struct Addon {
    #[serde(default)]
    enabled: bool,
}

impl Imported {
    fn of(options: &Import) -> Result<Self, String> {
        let mut it = Self::default();
        if let Some(path) = &options.nodes {
            it.take_nodes(read(path)?);
        }
        if let Some(path) = &options.namespaces {
            it.take_namespaces(read(path)?);
        }
        if let Some(path) = &options.cluster {
            it.take_cluster(read(path)?)?;
        }
        for path in options.constraints.iter().chain(&options.assignments) {
            it.documents.push(text(path)?);
        }
        Ok(it)
    }

    /// The nodes as they are: their names, labels and taints.
    fn take_nodes(&mut self, list: List<Object>) {
        let node = |Object { metadata: Metadata { name, labels }, spec }: Object| json!({"kind": "Node", "metadata": {"name": name, "labels": labels.unwrap_or_default()}, "spec": {"taints": spec.taints}});
        let items: Vec<Value> = list.items.into_iter().map(node).collect();
        self.nodes = Some(json!({"apiVersion": "v1", "kind": "List", "items": items}));
    }

    fn take_namespaces(&mut self, list: List<Object>) {
        let namespace = |Object { metadata: Metadata { name, labels }, .. }: Object| json!({"name": name, "labels": labels.unwrap_or_default()});
        self.namespaces = Some(list.items.into_iter().map(namespace).collect());
    }

    fn take_cluster(&mut self, cluster: Cluster) -> Result<(), String> {
        if let Some(version) = cluster.current_kubernetes_version.or(cluster.kubernetes_version) {
            let minor = version.strip_prefix("1.").and_then(|rest| rest.split('.').next());
            let minor = minor.filter(|minor| minor.parse::<u8>().is_ok());
            let minor = minor.ok_or_else(|| format!("kubernetesVersion: `{version}` is no version such as 1.34.2"))?;
            self.version = Some(format!("v1.{minor}"));
        }
        let virtual_node = cluster.addon_profiles.unwrap_or_default().into_iter();
        let virtual_node = virtual_node.filter(|(name, _)| name.eq_ignore_ascii_case("aciConnectorLinux"));
        let has_virtual_node = virtual_node.into_iter().any(|(_, addon)| addon.enabled);
        match &self.nodes {
            // A pool that has been scaled down to nothing has no node to be seen.
            Some(nodes) => {
                let pools = cluster.agent_pool_profiles.iter().filter(|pool| !has_node_of(nodes, &pool.name));
                let is_virtual =
                    |node: &Value| node.pointer("/metadata/labels/type").is_some_and(|it| it == "virtual-kubelet");
                if has_virtual_node && !items(nodes).any(is_virtual) {
                    self.left_out.push("the virtual nodes add-on, of which there is no node now".to_owned());
                }
                self.left_out
                    .extend(pools.map(|pool| format!("the pool {}, of which there is no node now", pool.name)));
            }
            None => {
                let mut nodes: Vec<Value> = cluster.agent_pool_profiles.into_iter().map(Pool::described).collect();
                nodes.extend(has_virtual_node.then(|| "virtual-node".into()));
                self.nodes = Some(nodes.into()).filter(|nodes: &Value| nodes != &json!([]));
            }
        }
        if let Some(profile) = cluster.safeguards_profile {
            self.take_safeguards(profile);
        }
        Ok(())
    }

    /// Deployment Safeguards as they are switched on.
    fn take_safeguards(&mut self, profile: Safeguards) {
        let level = match profile.level.as_deref() {
            None | Some("Off") => return,
            Some("Warn" | "Warning") => "Warn",
            Some("Enforce" | "Enforcement") => "Enforce",
            Some(other) => return self.left_out.push(format!("safeguardsProfile.level `{other}`, which is not known")),
        };
        let mut excluded = profile.excluded_namespaces.unwrap_or_default();
        excluded.extend(profile.system_excluded_namespaces.unwrap_or_default());
        self.safeguards = Some(json!({"level": level, "excludedNamespaces": excluded}));
        for (key, value) in profile.others.iter().filter(|(_, value)| !value.is_null()) {
            self.left_out.push(format!("safeguardsProfile.{key} {value}"));
        }
    }

    /// The policy as documents of YAML; the first one is JSON, which YAML takes.
    fn text(&self) -> Result<String, String> {
        let mut policy = Map::new();
        policy.insert("apiVersion".into(), "guardrails/v1".into());
        policy.insert("kind".into(), "Policy".into());
        if let Some(version) = &self.version {
            policy.insert("kubernetesVersion".into(), version.as_str().into());
        }
        if let Some(namespaces) = &self.namespaces {
            policy.insert("podSecurity".into(), json!({"fromNamespaceLabels": true}));
            policy.insert("namespaces".into(), namespaces.clone());
        }
        if let Some(safeguards) = &self.safeguards {
            policy.insert("safeguards".into(), safeguards.clone());
        }
        if let Some(nodes) = &self.nodes {
            policy.insert("placement".into(), json!({"nodes": nodes}));
        }
        let own = serde_json::to_string_pretty(&policy).map_err(|error| error.to_string())?;
        let mut text = format!("# Written by `k8s-guardrails import`.\n{own}\n");
        for document in &self.documents {
            text.push_str("---\n");
            text.push_str(document.trim_start_matches("---\n"));
            text.push_str(if document.ends_with('\n') { "" } else { "\n" });
        }
        Ok(text)
    }
}

impl Pool {
    /// The pool as the policy describes one.
    fn described(self) -> Value {
        let windows = self.os_type.is_some_and(|os| os.eq_ignore_ascii_case("windows"));
        json!({
            "name": self.name,
            "class": if windows { "windows" } else { "linux" },
            "labels": self.node_labels.unwrap_or_default(),
            "taints": self.node_taints.unwrap_or_default(),
        })
    }
}

/// The nodes of a List.
fn items(nodes: &Value) -> impl Iterator<Item = &Value> {
    nodes.get("items").and_then(Value::as_array).into_iter().flatten()
}

/// Whether one of the nodes belongs to a pool.
fn has_node_of(nodes: &Value, pool: &str) -> bool {
    let label =
        |node: &Value| node.pointer("/metadata/labels/kubernetes.azure.com~1agentpool").is_some_and(|it| it == pool);
    items(nodes).any(label)
}

fn text(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, String> {
    serde_json::from_str(&text(path)?).map_err(|error| format!("{}: {error}", path.display()))
}
