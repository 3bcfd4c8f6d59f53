use super::{Kind, Str};

/// Who the object is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Object {
    pub(crate) api_version: Str,
    pub(crate) kind_name: Str,
    pub(crate) kind: Kind,
    pub(crate) name: Str,
    pub(crate) namespace: Str,
    /// Whether objects of its kind belong to the cluster as a whole.
    pub(crate) cluster_wide: bool,
}

/// The apiVersion and kind that an object has from the list or the request it stands in, where it does not say.
#[derive(Debug, Default)]
pub(crate) struct Names {
    pub(crate) api_version: String,
    pub(crate) kind: String,
}

impl Names {
    pub(crate) fn clear(&mut self) {
        self.api_version.clear();
        self.kind.clear();
    }

    pub(crate) fn set(&mut self, api_version: &str, kind: &str) {
        self.clear();
        self.api_version.push_str(api_version);
        self.kind.push_str(kind);
    }
}

/// Where the object keeps its pod: the paths of the pod's metadata and of its spec.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PodPlace {
    pub(crate) metadata: &'static str,
    pub(crate) spec: &'static str,
}
