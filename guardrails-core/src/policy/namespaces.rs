//! What the labels of namespaces say of Pod Security, read as upstream reads them.

use std::collections::BTreeMap;

use super::azure::Constraint;
use super::{Level, LevelVersion, Mode, PodSecurity, Policy, Version};
use crate::rules::api_server::namespace_labels;
use crate::view::{Needs, Text, View};

/// The namespaces of a cluster that are known, with their labels.
///
/// ```
/// use guardrails_core::{Context, Namespaces, Policy, Scratch};
/// let policy = Policy::load(r#"{"apiVersion":"guardrails/v1","kind":"Policy","podSecurity":{"fromNamespaceLabels":true}}"#)?;
/// let mut namespaces = Namespaces::default();
/// namespaces.add("shop", [("pod-security.kubernetes.io/enforce", "baseline")]);
/// let policy = policy.with_namespaces(namespaces);
/// let pod = br#"{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"shop"},"spec":{"hostPID":true}}"#;
/// assert!(!policy.evaluate(pod, Context::default(), &mut Scratch::new())?.is_allowed());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Namespaces(BTreeMap<String, BTreeMap<String, String>>);

impl Namespaces {
    /// Takes up a namespace with all its labels; of two by one name the later counts.
    pub fn add<K: Into<String>, V: Into<String>>(
        &mut self,
        name: impl Into<String>,
        labels: impl IntoIterator<Item = (K, V)>,
    ) {
        let labels = labels.into_iter().map(|(key, value)| (key.into(), value.into())).collect();
        self.0.insert(name.into(), labels);
    }

    /// Whether the labels of a namespace are known.
    pub fn contains(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Takes up an object of a run if it is a Namespace.
    pub(crate) fn note(&mut self, view: &View, text: Text<'_>) {
        if view.is_kind(text, "v1", "Namespace") {
            // Whichever of the two was asked for.
            let read =
                if view.is_namespace { view.namespace_labels.as_slice() } else { view.details.labels.as_slice() };
            let shown = |s| text.show(s).to_string();
            self.add(shown(view.object.name), read.iter().map(|label| (shown(label.key), shown(label.value))));
        }
    }

    /// The labels of a namespace, if it is known.
    pub(crate) fn labels(&self, name: &str) -> Option<&BTreeMap<String, String>> {
        self.0.get(name)
    }

    pub(super) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }
}

/// The labels of one namespace, wherever they are known from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Labels<'l> {
    Pairs(&'l [(&'l str, &'l str)]),
    Known(&'l BTreeMap<String, String>),
}

impl<'l> Labels<'l> {
    fn get(self, key: &str) -> Option<&'l str> {
        match self {
            Self::Pairs(pairs) => pairs.iter().find(|(other, _)| *other == key).map(|(_, value)| *value),
            Self::Known(labels) => labels.get(key).map(String::as_str),
        }
    }
}

/// Levels that come from the labels of namespaces.
#[derive(Clone, Debug)]
pub(crate) struct FromLabels {
    /// What counts for a mode that a namespace's labels do not name.
    pub(super) defaults: PodSecurity,
    pub(super) newest: Version,
}

/// The levels and versions of the three modes.
type Levels = [Option<LevelVersion>; 3];

