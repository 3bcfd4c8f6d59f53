//! The result for people.

use std::fmt::{self, Write};

use guardrails_core::{Effect, Fidelity, Finding, ManifestError, Verdict};

use super::report::{Piece, Place, Report, Wording, error_text, input_name, object_name};
use super::summary;
use super::tally::Tally;
use super::{held, placement};
use crate::words::{Paint, first_sentence, plain, wrap};

/// Where text begins behind a label such as `deny` or `why`.
const INDENT: usize = 9;

/// How many places of a finding are shown; a pod may have thousands, and the message names the containers.
const PLACES_SHOWN: usize = 5;

/// Words a block for each object that has something against it, and a line for each error.
pub(super) struct TextWording(pub(super) Paint);

/// Writes the blocks and lines, and the counts at the end.
pub(super) struct Text {
    paint: Paint,
    last: Last,
}

/// What was written last, which decides whether an empty line comes next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Nothing,
    Block,
    Line,
}

impl Text {
    pub(super) fn new(paint: Paint) -> Self {
        Self { paint, last: Last::Nothing }
    }

    /// Parts blocks from what stands before them, and lines from blocks.
    fn part(&mut self, next: Last, out: &mut String) {
        if self.last == Last::Block || (self.last == Last::Line && next == Last::Block) {
            out.push('\n');
        }
        self.last = next;
    }
}

impl TextWording {
    fn label(&self, label: &str, text: fmt::Arguments<'_>, out: &mut String) -> fmt::Result {
        writeln!(out, "{}  {text}", self.0.dim(format_args!("{label:>7}")))
    }

    fn heading(
        &self,
        place: Place<'_>,
        verdict: &Verdict<'_>,
        effect: Option<Effect>,
        out: &mut String,
    ) -> fmt::Result {
        let (path, line) = (input_name(place.path), place.line());
        write!(out, "{}  {}", self.0.bold(format_args!("{path}:{line}")), object_name(verdict))?;
        if let Some(origin) = place.origin() {
            write!(out, " from {}", plain(origin))?;
        }
        let own = |owner: &&super::owners::Owner| verdict.kind().to_string() != owner.kind;
        if let Some(owner) = place.owner.filter(own) {
            write!(out, ", of {} {}", plain(&owner.kind), plain(&owner.name))?;
        }
        match effect {
            Some(Effect::Deny) => writeln!(out, "  {}", self.0.red("denied")),
            Some(Effect::Warn) => writeln!(out, "  {}", self.0.yellow("warned")),
            Some(Effect::Audit) => writeln!(out, "  {}", self.0.dim("audited")),
            None => writeln!(out, "  {}", self.0.green("allowed")),
        }
    }

    fn finding(&self, place: Place<'_>, finding: &Finding<'_>, out: &mut String) -> fmt::Result {
        let rule = finding.rule();
        let effect = format!("{:>7}", finding.effect().name());
        let effect = match finding.effect() {
            Effect::Deny => self.0.red(effect),
            Effect::Warn => self.0.yellow(effect),
            Effect::Audit => self.0.bold(effect),
        };
        let documented = match finding.fidelity() {
            Fidelity::Exact => String::new(),
            Fidelity::Documented => format!(" {}", self.0.dim("(documented, not measured)")),
        };
        writeln!(out, "\n{effect}  {}: {}{documented}", self.0.bold(rule.id), plain(finding))?;
        self.places(place, finding, out)?;
        if let Some(suggestion) = finding.suggestion() {
            self.label("hint", format_args!("{}", plain(suggestion)), out)?;
        }
        if let Some(held) = held::sentence(finding) {
            self.label("held", format_args!("{}", wrap(&held, INDENT)), out)?;
        }
        let why = wrap(first_sentence(rule.documentation), INDENT);
        self.label("why", format_args!("{why}"), out)?;
        self.label("fix", format_args!("{}", wrap(rule.remedy, INDENT)), out)
    }

    fn places(&self, place: Place<'_>, finding: &Finding<'_>, out: &mut String) -> fmt::Result {
        let mut fields = finding.fields();
        for field in fields.by_ref().take(PLACES_SHOWN) {
            let position = position(place, &field);
            self.label("at", format_args!("{}{position}  {}", input_name(place.path), plain(field)), out)?;
        }
        match fields.count() {
            0 => Ok(()),
            more => self.label("", format_args!("and {more} more"), out),
        }
    }
}

impl Wording for TextWording {
    fn verdict(&self, place: Place<'_>, verdict: &Verdict<'_>) -> Result<Piece, fmt::Error> {
        let effect = verdict.findings().map(|finding| finding.effect()).max();
        // Where an object runs is told of each.
        if effect.is_none() && verdict.placement().next().is_none() {
            return Ok(Piece::Nothing);
        }
        let mut out = String::new();
        self.heading(place, verdict, effect, &mut out)?;
        placement::write_table(verdict, &mut out, self.0)?;
        for finding in verdict.findings() {
            self.finding(place, &finding, &mut out)?;
        }
        Ok(Piece::Object(out))
    }

    fn error(&self, place: Place<'_>, error: &ManifestError) -> Result<Piece, fmt::Error> {
        let position = match (error.position(), place.item) {
            (Some(position), _) => format!(":{}:{}", position.line, position.column),
            (None, Some(item)) => format!(":{}", item.line),
            (None, None) => String::new(),
        };
        let path = self.0.bold(format!("{}{position}", input_name(place.path)));
        Ok(Piece::Error(format!("{path}  {} {}\n", self.0.red("error:"), error_text(error))))
    }
}

impl Report for Text {
    fn take(&mut self, piece: Piece, out: &mut String) -> fmt::Result {
        let (next, text) = match piece {
            Piece::Object(text) => (Last::Block, text),
            Piece::Error(text) => (Last::Line, text),
            _ => return Ok(()),
        };
        self.part(next, out);
        out.write_str(&text)
    }

    fn end(&mut self, tally: &Tally, out: &mut String) -> fmt::Result {
        if self.last != Last::Nothing {
            out.push('\n');
        }
        summary::write_end(tally, out, self.paint)
    }
}

/// `:line:column` of a field, or the line of the object.
fn position(place: Place<'_>, field: &str) -> String {
    match (place.position(field), place.item) {
        (Some(position), _) => format!(":{}:{}", position.line, position.column),
        (None, Some(item)) => format!(":{}", item.line),
        (None, None) => String::new(),
    }
}
