//! What virtual nodes on Azure Container Instances refuse, and what they take and do not deliver: one file a rule.

use super::Rule;

/// Every rule, in the order in which findings are reported.
pub(crate) static RULES: [&Rule; 0] = [];
