//! `explain`: a rule in full.

use std::fmt::{self, Write};

use guardrails_core::{Example, Expect, Rule};

use crate::output::Output;
use crate::rules::since;
use crate::template;
use crate::words::{Paint, list, wrap};
use crate::{FAILED, PASSED};

/// How far the text under a heading stands in.
const INDENT: usize = 2;

pub(crate) fn explain(id: &str, output: &mut Output<'_>) -> u8 {
    let Some(rule) = guardrails_core::rule(id) else {
        let nearest = nearest(id).map(|id| format!("did you mean `{id}`? ")).unwrap_or_default();
        return output.refuse(&format!("there is no rule `{id}`; {nearest}`k8s-guardrails rules` lists them"));
    };
    let mut text = String::new();
    let written = write_rule(rule, &mut text, Paint::new(output.colours().output));
    output.print(&text);
    if written.is_ok() { PASSED } else { FAILED }
}

/// The rule whose id or title is most like a word, unless none is.
fn nearest(word: &str) -> Option<&'static str> {
    let word = word.to_lowercase();
    let likeness = |rule: &Rule| {
        let alias = rule.template().map_or(rule.id, |template| template.alias);
        let like = |name: &str| strsim::jaro_winkler(&name.to_lowercase(), &word);
        like(rule.id).max(like(rule.title)).max(like(alias))
    };
    let best = guardrails_core::rules().iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)))?;
    (likeness(best) > 0.7).then_some(best.id)
}

fn write_rule(rule: &Rule, out: &mut String, paint: Paint) -> fmt::Result {
    writeln!(out, "{}  {}", paint.bold(rule.id), rule.title)?;
    match rule.level() {
        Some(level) => writeln!(out, "{} {level}, since {}", rule.source, since(rule))?,
        None if rule.template().is_some() => {
            writeln!(out, "{}, {}, {}", rule.source, rule.scope, rule.fidelity.name())?;
        }
        None => writeln!(out, "{}, on {}, {}", rule.source, rule.scope, rule.fidelity.name())?,
    }
    for paragraph in rule.documentation.split("\n\n") {
        writeln!(out, "\n{}", wrap(paragraph, 0))?;
    }
    heading(out, paint, "Fix")?;
    writeln!(out, "  {}", wrap(rule.remedy, INDENT))?;
    heading(out, paint, "Fields")?;
    for field in rule.fields {
        writeln!(out, "  {field}")?;
    }
    if let Some(template) = rule.template() {
        template::write(template, out, paint)?;
        heading(out, paint, "Source")?;
        return writeln!(out, "  {}: {}", rule.source, rule.upstream);
    }
    heading(out, paint, "Revisions")?;
    for revision in rule.revisions {
        write!(out, "  {:5}  {}", revision.from.to_string(), revision.change)?;
        if !revision.overrides.is_empty() {
            write!(out, "; takes the place of {}", list(revision.overrides))?;
        }
        out.push('\n');
    }
    heading(out, paint, "Examples")?;
    for example in rule.examples {
        write_example(example, out, paint)?;
    }
    heading(out, paint, "Source")?;
    writeln!(out, "  {}: {}", rule.source, rule.upstream)
}

pub(crate) fn heading(out: &mut String, paint: Paint, text: &str) -> fmt::Result {
    writeln!(out, "\n{}", paint.bold(text))
}

fn write_example(example: &Example, out: &mut String, paint: Paint) -> fmt::Result {
    let verdict = match example.expect {
        Expect::Pass => paint.green("passes"),
        Expect::Fail(_) => paint.red("fails"),
    };
    writeln!(out, "  {verdict} from {}: {}", example.from, example.title)?;
    for line in example.pod.lines() {
        writeln!(out, "      {line}")?;
    }
    match example.expect {
        Expect::Pass => Ok(()),
        Expect::Fail(message) => writeln!(out, "    {} {message}", paint.dim("=>")),
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_slip_finds_its_rule() {
        assert_eq!(nearest("hostports"), Some("hostPorts"));
        assert_eq!(nearest("priviledged"), Some("privileged"));
        assert_eq!(nearest("runAsNotRoot"), Some("runAsNonRoot"));
        assert_eq!(nearest("seccomp"), Some("seccompProfile_baseline"));
        assert_eq!(nearest("zzz"), None);
    }
}
