//! Azure Policy for Kubernetes: one file a template, named as its alias. What several templates share stands in
//! files of its own: exclusions, Rego's printing.
//!
//! Each rule of fidelity `exact` says what Gatekeeper's driver says with the public template, to the byte.

mod container_no_privilege;
pub(crate) mod deployment_safeguards;
mod exclusions;
mod parameters;
mod rego;
mod template;

use std::fmt;

pub(crate) use parameters::Parameters;
pub(crate) use template::Check;
pub use template::{ConstraintExample, Definition, Parameter, ParameterType, Template};

use super::rule::Sort;
use super::{Fidelity, Place, Rule, Scope, Source, Subject};
use crate::view::{Annotation, Container, ContainerDetails, ContainerList, Kind, Str};

/// Every rule, by alias and version.
pub(crate) static RULES: &[&Rule] = &[&container_no_privilege::RULE];

/// The rule of a constraint's kind.
pub(crate) fn of_kind(kind: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == kind).copied()
}

/// What the rules have in common: a rule's file says the rest.
const RULE: Rule = Rule {
    id: "",
    title: "",
    source: Source::AzurePolicy,
    scope: Scope::Constraint(&container_no_privilege::TEMPLATE),
    fidelity: Fidelity::Exact,
    documentation: "",
    remedy: "",
    fields: &[],
    upstream: "Azure/azure-policy f4a50bac, samples/KubernetesService",
    revisions: &[],
    examples: &[],
    sort: Sort::None,
    reason: |_| "",
    detail: |failure, out| match (failure.check, failure.hits.first()) {
        (Some(check), Some(hit)) => check.write_message(failure.subject, hit, out),
        _ => Ok(()),
    },
};

/// Main and init containers, without ephemeral ones: what some templates look at.
const WITHOUT_EPHEMERAL: &[ContainerList] = &[ContainerList::Main, ContainerList::Init];

/// All containers.
const ALL: &[ContainerList] = &[ContainerList::Main, ContainerList::Init, ContainerList::Ephemeral];

impl<'s> Subject<'s> {
    /// Whether there is a pod to judge: a Pod, or the pod that a workload will make.
    fn is_pod(self) -> bool {
        self.implied || self.view.object.kind == Kind::Pod
    }

    /// The containers of a pod, with their places; none if the object is no pod.
    fn pod_containers(self, lists: &'static [ContainerList]) -> impl Iterator<Item = (Place, &'s Container)> {
        let lists = if self.is_pod() { lists } else { &[] };
        lists.iter().flat_map(move |list| {
            (0u32..).zip(self.view.containers.list(*list)).map(move |(n, it)| (Place::Container(*list, n), it))
        })
    }

    /// Whether the API server's defaults are filled in: by itself, or by making a pod of a workload.
    fn is_defaulted(self) -> bool {
        self.implied || self.view.defaulted
    }

    /// The container at a place.
    fn container(self, place: Place) -> Option<&'s Container> {
        match place {
            Place::Container(list, n) => self.view.containers.list(list).get(n as usize),
            _ => None,
        }
    }

    /// What else is known of a container.
    fn details(self, container: &Container) -> ContainerDetails {
        self.view.details.containers.get(container.details as usize).copied().unwrap_or_default()
    }

    /// Whether the pod says it is for Windows, as the templates ask: by its node selector alone.
    fn selects_windows(self) -> bool {
        let text = self.text;
        let selector = &self.view.scheduling.selector;
        selector.iter().any(|it| text.is(it.key, "kubernetes.io/os") && text.is(it.value, "windows"))
    }

    /// The annotations of what is judged.
    fn annotations(self) -> &'s [Annotation] {
        match self.is_pod() {
            true => &self.view.annotations,
            false => &self.view.details.annotations,
        }
    }

    /// The labels of what is judged.
    pub(crate) fn labels(self) -> &'s [Annotation] {
        match self.implied {
            true => &self.view.details.template_labels,
            false => &self.view.details.labels,
        }
    }

    /// The value of an annotation.
    fn annotation(self, key: &str) -> Option<Str> {
        self.annotations().iter().find(|it| self.text.is(it.key, key)).map(|it| it.value)
    }

    /// Whether what is judged has a name: without one, messages that print it are not made.
    fn has_name(self) -> bool {
        !self.view.object.name.is_empty()
    }

    /// Something that prints the name of what is judged.
    fn object_name(self) -> ObjectName<'s> {
        ObjectName(self)
    }
}

/// Prints the name of what is judged: an implied pod has that of its workload in lower case, with `-pod`.
struct ObjectName<'s>(Subject<'s>);

impl fmt::Display for ObjectName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Subject { text, view, implied, .. } = self.0;
        if !implied {
            return text.show(view.object.name).fmt(f);
        }
        text.chars(view.object.name).flat_map(char::to_lowercase).try_for_each(|c| fmt::Write::write_char(f, c))?;
        f.write_str("-pod")
    }
}
