//! Small faults, applied one by one to a copy of the working tree: every one must be caught by a test.

mod list;
mod suite;
mod tree;

use std::time::Instant;

use anyhow::{Result, bail};

use crate::arguments::Arguments;
use crate::workspace;
use list::Fault;
use suite::{Outcome, Suite};
pub use tree::Tree;

/// How many objects the live oracle compares for a fault that nothing else has caught.
const ORACLE_OBJECTS: u64 = 2_000;

pub fn run(mut arguments: Arguments) -> Result<()> {
    let check = arguments.flag("--check");
    let only: Option<String> = arguments.value("--only")?;
    let oracle = arguments.value("--oracle")?.unwrap_or(ORACLE_OBJECTS);
    let growth = !arguments.flag("--no-growth");
    arguments.finish()?;

    let mut faults = list::load(&workspace::root())?;
    let listed = faults.len();
    if check {
        println!("{listed} faults, each of which has its place in the source");
        return Ok(());
    }
    faults.retain(|fault| only.as_ref().is_none_or(|only| fault.id.contains(only.as_str())));
    if faults.is_empty() {
        bail!("no fault's id holds `{}`", only.unwrap_or_default());
    }
    let tree = Tree::copy(&workspace::root(), &workspace::target().join("faults"))?;
    let mut suite = Suite::new(&tree, oracle, growth)?;
    let seconds = suite.must_pass()?;
    println!("without a fault every test passes ({seconds} s); {} of {listed} faults:", faults.len());
    let escaped = faults.iter().map(|fault| try_out(&tree, &suite, fault)).collect::<Result<Vec<bool>>>()?;
    let escaped = escaped.into_iter().filter(|escaped| *escaped).count();
    if escaped > 0 {
        bail!("{escaped} of {} faults were not caught", faults.len());
    }
    println!("all {} were caught", faults.len());
    Ok(())
}

/// Applies a fault, runs the tests, takes the fault back; says whether it escaped them.
fn try_out(tree: &Tree, suite: &Suite, fault: &Fault) -> Result<bool> {
    let started = Instant::now();
    let outcome = tree.with(fault, || suite.run(&fault.id))?;
    let seconds = started.elapsed().as_secs();
    let (word, more) = match &outcome {
        Outcome::Caught { by } => ("caught", format!("{seconds:>4} s  by {by}")),
        Outcome::Passed => ("NOT CAUGHT", fault.what.clone()),
        Outcome::Unbuilt { log } => ("DOES NOT BUILD", log.display().to_string()),
    };
    println!("{word:<14} {:<44} {more}", fault.id);
    Ok(!matches!(outcome, Outcome::Caught { .. }))
}
