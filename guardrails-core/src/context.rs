use crate::inventory::Inventory;

/// What the caller knows beside the object.
///
/// ```
/// # use guardrails_core::Context;
/// let context = Context::default().namespace("shop");
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Context<'c> {
    pub(crate) namespace: Option<&'c str>,
    pub(crate) namespace_labels: Option<&'c [(&'c str, &'c str)]>,
    pub(crate) input: Option<&'c str>,
    /// What the run has brought so far.
    pub(crate) run: Option<&'c Inventory>,
}

impl<'c> Context<'c> {
    /// The namespace the object goes to if it names none itself. One that names another is an error.
    #[must_use]
    pub fn namespace(mut self, namespace: &'c str) -> Self {
        self.namespace = Some(namespace).filter(|namespace| !namespace.is_empty());
        self
    }

    /// The labels of the object's namespace: constraints may choose namespaces by them, and levels may come from
    /// them. Without them the stricter answer is given.
    #[must_use]
    pub fn namespace_labels(mut self, labels: &'c [(&'c str, &'c str)]) -> Self {
        self.namespace_labels = Some(labels);
        self
    }

    /// What the input is called, by which a [`Baseline`](crate::Baseline) knows it again: the path of a file.
    #[must_use]
    pub fn input(mut self, name: &'c str) -> Self {
        self.input = Some(name);
        self
    }
}

/// A [`Context`] by its parts, for callers who have it from another language: each part is there or not.
///
/// ```
/// # use guardrails_core::KnownContext;
/// let known = KnownContext { namespace: Some("shop"), labels: Some(vec![("team", "a")]) };
/// known.lend(|context| println!("{context:?}"));
/// ```
#[derive(Clone, Debug, Default)]
pub struct KnownContext<S> {
    /// The namespace; empty is the same as none.
    pub namespace: Option<S>,
    /// The labels of that namespace.
    pub labels: Option<Vec<(S, S)>>,
}

impl<S: AsRef<str>> KnownContext<S> {
    /// Gives the context for as long as the work takes.
    pub fn lend<T>(&self, work: impl FnOnce(Context<'_>) -> T) -> T {
        let context =
            self.namespace.as_ref().map_or(Context::default(), |it| Context::default().namespace(it.as_ref()));
        let Some(labels) = &self.labels else { return work(context) };
        let labels: Vec<(&str, &str)> = labels.iter().map(|(key, value)| (key.as_ref(), value.as_ref())).collect();
        work(context.namespace_labels(&labels))
    }
}
