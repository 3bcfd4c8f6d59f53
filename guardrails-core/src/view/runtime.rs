use smallvec::SmallVec;

use super::{ContainerList, Leaves, Needs, Str, empty};

/// What only the rules of virtual nodes look at.
#[derive(Debug, Default)]
pub(crate) struct Runtime {
    /// One for each container, in the order in which they were read; [`super::Container`] says which.
    pub(crate) containers: SmallVec<[ContainerRuntime; 4]>,
    /// The words of each port, beside the view's list of ports.
    pub(crate) ports: SmallVec<[PortWords; 8]>,
    pub(crate) references: SmallVec<[Reference; 8]>,
    pub(crate) field_refs: SmallVec<[FieldRef; 4]>,
    pub(crate) csi: SmallVec<[Csi; 2]>,
    pub(crate) leaves: SmallVec<[SetLeaf; 24]>,
}

impl Runtime {
    pub(crate) fn clear(&mut self) {
        empty(&mut self.containers);
        empty(&mut self.ports);
        empty(&mut self.references);
        empty(&mut self.field_refs);
        empty(&mut self.csi);
        empty(&mut self.leaves);
    }
}

/// Whose field it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Pod,
    Container(ContainerList, u32),
    Volume(u32),
}

/// How a container is started, probed and provided for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ContainerRuntime {
    /// Whether the list is there and not empty.
    pub(crate) command: bool,
    pub(crate) args: bool,
    /// Whether a lifecycle hook runs a command or calls a port.
    pub(crate) hooks: bool,
    pub(crate) startup_probe: bool,
    pub(crate) liveness: Option<Probe>,
    pub(crate) readiness: Option<Probe>,
    pub(crate) requests: Resources,
    pub(crate) limits: Resources,
    /// `restartPolicy`, empty where absent.
    pub(crate) restart_policy: Str,
}

/// How a probe asks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Probe {
    pub(crate) exec: bool,
    pub(crate) http: bool,
    /// The port that `httpGet` names, empty if it is a number.
    pub(crate) port_name: Str,
}

/// `requests` or `limits`: the quantities as they are written, empty where absent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Resources {
    pub(crate) cpu: Str,
    pub(crate) memory: Str,
    pub(crate) gpu: bool,
    /// Whether anything is in it.
    pub(crate) any: bool,
}

/// The words of a port; an absent one is the empty string.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct PortWords {
    pub(crate) name: Str,
    pub(crate) protocol: Str,
}

/// A secret or configMap that the pod names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reference {
    pub(crate) owner: Owner,
    pub(crate) role: Role,
    /// The variable, the source of variables, or the pull secret that names it.
    pub(crate) index: u32,
    pub(crate) name: Str,
    /// The key inside, empty where the whole is meant.
    pub(crate) key: Str,
    pub(crate) optional: Option<bool>,
}

/// What a secret or configMap is named for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    EnvSecret,
    EnvConfigMap,
    EnvFromSecret,
    EnvFromConfigMap,
    SecretVolume,
    ConfigMapVolume,
    ProjectedSecret,
    ProjectedConfigMap,
    AzureFileSecret,
    PullSecret,
}

/// A variable whose value is a field of the pod.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FieldRef {
    pub(crate) owner: Owner,
    pub(crate) index: u32,
    pub(crate) path: Str,
    pub(crate) api_version: Str,
}

/// An inline CSI volume.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Csi {
    pub(crate) volume: u32,
    pub(crate) driver: Str,
    /// Whether `volumeAttributes` has any.
    pub(crate) attributes: bool,
    pub(crate) share_name: Str,
    pub(crate) secret_name: Str,
}

/// A field of [`Leaves`] that is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SetLeaf {
    /// Its number in the table.
    pub(crate) leaf: u16,
    pub(crate) owner: Owner,
    pub(crate) indexes: [u32; 2],
    /// Whether it is set to `false`.
    pub(crate) off: bool,
}

/// What the rules of a policy look at beside what Pod Security does: the rest is passed over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wants {
    /// What the scheduler goes by.
    pub(crate) scheduling: bool,
    /// What virtual nodes look at.
    pub(crate) runtime: bool,
    /// Fields of which only matters whether they are set.
    pub(crate) leaves: Option<&'static Leaves>,
    /// What the policy's constraints look at.
    pub(crate) azure: Needs,
    /// The type of every value, and the fields that no type has.
    pub(crate) types: bool,
}

impl Wants {
    /// Nothing.
    pub(crate) const NONE: Self =
        Self { scheduling: false, runtime: false, leaves: None, azure: Needs::NONE, types: false };

    /// Whether the levels of Pod Security look at all of it.
    pub(crate) fn is_plain(&self) -> bool {
        !self.scheduling && !self.runtime && self.leaves.is_none() && self.azure == Needs::NONE
    }
}

impl Default for Wants {
    fn default() -> Self {
        Self::NONE
    }
}
