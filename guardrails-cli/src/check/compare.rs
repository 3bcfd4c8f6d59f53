//! `compare`: what a change of policy would newly refuse, before the switch is made.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};
use std::io::Read;
use std::path::PathBuf;

use guardrails_core::{Date, Effect, Inventory, Level, ManifestError, Policy, Scratch, Verdict, Version};
use indicatif::ProgressBar;
use serde_json::json;

use super::desk::{Desk, Purpose};
use super::files::Excluded;
use super::gather::Gathering;
use super::progress::Progress;
use super::report::{Form, Piece, Place, Report, Wording, error_text, input_name, object_name};
use super::run::{Judge, Run};
use super::sink::Sink;
use super::tally::Tally;
use super::twice::Twice;
use super::words::Words;
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
    let looks_ahead = [&from, &to].iter().filter(|policy| policy.reads_other_objects()).count();
    let times = u64::try_from(looks_ahead).unwrap_or_default().saturating_add(2);
    let progress = Progress::new(output.takes_bar(), &options.paths, &excluded, times);
    output.share_terminal_with(progress.bar());
    let context = context(options.namespace.as_deref());
    let gathering = Gathering { paths: &options.paths, context, excluded: &excluded, bar: progress.bar() };
    let prepared = gathering.prepare(from, &mut input).and_then(|from| Ok((from, gathering.prepare(to, &mut input)?)));
    let (from, to) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => return output.refuse(&format!("the input could not be kept: {error}")),
    };
    let change = RefCell::new(Change::default());
    let paint = Paint::new(output.colours().output);
    let before: Form<'_> = (Box::new(BeforeWording), Box::new(Before(&change)));
    let side = Side { options, excluded: &excluded, bar: progress.bar() };
    let before = side.run(from, &mut input, before, output).errors();
    let after: Form<'_> = match options.format {
        RulesFormat::Text => (Box::new(TextWording(paint)), Box::new(Text { paint, change: &change })),
        RulesFormat::Json => (Box::new(JsonWording), Box::new(Json { is_empty: true, change: &change })),
    };
    let status = side.run(to, &mut input, after, output).close();
    drop(progress);
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

/// What both policies are asked about.
struct Side<'s> {
    options: &'s Compare,
    excluded: &'s Excluded,
    bar: &'s ProgressBar,
}

impl Side<'_> {
    /// Has a policy judge everything.
    fn run<'d, 'o>(
        &self,
        (policy, inventory): (Policy, Option<Inventory>),
        input: &mut Twice,
        (wording, report): Form<'d>,
        output: &'d mut Output<'o>,
    ) -> Desk<'d, 'o> {
        let Self { options, excluded, bar } = *self;
        let words = Words { forms: vec![wording], by_owner: false, baseline: None };
        let sinks = vec![Sink { report, file: None }];
        let purpose = Purpose { fail_on: Effect::Deny, exceptions: &[], baseline: None };
        let desk = RefCell::new(Desk::new(sinks, output, purpose));
        match input.again() {
            Ok(mut input) => {
                let context = context(options.namespace.as_deref());
                let judge = Judge { policy: &policy, context, words: &words, bar };
                let mut run = Run { judge, excluded, scratch: Scratch::new(), inventory, desk: &desk };
                for path in &options.paths {
                    run.path(path, &mut *input);
                }
            }
            Err(error) => {
                let error = ManifestError::new(guardrails_core::ErrorKind::Io, error.to_string());
                desk.borrow_mut().take(words.problem("-", &error));
            }
        }
        desk.into_inner()
    }
}

/// What one of the two policies says of an object.
pub(super) struct Compared {
    key: Key,
    is_allowed: bool,
    namespace: String,
    /// The rules that refuse it.
    rules: BTreeSet<&'static str>,
    /// What is said of it if that is new.
    text: String,
}

impl Compared {
    /// How many bytes its texts take, about.
    pub(super) fn size(&self) -> usize {
        self.text.len()
    }
}

fn compared(place: Place<'_>, verdict: &Verdict<'_>, text: String) -> Piece {
    let (document, item) = place.item.map_or((0, None), |item| (item.document, item.item));
    Piece::Compared(Compared {
        key: (place.path.to_owned(), document, item),
        is_allowed: verdict.is_allowed(),
        namespace: verdict.namespace().map_or_else(|| "-".to_owned(), plain),
        rules: denying(verdict).map(|finding| finding.rule().id).collect(),
        text,
    })
}

