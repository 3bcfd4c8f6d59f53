use std::fmt;

use crate::input::Reader;
use crate::verdict::Outcome;
use crate::view::View;

/// Memory that is used again from object to object: with it, judging allocates nothing, however large
/// the objects are. One for each thread; it keeps nothing that matters between calls.
#[derive(Default)]
pub struct Scratch {
    pub(crate) reader: Reader,
    pub(crate) outcome: Outcome,
    /// What is held of a stream.
    pub(crate) bytes: Vec<u8>,
    /// The view of the object before an update.
    pub(crate) old: View,
    /// The strings of an object that lies in another program's memory.
    pub(crate) strings: String,
    /// A typed object as JSON.
    #[cfg(feature = "k8s-openapi")]
    pub(crate) typed: Vec<u8>,
}

impl Scratch {
    /// Memory for one thread. Small objects fit without any allocation.
    pub fn new() -> Self {
        Self::default()
    }
}

impl fmt::Debug for Scratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scratch").finish_non_exhaustive()
    }
}
