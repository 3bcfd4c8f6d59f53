//! `import`: a cluster as a policy.

use crate::folder::{Folder, command};

const NODES: &str = r#"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Node",
    "metadata":{"name":"aks-one-1","labels":{"kubernetes.io/os":"linux","kubernetes.azure.com/agentpool":"one"}},
    "spec":{"taints":[{"key":"gpu","value":"yes","effect":"NoSchedule"}]},"status":{"conditions":[]}}]}"#;
const NAMESPACES: &str = r#"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Namespace",
    "metadata":{"name":"shop","labels":{"pod-security.kubernetes.io/enforce":"baseline"}},"spec":{"finalizers":["kubernetes"]}}]}"#;
const CLUSTER: &str = r#"{"currentKubernetesVersion":"1.33.4","kubernetesVersion":"1.33","addonProfiles":{"aciConnectorLinux":{"enabled":true}},
    "agentPoolProfiles":[{"name":"one","osType":"Linux","nodeTaints":["gpu=yes:NoSchedule"],"nodeLabels":null},
    {"name":"win","osType":"Windows","nodeTaints":null,"nodeLabels":{"tier":"old"}}],"safeguardsProfile":{"level":"Warning","version":"v1.0.0","excludedNamespaces":["legacy"],
    "systemExcludedNamespaces":["kube-system"]}}"#;

fn import(folder: &Folder, options: &[&str]) -> (u8, String, String) {
    let at = |option: &&str| match option.strip_prefix('@') {
        Some(name) => folder.path(name).to_string_lossy().into_owned(),
        None => (*option).to_owned(),
    };
    let arguments: Vec<String> = ["k8s-guardrails", "import"].iter().chain(options).map(at).collect();
    let outcome = command(&arguments, "");
    (outcome.status, outcome.output, outcome.errors)
}

#[test]
fn a_cluster_becomes_a_policy_that_check_takes() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: web, namespace: shop}\nspec: {hostPID: true}\n";
    let files = [("nodes.json", NODES), ("ns.json", NAMESPACES), ("aks.json", CLUSTER), ("pod.yaml", pod)];
    let folder = Folder::new(&files);
    let all = ["--nodes", "@nodes.json", "--namespaces", "@ns.json", "--cluster", "@aks.json"];
    let (status, policy, left_out) = import(&folder, &all);
    assert_eq!(status, 0, "{left_out}");
    assert!(left_out.contains("not taken: the pool win, of which there is no node now"), "{left_out}");
    assert!(left_out.contains("not taken: the virtual nodes add-on, of which there is no node now"), "{left_out}");
    assert!(left_out.contains("not taken: safeguardsProfile.version \"v1.0.0\""), "{left_out}");
    assert!(policy.contains("\"kubernetesVersion\": \"v1.33\""), "{policy}");
    std::fs::write(folder.path("policy.yaml"), &policy).unwrap();
    let outcome = folder.check(&["--policy", "@/policy.yaml", "@/pod.yaml"]);
    assert_eq!(outcome.status, 1, "{}", outcome.output);
    assert!(outcome.output.contains("hostNamespaces"), "{}", outcome.output);
    for (namespace, warned) in [("shop", true), ("legacy", false)] {
        let pod = pod.replace("shop", namespace).replace("{hostPID: true}", "{containers: [{name: c, image: i}]}");
        std::fs::write(folder.path("other.yaml"), pod).unwrap();
        let outcome = folder.check(&["--policy", "@/policy.yaml", "@/other.yaml"]);
        assert_eq!(outcome.output.contains("K8sAzure"), warned, "what safeguards warn of: {}", outcome.output);
    }
}

#[test]
fn safeguards_are_taken_as_they_are_switched_on() {
    for (level, expected) in [("Off", ""), ("Enforcement", "Enforce"), ("Audit", "")] {
        let cluster = format!(
            r#"{{"kubernetesVersion":"1.34","agentPoolProfiles":[{{"name":"a"}}],"safeguardsProfile":{{"level":"{level}"}}}}"#
        );
        let folder = Folder::new(&[("aks.json", &cluster)]);
        let (status, policy, left_out) = import(&folder, &["--cluster", "@aks.json"]);
        assert_eq!(status, 0, "{left_out}");
        let json: serde_json::Value = serde_json::from_str(policy.split_once('\n').unwrap().1).unwrap();
        assert_eq!(json["safeguards"]["level"].as_str().unwrap_or_default(), expected);
        assert_eq!(left_out.contains("safeguardsProfile.level `Audit`"), level == "Audit", "{left_out}");
    }
}

#[test]
fn without_nodes_the_clusters_pools_count() {
    let folder = Folder::new(&[("aks.json", CLUSTER)]);
    let (status, policy, _) = import(&folder, &["--cluster", "@aks.json"]);
    assert_eq!(status, 0);
    let json: serde_json::Value = serde_json::from_str(policy.split_once('\n').unwrap().1).unwrap();
    let nodes = &json["placement"]["nodes"];
    assert_eq!((&nodes[0]["class"], &nodes[1]["class"]), (&"linux".into(), &"windows".into()));
    assert_eq!(nodes[2], "virtual-node");
}

#[test]
fn what_makes_no_policy_is_refused() {
    let folder = Folder::new(&[
        ("ns.json", "{}"),
        ("aks.json", r#"{"kubernetesVersion":"latest"}"#),
        ("c.yaml", "kind: Nonsense\n"),
    ]);
    for options in [&[][..], &["--namespaces", "@ns.json"], &["--cluster", "@aks.json"], &["--nodes", "@none.json"]] {
        let (status, output, errors) = import(&folder, options);
        assert_eq!((status, output.as_str()), (2, ""), "{errors}");
    }
    let (status, output, errors) = import(&folder, &["--constraints", "@c.yaml"]);
    assert_eq!((status, output.as_str()), (2, ""), "{errors}");
}
