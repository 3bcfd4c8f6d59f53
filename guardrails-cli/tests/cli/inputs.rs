//! Which files are read, and what becomes of those that cannot be.

use std::fs;

use guardrails_cli::{DENIED, FAILED, PASSED};

use crate::folder::{BAD, Folder, GOOD, Outcome, SERVICE, check_input};

/// The paths of the report's lines, in order.
fn paths(outcome: &Outcome) -> Vec<String> {
    outcome.json().iter().map(|line| line["input"]["path"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn the_exit_status_says_what_was_found() {
    let folder =
        Folder::new(&[("good.json", GOOD), ("bad.json", BAD), ("service.json", SERVICE), ("broken.json", "{")]);
    let status = |names: &[&str]| folder.check(names).status;
    assert_eq!(status(&["@/good.json"]), PASSED);
    assert_eq!(status(&["@/service.json"]), PASSED);
    assert_eq!(status(&["@/good.json", "@/bad.json"]), DENIED);
    assert_eq!(status(&["@/bad.json", "@/broken.json"]), FAILED);
    assert_eq!(status(&["@/broken.json", "@/bad.json"]), FAILED);
}

#[test]
fn folders_are_walked_in_the_order_of_names() {
    let names = ["b/z.yml", "a.json", "b/a.JSON", "c.jsonl", "b/c/d.yaml"];
    let files: Vec<(&str, &str)> = names.iter().map(|name| (*name, GOOD)).collect();
    let folder = Folder::new(&files);
    fs::write(folder.path("README.md"), "no manifest").unwrap();
    let outcome = folder.check(&["@", "--format", "jsonl"]);
    assert_eq!(paths(&outcome), ["@/a.json", "@/b/a.JSON", "@/b/c/d.yaml", "@/b/z.yml", "@/c.jsonl"]);
    assert_eq!((outcome.status, outcome.errors.as_str()), (PASSED, ""));
}

#[test]
fn inputs_are_taken_in_the_order_given() {
    let folder = Folder::new(&[("a.json", GOOD), ("b.json", GOOD)]);
    let outcome = folder.check(&["@/b.json", "@/a.json", "@/b.json", "--format", "jsonl"]);
    assert_eq!(paths(&outcome), ["@/b.json", "@/a.json", "@/b.json"]);
}

#[test]
fn an_empty_folder_is_an_error() {
    let folder = Folder::new(&[]);
    let outcome = folder.check(&["@"]);
    assert_eq!(outcome.status, FAILED);
    assert!(
        outcome.output.starts_with("@  error: there is no Kubernetes object in this folder, in files ending in .yaml")
    );
}

#[test]
fn a_folder_without_an_object_is_an_error_beside_good_ones() {
    let folder =
        Folder::new(&[("good/a.json", GOOD), ("other/package.json", "{\"name\":\"x\"}"), ("other/README.md", "")]);
    let outcome = folder.check(&["@/good", "@/other"]);
    assert_eq!(outcome.status, FAILED);
    assert!(
        outcome.output.contains("@/other  error: there is no Kubernetes object in this folder"),
        "{}",
        outcome.output
    );
    assert!(outcome.flat().contains("skipped 1 file without a Kubernetes object: @/other/package.json 1 object"));
}

#[test]
fn a_missing_file_is_an_error_and_hides_nothing() {
    let folder = Folder::new(&[("good.json", GOOD)]);
    let outcome = folder.check(&["@/nope.yaml", "@/good.json"]);
    assert_eq!(outcome.status, FAILED);
    assert_eq!(
        outcome.output,
        "@/nope.yaml  error: there is no such file or folder\n\n1 object judged: 0 denied; 1 error\n"
    );
}

#[test]
fn an_unknown_ending_names_the_known_ones() {
    let folder = Folder::new(&[("manifest.txt", GOOD), ("manifest", GOOD)]);
    for name in ["@/manifest.txt", "@/manifest"] {
        let outcome = folder.check(&[name]);
        assert_eq!(outcome.status, FAILED);
        assert!(outcome.output.contains("the file's ending is unknown: expected .yaml, .yml, .json or .jsonl"));
    }
}

#[test]
fn an_empty_input_is_an_error_where_it_is_named() {
    let folder = Folder::new(&[("empty.yaml", ""), ("empty.jsonl", "\n\n"), ("good.json", GOOD)]);
    assert_eq!(
        folder.check(&["@/empty.yaml"]).output.lines().next(),
        Some("@/empty.yaml  error: there is no Kubernetes object in it")
    );
    assert_eq!(folder.check(&["@/empty.jsonl"]).status, FAILED);
    assert_eq!(check_input("", &[]).status, FAILED);
    assert_eq!(check_input(" \n", &["--format", "jsonl"]).json()[0]["error"]["kind"], "no-object");
    let walked = folder.check(&["@"]);
    assert_eq!(walked.status, PASSED);
    assert_eq!(walked.counts(), "1 object judged: 0 denied; 2 files skipped");
}

#[test]
fn other_tools_files_are_skipped_in_a_folder_and_errors_by_name() {
    let others = [
        ("Chart.yaml", "apiVersion: v2\nname: shop\nversion: 1.0.0\n"),
        ("values.yaml", "replicas: 3\n"),
        ("package.json", "{\n  \"name\": \"shop\"\n}\n"),
        (".github/workflows/ci.yml", "on: [push]\njobs: {build: {runs-on: ubuntu-latest}}\n"),
    ];
    let folder = Folder::new(&[&others[..], &[("pod.json", GOOD)]].concat());
    let outcome = folder.check(&["@"]);
    assert_eq!(outcome.status, PASSED, "{}", outcome.output);
    for (name, _) in others {
        assert!(outcome.output.contains(&format!("@/{name}")), "{name} is not named in:\n{}", outcome.output);
        let named = folder.check(&[&format!("@/{name}")]);
        assert_eq!(named.status, FAILED, "{name}");
    }
    assert_eq!(outcome.counts(), "1 object judged: 0 denied; 4 files skipped");
}

#[test]
fn a_file_with_some_objects_is_one_of_kubernetes_from_its_beginning() {
    let stray = "{\"name\":\"x\"}";
    for text in [format!("{stray}\n{GOOD}\n{stray}\n"), format!("{GOOD}\n{stray}\n{stray}\n")] {
        let folder = Folder::new(&[("mixed.jsonl", &text)]);
        let outcome = folder.check(&["@", "--format", "jsonl"]);
        let documents: Vec<u64> =
            outcome.json().iter().map(|line| line["input"]["document"].as_u64().unwrap()).collect();
        assert_eq!(documents, [1, 2, 3]);
        assert_eq!((outcome.status, outcome.errors.as_str()), (FAILED, ""));
    }
}

#[test]
fn half_an_object_is_no_other_tools_file() {
    let folder = Folder::new(&[("a.json", r#"{"apiVersion":"v1","metadata":{"name":"x"}}"#), ("b.json", GOOD)]);
    assert_eq!(folder.check(&["@"]).status, FAILED);
}

#[test]
fn templates_of_a_chart_are_to_be_rendered_first() {
    let template = "kind: {{ .Values.kind }}\n";
    let folder = Folder::new(&[
        ("shop/Chart.yaml", "apiVersion: v2\nname: shop\n"),
        ("shop/templates/a/web.yaml", template),
        ("shop/templates/NOTES.txt", "hello"),
        ("shop/charts/db/Chart.yaml", "apiVersion: v2\nname: db\n"),
        ("shop/charts/db/templates/db.yaml", template),
        ("templates/pod.json", GOOD),
    ]);
    let outcome = folder.check(&["@"]);
    assert_eq!(outcome.status, PASSED, "{}", outcome.output);
    for line in
        ["1 template of the Helm chart @/shop: render it first", "1 template of the Helm chart @/shop/charts/db:"]
    {
        assert!(outcome.flat().contains(line), "{}", outcome.output);
    }
    for name in ["@/shop/templates", "@/shop/templates/a", "@/shop/templates/a/web.yaml"] {
        let outcome = folder.check(&[name]);
        assert_eq!(outcome.status, FAILED);
        assert!(outcome.output.contains("a template of a Helm chart: render it first"), "{}", outcome.output);
    }
    // A chart alone holds no object.
    assert_eq!(folder.check(&["@/shop"]).status, FAILED);
}

#[test]
fn what_is_excluded_is_counted() {
    let folder = Folder::new(&[("a.json", GOOD), ("b.json", BAD), ("vendor/deep/c.json", BAD), ("vendor/d.json", BAD)]);
    let outcome = folder.check(&["@", "--exclude", "b.json", "--exclude", "vendor/"]);
    assert_eq!(outcome.status, PASSED);
    assert_eq!(outcome.output, "skipped  2 paths left out by --exclude\n1 object judged: 0 denied\n");
    assert_eq!(folder.check(&["@", "--exclude", "vendor/**", "--exclude", "b.*"]).status, PASSED);
    // It holds for files that are named as well; nothing left is an error.
    assert_eq!(folder.check(&["@/a.json", "@/b.json", "--exclude", "b.json"]).status, PASSED);
    let nothing = folder.check(&["@/b.json", "--exclude", "b.json"]);
    assert_eq!(nothing.errors, "error: there is no object to check: --exclude leaves out everything\n");
    assert_eq!(nothing.status, FAILED);
}

#[test]
fn gits_own_store_is_not_entered() {
    let folder = Folder::new(&[(".git/refs/heads/fix.yaml", "0123456789abcdef\n"), ("a.json", GOOD)]);
    assert_eq!(folder.check(&["@"]).output, "1 object judged: 0 denied\n");
}

#[test]
fn many_skipped_files_are_counted_by_folder() {
    let names: Vec<String> = (0..60).map(|n| format!("node_modules/{n:02}/package.json")).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "{}")).collect();
    files.push(("a.json", GOOD));
    let outcome = Folder::new(&files).check(&["@"]);
    let flat = outcome.flat();
    assert!(flat.contains("60 files without a Kubernetes object: @/node_modules/00/package.json,"), "{flat}");
    assert!(flat.contains("/19/package.json, 40 more in @/node_modules 1 object judged"), "{flat}");
}

#[test]
fn a_namespace_is_for_objects_without_one() {
    let own = BAD.replace(r#""name":"bad""#, r#""name":"bad","namespace":"shop""#);
    assert_eq!(check_input(&own, &["-n", "shop"]).status, DENIED);
    assert_eq!(check_input(BAD, &["-n", "shop", "--format", "jsonl"]).json()[0]["object"]["namespace"], "shop");
    let differs = check_input(&own, &["--namespace", "cellar", "--format", "jsonl"]);
    assert_eq!((differs.status, &differs.json()[0]["error"]["field"]), (FAILED, &"metadata.namespace".into()));
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn links_are_followed() {
        let folder = Folder::new(&[("real/a.json", BAD), ("walked/b.json", GOOD)]);
        symlink(folder.path("real"), folder.path("walked/linked")).unwrap();
        symlink(folder.path("walked"), folder.path("walked/loop")).unwrap();
        let outcome = folder.check(&["@/walked", "--format", "jsonl"]);
        assert_eq!(paths(&outcome), ["@/walked/b.json", "@/walked/linked/a.json"]);
        assert_eq!(outcome.status, DENIED);
    }

    #[test]
    fn a_link_to_nothing_is_an_error() {
        let folder = Folder::new(&[("a.json", GOOD)]);
        symlink("/nowhere/at/all", folder.path("b.yaml")).unwrap();
        for argument in ["@", "@/b.yaml"] {
            let outcome = folder.check(&[argument]);
            assert_eq!(outcome.status, FAILED);
            assert!(outcome.output.contains("@/b.yaml  error: this is a link to nothing"), "{}", outcome.output);
        }
        assert_eq!(folder.check(&["@", "--exclude", "b.yaml"]).status, PASSED);
    }
}
