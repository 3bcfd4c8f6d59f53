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

/// Why a call has failed: its status, and what the core would say of it.
#[derive(Debug)]
pub(crate) struct Failure(pub(crate) Status, ManifestError);

impl From<ManifestError> for Failure {
    fn from(error: ManifestError) -> Self {
        Self(Status::ManifestError, error)
    }
}

impl From<PolicyError> for Failure {
    fn from(error: PolicyError) -> Self {
        Self(Status::PolicyError, ManifestError::new(ErrorKind::Policy, error.to_string()))
    }
}

impl Failure {
    /// A failure that is no fault of the manifest or the policy.
    pub(crate) fn new(status: Status, kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(status, ManifestError::new(kind, message))
    }
}

/// Writes as much of a text as fits, cut between two characters, and a zero behind it.
///
/// # Safety
/// The place may be written; it need not be initialised.
unsafe fn write<const N: usize>(place: *mut [c_char; N], text: &str) {
    let fitting = text.floor_char_boundary(N.saturating_sub(1));
    // SAFETY: the caller's promise; `fitting` is less than N and no more than the text has.
    unsafe {
        place.cast::<u8>().copy_from_nonoverlapping(text.as_ptr(), fitting);
        place.cast::<u8>().add(fitting).write(0);
    }
}

/// Writes down how a call ended, if the caller wants to know, and gives the status.
///
/// # Safety
/// `err` is NULL or may be written.
pub(crate) unsafe fn tell(err: *mut Error, result: Result<(), Failure>) -> Status {
    let status = result.as_ref().map_or_else(|Failure(status, _)| *status, |()| Status::Ok);
    let error = result.as_ref().err().map(|Failure(_, error)| error);
    let position = error.and_then(ManifestError::position).unwrap_or(Position { line: 0, column: 0, offset: 0 });
    // The kinds are those of the core, which does not panic.
    let kind = if status == Status::Panicked { "panic" } else { error.map_or("", |error| error.kind().name()) };
    if !err.is_null() {
        // SAFETY: the caller's promise. Only what is needed is written, since most calls succeed.
        unsafe {
            write(&raw mut (*err).kind, kind);
            write(&raw mut (*err).message, error.map_or("", ManifestError::message));
            write(&raw mut (*err).field, error.map_or("", ManifestError::field));
            (&raw mut (*err).line).write(position.line);
            (&raw mut (*err).column).write(position.column);
            (&raw mut (*err).offset).write(position.offset);
        }
    }
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &[c_char]) -> String {
        text.iter().take_while(|c| **c != 0).map(|c| char::from(c.to_ne_bytes()[0])).collect()
    }

    #[test]
    fn a_panic_becomes_a_status() {
        let mut err = Error { kind: [1; _], message: [1; _], field: [1; _], line: 1, column: 1, offset: 1 };
        assert_eq!(crate::call(&raw mut err, || panic!("on purpose")), Status::Panicked);
        assert_eq!((shown(&err.kind).as_str(), err.line), ("panic", 0));
        assert_eq!(crate::call(&raw mut err, || Ok(())), Status::Ok);
        assert_eq!((shown(&err.kind), shown(&err.message), shown(&err.field)), Default::default());
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        let (mut four, mut five) = ([1; 4], [1; 5]);
        // SAFETY: both are places of their own.
        unsafe {
            write(&raw mut four, "abcdef");
            write(&raw mut five, "aéé");
        }
        assert_eq!(four.map(i32::from), [97, 98, 99, 0]);
        assert_eq!(five.map(|c: c_char| c.to_ne_bytes()[0]), [b'a', 0xC3, 0xA9, 0, 1]);
    }
}
