//! How a call ended, as a status and as a struct with all that is known.

use std::ffi::c_char;

use guardrails_core::{ErrorKind, ManifestError, PolicyError, Position};

/// How a call ended. Whatever is not GUARDRAILS_STATUS_OK means: not evaluated, to be treated as denied.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Status {
    /// The call has done what it was asked for.
    Ok = 0,
    /// The manifest or the review could not be read, or is not one object.
    ManifestError = 1,
    /// The policy is wrong: an unknown level or version, or a document with a mistake.
    PolicyError = 2,
    /// The buffer is smaller than `*needed`: nothing is in it. Call again with a larger one.
    BufferTooSmall = 3,
    /// An argument is NULL that must not be, is no UTF-8 where it has to be, or has an impossible size.
    InvalidArgument = 4,
    /// A mistake in this library. The process is sound; the object has not been judged.
    Panicked = 5,
}

/// The size of `kind` in guardrails_error.
pub const KIND_SIZE: usize = 24;
/// The size of `field` in guardrails_error.
pub const FIELD_SIZE: usize = 512;
/// The size of `message` in guardrails_error.
pub const MESSAGE_SIZE: usize = 1024;

/// Why a call has failed. The caller owns the struct and everything in it; each call writes it anew, and a
/// call that succeeds leaves it empty. Texts end with a zero, and one that is longer than its place is cut
/// between two characters: the verdict's JSON has it in full.
#[repr(C)]
pub struct Error {
    /// The kind of the error, as in the verdict's JSON ("duplicate-key"); "policy" if the policy is wrong, "type"
    /// or "value" if an argument is, "panic" if the library is. Empty if the call has succeeded.
    pub kind: [c_char; KIND_SIZE],
    /// What is wrong, as a sentence without its place.
    pub message: [c_char; MESSAGE_SIZE],
    /// The field's path, such as "spec.containers[0].securityContext"; empty if the error concerns the whole.
    pub field: [c_char; FIELD_SIZE],
    /// The line, from 1; 0 if there is no place.
    pub line: u32,
    /// The character in its line, from 1; 0 if there is no place.
    pub column: u32,
    /// The byte, from 0; meaningful where `line` is not 0.
    pub offset: u64,
}

/// Why a call has failed.
pub(crate) struct Failure(Status, Box<Error>);

impl From<ManifestError> for Failure {
    fn from(error: ManifestError) -> Self {
        let Position { line, column, offset } = error.position().unwrap_or(Position { line: 0, column: 0, offset: 0 });
        let Self(status, written) = Self::new(Status::ManifestError, error.kind().name(), error.message());
        Self(status, Box::new(Error { field: fixed(error.field()), line, column, offset, ..*written }))
    }
}

impl From<PolicyError> for Failure {
    fn from(error: PolicyError) -> Self {
        Self::new(Status::PolicyError, ErrorKind::Policy.name(), &error.to_string())
    }
}

impl Failure {
    fn new(status: Status, kind: &str, message: &str) -> Self {
        let (kind, message) = (fixed(kind), fixed(message));
        Self(status, Box::new(Error { kind, message, field: fixed(""), line: 0, column: 0, offset: 0 }))
    }

    /// The argument of this name is NULL.
    pub(crate) fn null(name: &str) -> Self {
        Self::new(Status::InvalidArgument, ErrorKind::Type.name(), &format!("`{name}` is NULL"))
    }

    pub(crate) fn argument(message: &str) -> Self {
        Self::new(Status::InvalidArgument, ErrorKind::Value.name(), message)
    }

    pub(crate) fn too_small(cap: usize, needed: usize) -> Self {
        let message = format!("the buffer has {cap} bytes, and {needed} are needed");
        Self::new(Status::BufferTooSmall, ErrorKind::Value.name(), &message)
    }

    pub(crate) fn panicked() -> Self {
        Self::new(Status::Panicked, "panic", "a mistake in this library: the object has not been judged")
    }
}

/// As much of a text as fits, cut between two characters, and zeros behind it.
fn fixed<const N: usize>(text: &str) -> [c_char; N] {
    let mut room = [0; N];
    let fitting = text.get(..text.floor_char_boundary(N.saturating_sub(1))).unwrap_or_default();
    for (place, byte) in room.iter_mut().zip(fitting.bytes()) {
        *place = c_char::from_ne_bytes([byte]);
    }
    room
}

/// Writes down how a call ended, if the caller wants to know, and gives the status.
///
/// # Safety
/// `err` is NULL or may be written.
pub(crate) unsafe fn tell(err: *mut Error, result: Result<(), Failure>) -> Status {
    match (result, err.is_null()) {
        (Ok(()), true) => Status::Ok,
        (Ok(()), false) => {
            // SAFETY: the caller's promise. Only what makes it empty is written, since this is the usual end.
            unsafe {
                (&raw mut (*err).kind).cast::<c_char>().write(0);
                (&raw mut (*err).message).cast::<c_char>().write(0);
                (&raw mut (*err).field).cast::<c_char>().write(0);
                (&raw mut (*err).line).write(0);
                (&raw mut (*err).column).write(0);
                (&raw mut (*err).offset).write(0);
            }
            Status::Ok
        }
        (Err(Failure(status, _)), true) => status,
        (Err(Failure(status, error)), false) => {
            // SAFETY: the caller's promise.
            unsafe { err.write(*error) };
            status
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &[c_char]) -> String {
        text.iter().take_while(|c| **c != 0).map(|c| char::from(c.to_ne_bytes()[0])).collect()
    }

    #[test]
    fn a_panic_becomes_a_status() {
        let Failure(_, mut err) = Failure::panicked();
        assert_eq!(crate::call(&raw mut *err, || panic!("on purpose")), Status::Panicked);
        assert_eq!(shown(&err.kind), "panic");
        assert_eq!(crate::call(&raw mut *err, || Ok(())), Status::Ok);
        assert_eq!((shown(&err.kind), shown(&err.message)), (String::new(), String::new()));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(fixed::<4>("abcdef").map(i32::from), [97, 98, 99, 0]);
        let bytes = fixed::<5>("aéé").map(|c| c.to_ne_bytes()[0]);
        assert_eq!(bytes, [b'a', 0xC3, 0xA9, 0, 0]);
    }
}
