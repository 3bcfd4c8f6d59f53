//! Functions of a policy, called by Node's own interface: what the crate `napi` adds to each call would cost as much as
//! the call. This is the one place that is unsafe.

use std::borrow::Cow;
use std::ffi::c_void;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::{ptr, slice};

use guardrails_core::Policy;
use napi::bindgen_prelude::{Env, Error, FromNapiValue, Object, Result, ToNapiValue};
use napi::sys::{self, napi_callback_info, napi_env, napi_value};
use napi::{JsError, check_status};

/// What a function does.
type Work = fn(&Policy, &Call<'_>) -> Result<napi_value>;

/// The most arguments that a function has.
const MOST_ARGUMENTS: usize = 4;

/// A function, and the policy that it holds.
struct Function {
    policy: Rc<Policy>,
    work: Work,
}

/// A call of a function.
pub(crate) struct Call<'c> {
    pub(crate) env: Env,
    arguments: &'c [napi_value],
}

impl Call<'_> {
    /// An argument, or `None` where there is none.
    pub(crate) fn get<T: FromNapiValue>(&self, n: usize) -> Result<Option<T>> {
        let Some(argument) = self.arguments.get(n) else { return Ok(None) };
        // SAFETY: the value is one of this call.
        unsafe { FromNapiValue::from_napi_value(self.env.raw(), *argument) }
    }

    /// A value as JavaScript has it.
    pub(crate) fn give(&self, value: impl ToNapiValue) -> Result<napi_value> {
        // SAFETY: the environment is this call's.
        unsafe { ToNapiValue::to_napi_value(self.env.raw(), value) }
    }

    /// The bytes of the first argument, a Uint8Array.
    pub(crate) fn bytes(&self) -> Result<Cow<'_, [u8]>> {
        let (env, Some(array)) = (self.env.raw(), self.arguments.first()) else { return Ok(Cow::Borrowed(&[])) };
        let (mut start, mut length, mut buffer, mut is_own) = (ptr::null_mut(), 0, ptr::null_mut(), false);
        // SAFETY: the value is one of this call, and every place may be written, or is NULL where it need not be known.
        unsafe {
            let (none, nowhere) = (ptr::null_mut(), ptr::null_mut());
            check_status!(sys::napi_get_typedarray_info(
                env,
                *array,
                none,
                &mut length,
                &mut start,
                &mut buffer,
                nowhere
            ))?;
            check_status!(sys::napi_is_arraybuffer(env, buffer, &mut is_own))?;
        }
        if start.is_null() {
            return Ok(Cow::Borrowed(&[]));
        }
        if !is_own {
            // SAFETY: the memory is as long as Node says. Other threads may write to it, so it is read byte by byte.
            let bytes = unsafe { slice::from_raw_parts(start.cast::<AtomicU8>(), length) };
            return Ok(bytes.iter().map(|byte| byte.load(Ordering::Relaxed)).collect());
        }
        // SAFETY: the memory is as long as Node says, and no JavaScript runs before the call is over.
        Ok(Cow::Borrowed(unsafe { slice::from_raw_parts(start.cast::<u8>(), length) }))
    }
}

/// Gives an object a function that holds a policy.
pub(crate) fn add(env: &Env, object: &mut Object<'_>, name: &str, policy: &Rc<Policy>, work: Work) -> Result<()> {
    let held: *mut c_void = Box::into_raw(Box::new(Function { policy: Rc::clone(policy), work })).cast();
    let (mut function, length) = (ptr::null_mut(), name.len().cast_signed());
    // SAFETY: the function is freed when JavaScript has no way to call it any more.
    unsafe {
        let name = name.as_ptr().cast();
        check_status!(sys::napi_create_function(env.raw(), name, length, Some(called), held, &mut function))?;
        let (hint, nowhere) = (ptr::null_mut(), ptr::null_mut());
        check_status!(sys::napi_add_finalizer(env.raw(), function, held, Some(freed), hint, nowhere))?;
    }
    object.set(name, function)
}

unsafe extern "C" fn freed(_: napi_env, held: *mut c_void, _: *mut c_void) {
    // SAFETY: `add` has made it, and Node gives it back once.
    let function = unsafe { Box::from_raw(held.cast::<Function>()) };
    let _ = catch_unwind(AssertUnwindSafe(|| drop(function)));
}

unsafe extern "C" fn called(env: napi_env, info: napi_callback_info) -> napi_value {
    let (mut arguments, mut count, mut held) = ([ptr::null_mut(); MOST_ARGUMENTS], MOST_ARGUMENTS, ptr::null_mut());
    // SAFETY: Node gives as many arguments as there is room for, and what `add` has made, which outlives the call.
    let function = unsafe {
        let start = arguments.as_mut_ptr();
        sys::napi_get_cb_info(env, info, &mut count, start, ptr::null_mut(), &mut held);
        held.cast::<Function>().as_ref()
    };
    let given = arguments.get(..count).unwrap_or(&arguments);
    let call = Call { env: Env::from_raw(env), arguments: given };
    let work = || function.map_or_else(|| Err(Error::from_reason("no function")), |it| (it.work)(&it.policy, &call));
    let result =
        catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| Err(Error::from_reason("a mistake in this library")));
    result.unwrap_or_else(|error| {
        // SAFETY: we are in a call of this environment.
        unsafe { JsError::from(error).throw_into(env) };
        ptr::null_mut()
    })
}
