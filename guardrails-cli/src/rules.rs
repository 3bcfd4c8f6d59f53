//! `rules`: what there is to be checked.

use std::fmt::{self, Write};

use guardrails_core::{Rule, rules_json};

use crate::arguments::RulesFormat;
use crate::output::Output;
use crate::words::Paint;
use crate::{FAILED, PASSED};

pub(crate) fn rules(format: RulesFormat, output: &mut Output<'_>) -> u8 {
    let rules = guardrails_core::rules();
    let mut text = String::new();
    let written = match format {
        RulesFormat::Text => write_table(rules, &mut text, Paint::new(output.colours().output)),
        RulesFormat::Json => text.write_str(&rules_json()),
    };
    output.print(&text);
    if written.is_ok() { PASSED } else { FAILED }
}

/// The first version that has the rule.
pub(crate) fn since(rule: &Rule) -> String {
    rule.revisions.first().map(|revision| revision.from.to_string()).unwrap_or_default()
}

fn write_table(rules: &[&Rule], out: &mut String, paint: Paint) -> fmt::Result {
    let width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or_default();
    let scopes = rules.iter().map(|rule| rule.scope.to_string().len()).max().unwrap_or_default();
    let header = format!("{:width$}  {:scopes$}  {:10}  TITLE", "RULE", "LEVEL, NODES OR TEMPLATE", "FIDELITY");
    writeln!(out, "{}", paint.dim(header))?;
    for rule in rules {
        let (id, scope) = (paint.bold(format!("{:width$}", rule.id)), rule.scope.to_string());
        writeln!(out, "{id}  {scope:scopes$}  {:10}  {}", rule.fidelity.name(), rule.title)?;
    }
    Ok(())
}
