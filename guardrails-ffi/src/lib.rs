//! The C ABI of guardrails. See `include/guardrails.h`, which `cargo xtask gen` makes from this crate.
//!
//! This is the only crate of ours that speaks of raw pointers: each function checks what it is given, makes
//! slices of it and hands over to `guardrails-core`.

mod arguments;
mod buffer;
mod failure;

use std::ffi::{CString, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;
use std::sync::LazyLock;

use guardrails_core::{ErrorKind, ManifestError, Policy as CorePolicy, Scratch, Verdict};

pub use arguments::{Context, Label};
use arguments::{list, place, reference, text};
use buffer::hold;
use failure::Failure;
pub use failure::{Error, FIELD_SIZE, KIND_SIZE, MESSAGE_SIZE, Status};

/// The version of this interface: that of the header and, in `libguardrails.so.1`, of the library.
/// It is raised when a program has to be compiled again.
pub const ABI_VERSION: u32 = 1;

/// A policy: built once, immutable, to be used from any number of threads at the same time.
/// Free it with `guardrails_policy_free`, once, after the last call that uses it.
pub struct Policy(CorePolicy);

/// Does the work of a call: nothing that it throws gets out, and how it ended is told in both ways.
fn call(err: *mut Error, work: impl FnOnce() -> Result<(), Failure>) -> Status {
    let mistake = "a mistake in this library: the object has not been judged";
    let panicked = |_| Err(Failure::new(Status::Panicked, ErrorKind::Value, mistake));
    let result = catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(panicked);
    // SAFETY: `err` is NULL or the caller's own struct, as the header asks of every call.
    unsafe { failure::tell(err, result) }
}

/// Enforces one level of the Pod Security Standards, and nothing else.
///
/// `level` is "privileged", "baseline" or "restricted"; `version` is "latest" or one like "v1.36". Both end
/// with a zero. `*out` is the policy, or NULL if the status is not GUARDRAILS_STATUS_OK.
///
/// # Safety
/// `level` and `version` are NULL or end with a zero; `out` is NULL or may be written; so is `err`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn guardrails_policy_pod_security(
    level: *const c_char,
    version: *const c_char,
    out: *mut *mut Policy,
    err: *mut Error,
) -> Status {
    // SAFETY: the caller's promise, see above.
    call(err, || unsafe {
        let (out, level, version) =
            (place(out, ptr::null_mut(), "out")?, text(level, "level")?, text(version, "version")?);
        *out = Box::into_raw(Box::new(Policy(CorePolicy::pod_security(level.parse()?, version.parse()?))));
        Ok(())
    })
}

/// Reads policy documents: YAML or JSON, several in one text of `len` bytes.
///
/// `*out` is the policy, or NULL if the status is not GUARDRAILS_STATUS_OK. Whatever is unknown, mistyped or
/// without effect is an error that names its place.
///
/// # Safety
/// `documents` is NULL or has `len` bytes; `out` is NULL or may be written; so is `err`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn guardrails_policy_load(
    documents: *const u8,
    len: usize,
    out: *mut *mut Policy,
    err: *mut Error,
) -> Status {
    // SAFETY: the caller's promise, see above.
    call(err, || unsafe {
        let (out, documents) = (place(out, ptr::null_mut(), "out")?, list(documents, len, "documents")?);
        *out = Box::into_raw(Box::new(Policy(CorePolicy::load(documents)?)));
        Ok(())
    })
}

/// Frees a policy; NULL is passed over. A policy that is used after this call, or freed twice, is undefined
/// behaviour.
///
/// # Safety
/// `policy` is NULL or came from this library, has not been freed, and nothing uses it any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn guardrails_policy_free(policy: *mut Policy) {
    // SAFETY: it is a box that this library has given away, and the caller gives it back.
    let _ = catch_unwind(|| drop((!policy.is_null()).then(|| unsafe { Box::from_raw(policy) })));
}

