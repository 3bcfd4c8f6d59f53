//! Reports for other tools: compared in full, and held to the schemas of those tools.

use std::fs;
use std::path::Path;

use guardrails_cli::{DENIED, FAILED, PASSED};
use serde_json::Value;

use crate::folder::{BAD, Folder, GOOD, check_input, examples, golden};

/// The shop front, as a folder of its own.
fn shop() -> Folder {
    let example = |name: &str| fs::read_to_string(examples().join(name)).unwrap();
    let policy = fs::read_to_string(examples().join("../policies/exceptions.yaml")).unwrap();
    Folder::new(&[
        ("web.yaml", &example("web.yaml")),
        ("batch.json", &example("batch.json")),
        ("broken.yaml", "apiVersion: v1\nkind: Pod\nspec: {hostPID: true, hostPID: true}\n"),
        ("exceptions.yml", &policy),
    ])
}

const INPUTS: [&str; 7] =
    ["web.yaml", "batch.json", "broken.yaml", "--policy", "exceptions.yml", "--now", "2026-11-30"];

fn schema(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas").join(name)).unwrap()
}

fn valid_sarif(text: &str) -> Value {
    let schema: Value = serde_json::from_str(&schema("sarif-2.1.0.json")).unwrap();
    let sarif: Value = serde_json::from_str(text).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(&sarif).map(|it| format!("{}: {it}", it.instance_path)).collect();
    assert_eq!(errors, Vec::<String>::new());
    sarif
}

