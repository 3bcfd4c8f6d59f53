//! What a reader of a verdict must know of the assignments: gathered, and put into sentences.

use crate::policy::PolicyError;

/// What becomes of a policy that cannot be judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Unsupported {
    /// It is an error.
    #[default]
    Error,
    /// Every verdict names it.
    Note,
}

/// What was left out, and why.
#[derive(Debug)]
pub(super) struct Notes {
    unsupported: Unsupported,
    skipped: Vec<String>,
    disabled: Vec<String>,
    others: Vec<String>,
}

impl Notes {
    pub(super) fn new(unsupported: Unsupported) -> Self {
        Self { unsupported, skipped: Vec::new(), disabled: Vec::new(), others: Vec::new() }
    }

    /// A policy that is not about objects in a cluster.
    pub(super) fn skip(&mut self, name: &str) {
        self.skipped.push(name.into());
    }

    /// A policy that its effect switches off.
    pub(super) fn disable(&mut self, name: &str) {
        self.disabled.push(name.into());
    }

    pub(super) fn say(&mut self, note: String) {
        let note = format!("azure-policy: {note}");
        if !self.others.contains(&note) {
            self.others.push(note);
        }
    }

    /// A policy that cannot be judged: an error, unless the policy document asks for a note.
    pub(super) fn give_up(&mut self, name: &str, place: &str, why: &str) -> Result<(), PolicyError> {
        match self.unsupported {
            Unsupported::Error => {
                Err(PolicyError::new(format!("{place}`{name}`: {why}; `unsupported: note` goes on without it")))
            }
            Unsupported::Note => {
                self.say(format!("`{name}` was not checked: {why}"));
                Ok(())
            }
        }
    }

    pub(super) fn sentences(self) -> Vec<String> {
        let listed = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        let mut sentences = Vec::new();
        let count = self.skipped.len();
        if count > 0 {
            let which = listed(&self.skipped);
            sentences.push(format!("azure-policy: {count} skipped, as not about objects in a cluster: {which}"));
        }
        if !self.disabled.is_empty() {
            sentences.push(format!("azure-policy: not checked, as the effect is Disabled: {}", listed(&self.disabled)));
        }
        sentences.extend(self.others);
        sentences
    }
}
