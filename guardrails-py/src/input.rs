//! What comes in from Python: manifests, contexts, and the errors that go back.

use std::collections::HashMap;
use std::fmt::Display;

use guardrails_core::{ErrorKind, KnownContext, ManifestError, Scratch};
use pyo3::call::PyCallArgs;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString};

/// From here on, other threads of Python run while an object is judged.
const LARGE: usize = 16 * 1024;

/// The bytes of a text, which stay as they are; `None` for a value in memory.
#[inline]
pub(crate) fn text<'py>(object: &Bound<'py, PyAny>) -> Result<Option<Bound<'py, PyBytes>>, ManifestError> {
    if let Ok(bytes) = object.cast_exact::<PyBytes>() {
        return Ok(Some(bytes.clone()));
    }
    if object.is_exact_instance_of::<PyDict>() {
        return Ok(None);
    }
    match object.cast::<PyString>().ok().and_then(|string| string.encode_utf8().ok()) {
        Some(bytes) => Ok(Some(bytes)),
        None => made("text_of", object, ErrorKind::Io),
    }
}

/// The text, or what Python's own writer makes of a value, which refuses what JSON does not have; and whether it was
/// a value.
pub(crate) fn written<'py>(object: &Bound<'py, PyAny>) -> Result<(Bound<'py, PyBytes>, bool), ManifestError> {
    match text(object)? {
        Some(text) => Ok((text, false)),
        None => Ok((made("written", object, ErrorKind::Type)?, true)),
    }
}

/// What a function of the package's own Python makes of a manifest.
fn made<'py, T>(name: &str, object: &Bound<'py, PyAny>, kind: ErrorKind) -> Result<T, ManifestError>
where
    T: FromPyObjectOwned<'py>,
{
    let py = object.py();
    let made = python(py, name, (object,)).and_then(|made| made.extract().map_err(Into::into));
    made.map_err(|error| ManifestError::new(kind, error.value(py).to_string()))
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
pub(crate) fn on_text<R: Send>(py: Python<'_>, text: &[u8], work: impl FnOnce(&[u8], &mut Scratch) -> R + Send) -> R {
    match text.len() < LARGE {
        true => Scratch::lent(|scratch, _| work(text, scratch)),
        false => py.detach(|| Scratch::lent(|scratch, _| work(text, scratch))),
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
