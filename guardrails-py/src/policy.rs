//! Policies and what they answer.

use std::sync::{Arc, Mutex, PoisonError};

use guardrails_core::{Feed, KnownContext, Level, ManifestError, Scratch, Version};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use pyo3::types::{PyBytes, PyCFunction, PyDict, PyList, PyTuple};

use crate::dict::{self, Value};
use crate::input::{known, on_text, placed, python, raise, refuse, text, written};
use crate::verdict::Verdict;

/// What to check: which rules, in which version, with which effect. Never changes; may be used from many threads.
#[pyclass(frozen, module = "k8s_guardrails")]
pub(crate) struct Policy(pub(crate) Arc<guardrails_core::Policy>);

#[pymethods]
impl Policy {
    /// Enforces one level of the Pod Security Standards and nothing else.
    ///
    /// level    "privileged", "baseline" or "restricted"
    /// version  "latest", or "v1.N" up to the newest one known
    ///
    /// Raises PolicyError if there is no such level or version.
    #[staticmethod]
    #[pyo3(signature = (level, version = Some("latest".into())), text_signature = "(level, version='latest')")]
    fn pod_security(
        py: Python<'_>,
        #[pyo3(from_py_with = string)] level: Option<String>,
        #[pyo3(from_py_with = string)] version: Option<String>,
    ) -> PyResult<Self> {
        let level = level.ok_or_else(|| refuse(py, "expected a string as level"))?;
        let version = version.ok_or_else(|| refuse(py, "expected a string as version"))?;
        let level: Level = level.parse().map_err(|error| refuse(py, error))?;
        let version: Version = version.parse().map_err(|error| refuse(py, error))?;
        Ok(Self(Arc::new(guardrails_core::Policy::pod_security(level, version))))
    }

    /// Reads policy documents: YAML or JSON as str or bytes, several in one text; a dict; or a list of such.
    ///
    /// Raises PolicyError for whatever is unknown, mistyped or without effect; its text names the place.
    #[staticmethod]
    fn load(documents: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = documents.py();
        let several = documents.cast::<PyList>().map_or_else(|_| vec![documents.clone()], |it| it.iter().collect());
        let texts: Result<Vec<_>, _> = several.iter().map(written).collect();
        let texts = texts.map_err(|error| refuse(py, error))?;
        let texts: Vec<(&str, &[u8])> = texts.iter().map(|(text, _)| ("", text.as_bytes())).collect();
        let policy = guardrails_core::Policy::load_all(&texts, None).map_err(|error| refuse(py, error))?;
        Ok(Self(Arc::new(policy)))
    }

    /// Judges one object as a person or a pipeline writes it, given the defaults that the API server would fill in.
    ///
    /// manifest          JSON or YAML as bytes, bytearray, memoryview or str; or a dict, which is read where it
    ///                   lies: a value that JSON does not have matters only where a rule would read it
    /// namespace         where the object goes if it names no namespace itself
    /// namespace_labels  that namespace's labels, where they are known
    ///
    /// Raises ManifestError if the object cannot be read as Kubernetes reads it, if there are several or none, or if
    /// it is for another namespace. An error is never "allowed".
    #[pyo3(signature = (manifest, namespace = None, namespace_labels = None))]
    fn evaluate(
        slf: &Bound<'_, Self>,
        manifest: &Bound<'_, PyAny>,
        namespace: Option<&Bound<'_, PyAny>>,
        namespace_labels: Option<&Bound<'_, PyAny>>,
    ) -> PyResult<Verdict> {
        let (py, core) = (slf.py(), &slf.get().0);
        let judge = || {
            let known = known(namespace, namespace_labels)?;
            let Some(text) = text(manifest)? else {
                return known.lend(|context| dict::evaluate(core, manifest, context, |it| Verdict::of(Ok(it))));
            };
            let answer = on_text(py, text.as_bytes(), |bytes, scratch| {
                known.lend(|context| {
                    let verdict = core.evaluate(bytes, context, scratch)?;
                    Ok::<_, ManifestError>((verdict.status(), verdict.is_allowed()))
                })
            });
            Ok(Verdict::of_text(answer?, slf.clone().unbind(), text.unbind(), known))
        };
        judge().map_err(|error| raise(py, &error))
    }

