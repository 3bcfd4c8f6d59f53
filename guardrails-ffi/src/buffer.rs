//! The caller's buffer.

use std::ffi::c_char;
use std::fmt;
use std::mem::MaybeUninit;

use guardrails_core::ManifestError;

use crate::arguments::{list, place};
use crate::failure::{Failure, Status};

/// Where a call leaves its answer, and the size that it needs.
pub(crate) struct Buffer<'b> {
    start: *mut c_char,
    cap: usize,
    needed: &'b mut usize,
}

impl Buffer<'_> {
    /// An empty buffer.
    ///
    /// # Safety
    /// `start` is NULL or has `cap` bytes, which need not be initialised; `needed` is NULL or may be written.
    pub(crate) unsafe fn new(start: *mut c_char, cap: usize, needed: *mut usize) -> Result<Self, Failure> {
        // SAFETY: the caller's promise, see above.
        unsafe {
            let needed = place(needed, 0, "needed")?;
            if !list(start.cast::<MaybeUninit<u8>>(), cap, "buf")?.is_empty() {
                start.write(0);
            }
            Ok(Self { start, cap, needed })
        }
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
        let (cap, needed) = (self.cap, text.len());
        *self.needed = needed;
        if needed <= cap {
            // SAFETY: the buffer is larger than that, as `new` has been told.
            unsafe { self.start.cast::<u8>().copy_from_nonoverlapping(text.as_ptr(), needed) };
        }
        result?;
        // Whoever has no buffer has asked for the size.
        if needed <= cap || cap == 0 {
            return Ok(());
        }
        Err(Failure::new(Status::BufferTooSmall, format!("the buffer has {cap} bytes, and {needed} are needed")))
    }
}
