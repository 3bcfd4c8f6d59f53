use std::fmt;

use super::judge::Held;
use super::{Effect, Verdict};
use crate::policy::{Adjustments, Exception, ExceptionState, Level, LevelVersion, Mode, Modes, Version};
use crate::rules::{Failure, Fidelity, Hit, Leaf, Place, Rule, Source, Subject};
use crate::view::{Hint, PathStep, PodPlace, Text};

/// One thing that a rule found: a failing check. Its text is the message.
pub struct Finding<'v> {
    pub(super) failure: Failure<'v>,
    pub(super) effect: Effect,
    pub(super) modes: Modes,
    pub(super) held: Option<Held>,
    pub(super) adjustments: Option<&'v Adjustments>,
    /// What stands before the message.
    pub(super) prefix: Option<&'v str>,
    pub(super) constraint: Option<&'v str>,
}

impl fmt::Debug for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Finding")
            .field("rule", &self.failure.rule.id)
            .field("effect", &self.effect())
            .finish_non_exhaustive()
    }
}

impl fmt::Display for Finding<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(template) = self.prefix {
            write!(f, "[Implied by {template}] ")?;
        }
        self.failure.write_message(f)
    }
}

impl Finding<'_> {
    /// The rule that found it.
    pub fn rule(&self) -> &'static Rule {
        self.failure.rule.rule()
    }

    /// Who speaks: the rule's source, but Azure Policy where a policy of Azure's runs a check of Pod Security.
    pub fn source(&self) -> Source {
        if self.failure.check.is_some() { Source::AzurePolicy } else { self.failure.rule.source }
    }

    /// How sure the answer is to be the real system's: the rule's fidelity, but documented where a policy of
    /// Azure's runs a check of Pod Security, for its wording is not public.
    pub fn fidelity(&self) -> Fidelity {
        if self.source() == self.failure.rule.source { self.failure.rule.fidelity } else { Fidelity::Documented }
    }

    /// Upstream's ForbiddenReason for this check alone: the message without what stands in parentheses.
    pub fn reason(&self) -> &'static str {
        self.failure.rule.reason(&self.failure)
    }

    /// What it leads to: of a Pod Security check, the strongest of the modes that ask for it.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// Whether it is about the pod that the object will make, and not about the object itself.
    pub fn is_implied(&self) -> bool {
        self.failure.subject.implied
    }

    /// The details of a constraint's finding, as JSON: an object, `{}` where there are none.
    pub fn details(&self) -> String {
        let mut details = String::new();
        // Writing into a string cannot fail.
        let _ = self.write_details(&mut details);
        if details.is_empty() { "{}".to_owned() } else { details }
    }

    /// Writes the details, nothing where there are none.
    pub(crate) fn write_details(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        match (self.failure.check, self.failure.hits.first()) {
            (Some(check), Some(hit)) => check.write_details(self.failure.subject, hit, out),
            _ => Ok(()),
        }
    }

    /// The name of the constraint, of a rule of Azure Policy.
    pub fn constraint(&self) -> Option<&str> {
        self.constraint
    }

    /// The exception that covers it, if there is one: it may have ended.
    pub fn exception(&self) -> Option<ExceptionResult<'_>> {
        let Some(Held::Exception(number, state, asked)) = self.held else { return None };
        let exception = self.adjustments?.exceptions.get(number as usize)?;
        Some(ExceptionResult { exception, state, asked })
    }

    /// What it would lead to if a baseline did not know it; none if it is new, or if there is no baseline.
    pub fn known(&self) -> Option<Effect> {
        match self.held {
            Some(Held::Baseline(asked)) => Some(asked),
            _ => None,
        }
    }

    /// Whether its effect is the answer of a Pod Security mode, which reports it then.
    pub(crate) fn is_of_mode(&self) -> bool {
        let mode = match self.effect {
            Effect::Deny => Mode::Enforce,
            Effect::Warn => Mode::Warn,
            Effect::Audit => Mode::Audit,
        };
        self.modes.contains(mode)
    }

    /// The paths of the fields that decide, in the object as it was written, whether they are there or
    /// not: `spec.containers[0].securityContext.privileged`.
    pub fn fields(&self) -> impl Iterator<Item = String> {
        self.failure.hits.iter().map(|hit| {
            let mut path = String::new();
            // Writing into a string cannot fail.
            let _ = self.write_field(hit, &mut path);
            path
        })
    }

    /// The names of the containers concerned, each container once.
    pub fn containers(&self) -> impl Iterator<Item = impl fmt::Display> {
        let Subject { text, .. } = self.failure.subject;
        self.container_places().map(move |place| text.show(self.failure.subject.name(place)))
    }

    /// The containers concerned. Hits come in the order of the pod, those of a container side by side.
    pub(crate) fn container_places(&self) -> impl Iterator<Item = Place> {
        let mut last = None;
        let places = self.failure.hits.iter().map(|hit| hit.place);
        places.filter(move |place| matches!(place, Place::Container(..)) && last.replace(*place) != Some(*place))
    }

    /// What may have been meant, as a sentence: for a field that does not exist, the one that looks like it.
    pub fn suggestion(&self) -> Option<impl fmt::Display> {
        let place = self.failure.hits.first().map(|hit| hit.place)?;
        let Place::Unknown(n) = place else { return None };
        let Subject { view, text, .. } = self.failure.subject;
        let field = view.unknown.list().get(n as usize)?;
        let suggestion = Suggestion { hint: field.hint, path: view.unknown.path(field), text };
        (field.hint != Hint::None).then_some(suggestion)
    }

    /// The id of its rule.
    pub(crate) fn id(&self) -> &'static str {
        self.failure.rule.id
    }

    pub(crate) fn hits(&self) -> &[Hit] {
        self.failure.hits
    }

    fn pod_place(&self) -> PodPlace {
        self.failure.subject.view.object.kind.pod_place()
    }

    /// Writes the path of the field that a hit is about.
    pub(crate) fn write_field(&self, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
        let PodPlace { metadata, spec } = self.pod_place();
        if let Some(path) = hit.leaf.path.strip_prefix('/') {
            return self.write_field_of_pod(hit, path, out);
        }
        match hit.place {
            Place::Pod => write!(out, "{spec}.")?,
            Place::Container(list, n) => {
                write!(out, "{spec}.{}[{n}]", list.field())?;
                if !hit.leaf.path.is_empty() {
                    out.write_str(".")?;
                }
            }
            Place::Metadata if self.is_implied() => write!(out, "{metadata}.")?,
            Place::Metadata => out.write_str("metadata.")?,
            Place::Volume(n) => {
                write!(out, "{spec}.volumes[{n}]")?;
                if !hit.leaf.path.is_empty() {
                    out.write_str(".")?;
                }
            }
            Place::Object => {}
            Place::Unknown(n) => {
                let Subject { view, text, .. } = self.failure.subject;
                let path = view.unknown.list().get(n as usize).map(|field| view.unknown.path(field));
                return write_path(path.unwrap_or_default(), text, out);
            }
            Place::Annotation(n) => {
                let Subject { view, text, .. } = self.failure.subject;
                let key = view.annotations.get(n as usize).map(|annotation| annotation.key).unwrap_or_default();
                return write!(out, "{metadata}.annotations[{}]", text.show(key));
            }
            Place::OwnAnnotation(n) => {
                let subject = self.failure.subject;
                let key = subject.annotations().get(n as usize).map(|annotation| annotation.key).unwrap_or_default();
                let metadata = if subject.implied { metadata } else { "metadata" };
                return write!(out, "{metadata}.annotations[{}]", subject.text.show(key));
            }
        }
        let Leaf { mut path, indexes } = hit.leaf;
        for index in indexes {
            let Some((before, after)) = split_at_list(path, "]").or_else(|| split_at_list(path, "*]")) else { break };
            write!(out, "{before}[{index}]")?;
            path = after;
        }
        out.write_str(path)
    }

    /// Writes the path of a field of the pod, or of the annotation for a container.
    fn write_field_of_pod(&self, hit: &Hit, path: &str, out: &mut dyn fmt::Write) -> fmt::Result {
        match path.strip_prefix('@') {
            None => write!(out, "{}.{path}", self.pod_place().spec),
            Some(key) => {
                let Subject { text, .. } = self.failure.subject;
                let name = text.show(self.failure.subject.name(hit.place));
                write!(out, "{}.annotations[{key}{name}]", self.pod_place().metadata)
            }
        }
    }
}

