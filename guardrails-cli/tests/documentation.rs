//! Every command of the documentation is run, and prints what the page says.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that panics has failed"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// What a reader does once, and no test can: it would build or fetch the command.
const NOT_RUN: [&str; 1] = ["cargo install --locked --path guardrails-cli"];

/// Stand-ins for tools that ask a cluster or render a chart.
const TOOLS: [(&str, &str); 4] = [
    ("az", "case \"$*\" in 'aks show '*) cat cluster-as-shown.json;; *) cat policies/assignments.json;; esac"),
    ("helm", "printf -- '---\\n# Source: chart/templates/web.yaml\\n'; cat manifests/web.yaml"),
    (
        "kubectl",
        "case \"$*\" in 'get nodes '*) cat nodes-of-the-cluster.json;; 'get constraints '*) cat constraints-of-the-cluster.yaml;;
         'get namespaces '*) cat namespaces-of-the-cluster.json;; *) cat manifests/batch.json;; esac",
    ),
    ("pip", "true"),
];

const NODES: &str = r#"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Node","metadata":{"name":"n",
  "labels":{"kubernetes.io/os":"linux","type":"virtual-kubelet"}},"spec":{"taints":[{"key":"virtual-kubelet.io/provider",
  "value":"azure","effect":"NoSchedule"}]}}]}"#;

const NAMESPACES: &str = r#"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Namespace",
  "metadata":{"name":"shop","labels":{"pod-security.kubernetes.io/enforce":"baseline"}}}]}"#;

const CLUSTER: &str = r#"{"currentKubernetesVersion":"1.34.2","agentPoolProfiles":[{"name":"one","osType":"Linux"}],
  "safeguardsProfile":{"level":"Warning"}}"#;

const CONSTRAINTS: &str = "apiVersion: v1
kind: List
items:
- apiVersion: constraints.gatekeeper.sh/v1beta1
  kind: K8sAzureV2VolumeTypes
  metadata: {name: azurepolicy-k8sazurev2volumetypes-3c5d, resourceVersion: '7', uid: 0f3c}
  spec:
    enforcementAction: deny
    match: {kinds: [{apiGroups: [''], kinds: [Pod]}], excludedNamespaces: [kube-system], source: Original}
    parameters: {excludedImages: [], volumes: [configMap, emptyDir]}
  status: {auditTimestamp: '2026-01-01T00:00:00Z', totalViolations: 0}
";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The pages that people have written.
fn pages() -> Vec<PathBuf> {
    let markdown = |folder: &str| {
        let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "md")).collect::<Vec<_>>()
    };
    let mut pages = [markdown("docs"), markdown("docs/recipes")].concat();
    pages.sort();
    pages
}

/// A folder with the examples, the tools and the command.
struct Place(TempDir);

impl Place {
    fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        copy(&root().join("examples"), place.0.path());
        let bin = place.0.path().join("bin");
        fs::create_dir(&bin).unwrap();
        for (tool, script) in TOOLS {
            fs::write(bin.join(tool), format!("#!/bin/sh\n{script}\n")).unwrap();
            fs::set_permissions(bin.join(tool), fs::Permissions::from_mode(0o755)).unwrap();
        }
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_k8s-guardrails"), bin.join("k8s-guardrails")).unwrap();
        place.write("nodes-of-the-cluster.json", NODES);
        place.write("namespaces-of-the-cluster.json", NAMESPACES);
        place.write("constraints-of-the-cluster.yaml", CONSTRAINTS);
        place.write("cluster-as-shown.json", CLUSTER);
        place
    }

    fn run(&self, command: &str, environment: &[(&str, &str)]) -> Output {
        let path = format!("{}:{}", self.0.path().join("bin").display(), std::env::var("PATH").unwrap());
        let mut bash = Command::new("bash");
        bash.args(["-euc", command]).current_dir(self.0.path()).env("PATH", path);
        bash.envs(environment.iter().copied()).output().unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir_all(&to).unwrap();
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The fenced blocks of a page: what stands behind the fence, and the text.
fn blocks(page: &str) -> Vec<(String, String)> {
    let mut blocks = Vec::new();
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        if let Some(info) = line.strip_prefix("```") {
            let text: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
            blocks.push((info.to_owned(), text.join("\n") + "\n"));
        }
    }
    blocks
}

/// Runs the commands of a block; gives how many there were.
fn run_commands(place: &Place, page: &str, block: &str, status: i32) -> usize {
    let commands: Vec<&str> = block.split("$ ").skip(1).collect();
    for (n, text) in commands.iter().enumerate() {
        let (command, shown) = text.split_once('\n').unwrap();
        if NOT_RUN.contains(&command) {
            continue;
        }
        let output = place.run(command, &[]);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        let expected = if n + 1 == commands.len() { status } else { 0 };
        assert_eq!(output.status.code(), Some(expected), "{page}: {command}\n{out}{err}");
        assert!(out.starts_with(shown), "{page}: {command}\nprints\n{out}\nand not\n{shown}");
    }
    commands.len()
}

