//! What is measured, once for every way of measuring it.

#![forbid(unsafe_code)]

mod constraints;
pub mod corpus;
pub mod minimal;
pub mod work;
