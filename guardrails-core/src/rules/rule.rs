//! What a rule is.

use std::fmt;

use super::azure::{Check, Template};
use super::hits::{Hit, Hits, Value};
use crate::placement::{Landing, NodeClass};
use crate::policy::{Level, Version};
use crate::view::{Others, Text, View};

/// Which authority a rule speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// The Pod Security Standards, as Pod Security admission enforces them.
    PodSecurity,
    /// What virtual nodes on Azure Container Instances take, and what they deliver of it.
    VirtualNodes,
    /// Azure Policy for Kubernetes: Gatekeeper with Azure's constraint templates.
    AzurePolicy,
    /// The API server itself, before any admission.
    ApiServer,
}

impl Source {
    /// The source's name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PodSecurity => "pod-security",
            Self::VirtualNodes => "virtual-nodes",
            Self::AzurePolicy => "azure-policy",
            Self::ApiServer => "api-server",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How sure a rule's answer is to be the real system's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fidelity {
    /// Compared with the real system over recorded objects.
    Exact,
    /// Built from documentation alone.
    Documented,
}

impl Fidelity {
    /// The word that is shown to people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Documented => "documented",
        }
    }
}

/// What brings a rule in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scope {
    /// A Pod Security level: this one and every stricter one.
    Level(Level),
    /// A pod that may land on a node of these classes.
    Nodes(&'static [NodeClass], Concern),
    /// A constraint of this template.
    Constraint(&'static Template),
    /// Any manifest of a kind whose type is known.
    Manifest,
}

impl Scope {
    /// The level, of a Pod Security level.
    pub(crate) fn level(self) -> Option<Level> {
        match self {
            Self::Level(level) => Some(level),
            Self::Nodes(..) | Self::Constraint(_) | Self::Manifest => None,
        }
    }

    /// The template, of a constraint.
    pub(crate) fn template(self) -> Option<&'static Template> {
        match self {
            Self::Constraint(template) => Some(template),
            _ => None,
        }
    }
}

impl fmt::Display for Scope {
    /// The level, the classes of nodes, the template, or `manifest`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Level(level) => level.fmt(f),
            Self::Manifest => f.write_str("manifest"),
            Self::Nodes(classes, _) => {
                let mut separator = "";
                classes.iter().try_for_each(|class| {
                    write!(f, "{separator}{class}")?;
                    separator = ", ";
                    Ok(())
                })
            }
            Self::Constraint(template) => write!(f, "{} v{}", template.alias, template.version),
        }
    }
}

/// What a rule about nodes reports, which is what its effect depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Concern {
    /// The node refuses the pod after admission, or never starts it.
    Refused,
    /// The node takes the pod and does not deliver what it asks for.
    Void,
    /// Only a state of the cluster or of the subscription decides: a warning whatever the policy says.
    Uncertain,
}

