//! Speed: measures this library and its rivals in one run and prints the page `docs/performance.md`.

pub mod crossing;
pub mod instructions;
mod measure;
mod page;
mod size;
mod targets;

use anyhow::{Result, ensure};

use crate::arguments::Arguments;
use crate::workspace;
use measure::Measured;

pub fn run(mut arguments: Arguments) -> Result<()> {
    let quick = arguments.flag("--quick");
    let write = arguments.flag("--write");
    let is_installed = arguments.flag("--installed");
    arguments.finish()?;
    ensure!(!(quick && write), "the page is written from a whole run, not from a quick one");
    let measured = if quick { Measured::quick()? } else { Measured::whole(is_installed)? };
    let page = page::render(&measured)?;
    print!("{page}");
    if write {
        workspace::write(&workspace::root().join("docs/performance.md"), page)?;
    }
    Ok(())
}
