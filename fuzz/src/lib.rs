//! What the fuzz targets ask of the library, whatever bytes come: each module is one target.
//!
//! A target is a plain function, so that a finding can be tried again in a unit test.

#![forbid(unsafe_code)]

pub mod evaluate;
pub mod policy;
pub mod reader;

mod promises;