impl FromLabels {
    /// Upstream's PolicyToEvaluate. A level that is none fails closed for enforce and open for the others, a version
    /// that is none is the latest, and warn follows an enforce that is stricter where no label says otherwise. There is
    /// always a level to enforce.
    pub(crate) fn of(&self, labels: Labels<'_>) -> Levels {
        let PodSecurity { mut levels, mut versions, .. } = self.defaults.clone();
        for (mode, (level, version)) in Mode::ALL.into_iter().zip(levels.iter_mut().zip(&mut versions)) {
            let [level_label, version_label] = mode.labels();
            if let Some(value) = labels.get(level_label) {
                let otherwise = if mode == Mode::Enforce { Level::Restricted } else { Level::Privileged };
                *level = Some(value.parse().unwrap_or(otherwise));
            }
            if let Some(value) = labels.get(version_label) {
                *version = Some(Version::of_label(value).unwrap_or(Version::LATEST));
            }
        }
        let [enforce, _, warn] = levels;
        let [enforce_label, _] = Mode::Enforce.labels();
        let [warn_label, warn_version_label] = Mode::Warn.labels();
        let is_set = labels.get(enforce_label).is_some_and(|value| value.parse::<Level>().is_ok());
        if is_set && labels.get(warn_label).is_none() && enforce > Some(warn.unwrap_or_default()) {
            levels[2] = enforce;
            if labels.get(warn_version_label).is_none() {
                versions[2] = versions[0];
            }
        }
        levels[0] = Some(enforce.unwrap_or_default());
        self.resolved(levels, versions)
    }

    /// What upstream has against the values of labels, as it goes into the audit log; empty if nothing.
    pub(crate) fn errors(labels: Labels<'_>) -> String {
        let mut errors = Vec::new();
        for (label, field) in namespace_labels::labels() {
            if let Some(value) = labels.get(label).filter(|value| !namespace_labels::is_good(field, value)) {
                let mut error = String::new();
                // Writing into a string cannot fail.
                let _ = namespace_labels::write_error(field, value.chars(), &mut error);
                errors.push(error);
            }
        }
        if errors.len() > 1 { format!("[{}]", errors.join(", ")) } else { errors.pop().unwrap_or_default() }
    }

    /// Where the labels are not known: the defaults, and the strictest level where these enforce none.
    pub(crate) fn unknown(&self) -> Levels {
        let PodSecurity { mut levels, versions, .. } = self.defaults.clone();
        levels[0] = levels[0].or(Some(Level::Restricted));
        self.resolved(levels, versions)
    }

    /// Whether a namespace without labels is left without any check.
    pub(crate) fn enforces_nothing(&self) -> bool {
        self.defaults.levels[0].unwrap_or_default() == Level::Privileged
    }

    fn resolved(&self, levels: [Option<Level>; 3], versions: [Option<Version>; 3]) -> Levels {
        let mut resolved = [None; 3];
        for (slot, (level, version)) in resolved.iter_mut().zip(levels.into_iter().zip(versions)) {
            let version = version.unwrap_or_default();
            // A version that is newer than the cluster is clipped, as upstream clips it.
            let at = version.resolve(self.newest).min(self.newest);
            *slot = level.map(|level| LevelVersion { level, version, resolved: at });
        }
        resolved
    }
}

impl Mode {
    /// The labels of a namespace that set the level and the version.
    pub(crate) const fn labels(self) -> [&'static str; 2] {
        match self {
            Self::Enforce => ["pod-security.kubernetes.io/enforce", "pod-security.kubernetes.io/enforce-version"],
            Self::Audit => ["pod-security.kubernetes.io/audit", "pod-security.kubernetes.io/audit-version"],
            Self::Warn => ["pod-security.kubernetes.io/warn", "pod-security.kubernetes.io/warn-version"],
        }
    }
}

impl Policy {
    /// Takes levels from the labels of namespaces, and these where labels say nothing.
    pub(super) fn from_namespace_labels(defaults: PodSecurity, newest: Version) -> Self {
        let exemptions = defaults.exemptions.clone();
        let mut policy = Self::new(PodSecurity { exemptions, ..PodSecurity::default() }, newest);
        policy.beyond_mut().from_labels = Some(FromLabels { defaults, newest });
        policy
    }

    /// The same policy, which knows these namespaces besides those of its documents.
    #[must_use]
    pub fn with_namespaces(mut self, namespaces: Namespaces) -> Self {
        if !namespaces.0.is_empty() {
            self.beyond_mut().namespaces.append(namespaces);
        }
        self
    }

