//! The packages of other languages: built from a clean copy of the working tree, installed where nothing of ours
//! is, and tested there.

pub mod c;
mod new_rule;
pub mod node;
pub mod python;
mod readme;
mod rust;

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::arguments::Arguments;
use crate::faults::Tree;
use crate::workspace;

/// A language: its name, and what builds, installs and tests its package, given the clean copy.
type Binding = (&'static str, fn(&Tree) -> Result<()>);

const BINDINGS: [Binding; 4] = [("rust", rust::run), ("c", c::run), ("node", node::run), ("python", python::run)];

pub fn run(mut arguments: Arguments) -> Result<()> {
    let only: Option<String> = arguments.value("--only")?;
    arguments.finish()?;
    match &only {
        Some(only) => install(&[only.as_str()]),
        None => install(&BINDINGS.map(|(name, _)| name)),
    }
}

/// Builds, installs and tests the packages of these languages.
pub fn install(chosen: &[&str]) -> Result<()> {
    let names: Vec<&str> = BINDINGS.iter().map(|(name, _)| *name).collect();
    let unknown = chosen.iter().find(|name| !names.contains(name));
    ensure!(unknown.is_none(), "there is no such binding; the bindings are {}", names.join(", "));
    let copy = Tree::copy(&workspace::root(), &folder())?;
    for (name, run) in BINDINGS.into_iter().filter(|(name, _)| chosen.contains(name)) {
        println!("--- {name}");
        run(&copy)?;
    }
    Ok(())
}

/// Where the packages are built and installed.
pub fn folder() -> PathBuf {
    workspace::target().join("bindings")
}

/// An empty folder below [`folder`], to install something in.
fn fresh(name: &str) -> Result<PathBuf> {
    let folder = folder().join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Runs a program that has to end with this status, and gives what it prints.
fn ending_with(status: i32, command: &mut Command) -> Result<String> {
    let shown = format!("{command:?}");
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("cannot start {shown}"))?;
    ensure!(output.status.code() == Some(status), "{shown}: {}, and {status} was expected", output.status);
    Ok(String::from_utf8(output.stdout)?)
}
