//! Data flows one way: no module of the core imports against it.

use std::fs;
use std::path::{Path, PathBuf};

/// What each room may import from. Files at the root (the ways in) may import from anywhere; nobody imports them
/// but the reports, which render what they give.
const MAY_IMPORT: [(&str, &[&str]); 7] = [
    ("view", &[]),
    ("input", &["view"]),
    ("placement", &["view"]),
    ("rules", &["view", "placement", "policy"]),
    // What judges hangs on the policy that asks for it: `judge` says why.
    ("policy", &["rules", "placement", "input", "view", "judge"]),
    ("verdict", &["rules", "placement", "policy", "view"]),
    ("report", &["verdict", "review", "rules", "placement", "policy", "input", "view"]),
];

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[test]
fn imports_follow_the_flow() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../guardrails-core/src");
    let mut imports = 0;
    for (room, allowed) in MAY_IMPORT {
        for file in files(&source.join(room)) {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for rest in code.split("crate::").skip(1) {
                let target: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let known =
                    MAY_IMPORT.iter().any(|(room, _)| *room == target) || source.join(format!("{target}.rs")).exists();
                if known && target != room {
                    assert!(allowed.contains(&target.as_str()), "{} imports {target}", file.display());
                    imports += 1;
                }
            }
        }
    }
    assert!(imports > 50, "the test has lost sight of the imports");
}

/// How many lines of Rust each binding has, without those that are blank, comments or tests, and without the walk over
/// dicts. 250 is aimed at; none may grow.
const LINES: [(&str, usize); 3] = [("guardrails-node", 250), ("guardrails-ffi", 284), ("guardrails-py", 297)];

#[test]
fn bindings_are_thin() {
    for (binding, most) in LINES {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(binding).join("src");
        let sources =
            files(&source).into_iter().filter(|file| !file.ends_with("dict.rs") && !file.ends_with("dict/look.rs"));
        let is_code = |line: &&str| !line.trim().is_empty() && !line.trim().starts_with("//");
        let lines: usize = sources
            .map(|file| {
                let text = fs::read_to_string(&file).unwrap();
                text.split("#[cfg(test)]").next().unwrap_or_default().lines().filter(is_code).count()
            })
            .sum();
        assert!((1..=most).contains(&lines), "{binding} has {lines} lines of code, and {most} are the limit");
    }
}

/// A new rule touches no binding: none of them names a rule.
#[test]
fn no_binding_knows_a_rule() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let sources = [
        "guardrails-ffi/src",
        "guardrails-node/src",
        "guardrails-node/lib",
        "guardrails-py/src",
        "guardrails-py/python",
    ];
    let mut seen = 0;
    let in_folders = sources.iter().flat_map(|folder| files(&root.join(folder)));
    for file in
        in_folders.chain([root.join("guardrails-node/index.js"), root.join("guardrails-ffi/include/guardrails.h")])
    {
        // What Python has compiled is no text.
        let Ok(text) = fs::read_to_string(&file) else { continue };
        seen += 1;
        // Comments may take one as an example.
        let is_comment = |line: &&str| ["//", "/*", "*", "#"].iter().any(|mark| line.trim_start().starts_with(mark));
        let text: String = text.lines().filter(|line| !is_comment(line)).collect();
        // `privileged` is a rule and a level.
        for id in guardrails_core::rules().iter().map(|rule| rule.id).filter(|id| *id != "privileged") {
            let names_it =
                [format!("\"{id}\""), format!("'{id}'"), format!("`{id}`")].iter().any(|it| text.contains(it));
            assert!(!names_it, "{} names the rule {id}", file.display());
        }
    }
    assert!(seen > 15, "the test has lost sight of the bindings");
}
