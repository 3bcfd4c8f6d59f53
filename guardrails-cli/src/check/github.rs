//! Workflow commands of GitHub Actions: each finding an annotation of a pull request.

use std::fmt::{self, Display, Write};

use guardrails_core::{Effect, ExceptionState, Finding, ManifestError, Position, Verdict};

use super::held;
use super::report::{Piece, Place, Report, Wording, error_text, object_name};
use super::summary;
use super::tally::Tally;
use crate::words::Paint;

/// Words a line a finding, at the field that decides.
pub(super) struct GithubWording;

/// Writes the lines as they come.
pub(super) struct Github;

impl Wording for GithubWording {
    fn verdict(&self, place: Place<'_>, verdict: &Verdict<'_>) -> Result<Piece, fmt::Error> {
        let mut out = String::new();
        verdict.findings().try_for_each(|finding| {
            let command = match finding.effect() {
                Effect::Deny => "error",
                Effect::Warn => "warning",
                Effect::Audit => "notice",
            };
            let field = finding.fields().next();
            let position = field.as_deref().and_then(|field| place.position(field));
            let title = match finding.exception().map(|result| result.state()) {
                Some(ExceptionState::Active | ExceptionState::Ending) => format!("{} (excepted)", finding.rule().id),
                _ if finding.known().is_some() => format!("{} (known)", finding.rule().id),
                _ => finding.rule().id.to_owned(),
            };
            let message = message(place, verdict, &finding);
            write_command(command, place, position, &title, &message, &mut out)
        })?;
        Ok(Piece::Object(out))
    }

    fn error(&self, place: Place<'_>, error: &ManifestError) -> Result<Piece, fmt::Error> {
        let mut out = String::new();
        write_command("error", place, error.position(), error.kind().name(), &error_text(error), &mut out)?;
        Ok(Piece::Error(out))
    }
}

impl Report for Github {
    fn take(&mut self, piece: Piece, out: &mut String) -> fmt::Result {
        match piece {
            Piece::Object(text) | Piece::Error(text) => out.write_str(&text),
            _ => Ok(()),
        }
    }

    fn end(&mut self, _tally: &Tally, _out: &mut String) -> fmt::Result {
        Ok(())
    }

    fn aside(&self, tally: &Tally, out: &mut String) -> fmt::Result {
        summary::write_aside(tally, out)?;
        summary::write_counts(tally, out, Paint::new(false))
    }
}

fn message(place: Place<'_>, verdict: &Verdict<'_>, finding: &Finding<'_>) -> String {
    let mut message = format!("{}: {finding}\n{}", object_name(verdict), finding.rule().remedy);
    if let Some(held) = held::sentence(finding) {
        message.push('\n');
        message.push_str(&held);
    }
    if place.origin().is_some() && place.path != "-" {
        // Writing into a string cannot fail.
        let _ = write!(message, "\nRendered at {}:{}", place.path, place.line());
    }
    message
}

/// Writes a command. What was rendered from a file has no line in it.
fn write_command(
    command: &str,
    place: Place<'_>,
    position: Option<Position>,
    title: &str,
    message: &str,
    out: &mut String,
) -> fmt::Result {
    write!(out, "::{command} ")?;
    if place.file() != "-" {
        write!(out, "file={},", Property(place.file()))?;
    }
    match position {
        _ if place.origin().is_some() || place.path == "-" => {}
        Some(Position { line, column, .. }) => write!(out, "line={line},col={column},")?,
        None if place.item.is_some() => write!(out, "line={},", place.line())?,
        None => {}
    }
    writeln!(out, "title={}::{}", Property(title), Data(message))
}

/// The text of a command: what would end the line is escaped, as the runner wants it.
struct Data<'t>(&'t str);

impl Display for Data<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c {
            '%' => f.write_str("%25"),
            '\r' => f.write_str("%0D"),
            '\n' => f.write_str("%0A"),
            // The runner's log is a terminal too.
            c if c.is_control() => write!(f, "{}", c.escape_default()),
            c => f.write_char(c),
        })
    }
}

/// A property of a command: what would end it is escaped too.
struct Property<'t>(&'t str);

impl Display for Property<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let escaped = Data(self.0).to_string().replace(':', "%3A").replace(',', "%2C");
        f.write_str(&escaped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_ends_a_command_but_its_line_end() {
        assert_eq!(Property("a:b,c%\n::error::x").to_string(), "a%3Ab%2Cc%25%0A%3A%3Aerror%3A%3Ax");
        assert_eq!(Data("a: b\r\n\u{1b}[2J").to_string(), "a: b%0D%0A\\u{1b}[2J");
    }
}
