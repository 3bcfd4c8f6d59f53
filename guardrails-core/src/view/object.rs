use super::{Kind, Str};

/// Who the object is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Object {
    pub(crate) api_version: Str,
    pub(crate) kind_name: Str,
    pub(crate) kind: Kind,
    pub(crate) name: Str,
    pub(crate) namespace: Str,
}

/// Where the object keeps its pod: the paths of the pod's metadata and of its spec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PodPlace {
    pub(crate) metadata: &'static str,
    pub(crate) spec: &'static str,
}
