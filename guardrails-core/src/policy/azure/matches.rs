use serde::Deserialize;

use super::selector::Selector;
use super::wildcard::Wildcard;
use crate::policy::PolicyError;
use crate::view::Needs;

/// `spec.match` as it is written.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Match {
    #[serde(default)]
    kinds: Option<Vec<Kinds>>,
    #[serde(default)]
    namespaces: Option<Vec<String>>,
    #[serde(default)]
    excluded_namespaces: Option<Vec<String>>,
    #[serde(default)]
    label_selector: Option<Selector>,
    #[serde(default)]
    namespace_selector: Option<Selector>,
    #[serde(default)]
    scope: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    source: Option<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Kinds {
    #[serde(default)]
    api_groups: Option<Vec<String>>,
    #[serde(default)]
    kinds: Option<Vec<String>>,
}

/// Which objects a constraint is held against, compiled.
#[derive(Clone, Debug)]
pub(crate) struct Matches {
    kinds: Vec<Kinds>,
    namespaces: Vec<Wildcard>,
    excluded_namespaces: Vec<Wildcard>,
    labels: Option<Selector>,
    namespace_labels: Option<Selector>,
    scope: Scope,
    name: Option<Wildcard>,
    source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scope {
    All,
    Cluster,
    Namespaced,
}

/// Whether objects themselves are meant, the pods that they imply, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    All,
    Original,
    Generated,
}

/// What is held against a constraint's match.
pub(crate) trait Target {
    /// Whether this is its API group and kind.
    fn is_kind(&self, group: Option<&str>, kind: Option<&str>) -> bool;

    /// Whether it is a Namespace.
    fn is_namespace(&self) -> bool;

    /// Its name, and whether that is only the beginning of one that is still to be made up.
    fn with_name(&self, test: &mut dyn FnMut(&str, bool) -> bool) -> bool;

    /// Its namespace; `None` if it is not known, or of the cluster as a whole.
    fn with_namespace(&self, test: &mut dyn FnMut(&str) -> bool) -> Option<bool>;

    /// Whether it belongs to the cluster as a whole.
    fn is_cluster_wide(&self) -> bool;

    /// Tests the value of a label; `None` if it does not have it.
    fn label(&self, key: &str, test: &dyn Fn(&str) -> bool) -> Option<bool>;

    /// Whether the labels of its namespace are known.
    fn knows_namespace_labels(&self) -> bool;

    /// Tests the value of a label of its namespace.
    fn namespace_label(&self, key: &str, test: &dyn Fn(&str) -> bool) -> Option<bool>;
}

/// Whether a constraint is for an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Matched {
    pub(crate) matches: bool,
    /// The object's namespace would have to be known, so the stricter answer was given.
    pub(crate) namespace_unknown: bool,
    /// The labels of the object's namespace would have to be known, likewise.
    pub(crate) labels_unknown: bool,
}

impl Matches {
    pub(super) fn new(written: Match) -> Result<Self, PolicyError> {
        let wildcards = |list: Option<Vec<String>>| list.iter().flatten().map(|it| Wildcard::new(it)).collect();
        for (place, selector) in
            [("labelSelector", &written.label_selector), ("namespaceSelector", &written.namespace_selector)]
        {
            selector.iter().try_for_each(|selector| selector.check(&format!("spec.match.{place}")))?;
        }
        let unknown = |place: &str, word: &str, expected: &str| {
            Err(PolicyError::new(format!("spec.match.{place}: unknown word `{word}`, expected {expected}")))
        };
        let scope = match written.scope.as_deref().unwrap_or_default() {
            "" | "*" => Scope::All,
            "Cluster" => Scope::Cluster,
            "Namespaced" => Scope::Namespaced,
            word => return unknown("scope", word, "*, Cluster or Namespaced"),
        };
        let source = match written.source.as_deref().unwrap_or_default() {
            "" | "All" => Source::All,
            "Original" => Source::Original,
            "Generated" => Source::Generated,
            word => return unknown("source", word, "All, Original or Generated"),
        };
        let filled = |selector: &Selector| !selector.is_empty();
        Ok(Self {
            kinds: written.kinds.unwrap_or_default(),
            namespaces: wildcards(written.namespaces),
            excluded_namespaces: wildcards(written.excluded_namespaces),
            labels: written.label_selector.filter(filled),
            namespace_labels: written.namespace_selector.filter(filled),
            scope,
            name: written.name.filter(|name| !name.is_empty()).map(|name| Wildcard::new(&name)),
            source,
        })
    }

