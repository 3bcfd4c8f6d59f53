//! From raw pointers to references: the one place that looks at what a caller hands over.

use std::alloc::Layout;
use std::ffi::{CStr, c_char};
use std::mem::MaybeUninit;
use std::slice;

use guardrails_core::{ErrorKind, KnownContext};

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

/// A pointer to one value.
///
/// # Safety
/// It is NULL or points to a value that lives through the call.
pub(crate) unsafe fn reference<'a, T>(pointer: *const T, name: &str) -> Result<&'a T, Failure> {
    // SAFETY: the caller's promise, see above.
    unsafe { pointer.as_ref() }
        .ok_or_else(|| Failure::new(Status::InvalidArgument, ErrorKind::Type, format!("`{name}` is NULL")))
}

/// A place to write to, which first gets an empty value: what a call leaves behind if it fails.
///
/// # Safety
/// It is NULL or may be written.
pub(crate) unsafe fn place<'a, T>(pointer: *mut T, empty: T, name: &str) -> Result<&'a mut T, Failure> {
    // SAFETY: the caller's promise; it is written before anybody reads it, so that it need not be initialised.
    unsafe {
        reference(pointer.cast::<MaybeUninit<T>>(), name)?;
        pointer.write(empty);
        Ok(&mut *pointer)
    }
}

/// Values one behind the other; NULL is the same as none of them.
///
/// # Safety
/// It is NULL or has `len` values that do not change during the call.
pub(crate) unsafe fn list<'a, T>(start: *const T, len: usize, name: &str) -> Result<&'a [T], Failure> {
    if len == 0 {
        return Ok(&[]);
    }
    // SAFETY: the caller's promise; no object of memory is larger than a layout can be.
    unsafe {
        reference(start.cast::<MaybeUninit<T>>(), name)?;
        let wrong =
            |_| Failure::new(Status::InvalidArgument, ErrorKind::Value, format!("`{name}` has a size of {len}"));
        Layout::array::<T>(len).map(|_| slice::from_raw_parts(start, len)).map_err(wrong)
    }
}

/// Text that ends with a zero.
///
/// # Safety
/// It is NULL or ends with a zero.
pub(crate) unsafe fn text<'a>(start: *const c_char, name: &str) -> Result<&'a str, Failure> {
    // SAFETY: the caller's promise, see above.
    let text = unsafe { CStr::from_ptr(reference(start, name)?) };
    text.to_str().map_err(|_| Failure::new(Status::InvalidArgument, ErrorKind::Value, format!("`{name}` is not UTF-8")))
}

/// The context; NULL is the same as one in which nothing is known.
///
/// # Safety
/// It is NULL or a struct of the size that it names; its texts end with a zero, and its labels are as many as it says.
pub(crate) unsafe fn context<'a>(ctx: *const Context) -> Result<KnownContext<&'a str>, Failure> {
    if ctx.is_null() {
        return Ok(KnownContext::default());
    }
    // SAFETY: whatever the size of the struct, this is its first field.
    let size = unsafe { (&raw const (*ctx).size).read() };
    if size < size_of::<Context>() {
        let message = format!("`ctx.size` is {size}: set it to sizeof(guardrails_context)");
        return Err(Failure::new(Status::InvalidArgument, ErrorKind::Value, message));
    }
    // SAFETY: the struct is at least as large as ours, and the rest is the caller's promise.
    unsafe {
        let Context { namespace_name, namespace_labels, namespace_labels_len, .. } = *ctx;
        let namespace = (!namespace_name.is_null()).then(|| text(namespace_name, "ctx.namespace_name"));
        let label =
            |it: &Label| Ok((text(it.key, "ctx.namespace_labels.key")?, text(it.value, "ctx.namespace_labels.value")?));
        let labels =
            || list(namespace_labels, namespace_labels_len, "ctx.namespace_labels")?.iter().map(label).collect();
        let labels: Option<Result<_, Failure>> = (!namespace_labels.is_null()).then(labels);
        Ok(KnownContext { namespace: namespace.transpose()?, labels: labels.transpose()? })
    }
}
