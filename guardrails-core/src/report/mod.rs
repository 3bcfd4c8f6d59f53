//! Renders. Never judges again.

pub(crate) mod admission;
pub(crate) mod holds;
pub(crate) mod json;
mod plain;
pub(crate) mod rules;
