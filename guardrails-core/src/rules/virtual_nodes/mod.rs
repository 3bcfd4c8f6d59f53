//! What virtual nodes on Azure Container Instances refuse, and what they take and do not deliver: one file a rule.

mod aci_maxima;
mod annotations_void;
mod args_without_command;
mod azure_file;
mod config_maps_needed;
mod container_options_void;
mod daemon_set;
mod ephemeral_containers_void;
mod field_refs;
mod gpu;
mod guardrails_void;
mod host_names_void;
mod host_namespaces_void;
mod image_pull_policy_void;
mod init_container_ports;
mod init_container_resources;
mod lifecycle_hooks;
mod os_linux;
mod os_windows;
mod probe_options_void;
mod probes;
pub(crate) mod quantity;
mod resources_rounded;
mod resources_void;
mod runtime_class_void;
mod sctp_becomes_tcp;
mod secrets_in_plain_env;
mod secrets_needed;
mod security_context_void;
mod sidecars_block;
mod startup_probe;
mod termination_void;
mod token_void;
mod v2_annotations;
mod v2_host_path_void;
mod v2_image_cache_pod;
mod v2_volumes;
mod variables_void;
mod volume_options_void;
mod volumes;

use std::fmt;
use std::sync::LazyLock;

use super::{Concern, Failure, Hits, Leaf, Place, Scope, Subject, Value, list};
use crate::view::Kind;
use crate::view::{Container, ContainerList, ContainerRuntime, Leaves, Owner, Role, Str, VolumeSources};

list! {
    /// Every rule, in the order in which findings are reported.
    args_without_command::RULE,
    lifecycle_hooks::RULE,
    startup_probe::RULE,
    probes::RULE,
    gpu::RULE,
    init_container_ports::RULE,
    init_container_resources::RULE,
    volumes::RULE,
    azure_file::RULE,
    field_refs::RULE,
    secrets_needed::RULE,
    config_maps_needed::RULE,
    os_windows::RULE,
    os_linux::RULE,
    daemon_set::RULE,
    aci_maxima::RULE,
    guardrails_void::RULE,
    security_context_void::RULE,
    host_namespaces_void::RULE,
    host_names_void::RULE,
    volume_options_void::RULE,
    token_void::RULE,
    termination_void::RULE,
    image_pull_policy_void::RULE,
    runtime_class_void::RULE,
    sidecars_block::RULE,
    resources_void::RULE,
    container_options_void::RULE,
    probe_options_void::RULE,
    variables_void::RULE,
    ephemeral_containers_void::RULE,
    secrets_in_plain_env::RULE,
    sctp_becomes_tcp::RULE,
    resources_rounded::RULE,
    annotations_void::RULE,
    v2_volumes::RULE,
    v2_host_path_void::RULE,
    v2_annotations::RULE,
    v2_image_cache_pod::RULE,
}

/// The fields of which the rules want to know only whether they are set, a list for each rule.
pub(crate) fn leaves() -> &'static Leaves {
    static LEAVES: LazyLock<Leaves> = LazyLock::new(|| {
        Leaves::new(RULES.iter().map(|rule| match rule.scope {
            Scope::Nodes(_, Concern::Void) => rule.fields,
            _ => &[],
        }))
    });
    &LEAVES
}

/// A field that is set.
struct SetField {
    path: &'static str,
    /// Whether it is set to `false`.
    off: bool,
}

/// Adds a hit for each field of a rule, by its id, that is set, if it counts.
fn set_fields(rule: &str, subject: Subject<'_>, hits: &mut Hits, counts: impl Fn(&SetField) -> bool) {
    let own = HEADS.iter().position(|other| other.id == rule);
    for set in &subject.view.runtime.leaves {
        let Some(leaf) = leaves().leaf(set.leaf).filter(|leaf| Some(leaf.list) == own) else { continue };
        if counts(&SetField { path: leaf.path, off: set.off }) {
            hits.forbidden(place(set.owner), Leaf { path: leaf.path, indexes: set.indexes }, Value::None);
        }
    }
}

/// The place of whoever owns a field.
fn place(owner: Owner) -> Place {
    match owner {
        Owner::Pod => Place::Pod,
        Owner::Container(list, n) => Place::Container(list, n),
        Owner::Volume(n) => Place::Volume(n),
    }
}

