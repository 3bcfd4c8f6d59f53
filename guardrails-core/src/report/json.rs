//! The verdict as JSON: one line, keys in the contract's order, written straight into the caller's sink.

use std::fmt::{self, Write};

use crate::input::error::ManifestError;
use crate::rules::Fidelity;
use crate::verdict::{Finding, Verdict};
use crate::view::{Str, Text};

/// How every verdict begins: with its schema.
const HEAD: &str = "{\"schema\":\"guardrails/v1\"";

/// As many bytes as a verdict has that finds nothing.
const QUIET: usize = 384;

impl Verdict<'_> {
    /// Writes the verdict as one line of JSON, without a line end.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn write_json(&self, out: &mut dyn Write) -> fmt::Result {
        // Pieces, not formats: of an allowed object this is all there is, and formatting would take most of the time.
        let (text, object) = (self.backing.text(), &self.view.object);
        put(out, HEAD)?;
        put(out, ",\"object\":{\"apiVersion\":")?;
        object_string(out, text, object.api_version)?;
        put(out, ",\"kind\":")?;
        object_string(out, text, object.kind_name)?;
        match (object.namespace.is_empty(), self.namespace) {
            (false, _) => {
                put(out, ",\"namespace\":")?;
                object_string(out, text, object.namespace)?;
            }
            (true, Some(namespace)) => {
                put(out, ",\"namespace\":")?;
                plain_string(out, namespace)?;
            }
            (true, None) => {}
        }
        if !object.name.is_empty() {
            put(out, ",\"name\":")?;
            object_string(out, text, object.name)?;
        }
        put(out, "},\"status\":\"")?;
        put(out, self.status().name())?;
        put(out, if self.is_allowed() { "\",\"allowed\":true" } else { "\",\"allowed\":false" })?;
        self.write_pod_security(out)?;
        self.write_findings(out)?;
        self.write_placement(out)?;
        self.write_notes(out)?;
        put(out, "}")
    }

    /// The verdict as one line of JSON.
    pub fn to_json(&self) -> String {
        let mut json = String::with_capacity(QUIET);
        // Writing into a string cannot fail.
        let _ = self.write_json(&mut json);
        json
    }

    fn write_pod_security(&self, out: &mut dyn Write) -> fmt::Result {
        let mut open = ",\"podSecurity\":[";
        for result in self.pod_security() {
            let allowed = result.is_allowed();
            let words = [open, "{\"mode\":\"", result.mode().name(), "\",\"level\":\"", result.level().name()];
            words.into_iter().try_for_each(|word| put(out, word))?;
            write!(out, "\",\"version\":\"{}", result.version())?;
            put(out, if allowed { "\",\"allowed\":true" } else { "\",\"allowed\":false" })?;
            if !allowed {
                put(out, ",\"reason\":\"")?;
                result.write_reason(&mut Escaped(out))?;
                put(out, "\",\"detail\":\"")?;
                result.write_detail(&mut Escaped(out))?;
                put(out, "\"")?;
            }
            put(out, "}")?;
            open = ",";
        }
        if open == "," { put(out, "]") } else { Ok(()) }
    }

    fn write_findings(&self, out: &mut dyn Write) -> fmt::Result {
        put(out, ",\"findings\":[")?;
        let mut separator = "";
        for finding in self.findings() {
            let (rule, effect) = (finding.id(), finding.effect().name());
            write!(
                out,
                "{separator}{{\"rule\":\"{rule}\",\"source\":\"{}\",\"effect\":\"{effect}\",\"message\":",
                finding.source()
            )?;
            string(out, &finding)?;
            put(out, ",\"fields\":[")?;
            let mut comma = "\"";
            for hit in finding.hits() {
                put(out, comma)?;
                finding.write_field(hit, &mut Escaped(out))?;
                put(out, "\"")?;
                comma = ",\"";
            }
            put(out, "]")?;
            let mut open = ",\"containers\":[";
            for container in finding.containers() {
                put(out, open)?;
                string(out, container)?;
                open = ",";
            }
            put(out, if open == "," { "]" } else { "" })?;
            if let Some(suggestion) = finding.suggestion() {
                put(out, ",\"suggestion\":")?;
                string(out, suggestion)?;
            }
            let mut details = Prefixed { out, prefix: ",\"details\":" };
            finding.write_details(&mut details)?;
            if finding.is_implied() {
                put(out, ",\"implied\":true")?;
            }
            put(
                out,
                match finding.fidelity() {
                    Fidelity::Exact => "",
                    Fidelity::Documented => ",\"fidelity\":\"documented\"",
                },
            )?;
            write_held(&finding, out)?;
            put(out, "}")?;
            separator = ",";
        }
        put(out, "]")
    }

    fn write_placement(&self, out: &mut dyn Write) -> fmt::Result {
        let mut open = ",\"placement\":{";
        for place in self.placement() {
            put(out, open)?;
            string(out, place.name())?;
            write!(out, ":\"{}\"", place.reach().name())?;
            open = ",";
        }
        if open == "," { put(out, "}") } else { Ok(()) }
    }

    fn write_notes(&self, out: &mut dyn Write) -> fmt::Result {
        let mut open = ",\"notes\":[";
        for note in self.notes() {
            put(out, open)?;
            string(out, note)?;
            open = ",";
        }
        if open == "," { put(out, "]") } else { Ok(()) }
    }
}

