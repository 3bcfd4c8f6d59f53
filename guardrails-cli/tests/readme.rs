//! What the README shows is what the command prints.

use std::path::Path;
use std::process::Command;

#[test]
fn the_readmes_first_example_is_real() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let (_, shown) = readme.split_once("$ cargo run --quiet -p guardrails-cli -- ").unwrap();
    let (arguments, shown) = shown.split_once('\n').unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let command = env!("CARGO_BIN_EXE_k8s-guardrails");
    let output = Command::new(command).args(arguments.split(' ')).current_dir(root).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), shown);
}
