//! The shapes of values that messages print whole, and what Go's encoder makes of what is empty in them.

/// A field of a type.
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) holds: Holds,
    pub(super) keep: Keep,
}

/// What a field holds.
#[derive(Clone, Copy)]
pub(super) enum Holds {
    Text,
    Flag,
    /// An integer of so many bits.
    Number(u32),
    Quantity,
    List(&'static Self),
    /// Keys of the user's.
    Map(&'static Self),
    Object(&'static [Field]),
    /// Something that no message has ever to show.
    Anything,
}

/// When the encoder writes a field.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// Absent or not.
    Always,
    /// If it is not empty.
    Filled,
    /// If it is there.
    Set,
}