/// Writes what keeps a finding from what the policy asks for.
fn write_held(finding: &Finding<'_>, out: &mut dyn Write) -> fmt::Result {
    if let Some(result) = finding.exception() {
        let (exception, state, asked) = (result.exception(), result.state().name(), result.asked().name());
        write!(out, ",\"exception\":{{\"state\":\"{state}\",\"effect\":\"{asked}\",\"reason\":")?;
        string(out, exception.reason())?;
        put(out, ",\"owner\":")?;
        string(out, exception.owner())?;
        if let Some(ticket) = exception.ticket() {
            put(out, ",\"ticket\":")?;
            string(out, ticket)?;
        }
        if let Some(expires) = exception.expires() {
            write!(out, ",\"expires\":\"{expires}\"")?;
        }
        put(out, "}")?;
    }
    match finding.known() {
        Some(asked) => write!(out, ",\"baseline\":{{\"effect\":\"{}\"}}", asked.name()),
        None => Ok(()),
    }
}

impl ManifestError {
    /// Writes the error as the verdict's JSON: status `error`, without a line end.
    ///
    /// # Errors
    /// Those of the sink.
    pub fn write_json(&self, out: &mut dyn Write) -> fmt::Result {
        write!(out, "{HEAD},\"object\":{{")?;
        let object = self.object();
        let known = [
            ("apiVersion", &object.api_version),
            ("kind", &object.kind),
            ("namespace", &object.namespace),
            ("name", &object.name),
        ];
        let mut separator = "";
        for (key, value) in known.into_iter().filter(|(_, value)| !value.is_empty()) {
            write!(out, "{separator}\"{key}\":")?;
            string(out, value)?;
            separator = ",";
        }
        write!(out, "}},\"status\":\"error\",\"error\":{{\"kind\":\"{}\",\"message\":", self.kind())?;
        string(out, self.message())?;
        if !self.field().is_empty() {
            put(out, ",\"field\":")?;
            string(out, self.field())?;
        }
        if let Some(position) = self.position() {
            write!(out, ",\"line\":{},\"column\":{},\"offset\":{}", position.line, position.column, position.offset)?;
        }
        put(out, "},\"findings\":[]}")
    }

    /// The error as one line of JSON: what the verdict's JSON would be.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        // Writing into a string cannot fail.
        let _ = self.write_json(&mut json);
        json
    }
}

/// Writes a piece. Where there is but one kind of sink it would otherwise be compiled into each place.
#[inline(never)]
fn put(out: &mut dyn Write, piece: &str) -> fmt::Result {
    out.write_str(piece)
}

/// Writes something before the first thing that is written.
struct Prefixed<'o> {
    out: &'o mut dyn Write,
    prefix: &'static str,
}

impl Write for Prefixed<'_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        self.out.write_str(std::mem::take(&mut self.prefix))?;
        self.out.write_str(s)
    }
}

/// Writes a JSON string.
pub(crate) fn string(out: &mut dyn Write, value: impl fmt::Display) -> fmt::Result {
    shown_string(out, &value)
}

#[inline(never)]
fn shown_string(out: &mut dyn Write, value: &dyn fmt::Display) -> fmt::Result {
    put(out, "\"")?;
    write!(Escaped(out), "{value}")?;
    put(out, "\"")
}

/// Writes a string of the object as a JSON string.
fn object_string(out: &mut dyn Write, text: Text<'_>, s: Str) -> fmt::Result {
    match text.plain(s) {
        Some(plain) => plain_string(out, plain),
        None => string(out, text.show(s)),
    }
}

/// Writes a text as a JSON string.
fn plain_string(out: &mut dyn Write, text: &str) -> fmt::Result {
    put(out, "\"")?;
    Escaped(out).write_str(text)?;
    put(out, "\"")
}

/// Passes text on, escaped for the inside of a JSON string: the short escapes, `\u00XX` for the other
/// control characters, everything else as it is.
pub(crate) struct Escaped<'o>(pub(crate) &'o mut dyn Write);

impl Write for Escaped<'_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        let is_special = |b: u8| b < b' ' || b == b'"' || b == b'\\';
        // Most texts have nothing to escape, and without a way out of it this loop looks at many bytes at once.
        if !s.bytes().fold(false, |found, b| found | is_special(b)) {
            return self.0.write_str(s);
        }
        let mut rest = s;
        while let Some(at) = rest.bytes().position(is_special) {
            // What is escaped is one byte of ASCII, so both cuts are between characters.
            let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
            let (special, after) = after.split_at_checked(1).unwrap_or((after, ""));
            self.0.write_str(before)?;
            match special.bytes().next().unwrap_or_default() {
                b'"' => self.0.write_str("\\\"")?,
                b'\\' => self.0.write_str("\\\\")?,
                0x08 => self.0.write_str("\\b")?,
                0x0c => self.0.write_str("\\f")?,
                b'\n' => self.0.write_str("\\n")?,
                b'\r' => self.0.write_str("\\r")?,
                b'\t' => self.0.write_str("\\t")?,
                other => write!(self.0, "\\u{other:04x}")?,
            }
            rest = after;
        }
        self.0.write_str(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_json_wants_them() {
        let mut json = String::new();
        string(&mut json, "a\"b\\c\n\u{1}é\u{7f}").unwrap();
        assert_eq!(json, "\"a\\\"b\\\\c\\n\\u0001é\u{7f}\"");
    }
}
