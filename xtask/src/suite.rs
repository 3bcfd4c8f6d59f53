//! Every test there is, in one command: what a contributor runs, and what CI runs.
//!
//! Tools that a machine may lack are named loudly where they are missed; under `CI=true` that is a failure.

use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail, ensure};

use crate::arguments::Arguments;
use crate::{generated, workspace};

/// A step: what it shows, the tool it needs beside cargo, and the arguments of cargo.
type Step = (&'static str, Option<&'static str>, &'static [&'static str]);

const STEPS: [Step; 24] = [
    ("the code is formatted", None, &["fmt", "--all", "--check"]),
    ("no lint complains", None, &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    (
        "the core stands without its features",
        None,
        &["clippy", "-p", "guardrails-core", "--no-default-features", "--", "-D", "warnings"],
    ),
    (
        "typed objects of the oldest Kubernetes fit",
        None,
        &["check", "-p", "guardrails-core", "--features", "k8s-openapi,k8s-openapi/v1_33"],
    ),
    (
        "the documentation has no broken links",
        None,
        &["doc", "-p", "guardrails-core", "-p", "guardrails-cli", "--no-deps"],
    ),
    ("the site builds and its links lead somewhere", Some("mdbook"), &["xtask", "site"]),
    ("the tests pass", None, &["test", "--workspace"]),
    ("the fault list fits the source", None, &["xtask", "faults", "--check"]),
    ("the Rust crate can be added and used", None, &["xtask", "bindings", "--only", "rust"]),
    ("the Python package installs and works", Some("python3"), &["xtask", "bindings", "--only", "python"]),
    ("the Node package installs and works", Some("npm"), &["xtask", "bindings", "--only", "node"]),
    ("the C library installs and works", Some("go"), &["xtask", "bindings", "--only", "c"]),
    ("the command answers as the library does", None, &["xtask", "identity", "--only", "command"]),
    ("Python answers as the library does", Some("python3"), &["xtask", "identity", "--only", "python"]),
    ("Node answers as the library does", Some("npm"), &["xtask", "identity", "--only", "node"]),
    ("C answers as the library does", Some("go"), &["xtask", "identity", "--only", "c"]),
    ("npm's command ends as cargo's does", Some("npm"), &["xtask", "commands", "--only", "npm"]),
    ("pip's command ends as cargo's does", Some("python3"), &["xtask", "commands", "--only", "pip"]),
    (
        "the admission service answers over TLS and under load",
        None,
        &[
            "test",
            "--locked",
            "--manifest-path",
            "examples/admission-service/Cargo.toml",
            "--target-dir",
            "target/examples",
        ],
    ),
    ("no work takes more instructions than it did", Some("valgrind"), &["xtask", "instructions"]),
    ("dependencies are at hand", None, &["fetch", "--locked"]),
    (
        "dependencies are licensed and known",
        Some("cargo-deny"),
        &["deny", "--offline", "check", "bans", "licenses", "sources"],
    ),
    ("the fuzz targets have seeds", Some("cargo-fuzz"), &["xtask", "fuzz-seeds"]),
    ("fuzzing finds nothing", Some("cargo-fuzz"), &["xtask", "fuzz", "--seconds", "30"]),
];

/// Runs every step and stops at the first that fails.
pub fn run(arguments: Arguments) -> Result<()> {
    arguments.finish()?;
    let ci = std::env::var("CI").is_ok_and(|ci| ci == "true");
    let mut missing = Vec::new();
    for tool in ["go", "valgrind"] {
        if !is_there(tool) {
            missing.push(tool);
        }
    }
    generated::check()?;
    for (shows, tool, arguments) in STEPS {
        if let Some(tool) = tool.filter(|tool| !is_there(tool)) {
            missing.push(tool);
            continue;
        }
        println!("\n=== {shows}: cargo {}", arguments.join(" "));
        let start = Instant::now();
        let status = Command::new("cargo")
            .args(arguments)
            .current_dir(workspace::root())
            .env("RUSTDOCFLAGS", "-D warnings")
            // The packages are built as they are released, but for the linker's optimisation: it takes minutes for each.
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .status()?;
        ensure!(status.success(), "failed: {shows} (cargo {})", arguments.join(" "));
        println!("=== {shows}: yes, in {} s", start.elapsed().as_secs());
    }
    missing.dedup();
    if missing.is_empty() {
        println!("\n{} passed, 0 failed", STEPS.len() + 1);
        return Ok(());
    }
    eprintln!("\n*** NOT RUN for want of a tool: {}", missing.join(", "));
    eprintln!("*** What needs it has not been shown in this run. See CONTRIBUTING.md.");
    if ci {
        bail!("under CI=true every tool must be there");
    }
    Ok(())
}

/// Whether a program is on the path; cargo's own are asked through cargo.
fn is_there(tool: &str) -> bool {
    let mut command = match tool.strip_prefix("cargo-") {
        Some(subcommand) => {
            let mut cargo = Command::new("cargo");
            cargo.arg(subcommand).arg("--version");
            cargo
        }
        None => {
            let mut command = Command::new(tool);
            command.arg(if tool == "go" { "version" } else { "--version" });
            command
        }
    };
    command.output().is_ok_and(|output| output.status.success())
}
