//! The command line as its users meet it: in process over folders of their own, and as a process where
//! memory, permissions and pipes matter.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test that panics has failed"
)]

mod exceptions;
mod fleet;
mod folder;
mod import;
mod inputs;
mod json;
mod manifests;
mod process;
#[cfg(target_os = "linux")]
mod progress;
mod reference;
mod reports;
mod rollout;
mod stream;
mod text;
mod usage;
