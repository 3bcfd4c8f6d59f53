//! What the reader takes at the most.

/// The largest object in bytes: what an API server takes as the body of a request.
pub(crate) const MAX_OBJECT_BYTES: usize = 3 * 1024 * 1024;

/// The deepest nesting, counted with the object itself as 1.
pub(crate) const MAX_DEPTH: u32 = 128;

/// The largest List in bytes where it has to be read whole: as YAML. Its items are limited each.
pub(crate) const MAX_LIST_BYTES: usize = 256 * 1024 * 1024;
