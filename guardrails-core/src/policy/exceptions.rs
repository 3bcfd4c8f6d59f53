//! Documents of `kind: Exception`: who has agreed to which finding on which objects, why, and until when.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;

use super::pattern::{Pattern, any_fits};
use super::{Date, PolicyError};
use crate::rules;

/// So many days before its end an exception warns: a month.
const ENDING: u64 = 30;

/// A finding that somebody has agreed to live with: on which objects, why, who, and until when.
///
/// It never changes what was found: a finding it covers stays in the verdict, marked, without refusing the object.
#[derive(Clone, Debug)]
pub struct Exception {
    rules: Vec<String>,
    objects: Vec<Objects>,
    reason: String,
    owner: String,
    ticket: Option<String>,
    expires: Option<Date>,
}

/// Whether an exception holds on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExceptionState {
    /// It has ended: the finding counts again.
    Expired,
    /// It holds and ends within a month: the finding warns.
    Ending,
    /// It holds.
    Active,
}

impl ExceptionState {
    /// The word for it in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Expired => "expired",
            Self::Ending => "ending",
            Self::Active => "active",
        }
    }
}

/// Some objects, and parts of them. An empty list holds for everything.
#[derive(Clone, Debug, Default)]
struct Objects {
    kind: Option<Pattern>,
    name: Option<Pattern>,
    namespace: Option<Pattern>,
    labels: Vec<(String, Pattern)>,
    containers: Vec<Pattern>,
    images: Vec<Pattern>,
}

/// What an exception looks at of an object.
pub(crate) struct Profile {
    pub(crate) kind: String,
    pub(crate) name: String,
    /// None if it is not known.
    pub(crate) namespace: Option<String>,
    /// Its own labels, if a policy looks at any.
    pub(crate) labels: Vec<(String, String)>,
}

/// A container that a finding is about.
pub(crate) struct ExceptedContainer {
    pub(crate) name: String,
    pub(crate) image: String,
}

impl Exception {
    /// Why it was agreed to.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// Who answers for it.
    pub fn owner(&self) -> &str {
        &self.owner
    }

    /// Where it was agreed to.
    pub fn ticket(&self) -> Option<&str> {
        self.ticket.as_deref()
    }

    /// The last day on which it holds, in UTC.
    pub fn expires(&self) -> Option<Date> {
        self.expires
    }

    pub(crate) fn state(&self, today: impl FnOnce() -> Date) -> ExceptionState {
        let Some(end) = self.expires else { return ExceptionState::Active };
        match today() {
            today if today > end => ExceptionState::Expired,
            today if today.days_until(end) < ENDING => ExceptionState::Ending,
            _ => ExceptionState::Active,
        }
    }

    /// Whether it is about a rule.
    pub(crate) fn covers_rule(&self, rule: &rules::Head) -> bool {
        self.rules.iter().any(|name| rule.goes_by(name))
    }

    /// Whether it covers a finding of an object. What is agreed to of some containers or images covers a finding
    /// that is about containers alone, and about no other ones.
    pub(crate) fn covers(&self, object: &Profile, containers: Option<&[ExceptedContainer]>) -> bool {
        self.objects.iter().filter(|objects| objects.hold(object)).any(|objects| match containers {
            _ if objects.containers.is_empty() && objects.images.is_empty() => true,
            Some(containers) => !containers.is_empty() && containers.iter().all(|it| objects.hold_container(it)),
            None => false,
        })
    }

    /// Whether it is about an object, or about a part of it.
    pub(crate) fn is_about(&self, object: &Profile) -> bool {
        self.objects.iter().any(|objects| objects.hold(object))
    }

    /// Whether it names labels, which then have to be read.
    pub(crate) fn needs_labels(&self) -> bool {
        self.objects.iter().any(|objects| !objects.labels.is_empty())
    }

    /// Whether it names a namespace, so that an unknown one matters.
    pub(crate) fn needs_namespace(&self) -> bool {
        self.objects.iter().any(|objects| objects.namespace.is_some())
    }
}

impl fmt::Display for Exception {
    /// `hostPorts for Deployment shop/web-* (owner platform, ticket SEC-7, until 2026-12-31)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} for ", self.rules.join(", "))?;
        let mut separator = "";
        for objects in &self.objects {
            write!(f, "{separator}{objects}")?;
            separator = ", ";
        }
        write!(f, " (owner {}", self.owner)?;
        if let Some(ticket) = &self.ticket {
            write!(f, ", ticket {ticket}")?;
        }
        if let Some(end) = self.expires {
            write!(f, ", until {end}")?;
        }
        f.write_str(")")
    }
}

impl fmt::Display for Objects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |pattern: &Option<Pattern>, or: &'static str| {
            pattern.as_ref().map_or(or.to_owned(), |pattern| pattern.as_str().to_owned())
        };
        f.write_str(&text(&self.kind, "any object"))?;
        match (&self.namespace, &self.name) {
            (None, None) => {}
            (None, Some(name)) => write!(f, " {}", name.as_str())?,
            (Some(namespace), name) => write!(f, " {}/{}", namespace.as_str(), text(name, "*"))?,
        }
        for (key, value) in &self.labels {
            write!(f, " {key}={}", value.as_str())?;
        }
        for (what, patterns) in [("container", &self.containers), ("image", &self.images)] {
            for pattern in patterns {
                write!(f, " {what} {}", pattern.as_str())?;
            }
        }
        Ok(())
    }
}

