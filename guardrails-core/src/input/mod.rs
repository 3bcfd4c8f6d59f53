//! Reads bytes as the API server reads them, or refuses with an error that names the field and the place.
//! Knows nothing of rules.

pub(crate) mod buffer;
pub(crate) mod defaults;
pub(crate) mod document;
pub(crate) mod error;
mod fields;
pub(crate) mod json;
#[cfg(feature = "k8s-openapi")]
pub(crate) mod k8s_openapi;
pub(crate) mod kinds;
mod kinds_table;
pub(crate) mod limits;
pub(crate) mod locate;
pub(crate) mod read;
pub(crate) mod source;
#[cfg(feature = "yaml")]
pub(crate) mod yaml;
