use smallvec::SmallVec;

use super::{
    Containers, Details, Facts, Host, Names, Object, Port, Request, Run, Runtime, Scheduling, SecurityContext, Str,
    Text, UnknownFields, Wants,
};

/// The picture of one object. Cleared and filled again for the next, so that its lists keep their memory.
#[derive(Debug, Default)]
pub(crate) struct View {
    /// What is to be read beside what Pod Security looks at; it stays from object to object.
    pub(crate) wants: Wants,
    pub(crate) object: Object,
    /// The object's apiVersion and kind, where others say them.
    pub(crate) names: Names,
    /// Whether the object has a pod to judge.
    pub(crate) has_pod: bool,
    pub(crate) pod: Pod,
    pub(crate) containers: Containers,
    pub(crate) volumes: SmallVec<[Volume; 10]>,
    /// The annotations of the pod (of the template, in a workload).
    pub(crate) annotations: SmallVec<[Annotation; 10]>,
    pub(crate) ports: SmallVec<[Port; 16]>,
    pub(crate) hosts: SmallVec<[Host; 8]>,
    /// What there is in what has been read of the pod.
    pub(super) seen: Facts,
    /// Lists of strings: capabilities and the names of sysctls.
    pub(crate) strings: SmallVec<[Str; 32]>,
    pub(crate) scheduling: Scheduling,
    pub(crate) runtime: Runtime,
    pub(crate) details: Details,
    /// Who asks for what, of an admission request.
    pub(crate) request: Request,
    /// Whether the API server's defaults have been filled in.
    pub(crate) defaulted: bool,
    pub(crate) unknown: UnknownFields,
    /// Whether the object is a Namespace, and its labels.
    pub(crate) is_namespace: bool,
    pub(crate) namespace_labels: SmallVec<[Annotation; 4]>,
}

impl View {
    pub(crate) fn clear(&mut self) {
        self.object = Object::default();
        self.names.clear();
        self.details.clear();
        self.request.clear();
        self.defaulted = false;
        self.unknown.clear();
        self.is_namespace = false;
        self.namespace_labels.clear();
        self.clear_pod();
    }

    /// Forgets the pod and keeps the object's identity.
    pub(crate) fn clear_pod(&mut self) {
        self.has_pod = false;
        self.seen = Facts::NONE;
        self.pod = Pod::default();
        self.containers.clear();
        self.volumes.clear();
        self.annotations.clear();
        self.ports.clear();
        self.hosts.clear();
        self.strings.clear();
        self.scheduling.clear();
        self.runtime.clear();
        self.details.clear_pod();
    }

    /// Whether these are the object's apiVersion and kind.
    pub(crate) fn is_kind(&self, text: Text<'_>, api_version: &str, kind: &str) -> bool {
        let version = match self.names.api_version.is_empty() {
            true => text.is(self.object.api_version, api_version),
            false => self.names.api_version == api_version,
        };
        version && self.kind_is(text, kind)
    }

    /// Whether this is the object's kind.
    pub(crate) fn kind_is(&self, text: Text<'_>, kind: &str) -> bool {
        match self.names.kind.is_empty() {
            true => text.is(self.object.kind_name, kind),
            false => self.names.kind == kind,
        }
    }

    /// Whether this is the API group of the object's apiVersion.
    pub(crate) fn group_is(&self, text: Text<'_>, group: &str) -> bool {
        let is = |version: &str| version.split_once('/').map_or("", |(group, _)| group) == group;
        match self.names.api_version.is_empty() {
            true => match text.plain(self.object.api_version) {
                Some(plain) => is(plain),
                None => is(&text.show(self.object.api_version).to_string()),
            },
            false => is(&self.names.api_version),
        }
    }

    pub(crate) fn run_of_strings(&self, run: Run) -> &[Str] {
        run.of(&self.strings)
    }
}

