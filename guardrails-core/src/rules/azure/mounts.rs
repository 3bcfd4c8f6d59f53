use smallvec::SmallVec;

use super::WITHOUT_EPHEMERAL;
use crate::rules::Subject;
use crate::view::{Container, ContainerList, Mount, Str};

/// The names of the volumes that containers mount, sorted.
pub(super) struct Mounted<'s> {
    subject: Subject<'s>,
    names: SmallVec<[Str; 32]>,
}

impl<'s> Mounted<'s> {
    /// What the containers of these lists mount, of those that count.
    pub(super) fn by(
        subject: Subject<'s>,
        lists: &'static [ContainerList],
        counts: impl Fn(&Container) -> bool,
        mount_counts: impl Fn(&Mount) -> bool,
    ) -> Self {
        let mut names = SmallVec::new();
        for (_, container) in subject.pod_containers(lists).filter(|(_, container)| counts(container)) {
            names.extend(subject.mounts(container).iter().filter(|mount| mount_counts(mount)).map(|mount| mount.name));
        }
        subject.text.sort(&mut names);
        Self { subject, names }
    }

    /// Whether a volume is among them.
    pub(super) fn holds(&self, volume: Str) -> bool {
        self.names.binary_search_by(|name| self.subject.text.compare(*name, volume)).is_ok()
    }
}

/// Where the token of the service account is mounted.
pub(super) const TOKEN_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

impl<'s> Subject<'s> {
    /// The mounts of a container.
    pub(super) fn mounts(self, container: &Container) -> &'s [Mount] {
        self.details(container).mounts.of(&self.view.details.mounts)
    }

    /// Whether a container mounts something where the token belongs.
    pub(super) fn mounts_token(self, container: &Container) -> bool {
        self.mounts(container).iter().any(|mount| self.text.is(mount.path, TOKEN_PATH))
    }

    /// Whether the API server gives a container the token of the service account: it does where the pod does not
    /// say no, and where nothing is mounted in its place.
    pub(super) fn is_given_token(self, container: &Container) -> bool {
        self.is_defaulted() && self.view.details.automount_token != Some(false) && !self.mounts_token(container)
    }

    /// The containers that the API server gives the token.
    pub(super) fn containers_given_token(self) -> impl Iterator<Item = &'s Container> {
        let containers = self.pod_containers(WITHOUT_EPHEMERAL).map(|(_, container)| container);
        containers.filter(move |container| self.is_given_token(container))
    }
}
