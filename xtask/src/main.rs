//! The single door to what is neither building nor testing: `cargo xtask COMMAND`.

mod arguments;
mod bench;
mod bindings;
mod commands;
mod faults;
mod fuzz;
mod generated;
mod identity;
mod seeds;
mod site;
mod suite;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};
use arguments::Arguments;

const HELP: &str = "\
cargo xtask COMMAND

  test                        runs every test there is; names loudly what it could not run for want of a tool
  gen                         writes the generated files: a page for each rule, the schemas, the C header
  check-gen                   fails if a generated file is stale
  bindings [--only NAME]      builds and installs the package of each language from a clean copy, and tests it there
  commands [--only npm|pip]   runs the command from cargo, npm and pip and compares how it ends; needs the bindings
  fuzz-seeds                  makes the fuzz targets' first corpora from the recorded vectors (fuzz/corpus)
  fuzz [--seconds 60] [--target NAME]
                              runs every fuzz target, or one, for so long; needs cargo-fuzz
  faults [--only TEXT] [--oracle 2000] [--no-growth] [--check]
                              applies the small faults of tests/faults one by one to a copy of the working tree
                              and says which of them no test catches; --only those whose id holds TEXT; --oracle
                              how many objects the live oracle compares, 0 for none; --no-growth leaves out
                              the counting of instructions; --check looks only whether the list fits the source
  identity [--only NAME]      asks every surface the same questions and compares the answers; needs the bindings
  site                        builds the documentation as a site and follows its links; needs mdbook
  bench [--quick] [--installed] [--write]
                              measures this library and its rivals and prints the table of docs/performance.md;
                              --write writes it there; --installed as for `crossing`
  instructions [--write]
                              counts instructions and fails where they are more than benches/instructions.json has,
                              by more than 3 %; --write writes it; needs valgrind
  crossing [--rounds 200] [--installed]
                              builds the bindings, and measures what crossing from other languages costs beside the
                              library's own call; --installed takes those of the last `bindings` (not of `test`,
                              which builds them in less time)";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = Arguments::of_process();
    match arguments.command().as_deref() {
        Some("test") => suite::run(arguments),
        Some("gen") => arguments.finish().and_then(|()| generated::write()),
        Some("check-gen") => arguments.finish().and_then(|()| generated::check()),
        Some("bindings") => bindings::run(arguments),
        Some("commands") => commands::run(arguments),
        Some("fuzz-seeds") => seeds::run(arguments),
        Some("fuzz") => fuzz::run(arguments),
        Some("faults") => faults::run(arguments),
        Some("bench") => bench::run(arguments),
        Some("instructions") => bench::instructions::run(arguments),
        Some("crossing") => bench::crossing::run(arguments),
        Some("site") => site::run(arguments),
        Some("identity") => identity::run(arguments),
        Some("help" | "--help" | "-h") => {
            println!("{HELP}");
            Ok(())
        }
        Some(other) => bail!("unknown command `{other}`\n\n{HELP}"),
        None => bail!("which command?\n\n{HELP}"),
    }
}
