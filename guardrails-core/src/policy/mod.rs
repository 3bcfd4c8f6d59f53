//! What to check: built once, immutable, shared.

mod adjustments;
pub(crate) mod azure;
mod baseline;
mod checks;
mod date;
mod documents;
mod effect;
mod effects;
mod exceptions;
mod level;
mod namespace_list;
mod namespaces;
mod pattern;
mod placement;
mod pod_security;
mod version;

use std::collections::HashMap;
use std::fmt;

pub(crate) use adjustments::Adjustments;
pub use baseline::Baseline;
pub(crate) use baseline::KnownFinding;
pub use checks::Mode;
pub(crate) use checks::{Check, Checks, LevelVersion, Modes};
pub use date::Date;
pub use effect::Effect;
pub(crate) use exceptions::{ExceptedContainer, Profile};
pub use exceptions::{Exception, ExceptionState};
pub use level::Level;
pub use namespaces::Namespaces;
pub(crate) use namespaces::{FromLabels, Labels};
pub use placement::Placement;
pub use version::Version;

use crate::view::Needs;
use azure::Constraint;
use azure::Expansions;
pub(crate) use azure::Safeguards;

/// A policy: which rules, at which version, with which effect.
///
/// ```
/// use guardrails_core::{Level, Policy, Version};
/// let enforced = Policy::pod_security(Level::Restricted, Version::LATEST);
/// let documents = r#"{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{"enforce":"baseline","warn":"restricted"}}"#;
/// let loaded = Policy::load(documents)?;
/// # Ok::<(), guardrails_core::PolicyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Policy {
    /// What `evaluate` checks: the modes as they were written.
    pub(crate) evaluated: Checks,
    /// What `review` checks of a Pod: warn follows enforce where it is not set.
    pub(crate) reviewed_pods: Checks,
    /// What `review` checks of a workload: enforce waits for the pods.
    pub(crate) reviewed_workloads: Checks,
    pub(crate) exemptions: Exemptions,
    /// The nodes of the cluster, if the policy asks where objects run.
    pub(crate) placement: Option<Placement>,
    /// The constraints of Azure Policy, by kind and name.
    pub(crate) constraints: Vec<Constraint>,
    /// How many groups of constraints that match alike there are.
    pub(crate) groups: usize,
    /// The labels of the namespaces that it was given.
    pub(crate) namespaces: Namespaces,
    /// What the reader has to read for them.
    pub(crate) needs: Needs,
    /// The cluster's expansion templates, whose names stand before messages about pods that workloads imply.
    pub(crate) expansions: Expansions,
    /// What changes objects before they are judged.
    pub(crate) safeguards: Option<Safeguards>,
    /// What every verdict has to say.
    pub(crate) notes: Vec<String>,
    /// What a field that its type does not have leads to; nothing if it is ignored.
    pub(crate) unknown_fields: Option<Effect>,
    /// What becomes of findings once they are there, if the policy says anything of it.
    pub(crate) adjustments: Option<Box<Adjustments>>,
    /// How levels come from the labels of namespaces, if they do.
    pub(crate) from_labels: Option<FromLabels>,
}

/// Whom Pod Security leaves alone, as upstream's admission configuration names them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Exemptions {
    pub(crate) namespaces: Vec<String>,
    pub(crate) usernames: Vec<String>,
    pub(crate) runtime_classes: Vec<String>,
}

/// What a policy says of Pod Security: a level and a version for each mode that it names.
#[derive(Clone, Debug, Default)]
pub(crate) struct PodSecurity {
    pub(crate) levels: [Option<Level>; 3],
    pub(crate) versions: [Option<Version>; 3],
    pub(crate) exemptions: Exemptions,
}

impl Policy {
    /// Enforces one level at one version and nothing else.
    pub fn pod_security(level: Level, version: Version) -> Self {
        let mut pod_security = PodSecurity::default();
        pod_security.levels[0] = Some(level);
        pod_security.versions[0] = Some(version);
        Self::new(pod_security, Version::NEWEST)
    }

    /// Reads policy documents: YAML or JSON, several in one text.
    ///
    /// # Errors
    /// Whatever is unknown, mistyped or without effect, with its place.
    pub fn load(documents: impl AsRef<[u8]>) -> Result<Self, PolicyError> {
        documents::load(&[("", documents.as_ref())], None)
    }

    /// Reads the documents of several texts, each with a name for error messages, into one policy; and
    /// enforces a level besides, if one is given and no document sets `podSecurity`.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn load_all(texts: &[(&str, &[u8])], enforce: Option<(Level, Version)>) -> Result<Self, PolicyError> {
        documents::load(texts, enforce)
    }

    pub(crate) fn new(pod_security: PodSecurity, newest: Version) -> Self {
        let at = |level: Option<Level>, version: Option<Version>| {
            let version = version.unwrap_or_default();
            level.map(|level| LevelVersion { level, version, resolved: version.resolve(newest) })
        };
        let [enforce, audit, warn] = pod_security.levels;
        let [enforce_version, audit_version, warn_version] = pod_security.versions;
        let written = [at(enforce, enforce_version), at(audit, audit_version), at(warn, warn_version)];
        // Upstream: a namespace that enforces and says nothing of warnings is warned at the same level; the
        // version follows too unless warn has one of its own.
        let mut labelled = written;
        if warn.is_none() && enforce > Some(Level::Privileged) {
            labelled[2] = at(enforce, warn_version.or(enforce_version));
        }
        // What a Pod was held to goes into the audit log, privileged too.
        labelled[0] = at(Some(enforce.unwrap_or_default()), enforce_version);
        let reviewed_pods = Checks::new(labelled);
        Self {
            evaluated: Checks::new(written),
            reviewed_workloads: reviewed_pods.without(Mode::Enforce),
            reviewed_pods,
            exemptions: pod_security.exemptions,
            placement: None,
            constraints: Vec::new(),
            groups: 0,
            namespaces: Namespaces::default(),
            needs: Needs::NONE,
            expansions: Expansions::default(),
            safeguards: None,
            notes: Vec::new(),
            unknown_fields: Some(Effect::Warn),
            adjustments: None,
            from_labels: None,
        }
    }
}

impl Policy {
    /// The same policy, which changes objects first as Deployment Safeguards does.
    fn with_safeguards(mut self, safeguards: Safeguards) -> Self {
        self.needs = self.needs.and(safeguards.needs());
        self.safeguards = Some(safeguards);
        self
    }

    /// The same policy with constraints, and with what every verdict has to say.
    fn with_constraints(mut self, mut constraints: Vec<Constraint>, notes: Vec<String>) -> Self {
        constraints.sort_by(|a, b| (a.rule.id, &a.name).cmp(&(b.rule.id, &b.name)));
        self.needs = constraints.iter().fold(Needs::NONE, |needs, constraint| needs.and(constraint.needs));
        // An initiative says the same for each of its policies, and an object is held against it once.
        let mut groups = HashMap::new();
        for constraint in &mut constraints {
            let next = groups.len();
            constraint.group = *groups.entry(format!("{:?}", constraint.matches)).or_insert(next);
        }
        self.groups = groups.len();
        self.constraints = constraints;
        self.notes = notes;
        self
    }
}

/// Why a policy could not be read: a sentence that names the place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyError(String);

impl PolicyError {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for PolicyError {}
