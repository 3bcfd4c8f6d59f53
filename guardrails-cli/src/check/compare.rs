//! `compare`: what a change of policy would newly refuse, before the switch is made.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};
use std::io::Read;
use std::path::PathBuf;

use guardrails_core::{Date, Effect, Level, ManifestError, Policy, Scratch, Verdict, Version};
use serde_json::json;

use super::desk::{Desk, Purpose};
use super::files::Excluded;
use super::gather::{self, Twice};
use super::report::{Place, Report, error_text, input_name, object_name};
use super::run::Run;
use super::sink::Sink;
use super::tally::Tally;
use super::{context, policy, summary};
use crate::arguments::{Compare, PodSecurity, RulesFormat, pod_security};
use crate::output::Output;
use crate::words::{Paint, list, plain};
use crate::{DENIED, FAILED, PASSED};

/// Where an object stands: its input, its document, its place in a List.
type Key = (String, u32, Option<u32>);

/// What the comparison has come to.
#[derive(Debug, Default)]
struct Change {
    /// What the old policy refuses.
    denied: BTreeSet<Key>,
    newly_denied: u64,
    denied_already: u64,
    no_longer_denied: u64,
    /// By namespace and rule: how many objects it would newly refuse.
    counts: BTreeMap<(String, &'static str), u64>,
}

pub(crate) fn compare(options: &Compare, input: &mut dyn Read, output: &mut Output<'_>) -> u8 {
    let policies = chosen(&options.from, options.now).and_then(|from| Ok((from, chosen(&options.to, options.now)?)));
    let prepared = policies.and_then(|policies| Ok((policies, Excluded::new(&options.excluded)?)));
    let ((from, to), excluded) = match prepared {
        Ok(prepared) => prepared,
        Err(message) => return output.refuse(&message),
    };
    let mut input = match Twice::of(&options.paths, input) {
        Ok(input) => input,
        Err(error) => return output.refuse(&format!("the input could not be kept: {error}")),
    };
    let change = RefCell::new(Change::default());
    let paint = Paint::new(output.colours().output);
    let before = run(options, &from, &excluded, &mut input, Box::new(Before(&change)), output).errors();
    let after: Box<dyn Report> = match options.format {
        RulesFormat::Text => Box::new(Text { paint, change: &change }),
        RulesFormat::Json => Box::new(Json { is_empty: true, change: &change }),
    };
    let status = run(options, &to, &excluded, &mut input, after, output).close();
    if status != FAILED && before > 0 {
        return output.refuse("--from could not judge what --to could: the comparison is not whole");
    }
    match (status, change.borrow().newly_denied) {
        (FAILED, _) => FAILED,
        (_, 0) => PASSED,
        _ => DENIED,
    }
}

/// The policy of files, or of a level and a version.
fn chosen(texts: &[String], now: Option<Date>) -> Result<Policy, String> {
    let level = |text: &String| match text.as_str() {
        // Nothing at all is what many begin with.
        "privileged" => Some(PodSecurity { level: Level::Privileged, version: Version::LATEST }),
        text => pod_security(text).ok(),
    };
    let (levels, files): (Vec<_>, Vec<_>) =
        texts.iter().map(|text| (text, level(text))).partition(|(_, it)| it.is_some());
    let files: Vec<PathBuf> = files.into_iter().map(|(text, _)| PathBuf::from(text)).collect();
    let mut levels = levels.into_iter().filter_map(|(_, level)| level);
    let level = levels.next();
    if levels.next().is_some() {
        return Err("a policy has one level of Pod Security; two were named".to_owned());
    }
    Ok(policy::load(&files, level)?.as_of(now.unwrap_or_else(Date::today)))
}

/// Has a policy judge everything.
fn run<'d, 'o>(
    options: &Compare,
    policy: &Policy,
    excluded: &Excluded,
    input: &mut Twice,
    report: Box<dyn Report + 'd>,
    output: &'d mut Output<'o>,
) -> Desk<'d, 'o> {
    let sinks = vec![Sink { report, file: None }];
    let purpose = Purpose { fail_on: Effect::Deny, exceptions: &[], owners: None, baseline: None };
    let desk = RefCell::new(Desk::new(sinks, output, purpose));
    let context = context(options.namespace.as_deref());
    let inventory = gather::inventory(&options.paths, policy, context, excluded, input);
    match inventory.and_then(|inventory| Ok((inventory, input.again()?))) {
        Ok((inventory, mut input)) => {
            let mut run = Run { policy, context, excluded, scratch: Scratch::new(), inventory, desk: &desk };
            for path in &options.paths {
                run.path(path, &mut *input);
            }
        }
        Err(error) => {
            let error = ManifestError::new(guardrails_core::ErrorKind::Io, error.to_string());
            desk.borrow_mut().problem("-", &error);
        }
    }
    desk.into_inner()
}

fn key(place: Place<'_>) -> Key {
    let (document, item) = place.item.map_or((0, None), |item| (item.document, item.item));
    (place.path.to_owned(), document, item)
}

/// Notes what the old policy refuses.
struct Before<'c>(&'c RefCell<Change>);

impl Report for Before<'_> {
    fn verdict(&mut self, place: Place<'_>, verdict: &Verdict<'_>, _out: &mut String) -> fmt::Result {
        if !verdict.is_allowed() {
            self.0.borrow_mut().denied.insert(key(place));
        }
        Ok(())
    }

    fn error(&mut self, _place: Place<'_>, _error: &ManifestError, _out: &mut String) -> fmt::Result {
        Ok(())
    }

    fn end(&mut self, _tally: &Tally, _out: &mut String) -> fmt::Result {
        Ok(())
    }
}

