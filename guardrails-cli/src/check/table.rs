//! The result as counts: by namespace, rule and effect.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use guardrails_core::{Effect, ManifestError, Verdict};

use super::report::{Place, Report, error_text, input_name};
use super::summary;
use super::tally::Tally;
use crate::words::{Paint, plain};

/// Counts findings: one an object, and with owners looked at, one an owner.
pub(super) struct Table {
    paint: Paint,
    /// By namespace and rule: how many findings deny, warn, and go into the audit log.
    counts: BTreeMap<(String, &'static str), [u64; 3]>,
}

impl Table {
    pub(super) fn new(paint: Paint) -> Self {
        Self { paint, counts: BTreeMap::new() }
    }
}

impl Report for Table {
    fn verdict(&mut self, place: Place<'_>, verdict: &Verdict<'_>, _out: &mut String) -> fmt::Result {
        if place.repeats {
            return Ok(());
        }
        let namespace = verdict.namespace().map_or_else(|| "-".to_owned(), plain);
        for finding in verdict.findings() {
            let [deny, warn, audit] = self.counts.entry((namespace.clone(), finding.rule().id)).or_default();
            let count = match finding.effect() {
                Effect::Deny => deny,
                Effect::Warn => warn,
                Effect::Audit => audit,
            };
            *count = count.saturating_add(1);
        }
        Ok(())
    }

    fn error(&mut self, place: Place<'_>, error: &ManifestError, out: &mut String) -> fmt::Result {
        let label = self.paint.red("error:");
        writeln!(out, "{}:{}  {label} {}", input_name(place.path), place.line(), error_text(error))
    }

    fn end(&mut self, tally: &Tally, out: &mut String) -> fmt::Result {
        let width = |title: &str, lengths: &mut dyn Iterator<Item = usize>| lengths.fold(title.len(), usize::max);
        let namespaces = width("NAMESPACE", &mut self.counts.keys().map(|(namespace, _)| namespace.chars().count()));
        let rules = width("RULE", &mut self.counts.keys().map(|(_, rule)| rule.len()));
        if !self.counts.is_empty() {
            let header =
                format!("{:namespaces$}  {:rules$}  {:>6}  {:>6}  {:>6}", "NAMESPACE", "RULE", "DENY", "WARN", "AUDIT");
            writeln!(out, "{}", self.paint.dim(header))?;
        }
        for ((namespace, rule), [deny, warn, audit]) in &self.counts {
            writeln!(out, "{namespace:namespaces$}  {rule:rules$}  {deny:>6}  {warn:>6}  {audit:>6}")?;
        }
        summary::write_end(tally, out, self.paint)
    }
}
