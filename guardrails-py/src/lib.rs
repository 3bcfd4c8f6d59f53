//! The Python package `k8s_guardrails`: its native part. Every judgement, message and line of JSON comes from
//! `guardrails-core`; Python takes the JSON apart (`k8s_guardrails/_model.py`).

mod dict;
mod input;
mod policy;
mod verdict;

use std::ffi::OsString;

use pyo3::prelude::*;

/// The native part of k8s_guardrails.
#[pymodule(name = "_native", gil_used = false)]
mod native {
    #[pymodule_export]
    use crate::policy::Policy;
    #[pymodule_export]
    use crate::verdict::Verdict;
    #[pymodule_export]
    use crate::{rules_json, run};
}

/// The rules as JSON: an array, one rule a line.
#[pyfunction]
fn rules_json() -> String {
    guardrails_core::rules_json()
}

/// Runs the command `k8s-guardrails` with these arguments, the first of which is the program's name, on this
/// process' own streams, and gives its exit status.
#[pyfunction]
fn run(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| guardrails_cli::run_here(arguments))
}