/// What stands before and behind the first bracket that is followed by this. (A search for a bracket is less code than
/// one for a text.)
fn split_at_list<'p>(path: &'p str, inside: &str) -> Option<(&'p str, &'p str)> {
    path.match_indices('[').find_map(|(at, bracket)| {
        let (before, from) = path.split_at_checked(at)?;
        Some((before, from.strip_prefix(bracket)?.strip_prefix(inside)?))
    })
}

/// What may have been meant by a field that does not exist.
struct Suggestion<'v> {
    hint: Hint,
    path: &'v [PathStep],
    text: Text<'v>,
}

impl fmt::Display for Suggestion<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.hint {
            Hint::None => Ok(()),
            Hint::Spelled(name) => write!(f, "did you mean `{name}`?"),
            Hint::Elsewhere { kept, down } => {
                let (outer, inner) = (self.path.get(..kept as usize).unwrap_or_default(), self.path.last());
                f.write_str("did you mean `")?;
                write_path(outer, self.text, f)?;
                let mut dot = if outer.is_empty() { "" } else { "." };
                for member in down.iter().filter(|member| !member.name.is_empty()) {
                    write!(f, "{dot}{}{}", member.name, if member.list { "[*]" } else { "" })?;
                    dot = ".";
                }
                if let Some(PathStep::Key(key)) = inner {
                    write!(f, "{dot}{}", self.text.show(*key))?;
                }
                f.write_str("`? Check the indentation")
            }
        }
    }
}

