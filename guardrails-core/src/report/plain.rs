//! Verdicts of which nothing is to be told but who was judged. Most are: whoever keeps many of them keeps little.

use std::fmt::{self, Write};

use crate::policy::Policy;
use crate::verdict::{Backing, Outcome, Status, Verdict};
use crate::view::{Str, View};

impl Policy {
    /// Who was judged, if that and the status are all that a verdict of [`evaluate`](Self::evaluate) tells: apiVersion,
    /// kind, namespace and name, empty where there is none. [`write_plain_json`](Self::write_plain_json) makes its JSON
    /// of them.
    ///
    /// ```
    /// # use guardrails_core::{Context, Level, Policy, Scratch, Version};
    /// let policy = Policy::pod_security(Level::Baseline, Version::LATEST);
    /// let mut scratch = Scratch::new();
    /// let pod = br#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"}}"#;
    /// let verdict = policy.evaluate(pod, Context::default(), &mut scratch)?;
    /// let object = policy.plain(&verdict).unwrap();
    /// assert_eq!(object, ["v1", "Pod", "", "web"]);
    /// let mut json = String::new();
    /// policy.write_plain_json(object, verdict.status(), &mut json).unwrap();
    /// assert_eq!(json, verdict.to_json());
    /// # Ok::<(), guardrails_core::ManifestError>(())
    /// ```
    pub fn plain<'v>(&self, verdict: &'v Verdict<'_>) -> Option<[&'v str; 4]> {
        let Outcome { records, notes, changes, .. } = verdict.outcome;
        let is_quiet = records.is_empty() && notes.is_empty() && changes.is_empty();
        if !is_quiet || verdict.placement.is_some() || !std::ptr::eq(verdict.checks, &self.evaluated) {
            return None;
        }
        let (text, object) = (verdict.backing.text(), &verdict.view.object);
        let namespace = match (object.namespace.is_empty(), verdict.namespace) {
            (true, Some(namespace)) => namespace,
            _ => text.plain(object.namespace)?,
        };
        Some([text.plain(object.api_version)?, text.plain(object.kind_name)?, namespace, text.plain(object.name)?])
    }

    /// Writes the JSON of a verdict that was [plain](Self::plain).
    ///
    /// # Errors
    /// Those of the sink.
    pub fn write_plain_json(&self, object: [&str; 4], status: Status, out: &mut dyn Write) -> fmt::Result {
        let (mut text, mut view, outcome) = (String::new(), View::default(), Outcome::default());
        let [api_version, kind, namespace, name] = object.map(|part| {
            let at = u32::try_from(text.len()).unwrap_or_default();
            text.push_str(part);
            Str::plain(at, u32::try_from(part.len()).unwrap_or_default())
        });
        (view.object.api_version, view.object.kind_name) = (api_version, kind);
        (view.object.namespace, view.object.name) = (namespace, name);
        let judged = status == Status::Allowed;
        Verdict { judged, ..self.verdict(Backing::Buffer(&text), &view, &outcome) }.write_json(out)
    }
}
