//! From raw pointers to references: the one place that looks at what a caller hands over.

use std::ffi::{CStr, c_char};
use std::slice;

use guardrails_core::Context as CoreContext;

use crate::failure::{Failure, Status};

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
pub(crate) unsafe fn reference<'a, T>(pointer: *const T, name: &str) -> Result<&'a T, Failure> {
    // SAFETY: the caller's promise, see above.
    unsafe { pointer.as_ref() }.ok_or_else(|| Failure::null(name))
}

/// A place to write to, which first gets an empty value: what a call leaves behind if it fails.
///
/// # Safety
/// It is NULL or may be written.
pub(crate) unsafe fn place<'a, T>(pointer: *mut T, empty: T, name: &str) -> Result<&'a mut T, Failure> {
    if pointer.is_null() {
        return Err(Failure::null(name));
    }
    // SAFETY: the caller's promise; it is written before anybody reads it, so that it need not be initialised.
    unsafe {
        pointer.write(empty);
        Ok(&mut *pointer)
    }
}

/// Values one behind the other; NULL is the same as none of them.
///
/// # Safety
/// It is NULL or has `len` values that do not change during the call.
pub(crate) unsafe fn list<'a, T>(start: *const T, len: usize, name: &str) -> Result<&'a [T], Failure> {
    let bytes = len.checked_mul(size_of::<T>()).and_then(|bytes| isize::try_from(bytes).ok());
    match (len, start.is_null(), bytes) {
        (0, ..) => Ok(&[]),
        (_, true, _) => Err(Failure::null(name)),
        (.., None) => Err(Failure::value(Status::InvalidArgument, format!("`{name}` has a size of {len}"))),
        // SAFETY: the caller's promise; no object of memory is larger than `isize::MAX`.
        (.., Some(_)) => Ok(unsafe { slice::from_raw_parts(start, len) }),
    }
}

/// Text that ends with a zero.
///
/// # Safety
/// It is NULL or ends with a zero.
pub(crate) unsafe fn text<'a>(start: *const c_char, name: &str) -> Result<&'a str, Failure> {
    if start.is_null() {
        return Err(Failure::null(name));
    }
    // SAFETY: the caller's promise, see above.
    let text = unsafe { CStr::from_ptr(start) };
    text.to_str().map_err(|_| Failure::value(Status::InvalidArgument, format!("`{name}` is not UTF-8")))
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
    if size < size_of::<Context>() {
        let message = format!("`ctx.size` is {size}: set it to sizeof(guardrails_context)");
        return Err(Failure::value(Status::InvalidArgument, message));
    }
    // SAFETY: the struct is at least as large as ours, and the rest is the caller's promise.
    unsafe {
        let Context { namespace_name, namespace_labels, namespace_labels_len, .. } = *ctx;
        let namespace = if namespace_name.is_null() { "" } else { text(namespace_name, "ctx.namespace_name")? };
        if namespace_labels.is_null() {
            return Ok(Known { namespace, labels: None });
        }
        let labels = list(namespace_labels, namespace_labels_len, "ctx.namespace_labels")?.iter().map(|label| {
            Ok((text(label.key, "ctx.namespace_labels.key")?, text(label.value, "ctx.namespace_labels.value")?))
        });
        Ok(Known { namespace, labels: Some(labels.collect::<Result<_, Failure>>()?) })
    }
}