/// Judges one object as a person or a pipeline writes it: JSON or YAML, `len` bytes, given the defaults that
/// the API server would fill in.
///
/// `*allowed` is true if nothing refuses the object, false in every other case and on every error. `ctx` may
/// be NULL. The bytes must not change during the call.
///
/// # Safety
/// `policy` is NULL or one of this library's; `ctx` and `err` are NULL or the caller's structs; `manifest`
/// is NULL or has `len` bytes; `allowed` is NULL or may be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn guardrails_evaluate(
    policy: *const Policy,
    ctx: *const Context,
    manifest: *const u8,
    len: usize,
    allowed: *mut bool,
    err: *mut Error,
) -> Status {
    // SAFETY: the caller's promise, see above.
    call(err, || unsafe {
        let allowed = place(allowed, false, "allowed")?;
        *allowed = Scratch::lent(|scratch, _| judge(policy, ctx, (manifest, len), scratch, |it| it.is_allowed()))??;
        Ok(())
    })
}

/// Judges one object as `guardrails_evaluate` does, and writes the verdict into `buf` as one line of JSON that
/// ends with a zero.
///
/// `*needed` is the size that the buffer must have, its zero included. `buf` may be NULL if `cap` is 0: that
/// asks for the size alone and ends with GUARDRAILS_STATUS_OK. A buffer that is too small stays empty and
/// gives GUARDRAILS_STATUS_BUFFER_TOO_SMALL. Of a manifest that could not be read the buffer has the verdict
/// too: its status is "error".
///
/// # Safety
/// As `guardrails_evaluate`; `buf` is NULL or has `cap` bytes; `needed` is NULL or may be written.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn guardrails_evaluate_json(
    policy: *const Policy,
    ctx: *const Context,
    manifest: *const u8,
    len: usize,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
    err: *mut Error,
) -> Status {
    // SAFETY: the caller's promise, see above.
    call(err, || unsafe {
        hold((buf, cap, needed), |scratch, text| {
            judge(policy, ctx, (manifest, len), scratch, |verdict| verdict.write_json(text))
        })
    })
}

/// Answers an AdmissionReview (admission.k8s.io/v1) or a bare AdmissionRequest, and writes the AdmissionReview
/// to send back into `buf`. The buffer is used as in `guardrails_evaluate_json`.
///
/// A request whose uid could be read always gets an answer, a denial if the rest could not be read; without
/// one the status is GUARDRAILS_STATUS_MANIFEST_ERROR.
///
/// # Safety
/// As `guardrails_evaluate_json`; `review` is NULL or has `len` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn guardrails_review_json(
    policy: *const Policy,
    review: *const u8,
    len: usize,
    buf: *mut c_char,
    cap: usize,
    needed: *mut usize,
    err: *mut Error,
) -> Status {
    // SAFETY: the caller's promise, see above.
    call(err, || unsafe {
        hold((buf, cap, needed), |scratch, text| {
            let (policy, review) = (reference(policy, "policy")?, list(review, len, "review")?);
            Ok(policy.0.review(review, scratch).map(|review| review.write_response(text)))
        })
    })
}

/// All rules with what is known of them, as a JSON array that ends with a zero. It is the library's own and
/// lasts as long as the library is loaded. Never NULL.
#[unsafe(no_mangle)]
pub extern "C" fn guardrails_rules_json() -> *const c_char {
    // No rule holds a zero.
    static RULES: LazyLock<CString> = LazyLock::new(|| CString::new(guardrails_core::rules_json()).unwrap_or_default());
    catch_unwind(|| RULES.as_ptr()).unwrap_or(c"[]".as_ptr())
}

/// The version of the interface that this library has: GUARDRAILS_ABI_VERSION of the header it fits.
#[unsafe(no_mangle)]
pub extern "C" fn guardrails_abi_version() -> u32 {
    ABI_VERSION
}

/// Judges one object, and takes something of the verdict.
///
/// # Safety
/// As `guardrails_evaluate`.
unsafe fn judge<T>(
    policy: *const Policy,
    ctx: *const Context,
    (manifest, len): (*const u8, usize),
    scratch: &mut Scratch,
    take: impl FnOnce(&Verdict<'_>) -> T,
) -> Result<Result<T, ManifestError>, Failure> {
    // SAFETY: the caller's promise, see above.
    let (policy, known, manifest) =
        unsafe { (reference(policy, "policy")?, arguments::context(ctx)?, list(manifest, len, "manifest")?) };
    Ok(known.lend(|context| Ok(take(&policy.0.evaluate(manifest, context, scratch)?))))
}