    /// Whether what is said of an object may depend on other objects: levels that come from the labels of namespaces
    /// (`podSecurity.fromNamespaceLabels`), constraints that choose namespaces by their labels or ask for other objects.
    /// Then it pays to [look ahead](Self::look_ahead) in a run.
    pub fn reads_other_objects(&self) -> bool {
        let reads = |constraint: &Constraint| {
            constraint.needs.has(Needs::INVENTORY) || constraint.matches.reads_namespace_labels()
        };
        self.beyond().is_some_and(|it| it.from_labels.is_some() || it.constraints.iter().any(reads))
    }

    /// Whether the objects of a run are to be judged one after the other with one [`Inventory`](crate::Inventory):
    /// constraints ask for the others, or say something once a run.
    pub fn needs_inventory(&self) -> bool {
        let needs =
            |constraint: &Constraint| constraint.needs.has(Needs::INVENTORY) || constraint.check.speaks_of_run();
        self.beyond().is_some_and(|it| it.constraints.iter().any(needs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(from: &FromLabels, labels: &[(&str, &str)]) -> String {
        let shown = from
            .of(Labels::Pairs(labels))
            .map(|at| at.map_or("-".to_owned(), |at| format!("{}:{}={}", at.level, at.version, at.resolved)));
        shown.join(" ")
    }

    #[test]
    fn labels_are_read_as_upstream_reads_them() {
        let none = FromLabels { defaults: PodSecurity::default(), newest: Version::v1(34) };
        let is = |labels: &[(&str, &str)]| levels(&none, labels);
        const ENFORCE: &str = "pod-security.kubernetes.io/enforce";
        const ENFORCE_VERSION: &str = "pod-security.kubernetes.io/enforce-version";
        const WARN: &str = "pod-security.kubernetes.io/warn";
        const WARN_VERSION: &str = "pod-security.kubernetes.io/warn-version";
        const AUDIT: &str = "pod-security.kubernetes.io/audit";
        assert_eq!(is(&[]), "privileged:latest=v1.34 - -");
        assert_eq!(is(&[(ENFORCE, "baseline")]), "baseline:latest=v1.34 - baseline:latest=v1.34");
        assert_eq!(
            is(&[(ENFORCE, "baseline"), (ENFORCE_VERSION, "v1.25"), (WARN_VERSION, "v1.26")]),
            "baseline:v1.25=v1.25 - baseline:v1.26=v1.26"
        );
        assert_eq!(is(&[(ENFORCE, "Baseline")]), "restricted:latest=v1.34 - -");
        assert_eq!(is(&[(ENFORCE, "baseline"), (WARN, "none")]), "baseline:latest=v1.34 - privileged:latest=v1.34");
        assert_eq!(is(&[(ENFORCE_VERSION, "v1.25")]), "privileged:v1.25=v1.25 - -");
        assert_eq!(is(&[(AUDIT, "none")]), "privileged:latest=v1.34 privileged:latest=v1.34 -");
        assert_eq!(is(&[(ENFORCE, "privileged"), (ENFORCE_VERSION, "1.25")]), "privileged:latest=v1.34 - -");
        assert_eq!(
            is(&[(ENFORCE, "baseline"), (ENFORCE_VERSION, "v1.99")]),
            "baseline:v1.99=v1.34 - baseline:v1.99=v1.34"
        );
        let mut defaults =
            PodSecurity { levels: [Some(Level::Baseline), None, Some(Level::Restricted)], ..PodSecurity::default() };
        defaults.versions[0] = Some(Version::v1(30));
        let some = FromLabels { defaults, newest: Version::v1(34) };
        assert_eq!(levels(&some, &[]), "baseline:v1.30=v1.30 - restricted:latest=v1.34");
        assert_eq!(levels(&some, &[(ENFORCE, "restricted")]), "restricted:v1.30=v1.30 - restricted:latest=v1.34");
    }
}