impl Objects {
    fn hold(&self, object: &Profile) -> bool {
        let fits = |pattern: &Option<Pattern>, name: &str| pattern.as_ref().is_none_or(|pattern| pattern.fits(name));
        let has = |(key, value): &(String, Pattern)| object.labels.iter().any(|(k, v)| k == key && value.fits(v));
        fits(&self.kind, &object.kind)
            && fits(&self.name, &object.name)
            // A namespace that is not known is none that anybody has agreed to.
            && self.namespace.as_ref().is_none_or(|it| object.namespace.as_ref().is_some_and(|name| it.fits(name)))
            && self.labels.iter().all(has)
    }

    fn hold_container(&self, container: &ExceptedContainer) -> bool {
        any_fits(&self.containers, &container.name) && any_fits(&self.images, &container.image)
    }
}

/// What a document of `apiVersion: guardrails/v1`, `kind: Exception` says beside these two.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ExceptionDocument {
    rules: Vec<String>,
    objects: Vec<ObjectsSection>,
    reason: String,
    owner: String,
    ticket: Option<String>,
    expires: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ObjectsSection {
    kind: Option<String>,
    name: Option<String>,
    namespace: Option<String>,
    labels: Option<BTreeMap<String, Value>>,
    containers: Option<Vec<String>>,
    images: Option<Vec<String>>,
}

/// `exceptions` of a policy document: what exceptions have to say.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ExceptionsSection {
    /// Whether an exception must have an end; true if nothing is said.
    pub(super) expires_required: bool,
}

impl ExceptionDocument {
    pub(super) fn compile(self, expires_required: bool) -> Result<Exception, PolicyError> {
        if self.rules.is_empty() {
            return Err(PolicyError::new("rules: it is empty; name the rules that are excepted"));
        }
        for (n, name) in self.rules.iter().enumerate() {
            if !rules::rules().iter().any(|rule| rule.goes_by(name)) {
                return Err(PolicyError::new(format!("rules[{n}]: there is no rule `{name}`")));
            }
        }
        if self.objects.is_empty() {
            return Err(PolicyError::new("objects: it is empty; name the objects, or write `kind: \"*\"` for all"));
        }
        let objects = self.objects.into_iter().enumerate();
        let objects =
            objects.map(|(n, section)| section.compile(&format!("objects[{n}]"))).collect::<Result<_, _>>()?;
        let expires = self.expires.map(|date| date.parse()).transpose();
        let expires: Option<Date> = expires.map_err(|error| super::documents::at("expires", &error))?;
        if expires.is_none() && expires_required {
            return Err(PolicyError::new(
                "expires: it is missing; an exception has an end, unless a policy says `exceptions: {expiresRequired: false}`",
            ));
        }
        Ok(Exception {
            rules: self.rules,
            objects,
            reason: said("reason", self.reason)?,
            owner: said("owner", self.owner)?,
            ticket: self.ticket.map(|ticket| said("ticket", ticket)).transpose()?,
            expires,
        })
    }
}

/// A text that says something.
fn said(key: &str, text: String) -> Result<String, PolicyError> {
    match text.trim().is_empty() {
        true => Err(PolicyError::new(format!("{key}: it is empty"))),
        false => Ok(text),
    }
}

impl ObjectsSection {
    fn compile(self, place: &str) -> Result<Objects, PolicyError> {
        let pattern = |key: &str, text: Option<String>| {
            let empty = || PolicyError::new(format!("{place}.{key}: it is empty; leave it out, or write \"*\""));
            text.map(|text| Pattern::new(&text).ok_or_else(empty)).transpose()
        };
        let patterns = |key: &str, texts: Option<Vec<String>>| match texts {
            None => Ok(Vec::new()),
            Some(texts) if texts.is_empty() => {
                Err(PolicyError::new(format!("{place}.{key}: it is empty; leave it out, or name some")))
            }
            Some(texts) => {
                texts.into_iter().map(|text| pattern(key, Some(text))).filter_map(Result::transpose).collect()
            }
        };
        let objects = Objects {
            kind: pattern("kind", self.kind)?,
            name: pattern("name", self.name)?,
            namespace: pattern("namespace", self.namespace)?,
            labels: self.labels.map_or(Ok(Vec::new()), |labels| compile_labels(labels, place))?,
            containers: patterns("containers", self.containers)?,
            images: patterns("images", self.images)?,
        };
        let names_objects = objects.kind.is_some() || objects.name.is_some() || objects.namespace.is_some();
        if !names_objects && objects.labels.is_empty() && objects.containers.is_empty() && objects.images.is_empty() {
            let message = format!("{place}: it holds for every object; if that is meant, write `kind: \"*\"`");
            return Err(PolicyError::new(message));
        }
        Ok(objects)
    }
}

/// The labels that an object must have; a selector without any would hold for everything.
fn compile_labels(labels: BTreeMap<String, Value>, place: &str) -> Result<Vec<(String, Pattern)>, PolicyError> {
    if labels.is_empty() {
        let message =
            format!("{place}.labels: it is empty and would hold for every object; leave it out if that is meant");
        return Err(PolicyError::new(message));
    }
    let compiled = labels.into_iter().map(|(key, value)| {
        let wrong = |what: &str| PolicyError::new(format!("{place}.labels.{key}: {what}"));
        if !crate::placement::is_label_key(&key) {
            return Err(wrong("this is no key of a label"));
        }
        let Value::String(value) = value else { return Err(wrong("expected a string")) };
        let pattern = Pattern::new(&value).ok_or_else(|| wrong("it is empty; write \"*\" for any value"))?;
        Ok((key, pattern))
    });
    compiled.collect()
}
