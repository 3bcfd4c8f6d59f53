//! Whose an object is: a Deployment, its ReplicaSets and their Pods are one.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};

use guardrails_core::{Item, Verdict};

/// The label by which a Deployment tells the Pods of its ReplicaSets apart; the ReplicaSet's name ends with it.
const TEMPLATE_HASH: &str = "metadata.labels[pod-template-hash]";

/// The object that answers for others.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Owner {
    namespace: String,
    pub(super) kind: String,
    pub(super) name: String,
}

/// What is known of an object's owner.
pub(super) enum Looked {
    /// A ReplicaSet that runs nothing: a past revision of its Deployment.
    Idle,
    Owned(Owned),
}

/// The owner of an object, and what was found on the object.
pub(super) struct Owned {
    pub(super) owner: Owner,
    findings: BTreeSet<String>,
}

impl Owned {
    /// Looks whose an object is.
    pub(super) fn look(item: &Item<'_>, verdict: &Verdict<'_>) -> Looked {
        let controller = controller(item);
        let kind = verdict.kind().to_string();
        let idle = kind == "ReplicaSet" && controller.is_some() && item.scalar("spec.replicas").as_deref() == Some("0");
        if idle {
            return Looked::Idle;
        }
        let (kind, name) = match controller {
            Some((kind, name)) => deployment(item, &kind, &name).unwrap_or((kind, name)),
            None => (kind, verdict.name().to_string()),
        };
        let namespace = verdict.namespace().map(|namespace| namespace.to_string()).unwrap_or_default();
        let findings = verdict.findings().map(|it| format!("{} {} {it}", it.rule().id, it.effect().name())).collect();
        Looked::Owned(Self { owner: Owner { namespace, kind, name }, findings })
    }
}

/// The owners met so far, each with what was found on its objects.
#[derive(Debug, Default)]
pub(super) struct Owners(HashMap<Owner, BTreeSet<String>>);

impl Owners {
    /// Takes up an object; true if all its findings have been there on another object of the same owner.
    pub(super) fn repeats(&mut self, Owned { owner, findings }: Owned) -> bool {
        // What has no name is nobody else.
        if owner.name.is_empty() {
            return false;
        }
        match self.0.entry(owner) {
            Entry::Vacant(entry) => {
                entry.insert(findings);
                false
            }
            Entry::Occupied(mut entry) => {
                let repeats = findings.is_subset(entry.get());
                entry.get_mut().extend(findings);
                repeats
            }
        }
    }
}

/// The kind and name of the object that controls this one.
fn controller(item: &Item<'_>) -> Option<(String, String)> {
    for n in 0..usize::MAX {
        let field = |key: &str| item.scalar(&format!("metadata.ownerReferences[{n}].{key}"));
        let kind = field("kind")?;
        if field("controller").as_deref() == Some("true") {
            return Some((kind, field("name")?));
        }
    }
    None
}

/// The Deployment of a Pod's ReplicaSet.
fn deployment(item: &Item<'_>, kind: &str, name: &str) -> Option<(String, String)> {
    let hash = item.scalar(TEMPLATE_HASH).filter(|hash| kind == "ReplicaSet" && !hash.is_empty())?;
    let deployment = name.strip_suffix(&hash)?.strip_suffix('-')?;
    Some(("Deployment".to_owned(), deployment.to_owned()))
}