/// The pod spec's own fields.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Pod {
    pub(crate) host_network: bool,
    pub(crate) host_pid: bool,
    pub(crate) host_ipc: bool,
    pub(crate) host_users: Option<bool>,
    /// `os.name`, empty where absent.
    pub(crate) os_name: Str,
    /// `runtimeClassName`, empty where absent.
    pub(crate) runtime_class: Str,
    pub(crate) security: SecurityContext,
}

/// What the keys of the old AppArmor annotations begin with; the container's name follows.
pub(crate) const APP_ARMOR_ANNOTATION: &str = "container.apparmor.security.beta.kubernetes.io/";

/// An annotation of the pod; a null value is the empty string.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Annotation {
    pub(crate) key: Str,
    pub(crate) value: Str,
}

/// A volume: its name and which sources are set.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Volume {
    pub(crate) name: Str,
    pub(crate) sources: VolumeSources,
}

/// The sources of a volume as a set of bits, numbered as in [`VolumeSources::NAMES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct VolumeSources(u32);

impl VolumeSources {
    /// Every source a volume can have. The first nine are those that restricted allows; the others
    /// stand in the order in which upstream asks for them when it names the type.
    pub(crate) const NAMES: [&'static str; 30] = [
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "image",
        "persistentVolumeClaim",
        "projected",
        "secret",
        "hostPath",
        "gcePersistentDisk",
        "awsElasticBlockStore",
        "gitRepo",
        "nfs",
        "iscsi",
        "glusterfs",
        "rbd",
        "flexVolume",
        "cinder",
        "cephfs",
        "flocker",
        "fc",
        "azureFile",
        "vsphereVolume",
        "quobyte",
        "azureDisk",
        "photonPersistentDisk",
        "portworxVolume",
        "scaleIO",
        "storageos",
    ];
    /// The first nine, a bit each.
    pub(crate) const RESTRICTED: u32 = 0x1FF;
    pub(crate) const CONFIG_MAP: u8 = 0;
    pub(crate) const CSI: u8 = 1;
    pub(crate) const EMPTY_DIR: u8 = 3;
    pub(crate) const PROJECTED: u8 = 7;
    pub(crate) const SECRET: u8 = 8;
    pub(crate) const HOST_PATH: u8 = 9;
    pub(crate) const GIT_REPO: u8 = 12;
    pub(crate) const FLEX_VOLUME: u8 = 17;
    pub(crate) const AZURE_FILE: u8 = 22;
    pub(crate) const AZURE_DISK: u8 = 25;

    /// The set of those that are true, in the order of the names, of as many as are given.
    #[cfg(feature = "k8s-openapi")]
    pub(crate) fn of<const N: usize>(set: [bool; N]) -> Self {
        Self(set.into_iter().rev().fold(0, |bits, set| bits << 1 | u32::from(set)))
    }

    pub(crate) fn insert(&mut self, source: u8) {
        self.0 |= 1u32.wrapping_shl(u32::from(source));
    }

    pub(crate) fn has(self, source: u8) -> bool {
        self.0 & 1u32.wrapping_shl(u32::from(source)) != 0
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The sources whose names pass: bit n is source n.
    pub(crate) fn mask(passes: impl Fn(&str) -> bool) -> u32 {
        let named = (0u8..).zip(Self::NAMES).filter(|(_, name)| passes(name));
        let mut it = Self::default();
        named.for_each(|(n, _)| it.insert(n));
        it.0
    }

    /// What there is in a pod with such a volume.
    pub(crate) fn facts(self) -> Facts {
        Facts::sources(self.0).or(Facts::OTHER_VOLUME.when(!self.intersects(Self::RESTRICTED)))
    }

    /// Whether one of these is set: bit n of the mask is source n.
    pub(crate) fn intersects(self, mask: u32) -> bool {
        self.0 & mask != 0
    }

    /// The names of the sources that are set, in the order of [`VolumeSources::NAMES`].
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        (0u8..).zip(Self::NAMES).filter_map(move |(n, name)| self.has(n).then_some(name))
    }
}
