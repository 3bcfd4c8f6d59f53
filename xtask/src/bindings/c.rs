//! The C library: installed with its script from a clean copy, and called from C, C++ and Go.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::{ending_with, new_rule, readme};
use crate::faults::Tree;
use crate::workspace::{self, output};

const WARNINGS: [&str; 4] = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"];

pub fn run(copy: &Tree) -> Result<()> {
    let prefix = super::fresh("c")?;
    let install = copy.folder.join("guardrails-ffi/install.sh");
    workspace::run(Command::new("sh").arg(install).arg(&prefix).env("CARGO_TARGET_DIR", &copy.target))?;
    check_name(&prefix)?;
    let c = C { copy: &copy.folder, prefix: &prefix };
    c.abi()?;
    c.cpp()?;
    c.example()?;
    let block = readme::block(copy, "From C", "c")?;
    let source = prefix.join("readme.c");
    workspace::write(&source, block)?;
    let mut program = c.program(&c.shared("cc", &source, "readme", &["-std=c11"])?);
    let printed = ending_with(1, program.stdin(File::open(failing())?))?;
    ensure!(printed.contains("\"status\":\"denied\""), "the README's block printed {printed}");
    c.go()?;
    go_readme(copy, &prefix)?;
    new_rule::run(copy)
}

/// Where the library is installed, once `cargo xtask bindings --only c` has run.
pub fn installed() -> Result<PathBuf> {
    let prefix = super::folder().join("c");
    let known = prefix.join("lib/pkgconfig/guardrails.pc").is_file();
    ensure!(known, "the C library is not installed: `cargo xtask bindings --only c` does that");
    Ok(prefix)
}

/// A command that finds the library where it is installed.
pub fn with_library(program: impl AsRef<std::ffi::OsStr>, prefix: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("PKG_CONFIG_PATH", prefix.join("lib/pkgconfig")).env("LD_LIBRARY_PATH", prefix.join("lib"));
    command
}

/// A program of one source file, compiled with the library as it is installed.
pub fn compiled(source: &Path) -> Result<Command> {
    let prefix = installed()?;
    let c = C { copy: &workspace::root(), prefix: &prefix };
    let name = source.file_stem().context("no name")?.to_string_lossy();
    Ok(c.program(&c.shared("cc", source, &name, &["-std=gnu11", "-O2"])?))
}

/// A manifest that breaks many rules.
fn failing() -> PathBuf {
    workspace::root().join("tests/manifests/failing.json")
}

/// One that breaks none.
fn typical() -> PathBuf {
    workspace::root().join("tests/manifests/typical.json")
}

/// The shared library has the name that programs look for, and exports what the header declares, and no more.
fn check_name(prefix: &Path) -> Result<()> {
    let library = prefix.join("lib/libguardrails.so");
    let name = output(Command::new("readelf").arg("-d").arg(&library))?;
    let file = std::fs::canonicalize(&library)?;
    let file = file.file_name().context("no name")?.to_string_lossy();
    ensure!(name.contains(&format!("soname: [{file}]")), "{file} is not called that: {name}");
    let symbols = output(Command::new("nm").args(["-D", "--defined-only", "--format=posix"]).arg(&library))?;
    let exported: Vec<&str> = symbols.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let header = workspace::read(&prefix.join("include/guardrails.h"))?;
    let functions = ["policy_pod_security", "policy_load", "policy_free", "evaluate", "evaluate_json", "review_json"];
    let functions = functions.into_iter().chain(["rules_json", "abi_version"]).map(|name| format!("guardrails_{name}"));
    let mut declared: Vec<String> = functions.collect();
    declared.sort();
    ensure!(exported == declared, "exported: {exported:?}, and the contract has {declared:?}");
    let undeclared = exported.iter().find(|symbol| !header.contains(&format!("{symbol}(")));
    ensure!(undeclared.is_none(), "exported and not in the header: {undeclared:?}");
    Ok(())
}

struct C<'c> {
    copy: &'c Path,
    prefix: &'c Path,
}

