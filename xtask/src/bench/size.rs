//! How much larger a program is for the library in it: stripped, beside one that does nothing.

use std::process::Command;

use anyhow::Result;

use super::measure::program;
use crate::workspace::{self, run};

/// Bytes that the library adds.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Pod Security from JSON.
    pub pod_security: u64,
    /// Policies of every kind, YAML and reviews as well.
    pub everything: u64,
}

pub fn sizes() -> Result<Sizes> {
    let nothing = stripped("size-nothing", &["--no-default-features"])?;
    let added = |name: &str, features: &[&str]| stripped(name, features).map(|size| size.saturating_sub(nothing));
    Ok(Sizes {
        pod_security: added("size-pod-security", &["--no-default-features"])?,
        everything: added("size-everything", &["--no-default-features", "--features", "yaml"])?,
    })
}

fn stripped(name: &str, features: &[&str]) -> Result<u64> {
    let program = program(name, features)?;
    let stripped = workspace::target().join("benches").join(name);
    run(Command::new("strip").arg("-o").arg(&stripped).arg(program))?;
    Ok(std::fs::metadata(stripped)?.len())
}