fn denying<'v>(verdict: &'v Verdict<'_>) -> impl Iterator<Item = guardrails_core::Finding<'v>> {
    verdict.findings().filter(|finding| finding.effect() == Effect::Deny)
}

/// Notes what the old policy refuses.
struct Before<'c>(&'c RefCell<Change>);

struct BeforeWording;

impl Wording for BeforeWording {
    fn verdict(&self, place: Place<'_>, verdict: &Verdict<'_>) -> Result<Piece, fmt::Error> {
        Ok(if verdict.is_allowed() { Piece::Nothing } else { compared(place, verdict, String::new()) })
    }

    fn error(&self, _place: Place<'_>, _error: &ManifestError) -> Result<Piece, fmt::Error> {
        Ok(Piece::Nothing)
    }
}

impl Report for Before<'_> {
    fn take(&mut self, piece: Piece, _out: &mut String) -> fmt::Result {
        if let Piece::Compared(compared) = piece {
            self.0.borrow_mut().denied.insert(compared.key);
        }
        Ok(())
    }

    fn end(&mut self, _tally: &Tally, _out: &mut String) -> fmt::Result {
        Ok(())
    }
}

impl Change {
    /// Takes the new policy's answer; gives what is said of it if it refuses what the old one does not.
    fn take(&mut self, compared: Compared) -> Option<String> {
        let Compared { key, is_allowed, namespace, rules, text } = compared;
        let count = match (self.denied.contains(&key), is_allowed) {
            (false, false) => &mut self.newly_denied,
            (true, false) => &mut self.denied_already,
            (true, true) => &mut self.no_longer_denied,
            (false, true) => return None,
        };
        *count = count.saturating_add(1);
        if is_allowed || self.denied.contains(&key) {
            return None;
        }
        for rule in rules {
            let count = self.counts.entry((namespace.clone(), rule)).or_default();
            *count = count.saturating_add(1);
        }
        Some(text)
    }
}

/// The comparison for people.
struct Text<'c> {
    paint: Paint,
    change: &'c RefCell<Change>,
}

struct TextWording(Paint);

impl Wording for TextWording {
    fn verdict(&self, place: Place<'_>, verdict: &Verdict<'_>) -> Result<Piece, fmt::Error> {
        let rules: BTreeSet<&str> = denying(verdict).map(|finding| finding.rule().id).collect();
        let heading = self.0.bold(format!("{}:{}", input_name(place.file()), place.line()));
        let denied = self.0.red("newly denied");
        let text = format!("{heading}  {}  {denied} by {}\n", object_name(verdict), list(rules));
        Ok(compared(place, verdict, text))
    }

    fn error(&self, place: Place<'_>, error: &ManifestError) -> Result<Piece, fmt::Error> {
        let label = self.0.red("error:");
        let text = format!("{}:{}  {label} {}\n", input_name(place.path), place.line(), error_text(error));
        Ok(Piece::Error(text))
    }
}

impl Report for Text<'_> {
    fn take(&mut self, piece: Piece, out: &mut String) -> fmt::Result {
        match piece {
            Piece::Compared(compared) => {
                self.change.borrow_mut().take(compared).map_or(Ok(()), |text| out.write_str(&text))
            }
            Piece::Error(text) => out.write_str(&text),
            _ => Ok(()),
        }
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

struct JsonWording;

impl Wording for JsonWording {
    fn verdict(&self, place: Place<'_>, verdict: &Verdict<'_>) -> Result<Piece, fmt::Error> {
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
        Ok(compared(place, verdict, object.to_string()))
    }

    fn error(&self, place: Place<'_>, error: &ManifestError) -> Result<Piece, fmt::Error> {
        let line = error.position().map_or(place.line(), |position| position.line);
        let object = json!({"path": place.path, "line": line, "change": "error", "error": error_text(error)});
        Ok(Piece::Error(object.to_string()))
    }
}

impl Report for Json<'_> {
    fn take(&mut self, piece: Piece, out: &mut String) -> fmt::Result {
        let text = match piece {
            Piece::Compared(compared) => self.change.borrow_mut().take(compared),
            Piece::Error(text) => Some(text),
            _ => None,
        };
        let Some(text) = text else { return Ok(()) };
        self.begin(out)?;
        out.write_str(&text)
    }

    fn end(&mut self, _tally: &Tally, out: &mut String) -> fmt::Result {
        out.write_str(if self.is_empty { "[]\n" } else { "\n]\n" })
    }

    fn aside(&self, tally: &Tally, out: &mut String) -> fmt::Result {
        summary::write_aside(tally, out)
    }
}
