//! The caller's buffer.

use std::ffi::c_char;
use std::fmt;
use std::mem::MaybeUninit;

use guardrails_core::{ErrorKind, ManifestError, Scratch};

use crate::arguments::{list, place};
use crate::failure::{Failure, Status};

/// Has an answer written, and puts it with a zero behind it into a buffer, if it fits, and the size that it needs into
/// `needed`. What could not be read is an answer too, and remains a failure. Both are empty until then.
///
/// # Safety
/// `start` is NULL or has `cap` bytes, which need not be initialised; `needed` is NULL or may be written.
pub(crate) unsafe fn hold(
    (start, cap, needed): (*mut c_char, usize, *mut usize),
    work: impl FnOnce(&mut Scratch, &mut String) -> Result<Result<fmt::Result, ManifestError>, Failure>,
) -> Result<(), Failure> {
    // SAFETY: the caller's promise, see above.
    let needed = unsafe {
        let needed = place(needed, 0, "needed")?;
        if !list(start.cast::<MaybeUninit<u8>>(), cap, "buf")?.is_empty() {
            start.write(0);
        }
        needed
    };
    Scratch::lent(|scratch, text| {
        let result = work(scratch, text)?;
        // Writing into a string cannot fail.
        let _ = result.as_ref().map_or_else(|error| error.write_json(text), |written| *written);
        text.push('\0');
        *needed = text.len();
        if text.len() <= cap {
            // SAFETY: the buffer is larger than that, as the caller has promised.
            unsafe { start.cast::<u8>().copy_from_nonoverlapping(text.as_ptr(), text.len()) };
        }
        let _: fmt::Result = result?;
        // Whoever has no buffer has asked for the size.
        if text.len() <= cap || cap == 0 {
            return Ok(());
        }
        let message = format!("the buffer has {cap} bytes, and {needed} are needed");
        Err(Failure::new(Status::BufferTooSmall, ErrorKind::Value, message))
    })
}
