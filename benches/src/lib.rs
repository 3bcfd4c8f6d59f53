//! What is measured, once for every way of measuring it.

#![forbid(unsafe_code)]

pub mod corpus;
pub mod minimal;
pub mod work;
