//! Which kinds there are: those with a pod, the other built-in ones, and how a custom resource is told
//! from a mistake.

use super::error::ErrorKind;
use super::kinds_table::{BUILT_IN, CLUSTER_WIDE};
use crate::view::Kind;

/// What an object is, by its apiVersion and kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// One of the kinds with a pod.
    Workload(Kind),
    /// A list of objects.
    List,
    /// An AdmissionReview.
    Review,
    /// Any other kind: built in or custom.
    Other,
}

/// Groups and versions that the API server no longer has, though objects of theirs are still about: no
/// verdict on them could be the API server's.
const GONE: [&str; 6] =
    ["extensions/v1beta1", "apps/v1beta1", "apps/v1beta2", "batch/v1beta1", "batch/v2alpha1", "policy/v1beta1"];

/// Whether objects of a built-in kind belong to the cluster as a whole.
pub(crate) fn is_cluster_wide(kind: &str) -> bool {
    CLUSTER_WIDE.binary_search(&kind).is_ok()
}

/// Whether a list has a kind.
#[inline(never)]
fn has(kinds: &str, kind: &str) -> bool {
    kinds.split(' ').any(|it| it == kind)
}

/// Finds what an object is. The error says what is wrong with its apiVersion or kind.
pub(crate) fn classify(api_version: &str, kind: &str) -> Result<Class, (ErrorKind, String)> {
    if let Some((.., workload)) = Kind::WITH_POD.iter().find(|(v, k, ..)| *v == api_version && *k == kind) {
        return Ok(Class::Workload(*workload));
    }
    if kind.is_empty() {
        return Err((ErrorKind::MissingKind, "the object has no `kind`".into()));
    }
    if api_version.is_empty() {
        return Err((ErrorKind::MissingKind, "the object has no `apiVersion`".into()));
    }
    if kind == "AdmissionReview" && api_version == "admission.k8s.io/v1" {
        return Ok(Class::Review);
    }
    built_in_or_custom(api_version, kind)
}

fn built_in_or_custom(api_version: &str, kind: &str) -> Result<Class, (ErrorKind, String)> {
    let group = match api_version.split_once('/') {
        None => "",
        Some((group, version)) if !group.is_empty() && !version.is_empty() && !version.contains('/') => group,
        Some(_) => {
            let message = format!("`{api_version}` is no apiVersion: expected `VERSION` or `GROUP/VERSION`");
            return Err((ErrorKind::ApiVersion, message));
        }
    };
    if let Some((_, kinds)) = BUILT_IN.iter().find(|(version, _)| *version == api_version) {
        let item = kind.strip_suffix("List");
        return match has(kinds, kind) {
            true => Ok(Class::Other),
            false if kind == "List" && api_version == "v1" => Ok(Class::List),
            false if item.is_some_and(|item| has(kinds, item)) => Ok(Class::List),
            false => Err((ErrorKind::UnknownKind, unknown_kind(api_version, kind))),
        };
    }
    let of_group = versions(&|version, _| version.split_once('/').map_or("", |(g, _)| g) == group);
    if !of_group.is_empty() || GONE.contains(&api_version) {
        let message = match GONE.contains(&api_version) {
            true => format!("Kubernetes no longer has the apiVersion `{api_version}`; {}", advice(kind)),
            false => format!("there is no apiVersion `{api_version}`: its group has {of_group}"),
        };
        return Err((ErrorKind::ApiVersion, message));
    }
    // A custom resource's group is a domain name.
    if !group.contains('.') {
        let message = format!("there is no API group `{group}`, and a custom resource's group is a domain name");
        return Err((ErrorKind::ApiVersion, message));
    }
    Ok(if kind.len() > "List".len() && kind.ends_with("List") { Class::List } else { Class::Other })
}

/// Which apiVersions have a kind.
#[cold]
fn advice(kind: &str) -> String {
    let having = versions(&|_, kinds| has(kinds, kind));
    match having.is_empty() {
        true => "and no other has this kind".into(),
        false => format!("`{kind}` is in {having}"),
    }
}

/// The apiVersions that a test picks by themselves and their kinds, as a list in a sentence.
fn versions(picks: &dyn Fn(&str, &str) -> bool) -> String {
    let mut list = String::new();
    for (version, _) in BUILT_IN.iter().filter(|(version, kinds)| picks(version, kinds)) {
        list.push_str(if list.is_empty() { "" } else { ", " });
        list.push_str(version);
    }
    list
}

#[cold]
fn unknown_kind(api_version: &str, kind: &str) -> String {
    format!("`{api_version}` has no kind `{kind}`; {}", advice(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_are_told_from_custom_resources() {
        let kind = |version, kind| classify(version, kind).map_err(|(kind, _)| kind);
        assert_eq!(kind("v1", "Pod"), Ok(Class::Workload(Kind::Pod)));
        assert_eq!(kind("v1", "ConfigMap"), Ok(Class::Other));
        assert_eq!(kind("v1", "List"), Ok(Class::List));
        assert_eq!(kind("v1", "PodList"), Ok(Class::List));
        assert_eq!(kind("apps/v1", "Pod"), Err(ErrorKind::UnknownKind));
        assert_eq!(kind("v1", "pod"), Err(ErrorKind::UnknownKind));
        assert_eq!(kind("extensions/v1beta1", "Deployment"), Err(ErrorKind::ApiVersion));
        assert_eq!(kind("core/v1", "Pod"), Err(ErrorKind::ApiVersion));
        assert_eq!(kind("apps/v2", "Deployment"), Err(ErrorKind::ApiVersion));
        assert_eq!(kind("a/b/c", "Pod"), Err(ErrorKind::ApiVersion));
        assert_eq!(kind("v1/", "Pod"), Err(ErrorKind::ApiVersion));
        assert_eq!(kind("argoproj.io/v1alpha1", "Rollout"), Ok(Class::Other));
        assert_eq!(kind("", "Pod"), Err(ErrorKind::MissingKind));
        assert_eq!(kind("v1", ""), Err(ErrorKind::MissingKind));
    }
}
