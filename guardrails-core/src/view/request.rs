use smallvec::SmallVec;

use super::Str;

/// What an admission request says beside its objects, as far as it is known.
#[derive(Debug, Default)]
pub(crate) struct Request {
    /// The kind that the request names.
    pub(crate) kind: Str,
    /// The object's name, as the request has it.
    pub(crate) name: Str,
    /// The namespace, empty where there is none.
    pub(crate) namespace: Str,
    /// Who asks, if the request says: a name that is absent is nobody's.
    pub(crate) user: Option<User>,
}

/// Who asks.
#[derive(Debug, Default)]
pub(crate) struct User {
    pub(crate) name: Option<Str>,
    pub(crate) groups: SmallVec<[Str; 8]>,
}

impl Request {
    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }
}
