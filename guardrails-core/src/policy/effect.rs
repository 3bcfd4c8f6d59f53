/// What a finding leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Effect {
    /// It goes into the audit log.
    Audit,
    /// The user is warned.
    Warn,
    /// The object is refused.
    Deny,
}

impl Effect {
    /// Every effect, from the weakest to the strongest.
    pub(crate) const ALL: [Self; 3] = [Self::Audit, Self::Warn, Self::Deny];

    /// The effect's name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Audit => "audit",
            Self::Warn => "warn",
            Self::Deny => "deny",
        }
    }
}
