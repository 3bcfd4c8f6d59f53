//! The caller's buffer as something to write text into.

use std::ffi::c_char;
use std::fmt::{self, Write};
use std::mem::MaybeUninit;
use std::slice;

use guardrails_core::ManifestError;

use crate::arguments::place;
use crate::failure::Failure;

/// Takes what fits and counts everything.
pub(crate) struct Buffer<'b> {
    room: &'b mut [MaybeUninit<u8>],
    needed: &'b mut usize,
}

impl Buffer<'_> {
    /// An empty buffer.
    ///
    /// # Safety
    /// `start` is NULL or has `cap` bytes; `needed` is NULL or may be written.
    pub(crate) unsafe fn new(start: *mut c_char, cap: usize, needed: *mut usize) -> Result<Self, Failure> {
        // SAFETY: the caller's promise, see above.
        let needed = unsafe { place(needed, 0, "needed")? };
        if start.is_null() && cap > 0 {
            return Err(Failure::null("buf"));
        }
        if isize::try_from(cap).is_err() {
            return Err(Failure::argument(&format!("`cap` is {cap}")));
        }
        let room = match cap {
            0 => &mut [],
            // SAFETY: the caller's promise; it may be uninitialised, and no byte of it is read.
            _ => unsafe { slice::from_raw_parts_mut(start.cast::<MaybeUninit<u8>>(), cap) },
        };
        let mut buffer = Self { room, needed };
        buffer.end_at(0);
        Ok(buffer)
    }

    /// Writes a text and its zero, or tells what size it needs.
    pub(crate) fn fill(&mut self, write: impl FnOnce(&mut dyn Write) -> fmt::Result) -> Result<(), Failure> {
        // This sink takes everything.
        let _ = write(self);
        let length = *self.needed;
        *self.needed = length.saturating_add(1);
        let (cap, needed) = (self.room.len(), *self.needed);
        self.end_at(if needed <= cap { length } else { 0 });
        if needed <= cap || cap == 0 { Ok(()) } else { Err(Failure::too_small(cap, needed)) }
    }

    /// Writes the verdict on what could not be read, and fails with the reason, whether it fits or not.
    pub(crate) fn fill_with_error(&mut self, error: ManifestError) -> Result<(), Failure> {
        let _ = self.fill(|out| error.write_json(out));
        Err(error.into())
    }

    fn end_at(&mut self, length: usize) {
        if let Some(last) = self.room.get_mut(length) {
            last.write(0);
        }
    }
}

impl Write for Buffer<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let end = self.needed.saturating_add(text.len());
        if let Some(room) = self.room.get_mut(*self.needed..end) {
            room.write_copy_of_slice(text.as_bytes());
        }
        *self.needed = end;
        Ok(())
    }
}