impl Change {
    /// Takes the new policy's answer; true if it refuses what the old one does not.
    fn take(&mut self, place: Place<'_>, verdict: &Verdict<'_>) -> bool {
        let count = match (self.denied.contains(&key(place)), verdict.is_allowed()) {
            (false, false) => &mut self.newly_denied,
            (true, false) => &mut self.denied_already,
            (true, true) => &mut self.no_longer_denied,
            (false, true) => return false,
        };
        *count = count.saturating_add(1);
        let is_new = !verdict.is_allowed() && !self.denied.contains(&key(place));
        if is_new {
            let namespace = verdict.namespace().map_or_else(|| "-".to_owned(), plain);
            let rules: BTreeSet<&str> = denying(verdict).map(|finding| finding.rule().id).collect();
            for rule in rules {
                let count = self.counts.entry((namespace.clone(), rule)).or_default();
                *count = count.saturating_add(1);
            }
        }
        is_new
    }
}

fn denying<'v>(verdict: &'v Verdict<'_>) -> impl Iterator<Item = guardrails_core::Finding<'v>> {
    verdict.findings().filter(|finding| finding.effect() == Effect::Deny)
}

/// The comparison for people.
struct Text<'c> {
    paint: Paint,
    change: &'c RefCell<Change>,
}

impl Report for Text<'_> {
    fn verdict(&mut self, place: Place<'_>, verdict: &Verdict<'_>, out: &mut String) -> fmt::Result {
        if !self.change.borrow_mut().take(place, verdict) {
            return Ok(());
        }
        let rules: BTreeSet<&str> = denying(verdict).map(|finding| finding.rule().id).collect();
        let heading = format!("{}:{}", input_name(place.file()), place.line());
        let denied = self.paint.red("newly denied");
        writeln!(out, "{}  {}  {denied} by {}", self.paint.bold(heading), object_name(verdict), list(rules))
    }

    fn error(&mut self, place: Place<'_>, error: &ManifestError, out: &mut String) -> fmt::Result {
        let label = self.paint.red("error:");
        writeln!(out, "{}:{}  {label} {}", input_name(place.path), place.line(), error_text(error))
    }

    fn end(&mut self, tally: &Tally, out: &mut String) -> fmt::Result {
        let change = self.change.borrow();
        let namespaces = change.counts.keys().map(|(namespace, _)| namespace.chars().count()).fold(9, usize::max);
        let rules = change.counts.keys().map(|(_, rule)| rule.len()).fold(4, usize::max);
        if !change.counts.is_empty() {
            let header = format!("{:namespaces$}  {:rules$}  NEWLY DENIED", "NAMESPACE", "RULE");
            writeln!(out, "\n{}", self.paint.dim(header))?;
        }
        for ((namespace, rule), count) in &change.counts {
            writeln!(out, "{namespace:namespaces$}  {rule:rules$}  {count:>12}")?;
        }
        if !change.counts.is_empty() {
            out.push('\n');
        }
        summary::write_aside(tally, out)?;
        let Change { newly_denied, denied_already, no_longer_denied, .. } = &*change;
        write!(out, "{}: {newly_denied} newly denied, {denied_already} denied already", judged(tally))?;
        writeln!(out, ", {no_longer_denied} no longer denied")
    }
}

fn judged(tally: &Tally) -> String {
    crate::words::count(tally.judged, "object") + " judged"
}

/// The comparison for programs: an array of what would be refused newly.
struct Json<'c> {
    is_empty: bool,
    change: &'c RefCell<Change>,
}

impl Json<'_> {
    fn begin(&mut self, out: &mut String) -> fmt::Result {
        out.write_str(if std::mem::replace(&mut self.is_empty, false) { "[\n" } else { ",\n" })
    }
}

impl Report for Json<'_> {
    fn verdict(&mut self, place: Place<'_>, verdict: &Verdict<'_>, out: &mut String) -> fmt::Result {
        if !self.change.borrow_mut().take(place, verdict) {
            return Ok(());
        }
        self.begin(out)?;
        let findings = denying(verdict).map(|it| json!({"rule": it.rule().id, "message": it.to_string()}));
        let namespace = verdict.namespace().map(|namespace| namespace.to_string());
        let object = json!({
            "path": place.path,
            "line": place.line(),
            "kind": verdict.kind().to_string(),
            "namespace": namespace,
            "name": verdict.name().to_string(),
            "change": "newly-denied",
            "findings": findings.collect::<Vec<_>>(),
        });
        write!(out, "{object}")
    }

    fn error(&mut self, place: Place<'_>, error: &ManifestError, out: &mut String) -> fmt::Result {
        self.begin(out)?;
        let line = error.position().map_or(place.line(), |position| position.line);
        let object = json!({"path": place.path, "line": line, "change": "error", "error": error_text(error)});
        write!(out, "{object}")
    }

    fn end(&mut self, _tally: &Tally, out: &mut String) -> fmt::Result {
        out.write_str(if self.is_empty { "[]\n" } else { "\n]\n" })
    }

    fn aside(&self, tally: &Tally, out: &mut String) -> fmt::Result {
        summary::write_aside(tally, out)
    }
}