fn valid_junit(text: &str) {
    let schema = schema("junit-10.xsd");
    let schema = uppsala::parse(&schema).unwrap();
    let validator = uppsala::XsdValidator::from_schema(&schema).unwrap();
    let document = uppsala::parse(text).unwrap();
    let errors: Vec<String> = validator.validate(&document).iter().map(ToString::to_string).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn sarif_is_what_its_schema_says() {
    let outcome = shop().check_inside(&[&INPUTS[..], &["--format", "sarif"]].concat());
    assert_eq!(outcome.status, FAILED);
    let sarif = valid_sarif(&outcome.output);
    let run = &sarif["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(rules.len(), guardrails_core::rules().len());
    let results = run["results"].as_array().unwrap();
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(!rule["help"]["text"].as_str().unwrap().is_empty());
    }
    assert!(results.iter().any(|result| result["suppressions"][0]["status"] == "accepted"));
    assert_eq!(run["invocations"][0]["executionSuccessful"], false);
    // The rules change with every new one, and with them their numbers.
    let mut results = results.clone();
    for result in &mut results {
        result.as_object_mut().unwrap().remove("ruleIndex");
    }
    let mut shown = serde_json::to_string_pretty(&results).unwrap();
    shown.push_str(&serde_json::to_string_pretty(&run["invocations"]).unwrap());
    golden("web.sarif.txt", &shown);
}

#[test]
fn sarif_of_nothing_is_whole() {
    for (input, status) in [(GOOD, PASSED), ("nonsense", FAILED)] {
        let outcome = check_input(input, &["--format", "sarif"]);
        assert_eq!(outcome.status, status);
        assert_eq!(valid_sarif(&outcome.output)["runs"][0]["results"], Value::Array(Vec::new()));
    }
}

#[test]
fn fingerprints_survive_line_shifts_and_tell_objects_apart() {
    let fingerprints = |text: &str| -> Vec<String> {
        let folder = Folder::new(&[("web.yaml", text)]);
        let sarif = valid_sarif(&folder.check_inside(&["web.yaml", "--format", "sarif"]).output);
        let results = sarif["runs"][0]["results"].as_array().unwrap().clone();
        results.iter().map(|it| it["partialFingerprints"]["primaryLocationLineHash"].to_string()).collect()
    };
    let web = fs::read_to_string(examples().join("web.yaml")).unwrap();
    let once = fingerprints(&web);
    assert_eq!(fingerprints(&format!("# one\n\n# two\n{}", web.replace("  replicas: 3\n", "\n  replicas: 4\n"))), once);
    let other = fingerprints(&web.replace("  name: web\n  namespace: shop\n", "  name: other\n  namespace: shop\n"));
    assert!(once.iter().all(|fingerprint| !other.contains(fingerprint)));
    let distinct: std::collections::BTreeSet<_> = once.iter().collect();
    assert_eq!(distinct.len(), once.len());
}

#[test]
fn junit_is_what_its_schema_says() {
    let outcome = shop().check_inside(&[&INPUTS[..], &["--format", "junit"]].concat());
    assert_eq!(outcome.status, FAILED);
    valid_junit(&outcome.output);
    golden("web.junit.xml", &outcome.output);
    let hostile = BAD.replace("\"bad\"", r#""<bad>\u0001]]>""#);
    valid_junit(&check_input(&hostile, &["--format", "junit"]).output);
}

#[test]
fn workflow_commands_stand_at_their_fields() {
    let outcome = shop().check_inside(&[&INPUTS[..], &["--format", "github"]].concat());
    assert_eq!(outcome.status, FAILED);
    golden("web.github.txt", &outcome.output);
    assert!(outcome.errors.contains("1 error"), "{}", outcome.errors);
}

#[test]
fn a_name_cannot_give_a_workflow_command() {
    let hostile = BAD.replace("\"bad\"", r#""x\n::set-output name=y::z""#);
    let outcome = check_input(&hostile, &["--format", "github"]);
    assert!(outcome.output.lines().all(|line| line.starts_with("::error title=")), "{}", outcome.output);
}

#[test]
fn counts_by_namespace_rule_and_effect() {
    let outcome = shop().check_inside(&[&INPUTS[..], &["--format", "summary"]].concat());
    golden("web.summary.txt", &outcome.output);
}

#[test]
fn several_reports_go_to_files_at_once() {
    let folder = shop();
    let outcome = folder.check_inside(&[
        "web.yaml",
        "--output",
        "sarif=out.sarif",
        "--output",
        "junit=out.xml",
        "--output",
        "jsonl=out.jsonl",
    ]);
    assert_eq!(outcome.status, DENIED);
    assert!(outcome.output.ends_with("2 not judged (ConfigMap, Service)\n"));
    valid_sarif(&folder.read("out.sarif"));
    valid_junit(&folder.read("out.xml"));
    assert_eq!(folder.read("out.jsonl"), folder.check_inside(&["web.yaml", "--format", "jsonl"]).output);
}

#[test]
fn files_are_written_whole_or_not_at_all() {
    let folder = Folder::new(&[("a.json", BAD), ("old.sarif", "old"), ("folder/x", "")]);
    for (target, expected) in [
        ("sarif=nowhere/out", "nowhere/out cannot be written"),
        ("sarif=folder", "it is no regular file"),
        ("sarif", "expected FORMAT=FILE"),
        ("pdf=out", "unknown format `pdf`"),
    ] {
        let outcome = folder.check_inside(&["a.json", "--output", "json=old.sarif", "--output", target]);
        assert_eq!((outcome.status, outcome.output.as_str()), (FAILED, ""), "{target}");
        assert!(outcome.errors.contains(expected), "{}", outcome.errors);
    }
    let twice = folder.check_inside(&["a.json", "--output", "json=new", "--output", "sarif=./new"]);
    assert!(twice.errors.contains("two results would go to ./new"), "{}", twice.errors);
    assert_eq!(folder.read("old.sarif"), "old");
    let left: Vec<_> = fs::read_dir(folder.path("")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
    assert_eq!(folder.check_inside(&["a.json", "--output", "json=old.sarif"]).status, DENIED);
    assert!(folder.read("old.sarif").starts_with("[\n"));
}

#[test]
fn what_tools_have_rendered_names_its_true_file() {
    let pod = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\n  annotations:\n    \
               config.kubernetes.io/origin: |\n      path: base/pod.yaml\n      repo: https://example.com/shop\nspec: {hostPID: true}\n";
    let helm = format!("---\n# Source: shop/templates/a.yaml\n{}", BAD.replace('\n', ""));
    let input = format!("{helm}\n---\n# Source: shop/templates/b.yaml\n{GOOD}\n---\n{pod}");
    let lines = check_input(&input, &["--format", "jsonl", "--pod-security", "baseline"]).json();
    let sources: Vec<&Value> = lines.iter().map(|line| &line["input"]["source"]).collect();
    assert_eq!(sources, ["shop/templates/a.yaml", "shop/templates/b.yaml", "https://example.com/shop/base/pod.yaml"]);
    let github = check_input(&input, &["--format", "github", "--pod-security", "baseline"]).output;
    assert!(github.starts_with("::error file=shop/templates/a.yaml,title=hostNamespaces::Pod bad: "), "{github}");
    let sarif = valid_sarif(&check_input(&input, &["--format", "sarif", "--pod-security", "baseline"]).output);
    let location = &sarif["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
    assert_eq!(location, &serde_json::json!({"artifactLocation": {"uri": "shop/templates/a.yaml"}}));
    let text = check_input(&input, &["--pod-security", "baseline"]).output;
    assert!(text.starts_with("stdin:3  Pod bad from shop/templates/a.yaml  denied"), "{text}");
}
