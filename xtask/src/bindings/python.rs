//! The Python package: installed with pip from a clean copy, looked into, and tested.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use crate::faults::Tree;
use crate::workspace;

/// What the tests need beside the package, and nothing the package itself needs.
const TOOLS: [&str; 3] = ["maturin>=1.9,<2", "mypy>=1.11,<3", "pytest>=8,<10"];

/// What a wheel has to hold, and all that it may hold.
const IN_THE_WHEEL: [&str; 11] = [
    "k8s_guardrails/__init__.py",
    "k8s_guardrails/__main__.py",
    "k8s_guardrails/_errors.py",
    "k8s_guardrails/_model.py",
    "k8s_guardrails/_native.abi3.so",
    "k8s_guardrails/_native.pyi",
    "k8s_guardrails/py.typed",
    "dist-info/METADATA",
    "dist-info/RECORD",
    "dist-info/WHEEL",
    "dist-info/entry_points.txt",
];

/// What a wheel may hold beside it.
const BESIDE: [&str; 2] = ["dist-info/licenses/LICENSE", "dist-info/sboms/guardrails-py.cyclonedx.json"];

pub fn run(copy: &Tree) -> Result<()> {
    let wheels = super::folder().join("wheels");
    let _ = std::fs::remove_dir_all(environment());
    let _ = std::fs::remove_dir_all(&wheels);
    workspace::run(Command::new("python3").args(["-m", "venv"]).arg(environment()))?;
    pip(copy, &TOOLS)?;
    // The wheel by itself, and then as whoever has cloned the repository would install it.
    let build = ["build", "--release", "--locked", "--interpreter", "python", "--out"];
    workspace::run(
        cargo_of(copy, &mut Command::new(program("maturin")))
            .args(build)
            .arg(&wheels)
            // With the interpreter that pip uses, so that nothing is built twice.
            .env("PATH", path_with_programs())
            .current_dir(copy.folder.join("guardrails-py")),
    )?;
    check_wheel(&wheels)?;
    pip(copy, &["./guardrails-py"])?;
    let python = || {
        let mut command = Command::new(program("python"));
        // The tests must find what was installed, and not the sources beside them.
        command.current_dir(copy.folder.join("guardrails-py/tests")).env("PATH", path_with_programs());
        command
    };
    workspace::run(python().args(["-m", "pytest", "-q", "."]))?;
    workspace::run(python().args(["-m", "mypy.stubtest", "k8s_guardrails"]))?;
    workspace::run(python().args(["-m", "mypy", "--strict", "typed.py", "../../examples/python/check_pods.py"]))?;
    Ok(())
}

/// The environment with the installed package.
fn environment() -> PathBuf {
    super::folder().join("python")
}

/// A program of the environment, if the package has been installed there.
pub fn installed(name: &str) -> Result<PathBuf> {
    let path = program(name);
    ensure!(path.is_file(), "the Python package is not installed: `cargo xtask bindings --only python` does that");
    Ok(path)
}

fn program(name: &str) -> PathBuf {
    environment().join("bin").join(name)
}

/// The search path, with the environment's programs in front.
fn path_with_programs() -> std::ffi::OsString {
    let mut path = environment().join("bin").into_os_string();
    path.push(":");
    path.push(std::env::var_os("PATH").unwrap_or_default());
    path
}

fn pip(copy: &Tree, what: &[&str]) -> Result<()> {
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    let mut python = Command::new(program("python"));
    workspace::run(cargo_of(copy, &mut python).args(install).args(what).current_dir(&copy.folder))
}

/// Has cargo build where it has built before.
fn cargo_of<'c>(copy: &Tree, command: &'c mut Command) -> &'c mut Command {
    command.env("CARGO_TARGET_DIR", &copy.target)
}

/// Looks into the one wheel of a folder.
fn check_wheel(wheels: &Path) -> Result<()> {
    let listing = "import sys,zipfile,glob\n[wheel]=glob.glob(sys.argv[1]+'/*.whl')\nprint(wheel)\nprint(*zipfile.ZipFile(wheel).namelist(),sep='\\n')";
    let listed = workspace::output(Command::new("python3").args(["-c", listing]).arg(wheels))?;
    let mut lines = listed.lines();
    let wheel = lines.next().context("no wheel")?;
    ensure!(wheel.contains("-cp39-abi3-"), "{wheel}: expected one wheel for Python 3.9 and later");
    let mut missing: Vec<&str> = IN_THE_WHEEL.iter().chain(&BESIDE[..1]).copied().collect();
    for name in lines.filter(|name| !name.ends_with('/')) {
        let short = name.split_once(".dist-info/").map_or(name.to_owned(), |(_, rest)| format!("dist-info/{rest}"));
        if !IN_THE_WHEEL.iter().chain(&BESIDE).any(|known| *known == short) {
            bail!("{wheel} holds {name}, which nobody expects there");
        }
        missing.retain(|known| *known != short);
    }
    ensure!(missing.is_empty(), "{wheel} lacks {}", missing.join(", "));
    println!("{wheel}: what it should hold, and nothing else");
    Ok(())
}
