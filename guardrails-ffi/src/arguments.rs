//! From raw pointers to references: the one place that looks at what a caller hands over.

use std::ffi::{CStr, c_char};
use std::{mem, slice};

use guardrails_core::Context as CoreContext;

use crate::failure::Failure;

/// What the caller knows beside the object. Set `size` to `sizeof(guardrails_context)` and everything that
/// is not known to NULL, as `guardrails_context ctx = {sizeof ctx, "shop"};` does.
#[repr(C)]
pub struct Context {
    /// The size of this struct as the caller knows it; it will grow.
    pub size: usize,
    /// The namespace of an object that names none, ending with a zero; NULL or empty if not known. An object
    /// that names another one is an error.
    pub namespace_name: *const c_char,
}

/// A pointer to one value of ours.
///
/// # Safety
/// It is NULL or points to a value that lives through the call.
pub(crate) unsafe fn reference<'a, T>(pointer: *const T, name: &'static str) -> Result<&'a T, Failure> {
    // SAFETY: the caller's promise, see above.
    unsafe { pointer.as_ref() }.ok_or(Failure::Null(name))
}

/// A place to write to, which first gets its empty value: what a call leaves behind if it fails.
///
/// # Safety
/// It is NULL or may be written.
pub(crate) unsafe fn place<'a, T: Empty>(pointer: *mut T, name: &'static str) -> Result<&'a mut T, Failure> {
    if pointer.is_null() {
        return Err(Failure::Null(name));
    }
    // SAFETY: the caller's promise; it is written before anybody reads it, so that it need not be initialised.
    unsafe {
        pointer.write(T::EMPTY);
        Ok(&mut *pointer)
    }
}

/// What a place holds before the call has anything to put there.
pub(crate) trait Empty {
    const EMPTY: Self;
}

impl Empty for bool {
    const EMPTY: Self = false;
}

impl Empty for usize {
    const EMPTY: Self = 0;
}

impl<T> Empty for *mut T {
    const EMPTY: Self = std::ptr::null_mut();
}

/// Bytes; NULL is the same as none of them.
///
/// # Safety
/// It is NULL or has `len` bytes that do not change during the call.
pub(crate) unsafe fn bytes<'a>(start: *const u8, len: usize, name: &'static str) -> Result<&'a [u8], Failure> {
    match (start.is_null(), len) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(Failure::Null(name)),
        (false, _) if isize::try_from(len).is_err() => Err(Failure::Argument(format!("`{name}` is {len} bytes long"))),
        // SAFETY: the caller's promise; no object of memory is larger than `isize::MAX`.
        (false, _) => Ok(unsafe { slice::from_raw_parts(start, len) }),
    }
}

/// Text that ends with a zero.
///
/// # Safety
/// It is NULL or ends with a zero.
pub(crate) unsafe fn text<'a>(start: *const c_char, name: &'static str) -> Result<&'a str, Failure> {
    if start.is_null() {
        return Err(Failure::Null(name));
    }
    // SAFETY: the caller's promise, see above.
    let text = unsafe { CStr::from_ptr(start) };
    text.to_str().map_err(|_| Failure::Argument(format!("`{name}` is not UTF-8")))
}

/// The context; NULL is the same as one in which nothing is known.
///
/// # Safety
/// It is NULL or a struct of the size that it names, and its texts end with a zero.
pub(crate) unsafe fn context<'a>(ctx: *const Context) -> Result<CoreContext<'a>, Failure> {
    if ctx.is_null() {
        return Ok(CoreContext::default());
    }
    // SAFETY: whatever the size of the struct, this is its first field.
    let size = unsafe { (&raw const (*ctx).size).read() };
    if size < mem::size_of::<Context>() {
        return Err(Failure::Argument(format!("`ctx.size` is {size}: set it to sizeof(guardrails_context)")));
    }
    // SAFETY: the struct is at least as large as ours.
    let Context { namespace_name, .. } = unsafe { &*ctx };
    if namespace_name.is_null() {
        return Ok(CoreContext::default());
    }
    // SAFETY: the caller's promise, see above.
    Ok(CoreContext::default().namespace(unsafe { text(*namespace_name, "ctx.namespace_name")? }))
}
