use smallvec::SmallVec;

use super::{Run, Str, empty};

/// What the scheduler goes by: where the pod asks to run, and what it puts up with.
#[derive(Debug, Default)]
pub(crate) struct Scheduling {
    /// `nodeName`, empty where absent.
    pub(crate) node_name: Str,
    /// `schedulerName`, empty where absent.
    pub(crate) scheduler: Str,
    /// Whether there are scheduling gates.
    pub(crate) gated: bool,
    pub(crate) selector: SmallVec<[Pair; 4]>,
    /// Whether there is a required node affinity, be it without terms.
    pub(crate) has_required: bool,
    /// The terms of the required node affinity.
    pub(crate) terms: SmallVec<[Term; 2]>,
    /// What the terms require.
    pub(crate) requirements: SmallVec<[Requirement; 4]>,
    pub(crate) tolerations: SmallVec<[Toleration; 4]>,
}

impl Scheduling {
    pub(crate) fn clear(&mut self) {
        self.node_name = Str::EMPTY;
        self.scheduler = Str::EMPTY;
        self.gated = false;
        self.has_required = false;
        empty(&mut self.selector);
        empty(&mut self.terms);
        empty(&mut self.requirements);
        empty(&mut self.tolerations);
    }
}

/// An entry of `nodeSelector`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pair {
    pub(crate) key: Str,
    pub(crate) value: Str,
}

/// A term of a node selector: runs of requirements.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Term {
    pub(crate) expressions: Run,
    pub(crate) fields: Run,
}

/// A requirement; its values lie in the view's list of strings.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Requirement {
    pub(crate) key: Str,
    pub(crate) operator: Str,
    pub(crate) values: Run,
}

/// A toleration; an absent field is the empty string.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Toleration {
    pub(crate) key: Str,
    pub(crate) operator: Str,
    pub(crate) value: Str,
    pub(crate) effect: Str,
}
