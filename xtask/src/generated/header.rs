//! The C header, from the crate that implements it.

use anyhow::{Context, Result, anyhow};

use crate::workspace;

/// `guardrails-ffi/include/guardrails.h`.
pub fn c_header() -> Result<String> {
    let crate_folder = workspace::root().join("guardrails-ffi");
    let config = cbindgen::Config::from_file(crate_folder.join("cbindgen.toml")).map_err(|error| anyhow!(error))?;
    let sources = ["lib.rs", "arguments.rs", "failure.rs"].map(|name| crate_folder.join("src").join(name));
    let builder =
        sources.iter().fold(cbindgen::Builder::new().with_config(config), |builder, path| builder.with_src(path));
    let mut header = Vec::new();
    builder.generate().context("cbindgen: guardrails-ffi")?.write(&mut header);
    Ok(String::from_utf8(header)?)
}
