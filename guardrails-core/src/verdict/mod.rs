//! The verdict: what was found, worded only when somebody asks.

mod arranged;
mod changes;
mod finding;
mod judge;
mod placement;
mod settle;
mod unite;
mod words;

use std::fmt;

use arranged::Found;
pub(crate) use changes::{Change, Changes};
pub use finding::{ExceptionResult, Finding, PodSecurityResult};
pub(crate) use judge::{Note, Outcome};
pub use placement::{PlacementReason, PlacementResult, Reach};

pub use crate::policy::Effect;
use crate::policy::azure::Constraint;
use crate::policy::{Adjustments, Checks, Mode, Placement};
use crate::rules::Subject;
use crate::view::{Others, Text, View};

/// What became of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// Judged, and nothing refuses it.
    Allowed,
    /// Judged and refused.
    Denied,
    /// No active rule looks at objects of this kind.
    NotJudged,
}

impl Status {
    /// The status's name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::NotJudged => "not-judged",
        }
    }
}

/// What the strings of a judged object point into.
#[derive(Debug)]
pub(crate) enum Backing<'v> {
    Buffer(&'v str),
    #[cfg(feature = "k8s-openapi")]
    Table(crate::view::Strings<'v>),
}

impl Backing<'_> {
    pub(crate) fn text(&self) -> Text<'_> {
        match self {
            Self::Buffer(buffer) => Text::Buffer(buffer),
            #[cfg(feature = "k8s-openapi")]
            Self::Table(table) => Text::Table(table),
        }
    }
}

/// What a policy says of one object. Borrows the object and the scratch; nothing is formatted until
/// it is asked for.
///
/// ```
/// # use guardrails_core::{Context, Level, Policy, Scratch, Status, Version};
/// let policy = Policy::pod_security(Level::Baseline, Version::LATEST);
/// let pod = r#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"hostPID":true}}"#;
/// let mut scratch = Scratch::new();
/// let verdict = policy.evaluate(pod.as_bytes(), Context::default(), &mut scratch)?;
/// assert_eq!(verdict.status(), Status::Denied);
/// let finding = verdict.findings().next().unwrap();
/// assert_eq!(finding.to_string(), "host namespaces (hostPID=true)");
/// assert_eq!(finding.fields().collect::<Vec<_>>(), ["spec.hostPID"]);
/// # Ok::<(), guardrails_core::ManifestError>(())
/// ```
#[derive(Debug)]
pub struct Verdict<'v> {
    pub(crate) backing: Backing<'v>,
    pub(crate) view: &'v View,
    pub(crate) outcome: &'v Outcome,
    pub(crate) checks: &'v Checks,
    pub(crate) placement: Option<&'v Placement>,
    pub(crate) constraints: &'v [Constraint],
    /// The namespace that counts: the object's own, or the context's.
    pub(crate) namespace: Option<&'v str>,
    /// The other objects of the run.
    pub(crate) others: Option<&'v Others>,
    /// What the input is called.
    pub(crate) input: Option<&'v str>,
    pub(crate) adjustments: Option<&'v Adjustments>,
    pub(crate) judged: bool,
    /// What the policy has to say whatever the object is.
    pub(crate) policy_notes: &'v [String],
    /// The name of the expansion template that makes pods of workloads, where admission is asked.
    pub(crate) expansion: Option<&'v str>,
}

