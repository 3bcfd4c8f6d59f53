//! Azure Policy for Kubernetes: one file a template, named as its alias. What several templates share stands in
//! files of its own: exclusions, Rego's printing.
//!
//! Each rule of fidelity `exact` says what Gatekeeper's driver says with the public template, to the byte.

mod allowed_external_ips;
mod allowed_host_paths;
mod allowed_proc_mount_types;
mod allowed_seccomp_profiles;
mod allowed_sysctl_interfaces;
mod allowed_users_groups;
mod allowed_volume_types;
mod block_admin_rolebindings;
mod block_automount_token;
mod block_default_namespace;
mod block_endpoint_edit_default_role;
mod block_host_namespace;
mod block_naked_pods;
mod block_resource;
mod block_wildcard_roles;
mod container_allowed_capabilities;
mod container_allowed_images;
mod container_allowed_ports;
mod container_allowed_pull_policy;
mod container_disallowed_capabilities;
mod container_enforce_pre_stop_hook;
mod container_enforce_probes;
mod container_no_latest_image;
mod container_no_privilege;
mod container_no_privilege_escalation;
mod container_no_vulnerable_images;
mod container_resource_limits;
mod container_resource_requests;
mod container_restricted_image_pulls;
pub(crate) mod deployment_safeguards;
mod disallowed_bad_pod_disruption_budgets;
mod disallowed_host_paths;
mod enforce_apparmor_profile;
mod enforce_csi_driver;
mod enforce_required_annotation;
mod exclusions;
mod flexvolume_drivers;
mod forbidden_sysctl_interfaces;
mod host_network_ports;
mod image_integrity_notation_verification;
mod images;
mod ingress_https_only;
mod load_balancer_no_public_ips;
mod mounts;
mod objects;
mod parameters;
mod paths;
mod patterns;
mod pod_enforce_antiaffinity;
mod pod_enforce_labels;
mod print_mutations_annotations;
mod quantity;
mod re2;
mod read_only_root_filesystem;
mod rego;
mod requester;
mod require_ingress_host;
mod required;
mod restricted_labels;
mod restricted_node_edits;
mod restricted_taints;
mod selinux;
mod service_allowed_ports;
mod template;
mod unique_service_selectors;
mod windows_block_container_admin;
mod windows_block_host_process;
mod windows_container_allowed_usernames;
mod windows_container_resources;
mod windows_users;

use std::collections::HashSet;
use std::fmt;
use std::hash::BuildHasherDefault;

pub(crate) use parameters::Parameters;
pub(crate) use template::Check;
pub use template::{ConstraintExample, Definition, Parameter, ParameterType, Template};

use super::rule::Sort;
use super::{Fidelity, Head, Place, Rule, Scope, Source, Subject, list};
use crate::view::{Annotation, Container, ContainerDetails, ContainerList, Kind, Port, Str, VolumeDetails};

