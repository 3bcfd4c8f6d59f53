//! Assignments of Azure Policy, turned into the constraints that the add-on would make of them in a cluster.
//!
//! What the cluster would not check is left out and named: policies whose effect is Disabled, exemptions,
//! assignments for other scopes, and those that are not about objects in a cluster. Where it depends on
//! something that is not known, the stricter answer is taken and named.

mod cluster;
mod compile;
mod constraint;
mod definition;
mod documents;
mod effect;
mod expression;
mod id;
mod notes;
mod parameters;
mod version;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

pub(crate) use cluster::{Cluster, Moment};
pub(crate) use definition::Nature;
pub(crate) use notes::Unsupported;
pub(crate) use parameters::Parameter;
pub(crate) use version::Versions;

use super::catalogue::catalogue;
use crate::policy::PolicyError;
use documents::{Assignment, DefinitionDocument, Document, Exemption, SetDocument};
use id::PolicyId;

/// The documents of Azure Policy that were given.
#[derive(Debug, Default)]
pub(crate) struct Assignments {
    assignments: Vec<Assignment>,
    /// The ids of the assignments, those that have one.
    ids: BTreeSet<String>,
    /// Documents by the id of what they describe.
    definitions: BTreeMap<String, DefinitionDocument>,
    sets: BTreeMap<String, SetDocument>,
    exemptions: Vec<Exemption>,
}

/// What the assignments come to.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// Constraints as `kubectl get` would print them, each with its place for error messages.
    pub(crate) constraints: Vec<(String, Value)>,
    /// What a reader of a verdict must know: sentences.
    pub(crate) notes: Vec<String>,
}

impl Assignments {
    /// Takes a document: one of Azure Policy's, a list of such, or a page of one as the REST interface gives it.
    /// Tells whether it is any of these.
    ///
    /// # Errors
    /// What is unknown, missing or mistyped in it, with its place.
    pub(crate) fn add(&mut self, document: &Value) -> Result<bool, PolicyError> {
        match (document, document.get("value")) {
            (Value::Array(items), _) => self.add_list(items, ""),
            (_, Some(Value::Array(items))) if document.get("apiVersion").is_none() => {
                let is_cut = document.get("nextLink").is_some_and(|link| !link.is_null());
                let taken = self.add_list(items, "value")?;
                match taken && is_cut {
                    true => Err(PolicyError::new("nextLink: the list goes on elsewhere; give all of its pages in one")),
                    false => Ok(taken),
                }
            }
            _ => self.add_one(document, ""),
        }
    }

    fn add_list(&mut self, items: &[Value], place: &str) -> Result<bool, PolicyError> {
        let begins = items.first().is_some_and(|first| Document::read(first, "").is_some());
        for (n, item) in items.iter().enumerate().filter(|_| begins) {
            if !self.add_one(item, &format!("{place}[{n}]."))? {
                return Err(PolicyError::new(format!(
                    "{place}[{n}]: it is no document of Azure Policy, as those before it are"
                )));
            }
        }
        Ok(begins)
    }

    fn add_one(&mut self, document: &Value, place: &str) -> Result<bool, PolicyError> {
        let twice = |id: &str| PolicyError::new(format!("{place}id: `{id}` stands here twice"));
        match Document::read(document, place).transpose()? {
            None => return Ok(false),
            Some(Document::Assignment(it)) => {
                if !it.id.is_empty() && !self.ids.insert(it.id.clone()) {
                    return Err(twice(&it.id));
                }
                self.assignments.push(it);
            }
            Some(Document::Definition(it)) => {
                if let Some(other) = self.definitions.insert(it.id.key.clone(), it) {
                    return Err(twice(&other.id.key));
                }
            }
            Some(Document::Set(it)) => {
                if let Some(other) = self.sets.insert(it.id.key.clone(), it) {
                    return Err(twice(&other.id.key));
                }
            }
            Some(Document::Exemption(it)) => self.exemptions.push(it),
        }
        Ok(true)
    }

    /// Assigns a built-in initiative by our short name for it.
    ///
    /// # Errors
    /// There is none of this name.
    pub(crate) fn assign_initiative(
        &mut self,
        name: &str,
        parameters: Map<String, Value>,
        place: &str,
    ) -> Result<(), PolicyError> {
        let known = catalogue().initiatives.iter().find(|initiative| initiative.name == name);
        let id = known.map(|initiative| initiative.id.as_str()).ok_or_else(|| {
            PolicyError::new(format!(
                "{place}initiative: unknown initiative `{name}`: expected baseline, restricted or deployment-safeguards"
            ))
        })?;
        self.assignments.push(plain(name, PolicyId::built_in_initiative(id), parameters, place));
        Ok(())
    }

    /// Assigns some members of a built-in initiative.
    ///
    /// # Errors
    /// As [`assign_initiative`](Self::assign_initiative).
    pub(crate) fn assign_members(
        &mut self,
        name: &str,
        members: &'static [&'static str],
        parameters: Map<String, Value>,
        place: &str,
    ) -> Result<(), PolicyError> {
        self.assign_initiative(name, parameters, place)?;
        if let Some(assignment) = self.assignments.last_mut() {
            assignment.members = Some(members);
        }
        Ok(())
    }

    /// Without any assignment the initiatives that were given are taken as assigned with their defaults, or
    /// else the definitions.
    pub(crate) fn assign_what_is_given(&mut self) {
        if !self.assignments.is_empty() {
            return;
        }
        let sets = self.sets.values().map(|set| (&set.name, &set.id));
        let definitions = self.definitions.values().map(|definition| (&definition.name, &definition.id));
        let given: Vec<_> = if self.sets.is_empty() { definitions.collect() } else { sets.collect() };
        self.assignments = given.into_iter().map(|(name, id)| plain(name, id.clone(), Map::new(), "")).collect();
    }
}

/// An assignment that says no more than what is assigned.
fn plain(name: &str, policy: PolicyId, parameters: Map<String, Value>, place: &str) -> Assignment {
    Assignment {
        name: name.into(),
        id: String::new(),
        version: policy.version.clone(),
        policy,
        scope: String::new(),
        not_scopes: Vec::new(),
        parameters,
        is_enforced: true,
        needs_enrolment: false,
        selectors: Vec::new(),
        overrides: Vec::new(),
        members: None,
        place: place.into(),
    }
}

#[cfg(test)]
mod tests;
