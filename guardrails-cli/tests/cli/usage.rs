//! Commands that cannot be carried out: status 2, and a sentence that names what was expected.

use guardrails_cli::{FAILED, PASSED};

use crate::folder::{Folder, GOOD, Outcome, command};

fn refused(arguments: &[&str], expected: &str) {
    let Outcome { status, output, errors } = command(&[&["k8s-guardrails"], arguments].concat(), GOOD);
    assert_eq!((status, output.as_str()), (FAILED, ""), "{arguments:?}");
    assert!(errors.starts_with("error: ") || arguments.is_empty(), "{errors}");
    assert!(errors.contains(expected), "`{expected}` is not in:\n{errors}");
}

#[test]
fn what_is_unknown_is_answered_with_what_is_known() {
    refused(&[], "Usage: k8s-guardrails <COMMAND>");
    refused(&["chekc", "-"], "tip: a similar subcommand exists: 'check'");
    refused(&["check"], "<PATH>...");
    refused(&["check", "-", "--formt", "json"], "tip: a similar argument exists: '--format'");
    refused(&["check", "-", "--format", "xml"], "[possible values: text, json, jsonl, sarif, github, junit, summary]");
    refused(&["rules", "--format", "jsonl"], "[possible values: text, json]");
    refused(&["check", "-", "--pod-security", "restrictd"], "expected privileged, baseline or restricted");
    refused(&["check", "-", "--pod-security", "baseline:1.33"], "expected latest or v1.N, such as v1.33");
    refused(&["check", "-", "--pod-security", "baseline:v1.99"], "the newest known is v1.37");
    refused(&["check", "-", "--pod-security", "baseline:"], "expected latest or v1.N");
    refused(
        &["check", "-", "--pod-security", "privileged"],
        "privileged checks nothing: expected baseline or restricted",
    );
    refused(&["check", "-", "--exclude", "a["], "--exclude expects a glob");
    refused(&["check", "-", "-n", ""], "--namespace");
    refused(&["explain"], "<RULE>");
    refused(&["explain", "hostports"], "did you mean `hostPorts`?");
    refused(&["explain", "qqq"], "there is no rule `qqq`; `k8s-guardrails rules` lists them");
}

#[test]
fn a_wrong_policy_stops_the_run() {
    let folder = Folder::new(&[
        ("a.json", GOOD),
        ("typo.yaml", "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: restricted, warm: baseline}\n"),
        ("sound.yaml", "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: baseline}\n"),
    ]);
    let refused = |arguments: &[&str], expected: &str| {
        let outcome = folder.check(&[&["@/a.json"], arguments].concat());
        assert_eq!((outcome.status, outcome.output.as_str()), (FAILED, ""));
        assert!(outcome.errors.starts_with("error: ") && outcome.errors.contains(expected), "{}", outcome.errors);
    };
    refused(&["--policy", "@/nope.yaml"], "the policy @/nope.yaml: there is no such file or folder");
    refused(&["--policy", "@"], "this is a folder");
    refused(&["--policy", "@/typo.yaml"], "warm");
    refused(&["--policy", "@/sound.yaml", "--pod-security", "baseline"], "podSecurity");
    assert_eq!(folder.check(&["@/a.json", "--policy", "@/sound.yaml"]).status, PASSED);
}

#[test]
fn a_level_completes_a_policy_that_has_none() {
    let policy = "apiVersion: guardrails/v1\nkind: Policy\nkubernetesVersion: v1.34\n";
    let folder = Folder::new(&[("a.json", GOOD), ("policy.yaml", policy)]);
    let arguments = ["@/a.json", "--policy", "@/policy.yaml", "--pod-security", "baseline", "--format", "jsonl"];
    let outcome = folder.check(&arguments);
    assert_eq!(outcome.json()[0]["podSecurity"][0]["version"], "v1.34", "{outcome:?}");
    assert_eq!(folder.check(&arguments[..3]).status, FAILED);
}

#[test]
fn help_and_version_are_no_mistakes() {
    for arguments in [&["--help"][..], &["check", "--help"], &["--version"]] {
        let outcome = command(&[&["k8s-guardrails"], arguments].concat(), "");
        assert_eq!((outcome.status, outcome.errors.as_str()), (PASSED, ""));
        assert!(outcome.output.contains("k8s-guardrails") && outcome.output.ends_with('\n'));
    }
}
