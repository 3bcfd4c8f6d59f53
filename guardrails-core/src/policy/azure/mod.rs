//! Policies of Azure: what people have, as constraints.

pub(super) mod assignments;
pub(super) mod catalogue;
