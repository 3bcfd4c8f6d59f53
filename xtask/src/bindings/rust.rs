//! The library as a dependency of somebody else's program.

use std::process::Command;

use anyhow::{Result, ensure};

use super::readme;
use crate::faults::Tree;
use crate::workspace::{self, output};

/// Makes a new package, adds the library by its path, and runs the README's block in it.
pub fn run(copy: &Tree) -> Result<()> {
    let folder = super::fresh("rust")?;
    let cargo = || {
        let mut cargo = Command::new("cargo");
        cargo.current_dir(&folder).env("CARGO_TARGET_DIR", &copy.target);
        cargo
    };
    // A workspace by itself: it lies below ours.
    let package = "[package]\nname = \"readme-example\"\nedition = \"2024\"\n\n[workspace]\n";
    workspace::write(&folder.join("Cargo.toml"), package)?;
    workspace::write(&folder.join("src/main.rs"), "")?;
    workspace::run(cargo().args(["add", "--quiet", "--path"]).arg(copy.folder.join("guardrails-core")))?;
    // As rustdoc has it: a `# ` hides a line from the reader and not from the compiler.
    let block = readme::block(copy, "From Rust", "rust")?;
    let lines: Vec<&str> = block.lines().map(|line| line.strip_prefix("# ").unwrap_or(line)).collect();
    let (uses, body): (Vec<&str>, Vec<&str>) = lines.into_iter().partition(|line| line.starts_with("use "));
    let (uses, body) = (uses.join("\n"), body.join("\n"));
    let program = format!(
        "{uses}\nfn main() {{ run().unwrap() }}\nfn run() -> Result<(), guardrails_core::ManifestError> {{\n{body}\n}}\n"
    );
    workspace::write(&folder.join("src/main.rs"), program)?;
    let printed = output(cargo().args(["run", "--quiet"]))?;
    ensure!(printed.contains("host namespaces (hostPID=true)"), "the README's block printed {printed}");
    Ok(())
}