impl C<'_> {
    /// What a program is compiled and linked with.
    fn flags(&self, flag: &str) -> Result<Vec<String>> {
        let flags = output(with_library("pkg-config", self.prefix).args([flag, "guardrails"]))?;
        Ok(flags.split_whitespace().map(str::to_owned).collect())
    }

    /// Builds a program with the shared library; gives its path.
    fn shared(&self, compiler: &str, source: &Path, name: &str, with: &[&str]) -> Result<PathBuf> {
        let program = self.prefix.join(name);
        let mut command = Command::new(compiler);
        command.args(with).args(WARNINGS).arg("-g").arg(source).arg("-o").arg(&program);
        workspace::run(command.args(self.flags("--cflags")?).args(self.flags("--libs")?).arg("-lpthread"))?;
        Ok(program)
    }

    fn program(&self, path: &Path) -> Command {
        with_library(path, self.prefix)
    }

    /// The test program: with the static library under address sanitizer, and with the shared one under valgrind.
    fn abi(&self) -> Result<()> {
        let source = self.copy.join("guardrails-ffi/tests/abi.c");
        let sanitized = self.prefix.join("abi-sanitized");
        let mut compiler = Command::new("cc");
        compiler.args(["-std=c11", "-g", "-fsanitize=address,undefined", "-fno-sanitize-recover"]).args(WARNINGS);
        compiler.arg(&source).arg(self.prefix.join("lib/libguardrails.a")).args(self.flags("--cflags")?);
        workspace::run(compiler.args(["-lpthread", "-ldl", "-lm", "-lgcc_s", "-o"]).arg(&sanitized))?;
        workspace::run(self.program(&sanitized).env("ASAN_OPTIONS", "detect_leaks=1"))?;
        let plain = self.shared("cc", &source, "abi", &["-std=c11"])?;
        let mut valgrind = self.program(Path::new("valgrind"));
        valgrind.args(["-q", "--error-exitcode=9", "--leak-check=full", "--errors-for-leak-kinds=definite,possible"]);
        workspace::run(valgrind.arg(plain)).context("needs valgrind")
    }

    fn cpp(&self) -> Result<()> {
        let source = self.copy.join("guardrails-ffi/tests/header.cc");
        workspace::run(&mut self.program(&self.shared("c++", &source, "header", &["-std=c++17"])?))
    }

    /// The example in C, on a manifest that is allowed, one that is denied and one that can't be read.
    fn example(&self) -> Result<()> {
        let program = self.shared("cc", &self.copy.join("examples/c/check.c"), "check", &["-std=c11"])?;
        let check = |status, path: &Path| ending_with(status, self.program(&program).arg("restricted").arg(path));
        ensure!(check(0, &typical())?.contains("\"status\":\"allowed\""));
        ensure!(check(1, &failing())?.contains("\"status\":\"denied\""));
        ensure!(check(2, &self.copy.join("README.md"))?.contains("\"status\":\"error\""));
        Ok(())
    }

    /// The engine in Go: its own tests, and the program.
    fn go(&self) -> Result<()> {
        let folder = self.copy.join("examples/go");
        let go = || {
            let mut go = with_library("go", self.prefix);
            go.current_dir(&folder);
            go
        };
        workspace::run(go().args(["vet", "./..."]))?;
        workspace::run(go().args(["test", "-count=1", "./..."]))?;
        let engine = self.prefix.join("engine");
        workspace::run(go().arg("build").arg("-o").arg(&engine).arg("."))?;
        let check = |status, path: PathBuf| ending_with(status, self.program(&engine).arg("restricted").arg(path));
        ensure!(check(0, typical())?.contains("typical.json: allowed"));
        ensure!(check(1, failing())?.contains("  hostNamespaces: host namespaces"));
        check(2, self.copy.join("README.md")).map(drop)
    }
}

/// Runs the README's block of Go, in a module of its own.
fn go_readme(copy: &Tree, prefix: &Path) -> Result<()> {
    let folder = prefix.join("readme-go");
    let engine = copy.folder.join("examples/go");
    let module = format!(
        "module example.com/readme\n\ngo 1.25\n\nrequire example.com/guardrails-engine v0.0.0\n\n\
         replace example.com/guardrails-engine => {}\n",
        engine.display()
    );
    workspace::write(&folder.join("go.mod"), module)?;
    workspace::write(&folder.join("main.go"), readme::block(copy, "From Go", "go")?)?;
    let printed = output(with_library("go", prefix).args(["run", "."]).current_dir(&folder))?;
    ensure!(printed.contains("host namespaces (hostPID=true)"), "the README's block printed {printed}");
    Ok(())
}
