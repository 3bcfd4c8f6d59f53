use super::baseline::Baseline;
use super::effects::Ceiling;
use super::{Date, Exception, Policy};

/// What a policy says of findings once they are there: what they lead to at the most, which of them are excepted,
/// and which have been there before. Most policies say nothing of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Adjustments {
    pub(crate) ceilings: Vec<Ceiling>,
    pub(crate) exceptions: Vec<Exception>,
    pub(crate) baseline: Option<Baseline>,
    pub(super) today: Option<Date>,
}

impl Adjustments {
    /// The day that counts.
    pub(crate) fn today(&self) -> Date {
        self.today.unwrap_or_else(Date::today)
    }

    /// Whether labels decide, which then have to be read.
    pub(crate) fn needs_labels(&self) -> bool {
        self.exceptions.iter().any(Exception::needs_labels)
    }

    /// Whether a namespace decides.
    pub(crate) fn needs_namespace(&self) -> bool {
        self.exceptions.iter().any(Exception::needs_namespace)
            || self.ceilings.iter().any(|ceiling| !ceiling.namespaces.is_empty())
    }
}

impl Policy {
    /// The same policy as of a day, which decides what exceptions still hold: results can be had again later.
    /// Without it the system's day counts.
    ///
    /// ```
    /// # use guardrails_core::Policy;
    /// # let documents = "apiVersion: guardrails/v1\nkind: Policy\npodSecurity: {enforce: baseline}";
    /// let policy = Policy::load(documents)?.as_of("2026-11-30".parse()?);
    /// # Ok::<(), guardrails_core::PolicyError>(())
    /// ```
    #[must_use]
    pub fn as_of(mut self, today: Date) -> Self {
        if let Some(adjustments) = self.beyond.as_mut().and_then(|it| it.beyond_mut().adjustments.as_mut()) {
            adjustments.today = Some(today);
        }
        self
    }

    /// The policy's exceptions, in the order of the documents.
    pub fn exceptions(&self) -> &[Exception] {
        self.beyond()
            .and_then(|it| it.adjustments.as_ref())
            .map(|adjustments| adjustments.exceptions.as_slice())
            .unwrap_or_default()
    }
}
