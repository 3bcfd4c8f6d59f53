//! What rules ask of objects of any kind.

use std::fmt;

use crate::rules::Subject;

/// The namespace of an object: its own, or the one it will be put into.
#[derive(Clone, Copy)]
pub(super) struct Namespace<'s>(Subject<'s>, Option<&'s str>);

impl Namespace<'_> {
    pub(super) fn is(self, name: &str) -> bool {
        let Self(subject, filled_in) = self;
        filled_in.map_or_else(|| subject.text.is(subject.view.object.namespace, name), |filled_in| filled_in == name)
    }
}

impl fmt::Display for Namespace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(subject, filled_in) = self;
        match filled_in {
            Some(filled_in) => f.write_str(filled_in),
            None => subject.text.show(subject.view.object.namespace).fmt(f),
        }
    }
}

impl<'s> Subject<'s> {
    /// The namespace of what is judged. The API server fills in that of the request, if the kind has any.
    pub(super) fn own_namespace(self) -> Option<Namespace<'s>> {
        let object = self.view.object;
        match object.namespace.is_empty() {
            false => Some(Namespace(self, None)),
            true if object.cluster_wide || !self.is_defaulted() => None,
            true => self.namespace.map(|name| Namespace(self, Some(name))),
        }
    }

    /// Whether this is the kind of what is judged.
    pub(super) fn is_of_kind(self, kind: &str) -> bool {
        match self.implied {
            true => kind == "Pod",
            false => self.view.kind_is(self.text, kind),
        }
    }

    /// Whether a Service is judged.
    pub(super) fn is_service(self) -> bool {
        !self.implied && self.view.is_kind(self.text, "v1", "Service")
    }

    /// Whether this is the name of what is judged.
    pub(super) fn is_named(self, name: &str) -> bool {
        !self.implied && self.text.is(self.view.object.name, name)
    }

    /// Writes the kind of what is judged.
    pub(super) fn write_kind(self, out: &mut dyn fmt::Write) -> fmt::Result {
        let view = self.view;
        match () {
            () if self.implied => out.write_str("Pod"),
            () if view.names.kind.is_empty() => write!(out, "{}", self.text.show(view.object.kind_name)),
            () => out.write_str(&view.names.kind),
        }
    }

    /// Whether this is the value of an annotation.
    pub(super) fn annotation_is(self, key: &str, value: &str) -> bool {
        self.annotation(key).is_some_and(|written| self.text.is(written, value))
    }

    /// Whether it is one of the objects that every namespace is born with.
    pub(super) fn is_born_with_namespace(self) -> bool {
        let token = "kubernetes.io/service-account-token";
        self.is_of_kind("ServiceAccount") && self.is_named("default")
            || self.is_of_kind("Service") && self.is_named("kubernetes")
            || self.is_of_kind("ConfigMap") && self.is_named("kube-root-ca.crt")
            || self.is_of_kind("Secret")
                && self.text.is(self.view.details.other.secret_type, token)
                && self.annotation_is("kubernetes.io/service-account.name", "default")
    }
}
