//! `rules`: what there is to be checked.

use std::fmt::{self, Write};

use guardrails_core::{Example, Expect, Level, Revision, Rule, Scope};
use serde::Serialize;

use crate::arguments::RulesFormat;
use crate::output::Output;
use crate::words::Paint;
use crate::{FAILED, PASSED};

pub(crate) fn rules(format: RulesFormat, output: &mut Output<'_>) -> u8 {
    let rules = guardrails_core::rules();
    let mut text = String::new();
    let written = match format {
        RulesFormat::Text => write_table(rules, &mut text, Paint::new(output.colours().output)),
        RulesFormat::Json => write_json(rules, &mut text),
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
    let header = format!("{:width$}  {:29}  {:10}  TITLE", "RULE", "LEVEL OR NODES", "FIDELITY");
    writeln!(out, "{}", paint.dim(header))?;
    for rule in rules {
        let (id, scope) = (paint.bold(format!("{:width$}", rule.id)), rule.scope.to_string());
        writeln!(out, "{id}  {scope:29}  {:10}  {}", rule.fidelity.name(), rule.title)?;
    }
    Ok(())
}

/// An array, one rule a line.
fn write_json(rules: &[&Rule], out: &mut String) -> fmt::Result {
    let lines = rules.iter().map(|rule| serde_json::to_string(&RuleData::of(rule))).collect::<Result<Vec<_>, _>>();
    writeln!(out, "[\n{}\n]", lines.map_err(|_| fmt::Error)?.join(",\n"))
}

/// Everything about a rule that a program may want to know.
#[derive(Serialize)]
struct RuleData {
    id: &'static str,
    title: &'static str,
    source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nodes: Option<Vec<&'static str>>,
    fidelity: &'static str,
    documentation: &'static str,
    remedy: &'static str,
    fields: &'static [&'static str],
    upstream: &'static str,
    revisions: Vec<RevisionData>,
    examples: Vec<ExampleData>,
}

#[derive(Serialize)]
struct RevisionData {
    from: String,
    change: &'static str,
    overrides: &'static [&'static str],
}

#[derive(Serialize)]
struct ExampleData {
    title: &'static str,
    from: String,
    pod: &'static str,
    expect: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<&'static str>,
}

impl RuleData {
    fn of(rule: &Rule) -> Self {
        Self {
            id: rule.id,
            title: rule.title,
            source: rule.source.name(),
            level: rule.level().map(Level::name),
            nodes: match rule.scope {
                Scope::Nodes(classes, _) => Some(classes.iter().map(|class| class.name()).collect()),
                _ => None,
            },
            fidelity: rule.fidelity.name(),
            documentation: rule.documentation,
            remedy: rule.remedy,
            fields: rule.fields,
            upstream: rule.upstream,
            revisions: rule.revisions.iter().map(RevisionData::of).collect(),
            examples: rule.examples.iter().map(ExampleData::of).collect(),
        }
    }
}

impl RevisionData {
    fn of(revision: &Revision) -> Self {
        Self { from: revision.from.to_string(), change: revision.change, overrides: revision.overrides }
    }
}

impl ExampleData {
    fn of(example: &Example) -> Self {
        let (expect, message) = match example.expect {
            Expect::Pass => ("pass", None),
            Expect::Fail(message) => ("fail", Some(message)),
        };
        Self { title: example.title, from: example.from.to_string(), pod: example.pod, expect, message }
    }
}
