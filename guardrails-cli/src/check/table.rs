//! The result as counts: by namespace, rule and effect.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use guardrails_core::{Effect, ManifestError, Verdict};

use super::report::{Piece, Place, Report, Wording, error_text, input_name};
use super::summary;
use super::tally::Tally;
use crate::words::{Paint, plain};

/// Words errors, and of objects what there is to count.
pub(super) struct TableWording(pub(super) Paint);

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

impl Wording for TableWording {
    fn verdict(&self, _place: Place<'_>, verdict: &Verdict<'_>) -> Result<Piece, fmt::Error> {
        let namespace = verdict.namespace().map_or_else(|| "-".to_owned(), plain);
        let findings = verdict.findings().map(|finding| (finding.rule().id, finding.effect())).collect();
        Ok(Piece::Counts { namespace, findings })
    }

    fn error(&self, place: Place<'_>, error: &ManifestError) -> Result<Piece, fmt::Error> {
        let label = self.0.red("error:");
        let text = format!("{}:{}  {label} {}\n", input_name(place.path), place.line(), error_text(error));
        Ok(Piece::Error(text))
    }
}

impl Report for Table {
    fn take(&mut self, piece: Piece, out: &mut String) -> fmt::Result {
        match piece {
            Piece::Error(text) => return out.write_str(&text),
            Piece::Counts { namespace, findings } => {
                for (rule, effect) in findings {
                    let [deny, warn, audit] = self.counts.entry((namespace.clone(), rule)).or_default();
                    let count = match effect {
                        Effect::Deny => deny,
                        Effect::Warn => warn,
                        Effect::Audit => audit,
                    };
                    *count = count.saturating_add(1);
                }
            }
            _ => {}
        }
        Ok(())
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
