//! What is measured, once for every way of measuring it.

#![forbid(unsafe_code)]

mod constraints;
pub mod corpus;
#[cfg(feature = "rivals")]
pub mod minimal;
#[cfg(feature = "rivals")]
mod rivals;
pub mod work;
