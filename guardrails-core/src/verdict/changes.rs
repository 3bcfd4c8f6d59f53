//! What was changed in an object before it was judged.

use std::fmt;

use smallvec::SmallVec;

use crate::view::{ContainerList, Str, Text, View};

/// Changes in the order in which they were made. Kept in the scratch.
pub(crate) type Changes = SmallVec<[Change; 8]>;

/// Something that AKS Deployment Safeguards changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// A field of a container's `resources`.
    Resource { container: u32, field: &'static str, to: Str },
    /// The taint of system pools, taken from a node.
    Taint,
    /// What keeps the pods of a workload apart, by this label.
    Spread { label: &'static str },
}

impl Change {
    /// Writes the note about it.
    pub(super) fn write(self, view: &View, text: Text<'_>, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Resource { container, field, to } => {
                let name = view.containers.list(ContainerList::Main).get(container as usize).map(|it| it.name);
                let (name, to) = (text.show(name.unwrap_or_default()), text.show(to));
                write!(
                    out,
                    "deployment-safeguards: the container `{name}` gets resources.{field}={to} before it is judged"
                )
            }
            Self::Taint => {
                out.write_str("deployment-safeguards: the node loses the taint CriticalAddonsOnly before it is judged")
            }
            Self::Spread { label } => write!(
                out,
                "deployment-safeguards: the pods get a preferred podAntiAffinity and topologySpreadConstraints over \
                 kubernetes.io/hostname by their label `{label}` before they are judged"
            ),
        }
    }
}
