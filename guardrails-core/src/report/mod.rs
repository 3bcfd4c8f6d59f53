//! Renders. Never judges again.

mod json;