    /// Judges many objects, in order, and gives an iterator of their verdicts.
    ///
    /// manifests  a text with any number of documents, Lists and JSON lines; a file opened for reading (or whatever
    ///            has `read(size)`), as text or bytes, of which no more is read and held than the next verdicts need;
    ///            a dict, the items of a List each by itself; or something that gives such texts and dicts one by one,
    ///            of which no more is taken than is asked for
    ///
    /// An object that could not be read does not hide its neighbours: its verdict has the status "error". An
    /// AdmissionReview among them is reviewed, everything else evaluated. What a file's `read` raises, the iterator
    /// raises.
    #[pyo3(signature = (manifests, namespace = None, namespace_labels = None))]
    fn evaluate_all<'py>(
        &self,
        manifests: &Bound<'py, PyAny>,
        namespace: Option<&Bound<'py, PyAny>>,
        namespace_labels: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (py, policy) = (manifests.py(), self.0.clone());
        let known = known(namespace, namespace_labels).map_err(|error| raise(py, &error))?;
        let feed = Mutex::new(Feed::new(policy.clone(), known.clone(), Verdict::of));
        let judge = move |arguments: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| {
            let (manifest, how): (Bound<'_, PyAny>, String) = arguments.extract()?;
            if how != "piece" {
                return Ok(Some(judge_all(&policy, &manifest, how == "review", &known)));
            }
            let (py, piece) = (arguments.py(), manifest.cast::<PyBytes>()?.as_bytes().to_vec());
            let mut feed = feed.lock_py_attached(py).unwrap_or_else(PoisonError::into_inner);
            let feed = &mut *feed;
            Ok::<_, PyErr>(py.detach(|| feed.next(piece))?)
        };
        python(py, "verdicts", (PyCFunction::new_closure(py, None, None, judge)?, manifests))
    }

    /// Answers an AdmissionReview (admission.k8s.io/v1) or a bare AdmissionRequest, as JSON (bytes, bytearray,
    /// memoryview, str) or as a dict: the object as it stands, with upstream's admission semantics.
    ///
    /// Raises ManifestError if there is no uid to answer to. Whatever else cannot be read is a denial.
    fn review<'py>(&self, admission_review: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = admission_review.py();
        let judge = || {
            let (text, is_value) = written(admission_review)?;
            on_text(py, text.as_bytes(), |bytes, scratch| {
                let review = self.0.review(bytes, scratch).map_err(|error| placed(error, is_value))?;
                let review = if is_value { review.without_position() } else { review };
                let mut response = String::new();
                // Writing into a string cannot fail.
                let _ = review.write_response(&mut response);
                Ok::<_, ManifestError>((review.is_allowed(), Verdict::of(review.verdict()), response))
            })
        };
        python(py, "Review", judge().map_err(|error| raise(py, &error))?)
    }
}

/// A text, if it is one.
fn string(value: &Bound<'_, PyAny>) -> PyResult<Option<String>> {
    Ok(value.extract().ok())
}

/// Judges what one text or dict holds.
fn judge_all(
    policy: &guardrails_core::Policy,
    manifest: &Bound<'_, PyAny>,
    is_review: bool,
    known: &KnownContext<String>,
) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    let mut each = |result: Result<guardrails_core::Verdict<'_>, ManifestError>| {
        verdicts.push(Verdict::of(result.map_err(|error| placed(error, is_review)).as_ref()));
    };
    match if is_review { written(manifest).map(|(text, _)| Some(text)) } else { text(manifest) } {
        Err(error) => each(Err(error)),
        Ok(None) => Scratch::lent(|scratch, _| {
            known.lend(|context| policy.evaluate_tree_all(Value(manifest.clone()), context, scratch, each));
        }),
        Ok(Some(text)) => {
            // Reading from memory cannot fail.
            let _ = on_text(manifest.py(), text.as_bytes(), |bytes, scratch| {
                known.lend(|context| policy.evaluate_all(bytes, context, scratch, |_, result| each(result)))
            });
        }
    }
    verdicts
}