list! {
    /// Every rule, by alias and version.
    allowed_external_ips::RULE,
    allowed_host_paths::RULE,
    allowed_host_paths::RULE_V4,
    allowed_proc_mount_types::RULE,
    allowed_seccomp_profiles::RULE,
    allowed_sysctl_interfaces::RULE,
    allowed_users_groups::RULE,
    allowed_volume_types::RULE,
    block_admin_rolebindings::RULE,
    block_automount_token::RULE,
    block_default_namespace::RULE,
    block_endpoint_edit_default_role::RULE,
    block_host_namespace::RULE,
    block_host_namespace::RULE_V3,
    block_naked_pods::RULE,
    block_resource::RULE,
    block_wildcard_roles::RULE,
    container_allowed_capabilities::RULE,
    container_allowed_images::RULE,
    container_allowed_ports::RULE,
    container_allowed_ports::RULE_V1,
    container_allowed_pull_policy::RULE,
    container_disallowed_capabilities::RULE,
    container_enforce_pre_stop_hook::RULE,
    container_enforce_probes::RULE,
    container_no_latest_image::RULE,
    container_no_privilege::RULE,
    container_no_privilege_escalation::RULE,
    container_no_privilege_escalation::RULE_V4,
    container_no_vulnerable_images::RULE,
    container_resource_limits::RULE,
    container_resource_requests::RULE,
    container_restricted_image_pulls::RULE,
    disallowed_bad_pod_disruption_budgets::RULE,
    disallowed_host_paths::RULE,
    enforce_apparmor_profile::RULE,
    enforce_csi_driver::RULE,
    enforce_required_annotation::RULE,
    flexvolume_drivers::RULE,
    forbidden_sysctl_interfaces::RULE,
    host_network_ports::RULE,
    host_network_ports::RULE_V4,
    image_integrity_notation_verification::RULE,
    ingress_https_only::RULE,
    ingress_https_only::RULE_V2,
    load_balancer_no_public_ips::RULE,
    pod_enforce_antiaffinity::RULE,
    pod_enforce_antiaffinity::RULE_TODAY,
    pod_enforce_labels::RULE,
    print_mutations_annotations::RULE,
    read_only_root_filesystem::RULE,
    require_ingress_host::RULE,
    restricted_labels::RULE,
    restricted_node_edits::RULE,
    restricted_taints::RULE,
    selinux::RULE,
    selinux::RULE_V3,
    service_allowed_ports::RULE,
    unique_service_selectors::RULE,
    windows_block_container_admin::RULE,
    windows_block_host_process::RULE,
    windows_container_allowed_usernames::RULE,
    windows_container_resources::RULE,
}

/// The rule of a constraint's kind.
pub(crate) fn of_kind(kind: &str) -> Option<&'static Head> {
    HEADS.iter().find(|rule| rule.id == kind)
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

/// What a policy lists. Objects cannot put anything into it, so its hash need only be quick.
type Set<T> = HashSet<T, BuildHasherDefault<ahash::AHasher>>;

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
        self.view.containers.visit(lists).map(|(list, n, container)| (Place::Container(list, n), container))
    }

    /// Whether the API server's defaults are filled in. Gatekeeper's expansion of a workload fills in none.
    fn is_defaulted(self) -> bool {
        self.view.defaulted
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

    /// The host's port that a port asks for. On the host's network the API server copies the container's into it,
    /// except in ephemeral containers.
    fn host_port(self, place: Place, port: &Port) -> i32 {
        let made = self.implied && self.view.defaulted;
        let copied = made && self.view.pod.host_network && port.host_port == 0;
        match place {
            Place::Container(ContainerList::Ephemeral, _) => port.host_port,
            _ if copied => port.container_port,
            _ => port.host_port,
        }
    }

    /// What else is known of a volume.
    fn volume_details(self, n: u32) -> VolumeDetails {
        self.view.details.volumes.get(n as usize).copied().unwrap_or_default()
    }

    /// Writes a whole volume.
    fn write_volume(self, place: Place, out: &mut dyn fmt::Write) -> fmt::Result {
        match place {
            Place::Volume(n) => rego::write_tokens(self, self.volume_details(n).whole, out),
            _ => Ok(()),
        }
    }

    /// The annotations of what is judged.
    pub(crate) fn annotations(self) -> &'s [Annotation] {
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

    /// Whether what is judged has a name: without one, messages that print it are not made. The API server makes
    /// one up where it is only begun.
    fn has_name(self) -> bool {
        self.implied || self.is_defaulted() || !self.view.object.name.is_empty()
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
        let name = if view.object.name.is_empty() { view.details.generate_name } else { view.object.name };
        if !implied {
            return text.show(name).fmt(f);
        }
        text.chars(name).flat_map(char::to_lowercase).try_for_each(|c| fmt::Write::write_char(f, c))?;
        f.write_str("-pod")
    }
}
