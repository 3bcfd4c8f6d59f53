//! From raw pointers to references: the one place that looks at what a caller hands over.

use std::ffi::{CStr, c_char};
use std::{mem, slice};

use guardrails_core::Context as CoreContext;

use crate::failure::Failure;

/// A label of a namespace; both texts end with a zero.
#[repr(C)]
pub struct Label {
    /// Such as "kubernetes.io/metadata.name".
    pub key: *const c_char,
    /// May be empty, and not NULL.
    pub value: *const c_char,
}

/// What the caller knows beside the object. Set `size` to `sizeof(guardrails_context)` and everything that
/// is not known to NULL, as `guardrails_context ctx = {.size = sizeof ctx, .namespace_name = "shop"};` does.
#[repr(C)]
pub struct Context {
    /// The size of this struct as the caller knows it; it will grow.
    pub size: usize,
    /// The namespace of an object that names none, ending with a zero; NULL or empty if not known. An object
    /// that names another one is an error.
    pub namespace_name: *const c_char,
    /// The labels of that namespace: constraints may choose namespaces by them. NULL if not known, which gives
    /// the stricter answer.
    pub namespace_labels: *const Label,
    /// How many labels there are.
    pub namespace_labels_len: usize,
}

/// The context in the core's terms, and the memory it needs.
#[derive(Default)]
pub(crate) struct Known<'a> {
    namespace: &'a str,
    labels: Option<Vec<(&'a str, &'a str)>>,
}

impl Known<'_> {
    pub(crate) fn context(&self) -> CoreContext<'_> {
        let context = CoreContext::default().namespace(self.namespace);
        self.labels.as_ref().map_or(context, |labels| context.namespace_labels(labels))
    }
}

/// A pointer to one value of ours.
///
/// # Safety
/// It is NULL or points to a value that lives through the call.
pub(crate) unsafe fn reference<'a, T>(pointer: *const T, name: &'static str) -> Result<&'a T, Failure> {
    // SAFETY: the caller's promise, see above.
    unsafe { pointer.as_ref() }.ok_or_else(|| Failure::null(name))
}

/// A place to write to, which first gets an empty value: what a call leaves behind if it fails.
///
/// # Safety
/// It is NULL or may be written.
pub(crate) unsafe fn place<'a, T>(pointer: *mut T, empty: T, name: &'static str) -> Result<&'a mut T, Failure> {
    if pointer.is_null() {
        return Err(Failure::null(name));
    }
    // SAFETY: the caller's promise; it is written before anybody reads it, so that it need not be initialised.
    unsafe {
        pointer.write(empty);
        Ok(&mut *pointer)
    }
}

/// Bytes; NULL is the same as none of them.
///
/// # Safety
/// It is NULL or has `len` bytes that do not change during the call.
pub(crate) unsafe fn bytes<'a>(start: *const u8, len: usize, name: &'static str) -> Result<&'a [u8], Failure> {
    match (start.is_null(), len) {
        (_, 0) => Ok(&[]),
        (true, _) => Err(Failure::null(name)),
        (false, _) if isize::try_from(len).is_err() => Err(Failure::argument(&format!("`{name}` is {len} bytes long"))),
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
        return Err(Failure::null(name));
    }
    // SAFETY: the caller's promise, see above.
    let text = unsafe { CStr::from_ptr(start) };
    text.to_str().map_err(|_| Failure::argument(&format!("`{name}` is not UTF-8")))
}

/// The context; NULL is the same as one in which nothing is known.
///
/// # Safety
/// It is NULL or a struct of the size that it names; its texts end with a zero, and its labels are as many as it says.
pub(crate) unsafe fn context<'a>(ctx: *const Context) -> Result<Known<'a>, Failure> {
    if ctx.is_null() {
        return Ok(Known::default());
    }
    // SAFETY: whatever the size of the struct, this is its first field.
    let size = unsafe { (&raw const (*ctx).size).read() };
    if size < mem::size_of::<Context>() {
        return Err(Failure::argument(&format!("`ctx.size` is {size}: set it to sizeof(guardrails_context)")));
    }
    // SAFETY: the struct is at least as large as ours, and the rest is the caller's promise.
    unsafe {
        let Context { namespace_name, namespace_labels, namespace_labels_len, .. } = &*ctx;
        let known = !namespace_name.is_null();
        let namespace = if known { text(*namespace_name, "ctx.namespace_name")? } else { "" };
        let all = if namespace_labels.is_null() { 0 } else { *namespace_labels_len };
        let labels = (0..all).map(|n| {
            let Label { key, value } = &*namespace_labels.add(n);
            Ok((text(*key, "ctx.namespace_labels.key")?, text(*value, "ctx.namespace_labels.value")?))
        });
        let labels = if namespace_labels.is_null() { None } else { Some(labels.collect::<Result<_, Failure>>()?) };
        Ok(Known { namespace, labels })
    }
}
