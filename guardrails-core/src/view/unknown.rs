use smallvec::SmallVec;

use super::{Run, Str, Text, empty};

/// The fields of an object that its type does not have, as the API server's strict decoder finds them.
#[derive(Debug, Default)]
pub(crate) struct UnknownFields {
    list: SmallVec<[UnknownField; 2]>,
    steps: SmallVec<[PathStep; 16]>,
}

/// A field that its type does not have.
#[derive(Clone, Copy, Debug)]
pub(crate) struct UnknownField {
    /// The steps of its path; the last one is its own key.
    path: Run,
    /// What may have been meant.
    pub(crate) hint: Hint,
}

/// One step of a path from the object's root.
#[derive(Clone, Copy, Debug)]
pub(crate) enum PathStep {
    Field(&'static str),
    Index(u32),
    /// A key of the user's, or an unknown one.
    Key(Str),
}

/// What may have been meant by a field that its type does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hint {
    None,
    /// Another field of the same object, misspelt.
    Spelled(&'static str),
    /// A field of another object: of the one that the first steps of the path lead to, and these from there.
    Elsewhere {
        kept: u32,
        down: [Member; 3],
    },
}

/// A field that holds an object or a list of objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// Empty where there is none.
    pub(crate) name: &'static str,
    pub(crate) list: bool,
}

impl UnknownFields {
    /// So many are reported of one object, as the API server does.
    pub(crate) const MOST: usize = 100;

    pub(crate) fn clear(&mut self) {
        empty(&mut self.list);
        empty(&mut self.steps);
    }

    /// Takes up a field, unless there are enough.
    pub(crate) fn add(&mut self, path: impl Iterator<Item = PathStep>, hint: Hint) {
        let start = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
        self.steps.extend(path);
        let end = u32::try_from(self.steps.len()).unwrap_or(u32::MAX);
        self.list.push(UnknownField { path: Run { start, end }, hint });
    }

    pub(crate) fn is_full(&self) -> bool {
        self.list.len() >= Self::MOST
    }

    pub(crate) fn list(&self) -> &[UnknownField] {
        &self.list
    }

    /// The steps of a field's path.
    pub(crate) fn path(&self, field: &UnknownField) -> &[PathStep] {
        field.path.of(&self.steps)
    }
}

impl PathStep {
    /// Writes the step as it follows others, or stands first.
    pub(crate) fn write(self, first: bool, text: Text<'_>, out: &mut dyn std::fmt::Write) -> std::fmt::Result {
        let plain = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
        let dot = if first { "" } else { "." };
        match self {
            Self::Field(name) => write!(out, "{dot}{name}"),
            Self::Index(n) => write!(out, "[{n}]"),
            Self::Key(key) if !key.is_empty() && text.chars(key).all(plain) => write!(out, "{dot}{}", text.show(key)),
            Self::Key(key) => write!(out, "[{}]", text.show(key)),
        }
    }
}
