//! A baseline: the findings that were there when a policy was brought in.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use super::{Policy, PolicyError};

/// The schema that every baseline names.
const SCHEMA: &str = "guardrails/baseline/v1";

/// The findings that were there when a policy was brought in: they stay in the verdict, marked, and only new ones
/// refuse. Each is known by its input, its object, its rule and its message; lines may shift.
///
/// ```
/// # use guardrails_core::{Baseline, Context, Level, Policy, Scratch, Version};
/// let pod = br#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"hostPID":true}}"#;
/// let policy = Policy::pod_security(Level::Baseline, Version::LATEST);
/// let (mut scratch, context) = (Scratch::new(), Context::default().input("web.json"));
/// let mut baseline = Baseline::default();
/// policy.evaluate(pod, context, &mut scratch)?.add_to(&mut baseline);
/// let policy = policy.with_baseline(Baseline::load(baseline.to_json())?);
/// assert!(policy.evaluate(pod, context, &mut scratch)?.is_allowed());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    pub(crate) findings: BTreeSet<KnownFinding>,
}

/// A finding by what stays of it when lines shift.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct KnownFinding {
    pub(crate) input: String,
    pub(crate) kind: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
    pub(crate) rule: String,
    pub(crate) message: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    schema: String,
    findings: Vec<KnownFinding>,
}

impl Baseline {
    /// Reads what [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    /// It is no baseline, or one of another schema.
    pub fn load(text: impl AsRef<[u8]>) -> Result<Self, PolicyError> {
        let wrong = |error: serde_json::Error| PolicyError::new(format!("this is no baseline: {error}"));
        let document: Document = serde_json::from_slice(text.as_ref()).map_err(wrong)?;
        if document.schema != SCHEMA {
            let message = format!("schema: expected `{SCHEMA}`, found `{}`", document.schema);
            return Err(PolicyError::new(message));
        }
        Ok(Self { findings: document.findings.into_iter().collect() })
    }

    /// The baseline as JSON: a line a finding, in an order of its own, so that changes read well.
    pub fn to_json(&self) -> String {
        let mut json = format!("{{\"schema\":\"{SCHEMA}\",\"findings\":[");
        let mut separator = "\n";
        for finding in &self.findings {
            // Strings can always be written.
            let line = serde_json::to_string(finding).unwrap_or_default();
            let _ = write!(json, "{separator}{line}");
            separator = ",\n";
        }
        json.push_str("\n]}\n");
        json
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }
}

impl Policy {
    /// The same policy, which refuses new findings alone: those of the baseline go into the audit log.
    #[must_use]
    pub fn with_baseline(mut self, baseline: Baseline) -> Self {
        self.beyond_mut().adjustments.get_or_insert_default().baseline = Some(baseline);
        self
    }
}
