//! The Node package: installed with npm from a clean copy, packed and looked into, and tested.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};
use serde::Deserialize;

use super::{ending_with, readme};
use crate::faults::Tree;
use crate::workspace::{self, output};

/// What the package holds, beside its native half and the types of `lib`.
const IN_THE_PACKAGE: [&str; 15] = [
    "LICENSE",
    "README.md",
    "bin/k8s-guardrails.js",
    "index.js",
    "index.mjs",
    "lib/errors.js",
    "lib/input.js",
    "lib/native.js",
    "lib/platform.js",
    "lib/room.js",
    "lib/verdict.js",
    "lib/write.js",
    "package.json",
    "types/index.d.mts",
    "types/index.d.ts",
];

/// What the tests need beside the package: the compiler of the types.
const TOOLS: [&str; 2] = ["typescript@^5.9", "@types/node@^20"];

pub fn run(copy: &Tree) -> Result<()> {
    let package = copy.folder.join("guardrails-node");
    check_types(&package)?;
    // As whoever has cloned the repository would install it: it builds itself.
    let clone = super::fresh("node")?;
    npm(copy, &clone, &["init", "--yes"])?;
    npm(copy, &clone, &["install", &package.display().to_string(), TOOLS[0], TOOLS[1]])?;
    test(&package, &clone)?;
    // As whoever has it from the registry: packed, and without scripts.
    let registry = super::fresh("node-packed")?;
    let tarball = pack(copy, &package, &registry)?;
    npm(copy, &registry, &["init", "--yes"])?;
    npm(copy, &registry, &["install", "--ignore-scripts", "--offline", &tarball.display().to_string()])?;
    command(copy, &registry)?;
    example(copy, &registry)
}

/// The folder where the package is installed, once `cargo xtask bindings --only node` has run.
pub fn installed() -> Result<PathBuf> {
    let folder = super::folder().join("node-packed");
    let known = folder.join("node_modules/k8s-guardrails").is_dir();
    ensure!(known, "the Node package is not installed: `cargo xtask bindings --only node` does that");
    Ok(folder)
}

fn npm(copy: &Tree, folder: &Path, arguments: &[&str]) -> Result<String> {
    let mut npm = Command::new("npm");
    npm.current_dir(folder).env("CARGO_TARGET_DIR", &copy.target).args(arguments);
    output(npm.args(["--no-audit", "--no-fund", "--loglevel=error"]))
}

/// The committed types are those that the sources' comments give now.
fn check_types(package: &Path) -> Result<()> {
    output(Command::new("npm").current_dir(package).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    let made = super::fresh("node-types")?;
    let compiler = package.join("node_modules/.bin/tsc");
    workspace::run(
        Command::new(compiler).current_dir(package).args(["--project", ".", "--declarationDir"]).arg(&made),
    )?;
    let (made_names, names) = (names(&made)?, names(&package.join("types"))?);
    ensure!(made_names == names, "run `npm run types`: made {made_names:?}, committed {names:?}");
    for name in names {
        let same = workspace::read(&made.join(&name))? == workspace::read(&package.join("types").join(&name))?;
        ensure!(same, "run `npm run types`: types/{name} is stale");
    }
    Ok(())
}

/// The files below a folder, by their paths.
fn names(folder: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        match entry.file_type()?.is_dir() {
            true => names.extend(self::names(&entry.path())?.iter().map(|inner| format!("{name}/{inner}"))),
            false => drop(names.insert(name)),
        }
    }
    Ok(names)
}

/// Runs the package's tests and a strict look at its types, from where it is installed.
fn test(package: &Path, folder: &Path) -> Result<()> {
    for name in names(&package.join("test"))? {
        workspace::write(&folder.join("test").join(&name), fs::read(package.join("test").join(&name))?)?;
    }
    let node = || {
        let mut node = Command::new("node");
        node.current_dir(folder);
        node
    };
    workspace::run(node().args(["--test", "test/"]))?;
    let compiler =
        ["node_modules/typescript/bin/tsc", "--noEmit", "--strict", "--target", "es2022", "--module", "nodenext"];
    workspace::run(node().args(compiler).args(["--types", "node", "test/types.mts", "test/types.cts"]))
}

/// Packs the package and looks into it: everything that belongs there, and nothing else.
fn pack(copy: &Tree, package: &Path, to: &Path) -> Result<PathBuf> {
    #[derive(Deserialize)]
    struct Packed {
        filename: String,
        files: Vec<File>,
    }
    #[derive(Deserialize)]
    struct File {
        path: String,
    }
    let to = to.display().to_string();
    let listed = npm(copy, package, &["pack", "--ignore-scripts", "--json", "--pack-destination", &to])?;
    let [packed]: [Packed; 1] = serde_json::from_str(&listed).with_context(|| format!("npm pack: {listed}"))?;
    let mut held: BTreeSet<&str> = packed.files.iter().map(|file| file.path.as_str()).collect();
    let missing: Vec<&str> = IN_THE_PACKAGE.into_iter().filter(|name| !held.remove(name)).collect();
    ensure!(missing.is_empty(), "{} lacks {missing:?}", packed.filename);
    held.retain(|name| !(name.starts_with("types/lib/") && name.ends_with(".d.ts")));
    let native: Vec<&&str> =
        held.iter().filter(|name| name.starts_with("guardrails.") && name.ends_with(".node")).collect();
    ensure!(native.len() == 1 && held.len() == 1, "{}: beside its native half it holds {held:?}", packed.filename);
    println!("{}: what it should hold, and nothing else", packed.filename);
    Ok(Path::new(&to).join(packed.filename))
}

/// `npx k8s-guardrails` is the command, and says what cargo's says on the same inputs.
fn command(copy: &Tree, folder: &Path) -> Result<()> {
    let npx = ["exec", "--offline", "--", "k8s-guardrails", "check", "--format", "jsonl"];
    let manifest = copy.folder.join("tests/manifests/failing.json");
    let printed = ending_with(1, Command::new("npm").current_dir(folder).args(npx).arg(manifest))?;
    ensure!(printed.contains("\"status\":\"denied\""), "npx k8s-guardrails printed {printed}");
    let block = readme::block(copy, "From Node", "js")?;
    workspace::write(&folder.join("readme.mjs"), block)?;
    let printed = output(Command::new("node").current_dir(folder).arg("readme.mjs"))?;
    ensure!(printed.contains("host namespaces (hostPID=true)"), "the README's block printed {printed}");
    Ok(())
}

/// The step of a pipeline, on manifests that are denied, on one that is allowed, and on none.
fn example(copy: &Tree, folder: &Path) -> Result<()> {
    let source = copy.folder.join("examples/node-ci/check.mjs");
    workspace::write(&folder.join("check.mjs"), fs::read(source)?)?;
    let check = |status, path: &str| {
        let mut node = Command::new("node");
        node.current_dir(folder).arg("check.mjs").args(["--level", "restricted"]).arg(copy.folder.join(path));
        ending_with(status, node.env("GITHUB_ACTIONS", "true"))
    };
    let denied = check(1, "examples/manifests")?;
    ensure!(denied.contains("::error file=") && denied.contains("hostNamespaces"), "the example printed {denied}");
    ensure!(check(0, "examples/manifests/hardened.yaml")?.contains("1 allowed, 0 denied"));
    check(2, "README.md").map(drop)
}
