/// What the caller knows beside the object.
///
/// ```
/// # use guardrails_core::Context;
/// let context = Context::default().namespace("shop");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'c> {
    pub(crate) namespace: Option<&'c str>,
    pub(crate) input: Option<&'c str>,
}

impl<'c> Context<'c> {
    /// The namespace the object goes to if it names none itself. One that names another is an error.
    #[must_use]
    pub fn namespace(mut self, namespace: &'c str) -> Self {
        self.namespace = Some(namespace).filter(|namespace| !namespace.is_empty());
        self
    }

    /// What the input is called, by which a [`Baseline`](crate::Baseline) knows it again: the path of a file.
    #[must_use]
    pub fn input(mut self, name: &'c str) -> Self {
        self.input = Some(name);
        self
    }
}
