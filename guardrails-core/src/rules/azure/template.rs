use std::fmt;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use super::parameters::Parameters;
use crate::policy::PolicyError;
use crate::rules::{Hit, Hits, Subject};
use crate::view::{Facts, Needs};

/// A constraint template of Azure Policy: what makes a rule of it one version of one template.
pub struct Template {
    /// The template's name without its version: `container-no-privilege`.
    pub alias: &'static str,
    /// The template's version.
    pub version: u8,
    /// The policy definitions that use this version of the template.
    pub definitions: &'static [Definition],
    /// What a constraint can set.
    pub parameters: &'static [Parameter],
    /// Objects with what the rule says of them, for documentation and tests.
    pub examples: &'static [ConstraintExample],
    /// What the reader has to read for it.
    pub(crate) needs: Needs,
    /// Compiles the parameters of a constraint, whose shape has been checked.
    pub(crate) compile: fn(&Parameters<'_>) -> Result<Arc<dyn Check>, PolicyError>,
}

impl fmt::Debug for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Template").field("alias", &self.alias).field("version", &self.version).finish_non_exhaustive()
    }
}

impl PartialEq for Template {
    fn eq(&self, other: &Self) -> bool {
        (self.alias, self.version) == (other.alias, other.version)
    }
}

impl Eq for Template {}

/// A built-in policy definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    /// Its id: a GUID.
    pub id: &'static str,
    /// The newest of its versions that uses the template's version.
    pub version: &'static str,
}

/// A parameter of a template.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    /// Its name in `spec.parameters` of a constraint.
    pub name: &'static str,
    /// What it may hold.
    pub holds: ParameterType,
    /// What the policy definition passes if an assignment says nothing, as JSON; empty if it insists.
    pub default: &'static str,
    /// What it is for, in a few words.
    pub meaning: &'static str,
}

/// The shape of a parameter. A null counts as absent wherever it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParameterType {
    /// A string.
    Text,
    /// `true` or `false`.
    Flag,
    /// An integer.
    Number,
    /// A string or a number.
    Scalar,
    /// Anything: the template takes it as it comes.
    Any,
    /// A list.
    List(&'static ParameterType),
    /// An object with these fields and no others.
    Object(&'static [(&'static str, ParameterType)]),
    /// An object whose keys are the user's.
    Map(&'static ParameterType),
}

impl ParameterType {
    /// A list of strings.
    pub(crate) const TEXTS: Self = Self::List(&Self::Text);
}

impl fmt::Display for ParameterType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("string"),
            Self::Flag => f.write_str("boolean"),
            Self::Number => f.write_str("integer"),
            Self::Scalar => f.write_str("string or number"),
            Self::Any => f.write_str("anything"),
            Self::List(element) => write!(f, "list of {element}"),
            Self::Object(fields) => {
                let mut separator = "{";
                fields.iter().try_for_each(|(name, holds)| {
                    write!(f, "{separator}{name}: {holds}")?;
                    separator = ", ";
                    Ok(())
                })?;
                f.write_str("}")
            }
            Self::Map(value) => write!(f, "object of {value}"),
        }
    }
}

/// An object, a constraint's parameters, and what the rule says.
#[derive(Clone, Copy, Debug)]
pub struct ConstraintExample {
    /// What the example shows.
    pub title: &'static str,
    /// The constraint's parameters as YAML in flow style.
    pub parameters: &'static str,
    /// A pod spec as YAML; or its metadata, if it begins with `metadata:`; or a whole object, if it begins with
    /// `{apiVersion:`; or an AdmissionReview in JSON.
    pub object: &'static str,
    /// The messages; none if it passes.
    pub messages: &'static [&'static str],
}

/// A compiled constraint: its parameters as the rule needs them, and the rule's two functions.
pub(crate) trait Check: fmt::Debug + Send + Sync + UnwindSafe + RefUnwindSafe {
    /// Decides: adds a hit for each finding. Formats nothing.
    fn find(&self, subject: Subject<'_>, hits: &mut Hits);

    /// What a pod must have for [`find`](Self::find) to find something; anything, where no fact tells.
    fn concern(&self) -> Facts {
        Facts::ALWAYS
    }

    /// Words the message of a hit.
    fn write_message(&self, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result;

    /// Whether a hit only says that the answer needs more than the object: such a finding is a warning.
    fn is_undecided(&self, _hit: &Hit) -> bool {
        false
    }

    /// Whether undecided hits are about the run as a whole, and not about the object: they are said once a run.
    fn speaks_of_run(&self) -> bool {
        false
    }

    /// Whether the answer depends on who sends the object, and nobody knows.
    fn asks_who(&self, _subject: Subject<'_>) -> bool {
        false
    }

    /// Writes the details of a hit as JSON; nothing where they are `{}`.
    fn write_details(&self, _subject: Subject<'_>, _hit: &Hit, _out: &mut dyn fmt::Write) -> fmt::Result {
        Ok(())
    }
}
