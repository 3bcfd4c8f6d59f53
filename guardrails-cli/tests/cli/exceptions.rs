//! Exceptions as a person meets them: who has agreed until when, and what happens afterwards.

use guardrails_cli::{DENIED, FAILED, PASSED};

use crate::folder::{BAD, Folder, Outcome};

const POLICY: &str = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: baseline}\n---\n";

/// A folder with a pod that the policy refuses and an exception.
fn folder(exception: &str) -> Folder {
    let exception = format!("{POLICY}apiVersion: guardrails/v1\nkind: Exception\n{exception}");
    Folder::new(&[("a.json", BAD), ("policy.yml", &exception)])
}

const SAID: &str = "reason: a debugger\nowner: platform\nticket: SEC-7\n";

fn check(exception: &str, now: &str) -> Outcome {
    folder(exception).check_inside(&["a.json", "--policy", "policy.yml", "--now", now])
}

fn excepted(object: &str) -> String {
    format!("rules: [hostNamespaces]\nobjects: [{object}]\n{SAID}expires: 2026-12-31\n")
}

#[test]
fn an_exception_holds_until_its_day() {
    let exception = excepted("{kind: Pod, name: bad}");
    let active = check(&exception, "2026-11-30");
    assert_eq!(active.status, PASSED);
    assert!(active.flat().contains("held excepted by platform, SEC-7 until 2026-12-31: a debugger"), "{active:?}");
    assert_eq!(active.counts(), "1 object judged: 0 denied");
    for now in ["2026-12-02", "2026-12-31"] {
        let ending = check(&exception, now);
        assert_eq!((ending.status, ending.counts()), (PASSED, "1 object judged: 0 denied, 1 warned"), "{now}");
        assert!(ending.flat().contains("excepted by platform, SEC-7 and only until 2026-12-31"), "{ending:?}");
    }
    let ended = check(&exception, "2027-01-01");
    assert_eq!((ended.status, ended.counts()), (DENIED, "1 object judged: 1 denied"));
    assert!(ended.flat().contains("the exception of platform, SEC-7 ended on 2026-12-31: a debugger"), "{ended:?}");
}

#[test]
fn programs_see_who_has_agreed() {
    let folder = folder(&excepted("{kind: P*, labels: {\"app\": \"*\"}}, {name: b*d}"));
    let arguments = ["a.json", "--policy", "policy.yml", "--now", "2026-11-30", "--format", "jsonl"];
    let outcome = folder.check_inside(&arguments);
    let line = &outcome.json()[0];
    assert_eq!(line["allowed"], true);
    assert_eq!(line["podSecurity"][0]["allowed"], true);
    let expected = r#"{"state":"active","effect":"deny","reason":"a debugger","owner":"platform","ticket":"SEC-7","expires":"2026-12-31"}"#;
    assert!(outcome.output.contains("\"effect\":\"audit\""), "{outcome:?}");
    assert!(outcome.output.contains(&format!("\"exception\":{expected}")), "{outcome:?}");
}

#[test]
fn an_exception_for_something_else_covers_nothing_and_is_named() {
    for object in [
        "{kind: Deployment}",
        "{kind: Pod, name: good}",
        "{kind: Pod, namespace: shop}",
        "{labels: {app: web}}",
        "{kind: Pod, containers: [web]}",
        "{kind: Pod, images: [\"*\"]}",
    ] {
        let outcome = check(&excepted(object), "2026-11-30");
        assert_eq!(outcome.status, DENIED, "{object}");
        assert!(
            outcome.flat().contains("unused an exception has nothing to cover any more: hostNamespaces for"),
            "{outcome:?}"
        );
    }
    let unknown = check(&excepted("{kind: Pod, namespace: shop}"), "2026-11-30");
    assert!(unknown.flat().contains("the namespace is not known, so exceptions"), "{unknown:?}");
    let folder = folder(&excepted("{kind: Pod, namespace: shop}"));
    let known = folder.check_inside(&["a.json", "--policy", "policy.yml", "--now", "2026-11-30", "-n", "shop"]);
    assert_eq!(known.status, PASSED);
}

#[test]
fn what_is_not_said_or_said_wrong_is_an_error() {
    let object = "objects: [{kind: Pod}]\n";
    for (exception, expected) in [
        (format!("rules: [hostNamespaces]\n{object}owner: x\nexpires: 2026-12-31\n"), "missing field `reason`"),
        (
            format!("rules: [hostNamespaces]\n{object}reason: ''\nowner: x\nexpires: 2026-12-31\n"),
            "reason: it is empty",
        ),
        (format!("rules: [hostNamespaces]\n{object}{SAID}"), "expires: it is missing"),
        (format!("rules: [hostNamespaces]\n{object}{SAID}expires: 2026-02-30\n"), "expires: `2026-02-30` is no date"),
        (format!("rules: [hostNamespaces]\n{object}{SAID}expires: soon\n"), "expires: `soon` is no date"),
        (format!("rules: [hostNamespace]\n{object}{SAID}expires: 2026-12-31\n"), "rules[0]: there is no rule"),
        (format!("rules: []\n{object}{SAID}expires: 2026-12-31\n"), "rules: it is empty"),
        (excepted(""), "objects: it is empty"),
        (excepted("{}"), "objects[0]: it holds for every object"),
        (excepted("{kind: Pod, labels: {}}"), "objects[0].labels: it is empty and would hold for every object"),
        (excepted("{kind: Pod, labels: {app: ''}}"), "objects[0].labels.app: it is empty"),
        (excepted("{kind: Pod, labels: {app: 1}}"), "objects[0].labels.app: expected a string"),
        (excepted("{kind: ''}"), "objects[0].kind: it is empty"),
        (excepted("{kind: Pod, containers: []}"), "objects[0].containers: it is empty"),
        (excepted("{kind: Pod, image: x}"), "objects[0].image: unknown field"),
    ] {
        let outcome = check(&exception, "2026-11-30");
        assert_eq!(outcome.status, FAILED, "{exception}");
        assert!(outcome.errors.contains("policy.yml: exception 1: "), "{}", outcome.errors);
        assert!(outcome.errors.contains(expected), "`{expected}` is not in:\n{}", outcome.errors);
    }
    assert_eq!(check(&excepted("{kind: Pod}"), "tomorrow").status, FAILED);
}

#[test]
fn a_policy_may_do_without_ends() {
    let policy = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: baseline}\n\
                  exceptions: {expiresRequired: false}\n---\napiVersion: guardrails/v1\nkind: Exception\n\
                  rules: [hostNamespaces]\nobjects: [{kind: \"*\"}]\nreason: a debugger\nowner: platform\n";
    let folder = Folder::new(&[("a.json", BAD), ("policy.yml", policy)]);
    let outcome = folder.check_inside(&["a.json", "--policy", "policy.yml"]);
    assert_eq!(outcome.status, PASSED);
    assert!(outcome.flat().contains("held excepted by platform: a debugger"), "{outcome:?}");
}
