use smallvec::SmallVec;

use super::Str;

/// What an admission request says beside its objects.
#[derive(Debug, Default)]
pub(crate) struct Request {
    /// Whether there is a request at all.
    pub(crate) present: bool,
    /// The namespace, empty where there is none.
    pub(crate) namespace: Str,
    /// Who asks, if the request says.
    pub(crate) user: Option<User>,
}

/// Who asks.
#[derive(Debug, Default)]
pub(crate) struct User {
    /// Whether the request says so with a null.
    pub(crate) is_null: bool,
    pub(crate) name: Option<Str>,
    pub(crate) groups: SmallVec<[Str; 8]>,
}

impl Request {
    pub(crate) fn clear(&mut self) {
        self.present = false;
        self.namespace = Str::EMPTY;
        self.user = None;
    }
}
