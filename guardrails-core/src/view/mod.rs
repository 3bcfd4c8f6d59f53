//! What rules may look at: a compact picture of one object, without judgement and without lifetimes.

mod container;
mod kind;
mod leaves;
mod object;
mod pod;
mod runtime;
mod scheduling;
mod security_context;
mod text;
mod unknown;

pub(crate) use container::{Container, ContainerList, Containers, Host, HostSource, Port};
pub(crate) use kind::Kind;
pub(crate) use leaves::{Leaves, Node as LeafNode, Owners};
pub(crate) use object::{Object, PodPlace};
pub(crate) use pod::{APP_ARMOR_ANNOTATION, Annotation, View, Volume, VolumeSources};
pub(crate) use runtime::{
    ContainerRuntime, Csi, FieldRef, Owner, PortWords, Probe, Reference, Resources, Role, Runtime, SetLeaf, Wants,
};
pub(crate) use scheduling::{Pair, Requirement, Scheduling, Term, Toleration};
pub(crate) use security_context::{AppArmor, Capabilities, SeLinux, SecurityContext};
pub(crate) use text::Str;
#[cfg(feature = "k8s-openapi")]
pub(crate) use text::Strings;
pub(crate) use text::{Chars, Text};
pub(crate) use unknown::{Hint, Member, PathStep, UnknownFields};

/// A run of elements in one of the view's flat lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Run {
    pub(crate) fn of<T>(self, list: &[T]) -> &[T] {
        list.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    pub(crate) fn is_empty(self) -> bool {
        self.start == self.end
    }
}
