//! What to check: built once, immutable, shared.

mod adjustments;
pub(crate) mod azure;
mod baseline;
mod beyond;
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

use std::fmt;

pub(crate) use adjustments::Adjustments;
pub use baseline::Baseline;
pub(crate) use baseline::KnownFinding;
pub(crate) use beyond::Beyond;
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

pub(crate) use azure::Safeguards;

use crate::judge::Judge;

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
    /// What a field that its type does not have leads to; nothing if it is ignored.
    pub(crate) unknown_fields: Option<Effect>,
    /// What it says besides, with what judges that; nothing of most policies.
    pub(crate) beyond: Option<Box<dyn Judge>>,
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
            unknown_fields: Some(Effect::Warn),
            beyond: None,
        }
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
