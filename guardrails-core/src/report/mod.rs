//! Renders. Never judges again.

pub(crate) mod admission;
pub(crate) mod json;
