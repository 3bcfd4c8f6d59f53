//! SARIF 2.1.0: what code scanning takes.

use std::fmt::{self, Write};

use guardrails_core::{Effect, ExceptionState, Finding, ManifestError, Position, Rule, Verdict};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::held;
use super::report::{Piece, Place, Report, Wording, error_text, object_name};
use super::summary;
use super::tally::Tally;

/// How many places of a finding are named beside the first; a pod may have thousands.
const PLACES_BESIDE: usize = 4;

/// Words a line a finding.
pub(super) struct SarifWording {
    pub(super) has_baseline: bool,
}

/// Writes the lines between a head that tells of the rules and an end that tells how the run went.
#[derive(Default)]
pub(super) struct Sarif {
    has_begun: bool,
    /// What could not be read: it stands at the end.
    notifications: Vec<String>,
}

impl Sarif {
    fn begin(&mut self, out: &mut String) -> fmt::Result {
        if std::mem::replace(&mut self.has_begun, true) {
            return out.write_str(",\n");
        }
        let rules: Vec<Value> = guardrails_core::rules().iter().map(|rule| descriptor(rule)).collect();
        let driver = json!({
            "name": "k8s-guardrails",
            "semanticVersion": env!("CARGO_PKG_VERSION"),
            "informationUri": env!("CARGO_PKG_REPOSITORY"),
            "rules": rules,
        });
        out.write_str(
            "{\"$schema\":\"https://json.schemastore.org/sarif-2.1.0.json\",\"version\":\"2.1.0\",\"runs\":[",
        )?;
        writeln!(out, "{{\"tool\":{{\"driver\":{driver}}},\"columnKind\":\"unicodeCodePoints\",\"results\":[")
    }
}

impl SarifWording {
    fn result(&self, place: Place<'_>, verdict: &Verdict<'_>, finding: &Finding<'_>) -> Value {
        let rule = finding.rule();
        let fields: Vec<String> = finding.fields().take(PLACES_BESIDE.saturating_add(1)).collect();
        let text = format!("{}: {finding}", object_name(verdict));
        let mut result = json!({
            "ruleId": rule.id,
            "ruleIndex": guardrails_core::rules().iter().position(|it| it.id == rule.id),
            "level": level(finding.effect()),
            "message": {"text": text},
            "locations": [location(place, verdict, fields.first().map(String::as_str))],
            "partialFingerprints": fingerprints(place, verdict, finding),
        });
        let Value::Object(keys) = &mut result else { return result };
        let mut beside: Vec<Value> = fields.iter().skip(1).map(|field| location(place, verdict, Some(field))).collect();
        if place.origin().is_some() && place.path != "-" {
            let position = fields.first().and_then(|field| place.position(field));
            let mut rendered = json!({"physicalLocation": physical(place.path, region(place, position))});
            if let Value::Object(keys) = &mut rendered {
                keys.insert("message".into(), json!({"text": "rendered here"}));
            }
            beside.push(rendered);
        }
        if !beside.is_empty() {
            keys.insert("relatedLocations".into(), beside.into());
        }
        if let Some(held) = held::sentence(finding).filter(|_| is_suppressed(finding)) {
            let suppression = json!({"kind": "external", "status": "accepted", "justification": held});
            keys.insert("suppressions".into(), json!([suppression]));
        }
        if self.has_baseline {
            let state = if finding.known().is_some() { "unchanged" } else { "new" };
            keys.insert("baselineState".into(), state.into());
        }
        result
    }
}

impl Wording for SarifWording {
    fn verdict(&self, place: Place<'_>, verdict: &Verdict<'_>) -> Result<Piece, fmt::Error> {
        let mut out = String::new();
        for finding in verdict.findings() {
            let separator = if out.is_empty() { "" } else { ",\n" };
            write!(out, "{separator}{}", self.result(place, verdict, &finding))?;
        }
        Ok(if out.is_empty() { Piece::Nothing } else { Piece::Object(out) })
    }

    fn error(&self, place: Place<'_>, error: &ManifestError) -> Result<Piece, fmt::Error> {
        let region = place.item.map(|_| region(place, error.position()));
        let notification = json!({
            "level": "error",
            "descriptor": {"id": error.kind().name()},
            "message": {"text": error_text(error)},
            "locations": [{"physicalLocation": physical(place.path, region.unwrap_or_default())}],
        });
        Ok(Piece::Error(notification.to_string()))
    }
}

