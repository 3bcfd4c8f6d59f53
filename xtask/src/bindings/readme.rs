//! The blocks of the README, to be run as they stand there.

use anyhow::{Context, Result};

use crate::faults::Tree;
use crate::workspace;

/// The first block of a language under a heading.
pub fn block(copy: &Tree, heading: &str, language: &str) -> Result<String> {
    let readme = workspace::read(&copy.folder.join("README.md"))?;
    let (_, section) = readme
        .split_once(&format!("\n## {heading}\n"))
        .with_context(|| format!("README.md has no section `{heading}`"))?;
    let section = section.split("\n## ").next().unwrap_or_default();
    let (_, block) = section
        .split_once(&format!("\n```{language}\n"))
        .with_context(|| format!("README.md: `{heading}` has no block of {language}"))?;
    let (block, _) = block.split_once("\n```").context("README.md: a block without an end")?;
    Ok(block.to_owned())
}
