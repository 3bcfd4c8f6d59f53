//! What the API server itself has to say of a manifest, before any admission looks at it.

mod unknown_field;

use super::Rule;

/// The rules in the order in which they are reported.
pub(crate) static RULES: [&Rule; 1] = [&unknown_field::RULE];
