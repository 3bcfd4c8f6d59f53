//! A Python object as the core's reader sees it: values are looked at where they lie.

#[cfg(not(any(windows, Py_GIL_DISABLED)))]
mod look;

use std::borrow::Cow;

use guardrails_core::{Context, LoneSurrogate, ManifestError, Policy, Scratch, Shape, Tree, Verdict};
#[cfg(not(windows))]
use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::iter::{BoundDictIterator, BoundListIterator, BoundTupleIterator};
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString, PyTuple};

/// Judges a dict. What can be read without holding on to anything is; whatever goes wrong is read again, with a hold.
pub(crate) fn evaluate<T>(
    policy: &Policy,
    dict: &Bound<'_, PyAny>,
    context: Context<'_>,
    take: impl Fn(&Verdict<'_>) -> T,
) -> Result<T, ManifestError> {
    Scratch::lent(|scratch, _| {
        #[cfg(not(any(windows, Py_GIL_DISABLED)))]
        if let Ok(verdict) = policy.evaluate_tree(look::Look::at(dict), context, scratch) {
            return Ok(take(&verdict));
        }
        policy.evaluate_tree(Value(dict.clone()), context, scratch).map(|verdict| take(&verdict))
    })
}

/// A value of a dict: what JSON has, and whatever else a program may have put there.
#[derive(Clone)]
pub(crate) struct Value<'py>(pub(crate) Bound<'py, PyAny>);

/// The members of a dict.
pub(crate) struct Members<'py>(BoundDictIterator<'py>);

impl<'py> Iterator for Members<'py> {
    type Item = (Value<'py>, Value<'py>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        self.0.next().map(|(key, value)| (Value(key), Value(value)))
    }
}

/// The elements of a list or tuple.
pub(crate) enum Elements<'py> {
    List(BoundListIterator<'py>),
    Tuple(BoundTupleIterator<'py>),
}

impl<'py> Iterator for Elements<'py> {
    type Item = Value<'py>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::List(list) => list.next().map(Value),
            Self::Tuple(tuple) => tuple.next().map(Value),
        }
    }
}

impl<'py> Tree for Value<'py> {
    type Members = Members<'py>;
    type Elements = Elements<'py>;

    const ADVICE: &'static str = "objects of the Kubernetes client go through \
                                  `ApiClient().sanitize_for_serialization(object)` first, and not through `to_dict()`";

    fn shape(&self) -> Shape {
        let value = &self.0;
        if value.is_none() {
            Shape::Null
        } else if value.is_instance_of::<PyString>() {
            Shape::String
        } else if value.is_instance_of::<PyDict>() {
            Shape::Object
        } else if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
            Shape::List
        } else if value.is_instance_of::<PyBool>() {
            Shape::Boolean
        } else if value.is_instance_of::<PyInt>()
            || value.cast::<PyFloat>().is_ok_and(|float| float.value().is_finite())
        {
            Shape::Number
        } else {
            Shape::Foreign
        }
    }

    #[inline]
    fn members(&self) -> Option<Members<'py>> {
        self.0.cast::<PyDict>().ok().map(|dict| Members(dict.iter()))
    }

    fn elements(&self) -> Option<Elements<'py>> {
        match self.0.cast::<PyList>() {
            Ok(list) => Some(Elements::List(list.iter())),
            Err(_) => self.0.cast::<PyTuple>().ok().map(|tuple| Elements::Tuple(tuple.iter())),
        }
    }

    fn boolean(&self) -> Option<bool> {
        self.0.cast::<PyBool>().ok().map(|value| value.is_true())
    }

    fn integer(&self) -> Option<i64> {
        self.0.cast::<PyInt>().ok()?.extract().ok()
    }

    #[inline]
    fn string(&self) -> Result<Option<Cow<'_, str>>, LoneSurrogate> {
        self.0.cast::<PyString>().ok().map(characters).transpose()
    }

    fn number(&self, out: &mut String) -> bool {
        // As `json.dumps` writes it: an int that is an enum too would show its name.
        let kind = if self.0.is_instance_of::<PyInt>() { "int" } else { "float" };
        let shown =
            self.0.py().import("builtins").and_then(|it| it.getattr(kind)?.call_method1("__repr__", (&self.0,)));
        match shown.as_ref().map(|shown| shown.to_string()) {
            Ok(shown) => out.push_str(&shown),
            Err(_) => out.push_str("a number of thousands of digits"),
        }
        true
    }

    fn type_name(&self) -> String {
        // A float that gets here is one that JSON does not have.
        match self.0.cast::<PyFloat>() {
            Ok(float) => float.to_string(),
            Err(_) => self.0.get_type().name().map(|name| name.to_string()).unwrap_or_default(),
        }
    }
}

/// A string's characters, where they lie.
#[cfg(not(windows))]
#[inline]
fn characters<'s>(string: &'s Bound<'_, PyString>) -> Result<Cow<'s, str>, LoneSurrogate> {
    // SAFETY: the string is a valid `str`, we are attached to the interpreter, as `Bound` says, and hold it for 's.
    unsafe { lent(string.as_ptr()) }.map(Cow::Borrowed)
}

/// A string's characters, for as long as somebody holds the string.
///
/// # Safety
/// It is a `str`, we are attached to the interpreter, and the string is held for 's.
#[cfg(not(windows))]
#[inline]
unsafe fn lent<'s>(string: *mut ffi::PyObject) -> Result<&'s str, LoneSurrogate> {
    unsafe extern "C" {
        // The stable ABI has this function from Python 3.10 on, and pyo3 shows it from there. Python 3.9 has it as
        // well (it dates from 3.3), and will not change any more. Without it each key would cost an object.
        fn PyUnicode_AsUTF8AndSize(string: *mut ffi::PyObject, size: *mut ffi::Py_ssize_t) -> *const u8;
    }
    let mut size = 0;
    // SAFETY: as the caller says. Python has written `size` bytes of UTF-8 there, which live and stay as they are as
    // long as the string.
    unsafe {
        let start = PyUnicode_AsUTF8AndSize(string, &mut size);
        if start.is_null() {
            ffi::PyErr_Clear();
            return Err(LoneSurrogate);
        }
        Ok(std::str::from_utf8_unchecked(std::slice::from_raw_parts(start, size.cast_unsigned())))
    }
}

/// A string's characters. The library of the stable ABI on Windows lends none in Python 3.9.
#[cfg(windows)]
fn characters<'s>(string: &'s Bound<'_, PyString>) -> Result<Cow<'s, str>, LoneSurrogate> {
    string.to_cow().map_err(|_| LoneSurrogate)
}