impl Report for Sarif {
    fn take(&mut self, piece: Piece, out: &mut String) -> fmt::Result {
        match piece {
            Piece::Object(results) => {
                self.begin(out)?;
                out.write_str(&results)
            }
            Piece::Error(notification) => {
                self.notifications.push(notification);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn end(&mut self, tally: &Tally, out: &mut String) -> fmt::Result {
        if !self.has_begun {
            self.begin(out)?;
        }
        for exception in &tally.unused {
            let text = format!("an exception has nothing to cover any more: {exception}");
            self.notifications.push(json!({"level": "note", "message": {"text": text}}).to_string());
        }
        let (successful, notifications) = (tally.errors == 0, self.notifications.join(","));
        write!(out, "\n],\"invocations\":[{{\"executionSuccessful\":{successful},")?;
        writeln!(out, "\"toolExecutionNotifications\":[{notifications}]}}]}}]}}")
    }

    fn aside(&self, tally: &Tally, out: &mut String) -> fmt::Result {
        summary::write_aside(tally, out)
    }
}

/// Whether somebody has agreed to the finding, so that nobody has to look at it.
fn is_suppressed(finding: &Finding<'_>) -> bool {
    finding.exception().is_some_and(|result| result.state() == ExceptionState::Active)
}

fn level(effect: Effect) -> &'static str {
    match effect {
        Effect::Deny => "error",
        Effect::Warn => "warning",
        Effect::Audit => "note",
    }
}

/// What is known of a rule.
fn descriptor(rule: &Rule) -> Value {
    let markdown = format!(
        "{}\n\n**Fix**: {}\n\n**Fields**: {}\n\n**Source**: {}, {}",
        rule.documentation,
        rule.remedy,
        rule.fields.iter().map(|field| format!("`{field}`")).collect::<Vec<_>>().join(", "),
        rule.source,
        rule.upstream
    );
    json!({
        "id": rule.id,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.documentation},
        "help": {"text": format!("{}\n\nFix: {}", rule.documentation, rule.remedy), "markdown": markdown},
        "helpUri": format!("{}/blob/main/docs/rules/{}.md", env!("CARGO_PKG_REPOSITORY"), rule.id),
        "properties": {"tags": [rule.source.name(), rule.fidelity.name()]},
    })
}

/// Where a field stands. What was rendered from a file has no line in it.
fn location(place: Place<'_>, verdict: &Verdict<'_>, field: Option<&str>) -> Value {
    let region = match place.origin() {
        Some(_) => Value::Null,
        None => region(place, field.and_then(|field| place.position(field))),
    };
    let name = match field {
        Some(field) => format!("{} {field}", object_name(verdict)),
        None => object_name(verdict),
    };
    json!({
        "physicalLocation": physical(place.file(), region),
        "logicalLocations": [{"fullyQualifiedName": name, "kind": "member"}],
    })
}

fn physical(path: &str, region: Value) -> Value {
    let mut physical = json!({"artifactLocation": {"uri": uri(path)}});
    if let (Value::Object(keys), false) = (&mut physical, region.is_null()) {
        keys.insert("region".into(), region);
    }
    physical
}

/// From a position on; the line of the object if there is none.
fn region(place: Place<'_>, position: Option<Position>) -> Value {
    match position {
        Some(Position { line, column, .. }) => json!({"startLine": line, "startColumn": column}),
        None => json!({"startLine": place.line()}),
    }
}

/// A path as a URI: relative ones stay so, and are looked for in the repository.
fn uri(path: &str) -> String {
    let path = if path == "-" { "stdin" } else { path };
    let path = path.strip_prefix("./").unwrap_or(path).replace('\\', "/");
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    // The origin of an object may be a URI already.
    let allowed: &[u8] = if path.contains("://") { b"-._~/:@?=&%+" } else { b"-._~/@+=" };
    for byte in path.bytes() {
        match byte {
            _ if byte.is_ascii_alphanumeric() || allowed.contains(&byte) => uri.push(char::from(byte)),
            // Writing into a string cannot fail.
            _ => drop(write!(uri, "%{byte:02X}")),
        }
    }
    uri
}

/// By what a finding is known again, though lines shift: its file, its object, its rule and its message.
fn fingerprints(place: Place<'_>, verdict: &Verdict<'_>, finding: &Finding<'_>) -> Value {
    let mut digest = Sha256::new();
    let namespace = verdict.namespace().map(|namespace| namespace.to_string()).unwrap_or_default();
    let (kind, name, message) = (verdict.kind().to_string(), verdict.name().to_string(), finding.to_string());
    for part in [place.file(), &kind, &namespace, &name, finding.rule().id, &message] {
        // Each part with its length, so that none can take up what belongs to its neighbour.
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    let digest: String = digest.finalize().iter().take(16).fold(String::new(), |mut hex, byte| {
        // Writing into a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    });
    // The name that GitHub goes by; without it, it makes one of the lines around.
    json!({"primaryLocationLineHash": format!("{digest}:1"), "guardrails/v1": digest})
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_uris() {
        assert_eq!(uri("./a b/ü.yaml"), "a%20b/%C3%BC.yaml");
        assert_eq!(uri("/srv/a#1.yaml"), "file:///srv/a%231.yaml");
        assert_eq!(uri("https://example.com/x/y.yaml"), "https://example.com/x/y.yaml");
        assert_eq!(uri("C:\\a.yaml"), "C%3A/a.yaml");
        assert_eq!(uri("-"), "stdin");
    }
}
