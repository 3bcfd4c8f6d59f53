//! What rules may look at: a compact picture of one object, without judgement and without lifetimes.

mod container;
mod kind;
mod object;
mod pod;
mod security_context;
mod text;

pub(crate) use container::{Container, ContainerList, Containers, Host, HostSource, Port};
pub(crate) use kind::Kind;
pub(crate) use object::{Object, PodPlace};
pub(crate) use pod::{APP_ARMOR_ANNOTATION, Annotation, View, Volume, VolumeSources};
pub(crate) use security_context::{AppArmor, Capabilities, SeLinux, SecurityContext};
pub(crate) use text::Str;
#[cfg(feature = "k8s-openapi")]
pub(crate) use text::Strings;
pub(crate) use text::{Chars, Text};

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
}
