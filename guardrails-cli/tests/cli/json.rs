//! Output for programs.

use guardrails_cli::{DENIED, FAILED, PASSED};

use crate::folder::{BAD, Folder, GOOD, SERVICE, check_input};

#[test]
fn a_line_begins_with_its_place_and_goes_on_as_the_core_says() {
    use guardrails_core::{Context, Level, Policy, Scratch, Version};
    let outcome = check_input(&format!("{BAD}\n{GOOD}"), &["--format", "jsonl"]);
    let policy = Policy::pod_security(Level::Restricted, Version::LATEST);
    let mut scratch = Scratch::new();
    let mut expected = String::new();
    for (document, line, object) in [(1, 1, BAD), (2, 2, GOOD)] {
        let verdict = policy.evaluate(object.as_bytes(), Context::default(), &mut scratch).unwrap().to_json();
        let place = format!(r#"{{"input":{{"path":"-","document":{document},"line":{line}}},"#);
        expected.push_str(&format!("{place}{}\n", verdict.strip_prefix('{').unwrap()));
    }
    assert_eq!(outcome.output, expected);
    assert_eq!((outcome.status, outcome.errors.as_str()), (DENIED, ""));
}

#[test]
fn items_of_a_list_have_numbers() {
    let list = format!("{{\"apiVersion\":\"v1\",\"kind\":\"List\",\"items\":[\n{GOOD},\n{SERVICE}]}}");
    let outcome = check_input(&list, &["--format", "jsonl"]);
    let lines = outcome.json();
    assert!(outcome.output.starts_with(r#"{"input":{"path":"-","document":1,"item":0,"line":2},"schema":"#));
    assert_eq!(lines[1]["input"]["item"], 1);
    assert_eq!(lines[1]["status"], "not-judged");
}

#[test]
fn an_array_holds_the_same() {
    let folder = Folder::new(&[("a.json", BAD), ("b.json", GOOD)]);
    let lines = folder.check(&["@", "--format", "jsonl"]);
    let array = folder.check(&["@", "--format", "json"]);
    let parsed: serde_json::Value = serde_json::from_str(&array.output).unwrap();
    assert_eq!(parsed.as_array().unwrap(), &lines.json());
    assert_eq!((lines.status, array.status), (DENIED, DENIED));
}

#[test]
fn errors_are_lines_and_verdicts_before_them_come_first() {
    let folder = Folder::new(&[("a.json", &format!("{GOOD}\n{{\"apiVersion\":\"v1\",\"kind\":[]}}\n{BAD}\n"))]);
    let outcome = folder.check(&["@/a.json", "@/missing.yaml", "--format", "jsonl"]);
    let lines = outcome.json();
    let statuses: Vec<&str> = lines.iter().map(|line| line["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["allowed", "error", "denied", "error"]);
    assert_eq!(lines[1]["error"]["kind"], "type");
    assert_eq!(lines[1]["error"]["line"], 4);
    assert_eq!(
        outcome.output.lines().last().unwrap(),
        r#"{"input":{"path":"@/missing.yaml"},"schema":"guardrails/v1","object":{},"status":"error","error":{"kind":"io","message":"there is no such file or folder"},"findings":[]}"#
    );
    assert_eq!(outcome.status, FAILED);
}

#[test]
fn what_is_skipped_is_named_beside_the_report() {
    let folder = Folder::new(&[("a.json", GOOD), ("package.json", "{}")]);
    for format in ["json", "jsonl"] {
        let outcome = folder.check(&["@", "--format", format]);
        assert_eq!(outcome.errors, "skipped  1 file without a Kubernetes object: @/package.json\n");
        assert_eq!(outcome.status, PASSED);
    }
}

#[test]
fn an_array_is_an_array_whatever_happens() {
    let folder = Folder::new(&[("a.json", GOOD)]);
    let nothing = folder.check(&["@/a.json", "--exclude", "*", "--format", "json"]);
    assert_eq!((nothing.status, nothing.output.as_str()), (FAILED, "[]\n"));
    let missing = folder.check(&["@/b.json", "--format", "json"]);
    let parsed: serde_json::Value = serde_json::from_str(&missing.output).unwrap();
    assert_eq!(parsed[0]["status"], "error");
}
