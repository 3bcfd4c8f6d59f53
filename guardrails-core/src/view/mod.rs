//! What rules may look at: a compact picture of one object, without judgement and without lifetimes.

mod container;
mod details;
mod facts;
mod kind;
mod leaves;
mod needs;
mod object;
mod other;
mod others;
mod pod;
mod quantity;
mod request;
mod runtime;
mod scheduling;
mod security_context;
mod sort;
mod text;
mod token;
mod unknown;

pub(crate) use container::{Container, ContainerList, Containers, Host, HostSource, Port};
pub(crate) use details::{Amounts, ContainerDetails, Details, Mount, ProbeActions, Selected, VolumeDetails};
pub(crate) use facts::Facts;
pub(crate) use kind::Kind;
pub(crate) use leaves::{Leaves, Node as LeafNode, Owners};
pub(crate) use needs::Needs;
pub(crate) use object::{Names, Object, PodPlace};
pub(crate) use other::{Amount, Other as OtherDetails, PolicyRule, Taint};
pub(crate) use others::{Other, Others};
pub(crate) use pod::{APP_ARMOR_ANNOTATION, Annotation, View, Volume, VolumeSources};
pub(crate) use quantity::{Finest, Quantity};
pub(crate) use request::{Request, User};
pub(crate) use runtime::{
    ContainerRuntime, Csi, FieldRef, Owner, PortWords, Probe, Reference, Resources, Role, Runtime, SetLeaf, Wants,
};
pub(crate) use scheduling::{Pair, Requirement, Scheduling, Term, Toleration};
#[cfg(feature = "k8s-openapi")]
pub(crate) use security_context::MoreSecurity;
pub(crate) use security_context::{AppArmor, Capabilities, SeLinux, SecurityContext};
pub(crate) use sort::sort;
pub(crate) use text::Str;
#[cfg(feature = "k8s-openapi")]
pub(crate) use text::Strings;
pub(crate) use text::{Chars, Text, compare_chars};
pub(crate) use token::Token;
pub(crate) use unknown::{Hint, Member, PathStep, UnknownFields};

/// Empties a list. Most are empty already, and to see that costs less than to clear them.
fn empty<A: smallvec::Array>(list: &mut smallvec::SmallVec<A>) {
    if !list.is_empty() {
        list.clear();
    }
}

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