#[test]
fn every_command_does_what_its_page_says() {
    let mut commands = 0;
    for path in pages() {
        let page = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_string_lossy();
        let place = Place::new();
        for (info, text) in blocks(&page) {
            match info.split_once([' ', ',']) {
                Some(("yaml", file)) => place.write(file, &text),
                Some(("console", status)) => {
                    let status = status.strip_prefix("status=").unwrap().parse().unwrap();
                    commands += run_commands(&place, &name, &text, status);
                }
                None if info == "console" => commands += run_commands(&place, &name, &text, 0),
                _ => assert!(["rust", "yaml", ""].contains(&info.as_str()), "{name}: `{info}`"),
            }
        }
    }
    assert!(commands > 20, "{commands}");
}

#[test]
fn the_site_has_every_page_and_every_link_leads_somewhere() {
    let docs = root().join("docs");
    let summary = fs::read_to_string(docs.join("SUMMARY.md")).unwrap();
    let mut links = 0;
    for path in pages() {
        let below = path.strip_prefix(&docs).unwrap().to_str().unwrap();
        assert!(below == "SUMMARY.md" || summary.contains(&format!("({below})")), "{below} is not in SUMMARY.md");
        let page = fs::read_to_string(&path).unwrap();
        for link in page.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(link, _)| link) {
            let target = link.split('#').next().unwrap_or_default();
            if target.is_empty() || target.contains("://") {
                continue;
            }
            links += 1;
            assert!(path.parent().unwrap().join(target).exists(), "{below}: {link}");
        }
    }
    assert!(links > 60, "{links}");
}

/// The script of a step, by its indentation.
fn script(text: &str, after: &str) -> String {
    let (_, rest) = text.split_once(after).unwrap();
    let mut lines = rest.lines().skip(1);
    let first = lines.next().unwrap();
    let indent = first.len() - first.trim_start().len();
    let inside = |line: &&str| line.len() - line.trim_start().len() >= indent;
    let rest: Vec<&str> = lines.take_while(inside).map(str::trim_start).collect();
    format!("{}\n{}\n", first.trim_start(), rest.join("\n"))
}

#[test]
fn the_action_checks_what_it_is_told() {
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    let place = Place::new();
    let install = place.run(&script(&action, "VERSION: ${{ inputs.version }}\n      run: |"), &[("VERSION", "")]);
    assert!(install.status.success());
    let check = script(&action, "ARGUMENTS: ${{ inputs.arguments }}\n      run: |");
    let environment = |paths, policy, sarif, arguments| {
        [("PATHS", paths), ("POLICY", policy), ("SARIF", sarif), ("ARGUMENTS", arguments)]
    };
    let denied = place.run(&check, &environment("manifests", "policies/exceptions.yaml", "out.sarif", "-n shop"));
    assert_eq!(denied.status.code(), Some(1), "{}", String::from_utf8_lossy(&denied.stderr));
    assert!(String::from_utf8_lossy(&denied.stdout).contains("::error file=manifests/web.yaml,line=54,"));
    assert!(place.0.path().join("out.sarif").exists());
    let passed = place.run(&check, &environment("manifests/hardened.yaml", "", "", ""));
    assert_eq!(passed.status.code(), Some(0), "{}", String::from_utf8_lossy(&passed.stderr));
    let hostile = place.run(&check, &environment("manifests/hardened.yaml; touch x $(touch x)", "", "", ""));
    assert_eq!(hostile.status.code(), Some(2));
    assert!(!place.0.path().join("x").exists());
}

#[test]
fn the_template_and_the_hook_check_what_they_are_told() {
    let template = fs::read_to_string(root().join("azure-pipelines/k8s-guardrails.yml")).unwrap();
    let place = Place::new();
    let environment = [("PATHS", "manifests"), ("POLICY", "policies/exceptions.yaml"), ("ARGUMENTS", "")];
    let denied = place.run(&script(&template, "- bash: |"), &environment);
    assert_eq!(denied.status.code(), Some(1), "{}", String::from_utf8_lossy(&denied.stderr));
    assert!(place.0.path().join("guardrails.xml").exists() && place.0.path().join("guardrails.sarif").exists());
    let hooks = fs::read_to_string(root().join(".pre-commit-hooks.yaml")).unwrap();
    let entry = hooks.lines().find_map(|line| line.trim().strip_prefix("entry: ")).unwrap();
    let hook = place.run(&format!("{entry} manifests/hardened.yaml"), &[]);
    assert!(hook.status.success(), "{}", String::from_utf8_lossy(&hook.stderr));
}
