//! A dict read without holding on to its values, which is most of what reading it would cost.
//!
//! Another thread cannot touch them, for we keep the lock. Python code could run here only where an object is made
//! that its collector of garbage knows of, for a collection may call anything; and of what is asked here, none makes
//! one but an error. So after an error nothing more is looked at: reading stops, and the caller reads again, with a
//! hold on what it reads.

use std::borrow::Cow;
use std::ffi::c_ulong;
use std::fmt::Write as _;
use std::marker::PhantomData;
use std::ptr::null_mut;

use guardrails_core::{LoneSurrogate, Shape, Tree};
use pyo3::Borrowed;
use pyo3::ffi::{self, Py_ssize_t, PyObject, PyTypeObject};
use pyo3::prelude::*;

use super::lent;

/// A value that lies in a dict which is held for 'py.
#[derive(Clone, Copy)]
pub(super) struct Look<'py>(*mut PyObject, PhantomData<Borrowed<'py, 'py, PyAny>>);

/// The members of a dict: where it is, and how far we are.
pub(super) struct Members<'py>(Look<'py>, Py_ssize_t);

/// The elements of a list or tuple: where it is, how far we are, and how many there are.
pub(super) struct Elements<'py> {
    list: Look<'py>,
    next: Py_ssize_t,
    count: Py_ssize_t,
    get: unsafe extern "C" fn(*mut PyObject, Py_ssize_t) -> *mut PyObject,
}

impl<'py> Look<'py> {
    /// A dict that is held by whoever calls.
    pub(super) fn at(object: &Bound<'py, PyAny>) -> Self {
        Self(object.as_ptr(), PhantomData)
    }

    /// Whether its type is one of Python's own, or a relative of it.
    #[inline(always)]
    fn is(self, own: *mut PyTypeObject, relatives: c_ulong) -> bool {
        // SAFETY: the value is alive, and we are attached.
        let class = unsafe { ffi::Py_TYPE(self.0) };
        class == own || Self::is_relative(class, relatives)
    }

    /// Whether a class that is not Python's own says that it is a relative.
    #[inline(never)]
    fn is_relative(class: *mut PyTypeObject, relatives: c_ulong) -> bool {
        // SAFETY: it is the class of a value that is alive.
        unsafe { ffi::PyType_GetFlags(class) & relatives != 0 }
    }

    fn is_string(self) -> bool {
        self.is(&raw mut ffi::PyUnicode_Type, ffi::Py_TPFLAGS_UNICODE_SUBCLASS)
    }

    fn is_dict(self) -> bool {
        self.is(&raw mut ffi::PyDict_Type, ffi::Py_TPFLAGS_DICT_SUBCLASS)
    }

    fn is_list(self) -> bool {
        self.is(&raw mut ffi::PyList_Type, ffi::Py_TPFLAGS_LIST_SUBCLASS)
    }

    fn is_tuple(self) -> bool {
        self.is(&raw mut ffi::PyTuple_Type, ffi::Py_TPFLAGS_TUPLE_SUBCLASS)
    }

    /// Whether it is an int. A bool is one as well.
    fn is_int(self) -> bool {
        self.is(&raw mut ffi::PyLong_Type, ffi::Py_TPFLAGS_LONG_SUBCLASS)
    }

    /// Whether it is a float that JSON has.
    fn is_finite(self) -> bool {
        // SAFETY: the value is alive, and we are attached; a float has a number to give.
        unsafe { ffi::PyFloat_Check(self.0) != 0 && ffi::PyFloat_AsDouble(self.0).is_finite() }
    }
}

impl<'py> Iterator for Members<'py> {
    type Item = (Look<'py>, Look<'py>);

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        let (mut key, mut value) = (null_mut(), null_mut());
        // SAFETY: it is a dict, which is alive and does not change.
        let is_there = unsafe { ffi::PyDict_Next((self.0).0, &mut self.1, &mut key, &mut value) };
        (is_there != 0).then_some((Look(key, PhantomData), Look(value, PhantomData)))
    }
}

impl<'py> Iterator for Elements<'py> {
    type Item = Look<'py>;

    #[inline]
    fn next(&mut self) -> Option<Look<'py>> {
        if self.next >= self.count {
            return None;
        }
        // SAFETY: it is a list or a tuple that has so many elements, is alive and does not change.
        let element = unsafe { (self.get)(self.list.0, self.next) };
        self.next = self.next.saturating_add(1);
        Some(Look(element, PhantomData))
    }
}

impl<'py> Tree for Look<'py> {
    type Members = Members<'py>;
    type Elements = Elements<'py>;

    /// What is wrong is told by who reads again.
    const ADVICE: &'static str = "";
    const STAYS: bool = false;

    #[inline]
    fn shape(&self) -> Shape {
        // SAFETY: there are always these three.
        let (none, yes, no) = unsafe { (ffi::Py_None(), ffi::Py_True(), ffi::Py_False()) };
        match self.0 {
            it if it == none => Shape::Null,
            it if it == yes || it == no => Shape::Boolean,
            _ if self.is_string() => Shape::String,
            _ if self.is_dict() => Shape::Object,
            _ if self.is_list() || self.is_tuple() => Shape::List,
            _ if self.is_int() || self.is_finite() => Shape::Number,
            _ => Shape::Foreign,
        }
    }

    #[inline(always)]
    fn members(&self) -> Option<Members<'py>> {
        self.is_dict().then_some(Members(*self, 0))
    }

    #[inline]
    fn elements(&self) -> Option<Elements<'py>> {
        // SAFETY: it is a list or a tuple, which is alive.
        let (count, get) = unsafe {
            match self.is_list() {
                true => (ffi::PyList_Size(self.0), ffi::PyList_GetItem as unsafe extern "C" fn(_, _) -> _),
                false if self.is_tuple() => (ffi::PyTuple_Size(self.0), ffi::PyTuple_GetItem as _),
                false => return None,
            }
        };
        Some(Elements { list: *self, next: 0, count, get })
    }

    fn boolean(&self) -> Option<bool> {
        (self.shape() == Shape::Boolean).then(|| self.0 == unsafe { ffi::Py_True() })
    }

    fn integer(&self) -> Option<i64> {
        let mut is_too_large = 0;
        // SAFETY: it is an int, which is alive.
        let value = self.is_int().then(|| unsafe { ffi::PyLong_AsLongLongAndOverflow(self.0, &mut is_too_large) });
        value.filter(|_| is_too_large == 0)
    }

    #[inline(always)]
    fn string(&self) -> Result<Option<Cow<'_, str>>, LoneSurrogate> {
        // SAFETY: it is a string, which is alive and does not change.
        let string = self.is_string().then(|| unsafe { lent(self.0) });
        Ok(string.transpose()?.map(Cow::Borrowed))
    }

    fn number(&self, out: &mut String) -> bool {
        // Writing into a string cannot fail. Python writes the others, and may make objects for that.
        self.integer().is_some_and(|value| write!(out, "{value}").is_ok())
    }

    fn type_name(&self) -> String {
        String::new()
    }
}
