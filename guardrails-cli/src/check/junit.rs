//! JUnit XML as Jenkins' schema has it: a test suite an input, a test case an object.

use std::fmt::{self, Write};
use std::io;

use guardrails_core::{Effect, ManifestError, Status, Verdict};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::held;
use super::report::{Piece, Place, Report, Wording, error_text, input_name, object_name};
use super::summary;
use super::tally::Tally;

/// Words a case for each object.
pub(super) struct JunitWording;

/// Keeps a case for each object: the counts stand at the beginning of the file.
#[derive(Default)]
pub(super) struct Junit {
    suites: Vec<Suite>,
}

/// The objects of one input, one after the other.
struct Suite {
    name: String,
    cases: Vec<Case>,
}

/// An object, and what became of it.
pub(super) struct Case {
    /// What people call the input.
    file: String,
    name: String,
    outcome: Outcome,
}

/// What became of a case.
enum Outcome {
    Passed,
    Skipped,
    /// Refused or not read: the name of the element, what kind it is of, a summary, and everything.
    Wrong {
        element: &'static str,
        kind: &'static str,
        message: String,
        text: String,
    },
}

fn case(place: Place<'_>, name: String, outcome: Outcome) -> Piece {
    Piece::Case(Case { file: input_name(place.file()), name, outcome })
}

impl Wording for JunitWording {
    fn verdict(&self, place: Place<'_>, verdict: &Verdict<'_>) -> Result<Piece, fmt::Error> {
        let of = |effect: Effect| verdict.findings().filter(move |finding| finding.effect() == effect);
        let mut name = object_name(verdict);
        let outcome = match verdict.status() {
            Status::Denied => {
                let rules: Vec<&str> = of(Effect::Deny).map(|finding| finding.rule().id).collect();
                let text = description(place, verdict)?;
                Outcome::Wrong { element: "failure", kind: "denied", message: rules.join(", "), text }
            }
            Status::NotJudged => Outcome::Skipped,
            _ => Outcome::Passed,
        };
        let warnings = of(Effect::Warn).count();
        if verdict.is_allowed() && warnings > 0 {
            // A case that passes has no room for what it warns about but its name.
            write!(name, " ({warnings} warned)")?;
        }
        Ok(case(place, name, outcome))
    }

    fn error(&self, place: Place<'_>, error: &ManifestError) -> Result<Piece, fmt::Error> {
        let position = error.position().map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
        let name = place.item.map_or("the input".to_owned(), |item| format!("document {}", item.document));
        let text = format!("{}{position}", input_name(place.path));
        let (kind, message) = (error.kind().name(), error_text(error));
        Ok(case(place, name, Outcome::Wrong { element: "error", kind, message, text }))
    }
}

impl Report for Junit {
    fn take(&mut self, piece: Piece, _out: &mut String) -> fmt::Result {
        let Piece::Case(case) = piece else { return Ok(()) };
        match self.suites.last_mut().filter(|suite| suite.name == case.file) {
            Some(suite) => suite.cases.push(case),
            None => self.suites.push(Suite { name: case.file.clone(), cases: vec![case] }),
        }
        Ok(())
    }

    fn end(&mut self, _tally: &Tally, out: &mut String) -> fmt::Result {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        write_suites(&self.suites, &mut writer).map_err(|_| fmt::Error)?;
        let xml = String::from_utf8(writer.into_inner()).map_err(|_| fmt::Error)?;
        writeln!(out, "{xml}")
    }

    fn aside(&self, tally: &Tally, out: &mut String) -> fmt::Result {
        summary::write_aside(tally, out)
    }
}

impl Case {
    /// How many bytes its texts take.
    pub(super) fn size(&self) -> usize {
        let text = if let Outcome::Wrong { text, .. } = &self.outcome { text.len() } else { 0 };
        self.name.len().saturating_add(text)
    }
}

impl Suite {
    /// How many cases there are, how many of them are refused, not read, and not judged.
    fn counts(&self) -> [(&'static str, String); 4] {
        let count =
            |is: &dyn Fn(&Outcome) -> bool| self.cases.iter().filter(|case| is(&case.outcome)).count().to_string();
        let wrong = |name: &'static str| {
            count(&|outcome| matches!(outcome, Outcome::Wrong { element, .. } if *element == name))
        };
        [
            ("tests", self.cases.len().to_string()),
            ("failures", wrong("failure")),
            ("errors", wrong("error")),
            ("skipped", count(&|outcome| matches!(outcome, Outcome::Skipped))),
        ]
    }
}

fn write_suites(suites: &[Suite], writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    writer
        .create_element("testsuites")
        .with_attribute(("name", "k8s-guardrails"))
        .write_inner_content(|writer| suites.iter().try_for_each(|suite| write_suite(suite, writer)))?;
    Ok(())
}

fn write_suite(suite: &Suite, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let counts = suite.counts();
    let attributes = counts.iter().map(|(name, count)| (*name, count.as_str()));
    let name = valid(&suite.name);
    let element =
        writer.create_element("testsuite").with_attribute(("name", name.as_str())).with_attributes(attributes);
    element.write_inner_content(|writer| suite.cases.iter().try_for_each(|case| write_case(case, &name, writer)))?;
    Ok(())
}

fn write_case(case: &Case, class: &str, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
    let name = valid(&case.name);
    let attributes = [("name", name.as_str()), ("classname", class)];
    let element = writer.create_element("testcase").with_attributes(attributes);
    match &case.outcome {
        Outcome::Passed => element.write_empty()?,
        Outcome::Skipped => element.write_inner_content(|writer| {
            writer.create_element("skipped").write_empty()?;
            Ok(())
        })?,
        Outcome::Wrong { element: name, kind, message, text } => element.write_inner_content(|writer| {
            let message = valid(message);
            let element = writer.create_element(*name).with_attributes([("message", message.as_str()), ("type", kind)]);
            element.write_text_content(BytesText::new(&valid(text)))?;
            Ok(())
        })?,
    };
    Ok(())
}

/// Text without what no XML document may hold, escaped or not.
fn valid(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}'))
        .collect()
}

/// Every finding with its first place.
fn description(place: Place<'_>, verdict: &Verdict<'_>) -> Result<String, fmt::Error> {
    let mut text = String::new();
    for finding in verdict.findings() {
        writeln!(text, "{}  {}: {finding}", finding.effect().name(), finding.rule().id)?;
        if let Some(field) = finding.fields().next() {
            let position = place.position(&field).map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
            writeln!(text, "  at {}{position}  {field}", input_name(place.path))?;
        }
        if let Some(held) = held::sentence(&finding) {
            writeln!(text, "  {held}")?;
        }
        writeln!(text, "  fix: {}", finding.rule().remedy)?;
    }
    Ok(text)
}