impl<'s> Subject<'s> {
    /// The init and main containers, each with its place and with how it runs. Virtual nodes never look at
    /// ephemeral ones.
    fn running(self) -> impl Iterator<Item = (Place, &'s Container, ContainerRuntime)> {
        let lists = [ContainerList::Init, ContainerList::Main];
        lists.into_iter().flat_map(move |list| {
            (0u32..).zip(self.view.containers.list(list)).map(move |(n, container)| {
                let runtime = self.view.runtime.containers.get(container.runtime as usize);
                (Place::Container(list, n), container, runtime.copied().unwrap_or_default())
            })
        })
    }
}

/// Whether a place is an init container.
fn is_init(place: Place) -> bool {
    matches!(place, Place::Container(ContainerList::Init, _))
}

/// The driver of Azure file shares, the one that virtual nodes know.
const AZURE_FILE_DRIVER: &str = "file.csi.azure.com";

/// What the annotations of virtual nodes v2 begin with.
const V2_PREFIX: &str = "microsoft.containerinstance.virtualnode.";

/// An annotation of virtual nodes v2: its number and its value.
fn v2_annotation(subject: Subject<'_>, name: &str) -> Option<(u32, Str)> {
    let own = |key| subject.text.strip_prefix(key, V2_PREFIX).is_some_and(|rest| rest.eq(name.chars()));
    let mut annotations = (0u32..).zip(&subject.view.annotations);
    annotations.find(|(_, annotation)| own(annotation.key)).map(|(n, annotation)| (n, annotation.value))
}

/// The source that the virtual node reads of a volume: it looks for those it knows in this order.
fn effective_source(sources: VolumeSources) -> Option<u8> {
    const ORDER: [u8; 7] = [
        VolumeSources::CSI,
        VolumeSources::AZURE_FILE,
        VolumeSources::EMPTY_DIR,
        VolumeSources::GIT_REPO,
        VolumeSources::SECRET,
        VolumeSources::CONFIG_MAP,
        VolumeSources::PROJECTED,
    ];
    ORDER.into_iter().find(|source| sources.has(*source))
}

/// Adds a hit for each secret or configMap without which the virtual node does not start the pod. `path` gives
/// the path of a role's field, and nothing for roles that don't matter.
fn needed(subject: Subject<'_>, hits: &mut Hits, path: impl Fn(Role) -> Option<&'static str>) {
    for it in &subject.view.runtime.references {
        let Some(path) = path(it.role) else { continue };
        let source = match it.role {
            Role::SecretVolume => Some(VolumeSources::SECRET),
            Role::ConfigMapVolume => Some(VolumeSources::CONFIG_MAP),
            Role::ProjectedSecret | Role::ProjectedConfigMap => Some(VolumeSources::PROJECTED),
            _ => None,
        };
        let read = match it.owner {
            Owner::Volume(n) if source.is_some() => {
                let volume = subject.view.volumes.get(n as usize).copied().unwrap_or_default();
                effective_source(volume.sources) == source
            }
            _ => true,
        };
        // Volumes without what they name are left out, unless the pod insists.
        let asked = if source.is_some() { it.optional == Some(false) } else { it.optional != Some(true) };
        if read && asked {
            hits.forbidden(place(it.owner), Leaf::element(path, it.index), Value::Pair(it.name, it.key));
        }
    }
}

/// Words a finding of [`needed`].
fn say_needed(failure: &Failure<'_>, kind: &str, out: &mut dyn fmt::Write) -> fmt::Result {
    let text = failure.subject.text;
    let Some(Value::Pair(name, key)) = failure.hits.first().map(|hit| hit.value) else { return Ok(()) };
    write!(out, "needs cluster state: the {kind} \"{}\"", text.show(name))?;
    if !key.is_empty() {
        write!(out, " with the key \"{}\"", text.show(key))?;
    }
    out.write_str(" must exist, or the virtual node does not start the pod")
}

/// Words a finding whose message is its value.
fn say_value(failure: &Failure<'_>, out: &mut dyn fmt::Write) -> fmt::Result {
    match failure.hits.first() {
        Some(hit) => failure.subject.write_value(hit.value, out),
        None => Ok(()),
    }
}

/// Words the refusal of a volume. The pod of a workload is named as Azure Policy names it.
fn say_unsupported(failure: &Failure<'_>, volume: Str, out: &mut dyn fmt::Write) -> fmt::Result {
    let Subject { view, text, .. } = failure.subject;
    out.write_str("pod ")?;
    match view.object.kind {
        Kind::Pod => write!(out, "{}", text.show(view.object.name))?,
        _ => {
            text.chars(view.object.name).flat_map(char::to_lowercase).try_for_each(|c| out.write_char(c))?;
            out.write_str("-pod")?;
        }
    }
    write!(out, " requires volume {} which is of an unsupported type", text.show(volume))
}