/// Writes the steps of a path.
#[inline(never)]
fn write_path(path: &[PathStep], text: Text<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    let mut first = true;
    path.iter().try_for_each(|step| step.write(std::mem::take(&mut first), text, out))
}

/// An exception that covers a finding.
#[derive(Clone, Copy, Debug)]
pub struct ExceptionResult<'v> {
    exception: &'v Exception,
    state: ExceptionState,
    asked: Effect,
}

impl<'v> ExceptionResult<'v> {
    /// The exception.
    pub fn exception(&self) -> &'v Exception {
        self.exception
    }

    /// Whether it still holds.
    pub fn state(&self) -> ExceptionState {
        self.state
    }

    /// What the finding would lead to without it.
    pub fn asked(&self) -> Effect {
        self.asked
    }
}

/// What one Pod Security mode answers, in upstream's words.
pub struct PodSecurityResult<'v> {
    pub(super) verdict: &'v Verdict<'v>,
    pub(super) mode: Mode,
    pub(super) at: LevelVersion,
}

impl PodSecurityResult<'_> {
    /// The mode.
    pub fn mode(&self) -> Mode {
        self.mode
    }

    /// The level it was held to.
    pub fn level(&self) -> Level {
        self.at.level
    }

    /// The version it was held to; `latest` is resolved.
    #[expect(clippy::misnamed_getters, reason = "the version as written is admission's business alone")]
    pub fn version(&self) -> Version {
        self.at.resolved
    }

    /// Whether the level has nothing against the object.
    pub fn is_allowed(&self) -> bool {
        !self.verdict.outcome.fails(self.mode)
    }

    /// Upstream's ForbiddenReason: the reasons of the failing checks; empty if allowed.
    pub fn reason(&self) -> String {
        let mut text = String::new();
        // Writing into a string cannot fail.
        let _ = self.write_reason(&mut text);
        text
    }

    /// Upstream's ForbiddenDetail: the reasons with their details; empty if allowed.
    pub fn detail(&self) -> String {
        let mut text = String::new();
        // Writing into a string cannot fail.
        let _ = self.write_detail(&mut text);
        text
    }

    pub(crate) fn write_reason(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        self.join(out, |failure, out| out.write_str(failure.rule.reason(failure)))
    }

    pub(crate) fn write_detail(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        self.join(out, |failure, out| failure.write_message(out))
    }

    /// `level:version` as admission prints it, `latest` unresolved.
    pub(crate) fn write_level_version(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        write!(out, "{}:{}", self.at.level, self.at.version)
    }

    fn join(
        &self,
        out: &mut dyn fmt::Write,
        write: impl Fn(&Failure<'_>, &mut dyn fmt::Write) -> fmt::Result,
    ) -> fmt::Result {
        let found = self.verdict.outcome.unarranged();
        let records = found.records.iter().filter(|record| record.modes.contains(self.mode));
        let mut separator = "";
        for record in records {
            out.write_str(separator)?;
            write(&found.failure(record, self.verdict.subject(), &[]), out)?;
            separator = ", ";
        }
        Ok(())
    }
}
