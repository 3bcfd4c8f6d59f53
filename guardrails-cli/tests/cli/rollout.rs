//! A policy on its way from audit to deny.

use guardrails_cli::{DENIED, FAILED, PASSED};

use crate::folder::{BAD, Folder, GOOD, command, golden};

const CONTAINER: &str = r#""containers":[{"name":"c","image":"i"}]"#;

fn pod(name: &str, namespace: &str, spec: &str) -> String {
    format!(
        r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"{name}","namespace":"{namespace}"}},"spec":{{{spec}}}}}"#
    )
}

#[test]
fn effects_hold_findings_back() {
    let policy = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: baseline}\neffects:\n\
                  - {effect: deny, namespaces: [prod]}\n- {effect: audit, namespaces: [\"dev-*\"]}\n\
                  - {effect: warn, rules: [hostNamespaces]}\n";
    let folder = Folder::new(&[
        ("policy.yml", policy),
        ("dev.json", &pod("a", "dev-1", "\"hostPID\":true")),
        ("prod.json", &pod("b", "prod", "\"hostPID\":true")),
        (
            "test.json",
            &pod("c", "test", "\"hostPID\":true,\"volumes\":[{\"name\":\"v\",\"hostPath\":{\"path\":\"/\"}}]"),
        ),
    ]);
    let outcome =
        folder.check_inside(&["dev.json", "prod.json", "test.json", "--policy", "policy.yml", "--format", "jsonl"]);
    let effects: Vec<Vec<String>> = outcome
        .json()
        .iter()
        .map(|line| {
            let findings = line["findings"].as_array().unwrap();
            findings.iter().map(|finding| finding["effect"].as_str().unwrap().to_owned()).collect()
        })
        .collect();
    assert_eq!(effects, [vec!["audit"], vec!["deny"], vec!["warn", "deny"]]);
    let by_source = policy.replace("rules: [hostNamespaces]", "sources: [pod-security]");
    let folder = Folder::new(&[("policy.yml", &by_source), ("test.json", &pod("c", "test", "\"hostPID\":true"))]);
    let warned = folder.check_inside(&["test.json", "--policy", "policy.yml"]);
    assert_eq!((warned.status, warned.counts()), (PASSED, "1 object judged: 0 denied, 1 warned"));
    let failing = folder.check_inside(&["test.json", "--policy", "policy.yml", "--fail-on", "warn"]);
    assert_eq!(failing.status, DENIED);
}

#[test]
fn effects_that_say_nothing_are_errors() {
    for (entry, expected) in [
        ("{effect: warn}", "effects[0]: it names no rules, sources or namespaces"),
        ("{effect: off, rules: [hostPorts]}", "effects[0].effect: "),
        ("{effect: warn, rules: [hostPort]}", "effects[0].rules[0]: there is no rule `hostPort`"),
        ("{effect: warn, sources: [azure]}", "effects[0].sources[0]: there is no source `azure`"),
        ("{effect: warn, namespaces: ['']}", "effects[0].namespaces[0]: it is empty"),
    ] {
        let policy = format!(
            "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {{enforce: baseline}}\neffects: [{entry}]\n"
        );
        let folder = Folder::new(&[("policy.yml", &policy), ("a.json", GOOD)]);
        let outcome = folder.check_inside(&["a.json", "--policy", "policy.yml"]);
        assert_eq!(outcome.status, FAILED, "{entry}");
        assert!(outcome.errors.contains(expected), "`{expected}` is not in:\n{}", outcome.errors);
    }
}

#[test]
fn only_what_a_baseline_does_not_know_denies() {
    let folder = Folder::new(&[("a.json", BAD)]);
    let with = ["a.json", "--baseline", "known.json"];
    let missing = folder.check_inside(&with);
    assert_eq!(missing.status, FAILED);
    assert!(missing.errors.contains("--write-baseline writes it"), "{missing:?}");
    let written = folder.check_inside(&["a.json", "--baseline", "known.json", "--write-baseline"]);
    assert_eq!((written.status, written.errors.as_str()), (PASSED, "the baseline holds 1 finding\n"));
    golden("baseline.json", &folder.read("known.json"));

    let known = folder.check_inside(&with);
    assert_eq!((known.status, known.counts()), (PASSED, "1 object judged: 0 denied"));
    assert!(known.flat().contains("held known from the baseline, or else: deny"), "{known:?}");
    std::fs::write(folder.path("a.json"), format!("\n\n{}", BAD.replace("\"hostPID\"", "\n\"hostPID\""))).unwrap();
    assert_eq!(folder.check_inside(&with).status, PASSED, "lines may shift");
    std::fs::write(folder.path("a.json"), BAD.replace("\"hostPID\"", "\"hostIPC\":true,\"hostPID\"")).unwrap();
    assert_eq!(folder.check_inside(&with).status, DENIED, "what it says is new");
    std::fs::write(folder.path("a.json"), BAD.replace("\"bad\"", "\"other\"")).unwrap();
    assert_eq!(folder.check_inside(&with).status, DENIED, "another object's finding is new");
    std::fs::write(folder.path("b.json"), BAD).unwrap();
    assert_eq!(folder.check_inside(&["b.json", "--baseline", "known.json"]).status, DENIED, "another file's too");

    let again = folder.check_inside(&["a.json", "--baseline", "known.json", "--write-baseline"]);
    assert!(again.errors.contains("is there already"), "{again:?}");
    assert_eq!(again.status, FAILED);
    assert_eq!(folder.check_inside(&["a.json", "--write-baseline"]).status, FAILED);
}

#[test]
fn a_baseline_of_another_schema_is_an_error() {
    for (text, expected) in [
        (r#"{"schema":"guardrails/baseline/v2","findings":[]}"#, "schema: expected `guardrails/baseline/v1`"),
        (r#"{"findings":[]}"#, "missing field `schema`"),
        (r#"{"schema":"guardrails/baseline/v1","findings":[{"rule":"x"}]}"#, "missing field `input`"),
        ("", "this is no baseline"),
    ] {
        let folder = Folder::new(&[("a.json", BAD), ("known.json", text)]);
        let outcome = folder.check_inside(&["a.json", "--baseline", "known.json"]);
        assert_eq!((outcome.status, outcome.output.as_str()), (FAILED, ""));
        assert!(outcome.errors.contains(expected), "{}", outcome.errors);
    }
}

#[test]
fn a_baseline_is_of_a_whole_run() {
    let folder = Folder::new(&[("a.json", BAD), ("b.json", "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",")]);
    let outcome = folder.check_inside(&["a.json", "b.json", "--baseline", "known.json", "--write-baseline"]);
    assert_eq!(outcome.status, FAILED);
    assert!(outcome.errors.contains("the baseline is not written"), "{outcome:?}");
    assert!(!folder.path("known.json").exists());
}

#[test]
fn a_change_of_policy_shows_what_it_would_refuse() {
    let warn_all = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {warn: restricted}\n";
    let folder = Folder::new(&[
        ("warn.yml", warn_all),
        ("pods.json", &[BAD, GOOD, &pod("web", "shop", CONTAINER), &pod("db", "shop", "\"hostIPC\":true")].join("\n")),
    ]);
    let compare = |arguments: &[&str]| folder.run_inside(&[&["compare", "pods.json"], arguments].concat());
    let outcome = compare(&["--from", "baseline", "--to", "restricted"]);
    assert_eq!(outcome.status, DENIED);
    golden("compare.txt", &outcome.output);
    let loosened = compare(&["--from", "restricted:v1.36", "--to", "baseline:v1.20"]);
    assert_eq!(loosened.status, PASSED);
    assert_eq!(loosened.output, "4 objects judged: 0 newly denied, 2 denied already, 1 no longer denied\n");
    let json = compare(&["--from", "warn.yml", "--to", "restricted", "--format", "json"]);
    let changes: Vec<serde_json::Value> = serde_json::from_str(&json.output).unwrap();
    assert_eq!(changes.len(), 3);
    assert_eq!(changes[0]["findings"][0]["rule"], "hostNamespaces");
    let versions = compare(&["--from", "restricted:v1.18", "--to", "restricted:v1.37"]);
    assert_eq!(versions.output, "4 objects judged: 0 newly denied, 3 denied already, 0 no longer denied\n");
    assert_eq!(compare(&["--from", "baseline", "--to", "nothing.yml"]).status, FAILED);
    assert_eq!(compare(&["--from", "baseline", "--from", "restricted", "--to", "baseline"]).status, FAILED);
}

#[test]
fn the_standard_input_is_compared_too() {
    let arguments = ["k8s-guardrails", "compare", "-", "--from", "privileged", "--to", "baseline", "--format", "json"];
    let outcome = command(&arguments, &format!("{BAD}\n{GOOD}"));
    assert_eq!(outcome.status, DENIED);
    assert!(outcome.output.contains("\"name\":\"bad\""), "{outcome:?}");
    assert_eq!(command(&arguments, "{\"kind\":").status, FAILED);
    assert_eq!(command(&arguments, "").status, FAILED);
}

#[test]
fn both_policies_know_the_namespaces_of_the_run() {
    let namespace = |level: &str| {
        let labels = format!(r#"{{"pod-security.kubernetes.io/enforce":"{level}"}}"#);
        format!(r#"{{"apiVersion":"v1","kind":"Namespace","metadata":{{"name":"shop","labels":{labels}}}}}"#)
    };
    let labels = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {fromNamespaceLabels: true}\n";
    // The pod comes before its namespace.
    let pod = pod("a", "shop", "\"hostPID\":true");
    for (level, status) in [("baseline", DENIED), ("privileged", PASSED)] {
        let namespace = namespace(level);
        let folder = Folder::new(&[("in/a.json", &pod), ("in/b.json", &namespace), ("labels.yml", labels)]);
        let arguments = ["compare", "in", "--from", "privileged", "--to", "labels.yml"];
        assert_eq!(folder.run_inside(&arguments).status, status, "{level}");
        let stream = format!("{pod}\n{namespace}");
        let policy = folder.path("labels.yml");
        let arguments = ["k8s-guardrails", "compare", "-", "--from", "privileged", "--to", policy.to_str().unwrap()];
        assert_eq!(command(&arguments, &stream).status, status, "{level} in a stream");
    }
}
