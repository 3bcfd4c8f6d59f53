//! What comes in from Python: manifests, contexts, and the errors that go back.

use std::collections::HashMap;
use std::fmt::Display;

use guardrails_core::{ErrorKind, KnownContext, ManifestError, Scratch};
use pyo3::call::PyCallArgs;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyMemoryView, PyString};

/// From here on, other threads of Python run while an object is judged.
const LARGE: usize = 16 * 1024;

/// A manifest: a text of bytes that stay as they are, or a value in memory.
pub(crate) enum Manifest<'py> {
    Text(Bound<'py, PyBytes>),
    Value(Bound<'py, PyAny>),
}

impl<'py> Manifest<'py> {
    #[inline]
    pub(crate) fn of(object: &Bound<'py, PyAny>) -> Result<Self, ManifestError> {
        if let Ok(bytes) = object.cast::<PyBytes>() {
            Ok(Self::Text(bytes.clone()))
        } else if let Ok(string) = object.cast::<PyString>() {
            // Half of a surrogate pair is left to the reader, which says where it stands.
            let broken =
                |_| string.call_method1("encode", ("utf-8", "surrogatepass"))?.cast_into().map_err(PyErr::from);
            string.encode_utf8().or_else(broken).map(Self::Text).map_err(io)
        } else if object.is_instance_of::<PyByteArray>() || object.is_instance_of::<PyMemoryView>() {
            let bytes = object.py().get_type::<PyBytes>().call1((object,)).and_then(|bytes| Ok(bytes.cast_into()?));
            bytes.map(Self::Text).map_err(io)
        } else {
            Ok(Self::Value(object.clone()))
        }
    }

    /// Whether it is a value in memory.
    pub(crate) fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// An AdmissionReview as text, and everything else as it is.
    pub(crate) fn review_written(self) -> Result<Self, ManifestError> {
        let is_review = |dict: &Bound<'_, PyAny>| {
            dict.cast::<PyDict>()?.get_item("kind")?.map_or(Ok(false), |kind| kind.eq("AdmissionReview"))
        };
        match &self {
            Self::Value(value) if is_review(value).unwrap_or_default() => self.written().map(Self::Text),
            _ => Ok(self),
        }
    }

    /// The text, or what Python's own writer makes of the value, which refuses what JSON does not have.
    pub(crate) fn written(self) -> Result<Bound<'py, PyBytes>, ManifestError> {
        match self {
            Self::Text(text) => Ok(text),
            Self::Value(value) => {
                let written = python(value.py(), "written", (&value,)).and_then(|text| Ok(text.cast_into()?));
                written.map_err(|error| {
                    let message = format!("the object cannot be written as JSON: {}", error.value(value.py()));
                    ManifestError::new(ErrorKind::Type, message)
                })
            }
        }
    }
}

fn io(error: PyErr) -> ManifestError {
    ManifestError::new(ErrorKind::Io, error.to_string())
}

/// An error without its place, if the text was written down only to be read here.
pub(crate) fn placed(error: ManifestError, is_value: bool) -> ManifestError {
    if is_value { error.without_position() } else { error }
}

/// What is known of the object's namespace, kept for as long as a verdict may want it.
#[inline]
pub(crate) fn known(
    namespace: Option<&Bound<'_, PyAny>>,
    labels: Option<&Bound<'_, PyAny>>,
) -> Result<KnownContext<String>, ManifestError> {
    let refused = |message| move |_| ManifestError::new(ErrorKind::Type, message);
    let namespace = namespace.map(|it| it.extract().map_err(refused("expected a string as namespace")));
    let labels = labels.map(|it| it.extract().map_err(refused("expected strings as labels")));
    let labels: Option<HashMap<String, String>> = labels.transpose()?;
    Ok(KnownContext { namespace: namespace.transpose()?, labels: labels.map(|it| it.into_iter().collect()) })
}

/// Does work on a text, and lets other threads run meanwhile if it is large.
#[inline]
pub(crate) fn on_text<R: Send>(py: Python<'_>, text: &[u8], work: impl FnOnce(&mut Scratch) -> R + Send) -> R {
    match text.len() < LARGE {
        true => Scratch::lent(|scratch, _| work(scratch)),
        false => py.detach(|| Scratch::lent(|scratch, _| work(scratch))),
    }
}

/// Calls a class or function of the package's own Python.
pub(crate) fn python<'py>(py: Python<'py>, name: &str, arguments: impl PyCallArgs<'py>) -> PyResult<Bound<'py, PyAny>> {
    py.import("k8s_guardrails._model")?.getattr(name)?.call1(arguments)
}

/// An error as Python's `ManifestError`.
#[cold]
pub(crate) fn raise(py: Python<'_>, error: &ManifestError) -> PyErr {
    python(py, "ManifestError", (error.to_string(), error.to_json())).map_or_else(|error| error, PyErr::from_value)
}

/// An error as Python's `PolicyError`.
#[cold]
pub(crate) fn refuse(py: Python<'_>, error: impl Display) -> PyErr {
    python(py, "PolicyError", (error.to_string(),)).map_or_else(|error| error, PyErr::from_value)
}
