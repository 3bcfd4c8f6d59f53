//! Verdicts, whose words are written when somebody asks for them.

use guardrails_core::{KnownContext, ManifestError, Status};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyBytes;

use crate::input::{on_text, python};
use crate::policy::Policy;

/// What a policy says of one object. Never changes; may be used from many threads.
#[pyclass(frozen, module = "k8s_guardrails")]
pub(crate) struct Verdict {
    /// "allowed", "denied", "not-judged" (no active rule looks at such objects) or "error" (it could not be read).
    #[pyo3(get)]
    status: &'static str,
    /// Whether nothing refuses the object; None if it could not be read.
    #[pyo3(get)]
    allowed: Option<bool>,
    words: Words,
    told: PyOnceLock<Py<PyAny>>,
}

/// Where the verdict's JSON comes from.
enum Words {
    Written(String),
    /// The JSON of an error, and its text.
    Error(String, String),
    /// What was judged stays as it is, and is judged once more when somebody asks for words.
    Asked {
        policy: Py<Policy>,
        manifest: Py<PyBytes>,
        known: KnownContext<String>,
        json: PyOnceLock<String>,
    },
}

impl Verdict {
    /// A verdict of a text.
    #[inline]
    pub(crate) fn of_text(
        (status, allowed): (Status, bool),
        policy: Py<Policy>,
        manifest: Py<PyBytes>,
        known: KnownContext<String>,
    ) -> Self {
        let words = Words::Asked { policy, manifest, known, json: PyOnceLock::new() };
        Self { status: status.name(), allowed: Some(allowed), words, told: PyOnceLock::new() }
    }

    /// A verdict whose words are written here and now.
    pub(crate) fn of(result: Result<&guardrails_core::Verdict<'_>, &ManifestError>) -> Self {
        let (status, allowed, words) = match result {
            Ok(verdict) => (verdict.status().name(), Some(verdict.is_allowed()), Words::Written(verdict.to_json())),
            Err(error) => ("error", None, Words::Error(error.to_json(), error.to_string())),
        };
        Self { status, allowed, words, told: PyOnceLock::new() }
    }

    /// One of the parts that the JSON has.
    fn part<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        let error = if let Words::Error(_, text) = &self.words { Some(text) } else { None };
        let told = self.told.get_or_try_init(py, || python(py, "Told", (self.json(py), error)).map(Bound::unbind))?;
        told.bind(py).call_method1("get", (name,))
    }
}

/// The methods of a verdict; each of the parts is a property, worded by Python.
macro_rules! methods {
    ($($(#[$doc:meta])+ $part:ident)+) => {
        #[pymethods]
        impl Verdict {
            $($(#[$doc])+ #[getter]
            fn $part<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                self.part(py, stringify!($part))
            })+

            /// The verdict as one line of JSON, byte for byte what every other surface of guardrails gives.
            #[pyo3(name = "to_json")]
            fn json(&self, py: Python<'_>) -> &str {
                match &self.words {
                    Words::Written(json) | Words::Error(json, _) => json,
                    Words::Asked { policy, manifest, known, json } => json.get_or_init(py, || {
                        on_text(py, manifest.as_bytes(py), |bytes, scratch| {
                            known.lend(|context| match policy.get().0.evaluate(bytes, context, scratch) {
                                Ok(verdict) => verdict.to_json(),
                                Err(error) => error.to_json(),
                            })
                        })
                    }),
                }
            }

            fn __repr__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                self.part(py, "shown")
            }
        }
    };
}

methods! {
    /// Upstream's reason, if the enforced Pod Security level refuses the object; else None.
    reason
    /// Upstream's reasons with their details, if the enforced Pod Security level refuses the object; else None.
    detail
    /// Who was judged: "apiVersion", "kind", "namespace" and "name", as far as they are known, in a new dict.
    object
    /// The answer of each Pod Security mode that was evaluated: a tuple of PodSecurityResult.
    pod_security
    /// What was found, in upstream's order: a tuple of Finding.
    findings
    /// Where the object's pod lands, by class of nodes: "must", "can" or "cannot", in a new dict; empty if the policy
    /// does not ask.
    placement
    /// What a reader must know and no rule says: a tuple of sentences.
    notes
    /// Why the object could not be read, as a ManifestError; None if it could.
    error
}