impl Verdict<'_> {
    /// What became of the object.
    pub fn status(&self) -> Status {
        // What the API server has against an object of any kind is a judgement as well.
        match (self.judged || !self.outcome.records.is_empty(), self.is_allowed()) {
            (false, _) => Status::NotJudged,
            (true, true) => Status::Allowed,
            (true, false) => Status::Denied,
        }
    }

    /// Whether nothing refuses the object. True of objects that no rule looks at as well.
    pub fn is_allowed(&self) -> bool {
        !self.outcome.is_denied()
    }

    /// Whether the object has a pod: a ReplicationController without a template has none.
    pub fn has_pod(&self) -> bool {
        self.view.has_pod
    }

    /// Whether admission notes in the audit log which policy it enforced: for every Pod it has judged.
    pub(crate) fn names_enforced_policy(&self) -> bool {
        self.judged
            && self.checks.mode(Mode::Enforce).is_some()
            && !self.outcome.notes.iter().any(|note| note.is_pass())
    }

    /// What was found, in the order in which upstream reports it.
    pub fn findings(&self) -> impl Iterator<Item = Finding<'_>> {
        let found = self.found();
        found.records.iter().map(move |record| Finding {
            failure: found.failure(record, self.subject(), self.constraints),
            effect: record.effect,
            prefix: self.prefix(record.implied),
            constraint: record.constraint.and_then(|n| self.constraints.get(n as usize)).map(|it| it.name.as_str()),
            modes: record.modes,
            held: record.held,
            adjustments: self.adjustments,
        })
    }

    /// The answer of each Pod Security mode that was evaluated: enforce, audit, warn.
    pub fn pod_security(&self) -> impl Iterator<Item = PodSecurityResult<'_>> {
        let exempt = !self.judged || self.outcome.notes.iter().any(|note| note.is_pass());
        let modes = Mode::ALL.into_iter().filter(move |_| !exempt);
        modes.filter_map(|mode| self.checks.mode(mode).map(|at| PodSecurityResult { verdict: self, mode, at }))
    }

    /// Where the object's pod lands, if the policy asks: one answer for each class or pool, in the policy's order.
    pub fn placement(&self) -> impl Iterator<Item = PlacementResult<'_>> {
        let groups = self.placement.map(|placement| placement.groups.as_slice()).unwrap_or_default();
        let answers = groups.iter().zip(&self.outcome.placed.groups);
        answers.map(|(group, obstacle)| PlacementResult { verdict: self, group, obstacle: *obstacle })
    }

    /// What a reader must know and no rule says: that a namespace is exempt, or not known.
    pub fn notes(&self) -> impl Iterator<Item = impl fmt::Display> {
        let own = self.outcome.notes.iter().map(|note| Noted::Own(*note, self));
        let changes = self.outcome.changes.iter().map(|change| Noted::Change(*change, self));
        own.chain(changes).chain(self.policy_notes.iter().map(|note| Noted::Policy(note)))
    }

    /// The object's apiVersion.
    pub fn api_version(&self) -> impl fmt::Display {
        self.text().show(self.view.object.api_version)
    }

    /// The object's kind.
    pub fn kind(&self) -> impl fmt::Display {
        self.text().show(self.view.object.kind_name)
    }

    /// The object's name; empty if it has none.
    pub fn name(&self) -> impl fmt::Display {
        self.text().show(self.view.object.name)
    }

    /// The namespace that counts: the object's own, or the context's.
    pub fn namespace(&self) -> Option<impl fmt::Display> {
        let own = self.view.object.namespace;
        match own.is_empty() {
            true => self.namespace.map(Namespace::Context),
            false => Some(Namespace::Own(self.text(), own)),
        }
    }

    /// The labels of the object, if it is a Namespace that was evaluated: for
    /// [`Namespaces::add`](crate::Namespaces::add).
    pub fn namespace_labels(&self) -> Option<impl Iterator<Item = (String, String)>> {
        let labels = self.view.namespace_labels.iter();
        let shown = |s| self.text().show(s).to_string();
        self.view.is_namespace.then(|| labels.map(move |label| (shown(label.key), shown(label.value))))
    }

    /// What admission writes before the message of a finding about a pod that a workload implies.
    fn prefix(&self, implied: bool) -> Option<&str> {
        self.expansion.filter(|_| implied)
    }

    /// What was found, in the order in which it is reported.
    pub(crate) fn found(&self) -> Found<'_> {
        self.outcome.found(self.subject(), self.constraints)
    }

    fn text(&self) -> Text<'_> {
        self.backing.text()
    }

    pub(crate) fn subject(&self) -> Subject<'_> {
        let landing = self.outcome.placed.landing;
        Subject { landing, namespace: self.namespace, others: self.others, ..Subject::new(self.view, self.text()) }
    }
}

enum Namespace<'v> {
    Own(Text<'v>, crate::view::Str),
    Context(&'v str),
}

impl fmt::Display for Namespace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own(text, own) => text.show(*own).fmt(f),
            Self::Context(context) => f.write_str(context),
        }
    }
}

impl Note {
    pub(crate) fn is_exemption(self) -> bool {
        matches!(self, Self::ExemptNamespace | Self::ExemptUser | Self::ExemptRuntimeClass)
    }

    /// Whether Pod Security has let the object pass without looking at it.
    pub(crate) fn is_pass(self) -> bool {
        self.is_exemption() || matches!(self, Self::NotAdmitted(_))
    }
}

enum Noted<'v> {
    Own(Note, &'v Verdict<'v>),
    Change(Change, &'v Verdict<'v>),
    Policy(&'v str),
}

impl fmt::Display for Noted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (note, verdict) = match self {
            Self::Own(note, verdict) => (*note, *verdict),
            Self::Change(change, verdict) => return change.write(verdict.view, verdict.text(), f),
            Self::Policy(note) => return f.write_str(note),
        };
        match note {
            Note::NamespaceUnknown => {
                f.write_str("the namespace is not known, so the policy's exemptions of namespaces were not applied")
            }
            Note::LabelsUnknown => match verdict.namespace() {
                Some(namespace) => write!(
                    f,
                    "pod-security: the labels of the namespace `{namespace}` are not known, so the policy's defaults \
                     were applied, and restricted where they enforce nothing"
                ),
                None => f.write_str(
                    "pod-security: the namespace is not known, so the policy's defaults were applied, and restricted \
                     where they enforce nothing",
                ),
            },
            Note::ExemptNamespace => match verdict.namespace() {
                Some(namespace) => write!(f, "pod-security: the namespace `{namespace}` is exempt"),
                None => f.write_str("pod-security: the namespace is exempt"),
            },
            Note::ExemptUser => f.write_str("pod-security: the user is exempt"),
            Note::ExemptRuntimeClass => {
                let class = verdict.text().show(verdict.view.pod.runtime_class);
                write!(f, "pod-security: the runtime class `{class}` is exempt")
            }
            Note::OtherScheduler => {
                let scheduler = verdict.text().show(verdict.view.scheduling.scheduler);
                write!(f, "placement: the scheduler `{scheduler}` places the pod and may decide otherwise")
            }
            Note::NotAdmitted(why) | Note::Said(why) => f.write_str(why),
        }
    }
}
