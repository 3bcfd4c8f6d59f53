//! What the documents of a policy say of Azure, all of them together.

use super::assignments::{Assignments, Cluster, Unsupported};
use super::safeguards::{Safeguards, SafeguardsSection};
use super::section::AzureSection;
use super::{Constraint, constraint};
use crate::policy::{PolicyError, Version};
use crate::rules::azure::RULES;
use serde_json::Value;

/// Assignments and what is beside them.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    assignments: Assignments,
    cluster: Cluster,
    safeguards: Option<Safeguards>,
}

/// What it comes to.
#[derive(Debug, Default)]
pub(crate) struct Compiled {
    pub(crate) constraints: Vec<Constraint>,
    pub(crate) notes: Vec<String>,
    pub(crate) safeguards: Option<Safeguards>,
}

impl Gathered {
    /// Takes a document of Azure Policy; tells whether it is one.
    pub(crate) fn add(&mut self, document: &Value) -> Result<bool, PolicyError> {
        self.assignments.add(document)
    }

    /// Takes the sections of a policy document.
    pub(crate) fn add_sections(
        &mut self,
        azure: Option<AzureSection>,
        safeguards: Option<SafeguardsSection>,
    ) -> Result<(), PolicyError> {
        if let Some(section) = azure {
            section.gather(&mut self.assignments, &mut self.cluster)?;
        }
        if let Some(section) = safeguards
            && self.safeguards.replace(section.compile()?).is_some()
        {
            return Err(PolicyError::new("safeguards: it is set twice; one place has to say it"));
        }
        Ok(())
    }

    /// Turns everything into constraints, for a cluster of this version.
    pub(crate) fn compile(mut self, newest: Version, unsupported: Unsupported) -> Result<Compiled, PolicyError> {
        self.assignments.assign_what_is_given();
        if let Some(safeguards) = &self.safeguards {
            safeguards.assign(&mut self.assignments)?;
        }
        let made = self.assignments.compile(&self.cluster, unsupported, &kind_of)?;
        let (mut constraints, mut notes) = (Vec::new(), made.notes);
        for (place, document) in made.constraints {
            let compiled = constraint(&document).map_err(|error| PolicyError::new(format!("{place}{error}")))?;
            constraints.push(compiled);
        }
        if let Some(safeguards) = &self.safeguards {
            constraints.extend(safeguards.pod_security(newest)?);
            notes.extend(safeguards.notes());
        }
        Ok(Compiled { constraints, notes, safeguards: self.safeguards })
    }
}

/// The kind of the constraints of a template at a version, if there is a rule for it.
fn kind_of(template: &str, version: u32) -> Option<&'static str> {
    let is_it = |rule: &&&crate::rules::Rule| {
        rule.template().is_some_and(|it| it.alias == template && u32::from(it.version) == version)
    };
    RULES.iter().find(is_it).map(|rule| rule.id)
}
