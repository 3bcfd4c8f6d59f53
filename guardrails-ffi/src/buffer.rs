//! The caller's buffer.

use std::cell::Cell;
use std::ffi::c_char;
use std::fmt;
use std::mem::MaybeUninit;

use guardrails_core::ManifestError;

use crate::arguments::{list, place};
use crate::failure::{Failure, Status};

/// Where a call leaves its answer, and the size that it needs.
pub(crate) struct Buffer<'b> {
    room: &'b [Cell<MaybeUninit<u8>>],
    needed: &'b mut usize,
}

impl Buffer<'_> {
    /// An empty buffer.
    ///
    /// # Safety
    /// `start` is NULL or has `cap` bytes, which need not be initialised; `needed` is NULL or may be written.
    pub(crate) unsafe fn new(start: *mut c_char, cap: usize, needed: *mut usize) -> Result<Self, Failure> {
        // SAFETY: the caller's promise, see above.
        let buffer = unsafe { Self { needed: place(needed, 0, "needed")?, room: list(start.cast(), cap, "buf")? } };
        buffer.write(&[0]);
        Ok(buffer)
    }

    /// Has an answer written, and takes it with a zero behind it if it fits. What could not be read is an answer too,
    /// and remains a failure.
    pub(crate) fn hold<T>(
        self,
        text: &mut String,
        result: Result<T, ManifestError>,
        write: impl FnOnce(&T, &mut String) -> fmt::Result,
    ) -> Result<(), Failure> {
        // Writing into a string cannot fail.
        let _ = match &result {
            Ok(answer) => write(answer, text),
            Err(error) => error.write_json(text),
        };
        text.push('\0');
        let (cap, needed) = (self.room.len(), text.len());
        *self.needed = needed;
        if needed <= cap {
            self.write(text.as_bytes());
        }
        result?;
        // Whoever has no buffer has asked for the size.
        if needed <= cap || cap == 0 {
            return Ok(());
        }
        Err(Failure::value(Status::BufferTooSmall, format!("the buffer has {cap} bytes, and {needed} are needed")))
    }

    fn write(&self, bytes: &[u8]) {
        self.room.iter().zip(bytes).for_each(|(place, byte)| place.set(MaybeUninit::new(*byte)));
    }
}
