//! Output for people, compared in full.

use std::fs;

use guardrails_cli::{Colours, DENIED, FAILED, PASSED};

use crate::folder::{BAD, Folder, GOOD, SERVICE, check_input, examples, golden};

/// Copies an example, so that the report does not say where the repository lies.
fn example(name: &str) -> Folder {
    Folder::new(&[(name, &fs::read_to_string(examples().join(name)).unwrap())])
}

#[test]
fn a_typical_application() {
    let outcome = example("web.yaml").check_inside(&["web.yaml"]);
    assert_eq!(outcome.status, DENIED);
    golden("web.txt", &outcome.output);
}

#[test]
fn a_hardened_application() {
    let outcome = example("hardened.yaml").check_inside(&["hardened.yaml"]);
    assert_eq!((outcome.status, outcome.output.as_str()), (PASSED, "1 object judged: 0 denied\n"));
}

#[test]
fn a_list() {
    let outcome = example("batch.json").check_inside(&["batch.json"]);
    assert_eq!(outcome.status, DENIED);
    golden("batch.txt", &outcome.output);
}

#[test]
fn a_folder_with_everything_in_it() {
    let folder = Folder::new(&[
        (".github/workflows/ci.yaml", "on: push\njobs: {}\n"),
        ("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 0.1.0\n"),
        ("chart/templates/deployment.yaml", "kind: {{ .Values.kind }}\n"),
        ("chart/templates/tests/pod.yaml", "kind: {{ .Values.kind }}\n"),
        ("chart/values.yaml", "kind_of: Pod\n"),
        ("deploy/bad.json", BAD),
        ("deploy/broken.json", r#"{"apiVersion":"v1","kind":"Pod","spec":{"hostPID":true,"hostPID":false}}"#),
        ("deploy/good.json", GOOD),
        ("deploy/service.json", SERVICE),
        ("deploy/web.test.json", BAD),
        ("package.json", r#"{"name":"shop","version":"1.0.0"}"#),
    ]);
    let outcome = folder.check_inside(&[".", "--exclude", "*.test.json", "--pod-security", "baseline"]);
    assert_eq!(outcome.status, FAILED);
    golden("folder.txt", &outcome.output);
}

#[test]
fn warnings_audits_and_notes() {
    let policy = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity:\n  warn: baseline\n  audit: restricted\n  \
                  exemptions: {namespaces: [kube-system]}\n";
    let pod = |metadata: &str, host: bool| {
        format!(
            "apiVersion: v1\nkind: Pod\nmetadata: {metadata}\nspec:\n  hostNetwork: {host}\n  \
             securityContext: {{runAsNonRoot: true, seccompProfile: {{type: RuntimeDefault}}}}\n  \
             containers:\n    - name: c\n      image: i\n      securityContext: {{capabilities: {{drop: [ALL]}}}}\n"
        )
    };
    let pods =
        [pod("{name: node}", true), pod("{generateName: web-}", false), pod("{name: x, namespace: kube-system}", true)];
    let folder = Folder::new(&[("pods.yaml", &pods.join("---\n")), ("policy.yml", policy)]);
    let outcome = folder.check_inside(&["pods.yaml", "--policy", "policy.yml"]);
    assert_eq!(outcome.status, PASSED);
    golden("warned.txt", &outcome.output);
}

#[test]
fn many_places_are_cut_short() {
    let ports: Vec<String> = (1..=20).map(|port| format!(r#"{{"containerPort":{port},"hostPort":{port}}}"#)).collect();
    let pod = format!(
        r#"{{"apiVersion":"v1","kind":"Pod","metadata":{{"name":"p"}},"spec":{{"containers":[{{"name":"c","ports":[{}]}}]}}}}"#,
        ports.join(",")
    );
    let outcome = check_input(&pod, &["--pod-security", "baseline"]);
    assert_eq!(outcome.output.matches("\n     at  stdin:1:").count(), 5);
    assert!(outcome.output.contains("\n         and 15 more\n"), "{}", outcome.output);
}

#[test]
fn a_manifest_cannot_write_to_the_terminal() {
    let pod = BAD.replace(r#""name":"bad""#, r#""name":"x\u001b[2J\n::error::y""#);
    let outcome = check_input(&pod, &[]);
    assert!(outcome.output.starts_with("stdin:1  Pod x\\u{1b}[2J\\n::error::y  denied\n"), "{}", outcome.output);
}

#[test]
fn colours_change_nothing_else() {
    let colours = Colours { output: true, errors: true };
    let arguments = ["k8s-guardrails", "check", "-"];
    let mut coloured = Vec::new();
    guardrails_cli::run(arguments, &mut BAD.as_bytes(), &mut coloured, &mut Vec::new(), colours);
    let coloured = String::from_utf8(coloured).unwrap();
    assert!(coloured.contains("\u{1b}[1m\u{1b}[31m   deny\u{1b}[0m"), "{coloured:?}");
    let mut plain = String::new();
    for piece in coloured.split('\u{1b}') {
        plain.push_str(piece.split_once('m').filter(|_| piece.starts_with('[')).map_or(piece, |(_, text)| text));
    }
    assert_eq!(plain, check_input(BAD, &[]).output);
}