    /// Whether it chooses namespaces by their labels.
    pub(crate) fn reads_namespace_labels(&self) -> bool {
        self.namespace_labels.is_some()
    }

    /// What the reader has to read for it.
    pub(super) fn needs(&self) -> Needs {
        match self.labels.is_some() || self.name.is_some() || self.namespace_labels.is_some() {
            true => Needs::METADATA,
            false => Needs::NONE,
        }
    }

    /// Whether objects of some kind are meant, whatever else they are.
    pub(crate) fn looks_at(&self, target: &impl Target) -> bool {
        let any = |list: &Option<Vec<String>>, test: &dyn Fn(&str) -> bool| {
            list.as_ref().filter(|list| !list.is_empty()).is_none_or(|list| list.iter().any(|it| it == "*" || test(it)))
        };
        self.kinds.is_empty()
            || self.kinds.iter().any(|it| {
                any(&it.kinds, &|kind| target.is_kind(None, Some(kind)))
                    && any(&it.api_groups, &|group| target.is_kind(Some(group), None))
            })
    }

    /// Whether the constraint wants what a workload implies.
    pub(crate) fn wants_generated(&self) -> bool {
        self.source != Source::Original
    }

    /// Whether the constraint wants objects as they are.
    pub(crate) fn wants_original(&self) -> bool {
        self.source != Source::Generated
    }

    /// Whether an object of a kind that it looks at is meant. The source is left to the caller.
    pub(crate) fn holds_for(&self, target: &impl Target) -> Matched {
        let mut it = Matched::default();
        let in_scope = match self.scope {
            Scope::All => true,
            Scope::Cluster => target.is_namespace() || target.is_cluster_wide(),
            Scope::Namespaced => !target.is_namespace() && !target.is_cluster_wide(),
        };
        if !in_scope || !self.matches_namespace(target, &mut it) {
            return it;
        }
        let labelled =
            self.labels.as_ref().is_none_or(|selector| selector.matches(|key, test| target.label(key, test)));
        let named = self.name.as_ref().is_none_or(|name| {
            target.with_name(&mut |it, begins| if begins { name.matches_generated(it) } else { name.matches(it) })
        });
        it.matches = labelled && named && self.matches_namespace_labels(target, &mut it);
        it
    }

    fn matches_namespace(&self, target: &impl Target, it: &mut Matched) -> bool {
        let among = |list: &[Wildcard]| {
            let mut test = |name: &str| list.iter().any(|wildcard| wildcard.matches(name));
            match target.is_namespace() {
                true => Some(target.with_name(&mut |name, _| test(name))),
                false => target.with_namespace(&mut test),
            }
        };
        let included = self.namespaces.is_empty() || among(&self.namespaces).unwrap_or(true);
        let excluded = !self.excluded_namespaces.is_empty() && among(&self.excluded_namespaces).unwrap_or(false);
        let asked = !self.namespaces.is_empty() || !self.excluded_namespaces.is_empty();
        it.namespace_unknown = asked && among(&[]).is_none() && !target.is_cluster_wide();
        included && !excluded
    }

    fn matches_namespace_labels(&self, target: &impl Target, it: &mut Matched) -> bool {
        let Some(selector) = &self.namespace_labels else { return true };
        if target.is_namespace() {
            return selector.matches(|key, test| target.label(key, test));
        }
        if target.is_cluster_wide() {
            return true;
        }
        if !target.knows_namespace_labels() {
            it.labels_unknown = true;
            return true;
        }
        selector.matches(|key, test| target.namespace_label(key, test))
    }
}
