use super::{Run, SecurityContext, Str};

/// Which list of the pod a container stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ContainerList {
    Init,
    Main,
    Ephemeral,
}

impl ContainerList {
    /// The lists in the order in which Pod Security visits them.
    pub(crate) const ALL: [Self; 3] = [Self::Init, Self::Main, Self::Ephemeral];

    /// The field of the pod spec.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::Init => "initContainers",
            Self::Main => "containers",
            Self::Ephemeral => "ephemeralContainers",
        }
    }
}

/// A container of any of the three lists.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Container {
    pub(crate) name: Str,
    pub(crate) image: Str,
    pub(crate) security: SecurityContext,
    /// In the list of ports.
    pub(crate) ports: Run,
    /// In the list of hosts.
    pub(crate) hosts: Run,
    /// Its number in the runtime's list of containers, if that was read.
    pub(crate) runtime: u32,
    /// Its number in the list of details, if that was read.
    pub(crate) details: u32,
}

/// An entry of `ports`; 0 is absent.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Port {
    pub(crate) container_port: i32,
    pub(crate) host_port: i32,
}

/// A non-empty `host` of a probe or lifecycle handler.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Host {
    pub(crate) source: HostSource,
    pub(crate) host: Str,
}

/// Where a host stands: the handler and the kind of action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HostSource {
    LivenessHttp,
    LivenessTcp,
    ReadinessHttp,
    ReadinessTcp,
    StartupHttp,
    StartupTcp,
    PostStartHttp,
    PostStartTcp,
    PreStopHttp,
    PreStopTcp,
}

impl HostSource {
    /// The field's path inside the container.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::LivenessHttp => "livenessProbe.httpGet.host",
            Self::LivenessTcp => "livenessProbe.tcpSocket.host",
            Self::ReadinessHttp => "readinessProbe.httpGet.host",
            Self::ReadinessTcp => "readinessProbe.tcpSocket.host",
            Self::StartupHttp => "startupProbe.httpGet.host",
            Self::StartupTcp => "startupProbe.tcpSocket.host",
            Self::PostStartHttp => "lifecycle.postStart.httpGet.host",
            Self::PostStartTcp => "lifecycle.postStart.tcpSocket.host",
            Self::PreStopHttp => "lifecycle.preStop.httpGet.host",
            Self::PreStopTcp => "lifecycle.preStop.tcpSocket.host",
        }
    }
}

/// The containers of a pod by list.
#[derive(Debug, Default)]
pub(crate) struct Containers {
    pub(crate) init: smallvec::SmallVec<[Container; 2]>,
    pub(crate) main: smallvec::SmallVec<[Container; 6]>,
    pub(crate) ephemeral: smallvec::SmallVec<[Container; 2]>,
}

impl Containers {
    pub(crate) fn clear(&mut self) {
        self.init.clear();
        self.main.clear();
        self.ephemeral.clear();
    }

    pub(crate) fn list(&self, list: ContainerList) -> &[Container] {
        match list {
            ContainerList::Init => &self.init,
            ContainerList::Main => &self.main,
            ContainerList::Ephemeral => &self.ephemeral,
        }
    }

    pub(crate) fn list_mut(&mut self, list: ContainerList) -> &mut [Container] {
        match list {
            ContainerList::Init => &mut self.init,
            ContainerList::Main => &mut self.main,
            ContainerList::Ephemeral => &mut self.ephemeral,
        }
    }

    pub(super) fn push(&mut self, list: ContainerList, container: Container) {
        match list {
            ContainerList::Init => self.init.push(container),
            ContainerList::Main => self.main.push(container),
            ContainerList::Ephemeral => self.ephemeral.push(container),
        }
    }

    /// Every container of these lists with its list and index, list by list.
    pub(crate) fn visit(&self, lists: &'static [ContainerList]) -> Visit<'_> {
        Visit { containers: self, lists, list: ContainerList::Main, here: [].iter(), n: 0 }
    }
}

/// Goes over containers, list by list: what nearly every rule begins with.
pub(crate) struct Visit<'v> {
    containers: &'v Containers,
    /// The lists that are still to come.
    lists: &'static [ContainerList],
    list: ContainerList,
    here: std::slice::Iter<'v, Container>,
    /// The number of the next one in its list.
    n: u32,
}

impl<'v> Iterator for Visit<'v> {
    type Item = (ContainerList, u32, &'v Container);

    #[inline(never)]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(it) = self.here.next() {
                let n = self.n;
                self.n = n.wrapping_add(1);
                return Some((self.list, n, it));
            }
            let (list, rest) = self.lists.split_first()?;
            (self.lists, self.list, self.n) = (rest, *list, 0);
            self.here = self.containers.list(*list).iter();
        }
    }
}
