use std::cell::Cell;
use std::fmt;

use crate::input::Reader;
use crate::verdict::Outcome;
use crate::view::View;

thread_local! {
    static LENT: Cell<Option<Box<(Scratch, String)>>> = const { Cell::new(None) };
}

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

    /// Lends the memory that this thread keeps for callers who hold none of their own, as the bindings of other
    /// languages do, and an empty text to write in. Work that panics does not give it back, and work that asks again
    /// meanwhile gets other memory.
    pub fn lent<T>(work: impl FnOnce(&mut Self, &mut String) -> T) -> T {
        let mut lent = LENT.try_with(Cell::take).ok().flatten().unwrap_or_default();
        let (scratch, text) = &mut *lent;
        text.clear();
        let result = work(scratch, text);
        // Where the thread is ending there is no next object.
        let _ = LENT.try_with(|kept| kept.set(Some(lent)));
        result
    }
}

impl fmt::Debug for Scratch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Scratch").finish_non_exhaustive()
    }
}