/// A rule: everything about it in one value, which stands in the rule's own file.
pub struct Rule {
    /// The rule's id, spelled as upstream spells it.
    pub id: &'static str,
    /// What it is about, in a few words.
    pub title: &'static str,
    /// Which authority it speaks for.
    pub source: Source,
    /// What brings it in.
    pub scope: Scope,
    /// How sure its answer is.
    pub fidelity: Fidelity,
    /// What it asks for and why, for people: plain text, paragraphs parted by an empty line.
    pub documentation: &'static str,
    /// How to satisfy it, in one sentence.
    pub remedy: &'static str,
    /// The fields it reads, inside a pod: `spec.containers[*].ports[*].hostPort`.
    pub fields: &'static [&'static str],
    /// Where it comes from: the file in upstream's module, or the page.
    pub upstream: &'static str,
    /// Its revisions, oldest first; each holds from its version until the next one.
    pub revisions: &'static [Revision],
    /// Objects that pass and fail, for documentation and tests.
    pub examples: &'static [Example],
    /// Which order of the values its wording needs.
    pub(crate) sort: Sort,
    /// The reason, which may depend on how much was found; empty where the message is the detail alone.
    pub(crate) reason: fn(&Failure<'_>) -> &'static str,
    /// Words the detail of a failure.
    pub(crate) detail: fn(&Failure<'_>, &mut dyn fmt::Write) -> fmt::Result,
}

/// What judging needs of a [`Rule`], and nothing that only people read: a program that shows no documentation does not
/// carry it.
#[derive(Clone, Copy)]
pub(crate) struct Head {
    pub(crate) id: &'static str,
    pub(crate) source: Source,
    pub(crate) scope: Scope,
    pub(crate) fidelity: Fidelity,
    pub(crate) editions: &'static [Edition],
    pub(crate) sort: Sort,
    pub(super) reason: fn(&Failure<'_>) -> &'static str,
    pub(super) detail: fn(&Failure<'_>, &mut dyn fmt::Write) -> fmt::Result,
}

/// What judging needs of a [`Revision`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Edition {
    pub(crate) from: Version,
    pub(crate) overrides: &'static [&'static str],
    pub(crate) find: fn(Subject<'_>, &mut Hits),
}

impl Head {
    /// Whether a policy may mean the rule by a name: its id or, of Azure Policy's, the alias of all its versions.
    pub(crate) fn goes_by(&self, name: &str) -> bool {
        self.id == name || self.scope.template().is_some_and(|template| template.alias == name)
    }

    /// The reason of a failure.
    pub(crate) fn reason(&self, failure: &Failure<'_>) -> &'static str {
        (self.reason)(failure)
    }
}

impl fmt::Debug for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Head").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Rule {
    /// What judging needs of it.
    pub(super) const fn head(&self, editions: &'static [Edition]) -> Head {
        Head {
            id: self.id,
            source: self.source,
            scope: self.scope,
            fidelity: self.fidelity,
            editions,
            sort: self.sort,
            reason: self.reason,
            detail: self.detail,
        }
    }

    /// What judging needs of its revisions, of which there are so many.
    #[expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "the compiler runs it")]
    pub(super) const fn editions<const N: usize>(&self) -> [Edition; N] {
        let mut editions = [Edition { from: Version::v1(0), overrides: &[], find: |_, _| () }; N];
        let mut n = 0;
        while n < N {
            let Revision { from, overrides, find, .. } = self.revisions[n];
            editions[n] = Edition { from, overrides, find };
            n += 1;
        }
        editions
    }

    /// Whether a policy may mean this rule by a name: its id or, of Azure Policy's, the alias of all its versions.
    pub(crate) fn goes_by(&self, name: &str) -> bool {
        self.head(&[]).goes_by(name)
    }

    /// The Pod Security level that brings the rule in; none if something else does.
    pub fn level(&self) -> Option<Level> {
        self.scope.level()
    }

    /// The constraint template, of a rule of Azure Policy.
    pub fn template(&self) -> Option<&'static Template> {
        self.scope.template()
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rule").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A rule as it holds from a Kubernetes version on.
pub struct Revision {
    /// The first version.
    pub from: Version,
    /// What is new in it, in a few words.
    pub change: &'static str,
    /// The baseline rules that this one takes the place of at its level.
    pub overrides: &'static [&'static str],
    /// Decides: adds a hit for each thing that breaks the rule.
    pub(crate) find: fn(Subject<'_>, &mut Hits),
}

impl fmt::Debug for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Revision").field("from", &self.from).field("change", &self.change).finish_non_exhaustive()
    }
}

/// An object and what the rule says of it.
#[derive(Clone, Copy, Debug)]
pub struct Example {
    /// What the example shows.
    pub title: &'static str,
    /// A pod spec as YAML, or a whole pod if it begins with `metadata:`.
    pub pod: &'static str,
    /// What the rule says.
    pub expect: Expect,
    /// The first version for which this holds; it does until the rule's next revision.
    pub from: Version,
}

/// What an example expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// The rule has nothing against it.
    Pass,
    /// The rule refuses it with this message.
    Fail(&'static str),
}

/// What is judged: the view, what its strings point into, and where the pod can land.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'s> {
    pub(crate) view: &'s View,
    pub(crate) text: Text<'s>,
    pub(crate) landing: Landing,
    /// Whether the pod that a workload will make is judged, and not the object itself.
    pub(crate) implied: bool,
    /// The namespace that the caller knows.
    pub(crate) namespace: Option<&'s str>,
    /// The object before an update.
    pub(crate) old: Option<&'s View>,
    /// What else the run has brought.
    pub(crate) others: Option<&'s Others>,
}

impl<'s> Subject<'s> {
    /// An object without anything known besides.
    pub(crate) fn new(view: &'s View, text: Text<'s>) -> Self {
        Self { view, text, landing: Landing::default(), implied: false, namespace: None, old: None, others: None }
    }
}

/// Whether a rule's wording lists the values it found, each once and sorted, and the names of containers likewise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// In the order of the object.
    None,
    /// The values sorted, each once.
    Values,
    /// The values and the containers' names sorted, each once.
    ValuesAndNames,
}

/// A rule that has failed, with what its wording needs. Everything is in order already: wording only writes.
#[derive(Clone, Copy)]
pub(crate) struct Failure<'f> {
    pub(crate) rule: &'static Head,
    pub(crate) subject: Subject<'f>,
    pub(crate) hits: &'f [Hit],
    /// Indexes into `hits`: the distinct values, sorted.
    pub(crate) values: &'f [u32],
    /// Indexes into `hits`: the distinct names of containers, sorted.
    pub(crate) names: &'f [u32],
    /// The compiled constraint, of a rule of Azure Policy.
    pub(crate) check: Option<&'f dyn Check>,
}

impl Failure<'_> {
    /// Whether the detail may be empty: of Pod Security's, it is where it only names things that have no name.
    fn may_lack_detail(&self) -> bool {
        let is_empty = |hit: &Hit| matches!(hit.value, Value::Text(name) if name.is_empty());
        self.rule.source != Source::PodSecurity || self.hits.first().is_none_or(is_empty)
    }

    /// Writes `reason (detail)`, or one of them alone if there is no other (a sysctl without a name).
    pub(crate) fn write_message(&self, out: &mut dyn fmt::Write) -> fmt::Result {
        if let (Some(check), Some(hit)) = (self.check, self.hits.first()) {
            return check.write_message(self.subject, hit, out);
        }
        let reason = (self.rule.reason)(self);
        if reason.is_empty() {
            return (self.rule.detail)(self, out);
        }
        out.write_str(reason)?;
        if self.may_lack_detail() && (self.rule.detail)(self, &mut Silence).is_ok() {
            return Ok(());
        }
        out.write_str(" (")?;
        (self.rule.detail)(self, out)?;
        out.write_str(")")
    }
}

/// Takes nothing: the first thing that is written to it is an error.
struct Silence;

impl fmt::Write for Silence {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        if s.is_empty() { Ok(()) } else { Err(fmt::Error) }
    }
}
