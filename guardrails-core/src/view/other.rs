use smallvec::SmallVec;

use super::Str;

/// What rules look at in kinds without a pod. Only the part of the object's kind is filled.
#[derive(Debug, Default)]
pub(crate) struct Other {
    pub(crate) service: Service,
}

impl Other {
    pub(crate) fn clear(&mut self) {
        self.service.clear();
    }
}

/// v1.Service
#[derive(Debug, Default)]
pub(crate) struct Service {
    /// `spec.type`, empty where absent.
    pub(crate) kind: Str,
    pub(crate) external_ips: SmallVec<[Str; 4]>,
    pub(crate) ports: SmallVec<[i32; 4]>,
}

impl Service {
    fn clear(&mut self) {
        self.kind = Str::EMPTY;
        self.external_ips.clear();
        self.ports.clear();
    }
}
