//! Renders. Never judges again.

pub(crate) mod admission;
pub(crate) mod holds;
pub(crate) mod json;
pub(crate) mod rules;
