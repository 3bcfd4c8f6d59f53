//! JUnit XML: a test suite an input, a test case an object.

use std::fmt::{self, Write};

use guardrails_core::{Effect, ManifestError, Status, Verdict};
use quick_junit::{NonSuccessKind, TestCase, TestCaseStatus, TestSuite};

use super::held;
use super::report::{Place, Report, error_text, input_name, object_name};
use super::summary;
use super::tally::Tally;

/// Keeps a case for each object: the counts stand at the beginning of the file.
#[derive(Default)]
pub(super) struct Junit {
    suites: Vec<TestSuite>,
    /// The input of the last suite.
    input: String,
}

impl Junit {
    fn add(&mut self, place: Place<'_>, name: &str, status: TestCaseStatus) {
        let file = input_name(place.file());
        if self.input != file || self.suites.is_empty() {
            self.suites.push(TestSuite::new(file.as_str()));
            self.input.clone_from(&file);
        }
        let mut case = TestCase::new(name, status);
        case.set_classname(file);
        if let Some(suite) = self.suites.last_mut() {
            suite.add_test_case(case);
        }
    }
}

impl Report for Junit {
    fn verdict(&mut self, place: Place<'_>, verdict: &Verdict<'_>, _out: &mut String) -> fmt::Result {
        if place.repeats {
            return Ok(());
        }
        let mut status = match verdict.status() {
            Status::Denied => TestCaseStatus::non_success(NonSuccessKind::Failure),
            Status::NotJudged => TestCaseStatus::skipped(),
            _ => TestCaseStatus::success(),
        };
        if verdict.status() == Status::Denied {
            let rules = verdict.findings().filter(|it| it.effect() == Effect::Deny).map(|it| it.rule().id);
            status.set_message(rules.collect::<Vec<_>>().join(", ")).set_type("denied");
            status.set_description(description(place, verdict)?);
        }
        let name = match verdict.status() {
            // A case that passes has no room for what it warns about but its name.
            Status::Allowed => match verdict.findings().filter(|it| it.effect() == Effect::Warn).count() {
                0 => object_name(verdict),
                warnings => format!("{} ({warnings} warned)", object_name(verdict)),
            },
            _ => object_name(verdict),
        };
        self.add(place, &name, status);
        Ok(())
    }

    fn error(&mut self, place: Place<'_>, error: &ManifestError, _out: &mut String) -> fmt::Result {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        let position = error.position().map(|at| format!(":{}:{}", at.line, at.column)).unwrap_or_default();
        status.set_message(error_text(error)).set_type(error.kind().name());
        status.set_description(format!("{}{position}", input_name(place.path)));
        let name = place.item.map_or("the input".to_owned(), |item| format!("document {}", item.document));
        self.add(place, &name, status);
        Ok(())
    }

    fn end(&mut self, _tally: &Tally, out: &mut String) -> fmt::Result {
        let mut report = quick_junit::Report::new("k8s-guardrails");
        report.add_test_suites(std::mem::take(&mut self.suites));
        let xml = report.to_string().map_err(|_| fmt::Error)?;
        out.write_str(&xml)
    }

    fn aside(&self, tally: &Tally, out: &mut String) -> fmt::Result {
        summary::write_aside(tally, out)
    }
}

/// Every finding with its places.
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
