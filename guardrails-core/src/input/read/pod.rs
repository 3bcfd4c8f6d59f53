use super::security_context::{self, Owner};
use super::{Members, container, details, each, edge, leaves, one_string, runtime, scheduling, typed};
use crate::input::error::Read;
use crate::input::fields::{pod_os, pod_spec as p, volume};
use crate::input::source::{OTHER, Shape, Source};
use crate::view::{ContainerList, Needs, SecurityContext, View, Volume};

/// Reads a pod spec; a null one is empty.
pub(super) fn read_spec<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let start = source.mark();
    read_fields(source, view)?;
    if let Some(table) = S::wants(view).leaves {
        source.seek(start);
        leaves::read(source, view, table)?;
    }
    Ok(())
}

fn read_fields<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let azure = S::wants(view).azure;
    let mut members = Members::enter(source, &p::TYPED)?;
    while let Some(field) = members.next(source)? {
        if azure != Needs::NONE || S::wants(view).scheduling {
            let mark = source.mark();
            let taken = azure != Needs::NONE && read_details(source, view, field)?
                || S::wants(view).scheduling && read_scheduling(source, view, field)?;
            if taken {
                // Only parts of the value have been read.
                if !again(source, mark)? {
                    members.pass(source, field)?;
                }
                continue;
            }
        }
        match field {
            p::CONTAINERS => container::read_list(source, view, ContainerList::Main)?,
            p::INIT_CONTAINERS => container::read_list(source, view, ContainerList::Init)?,
            p::EPHEMERAL_CONTAINERS => container::read_list(source, view, ContainerList::Ephemeral)?,
            p::VOLUMES => read_volumes(source, view)?,
            p::SECURITY_CONTEXT => {
                let mut security = SecurityContext::default();
                security_context::read(source, view, Owner::Pod, &mut security)?;
                view.set_security(security, source.text());
            }
            p::HOST_NETWORK => view.pod.host_network = source.boolean()?.unwrap_or_default(),
            p::HOST_PID => view.pod.host_pid = source.boolean()?.unwrap_or_default(),
            p::HOST_IPC => view.pod.host_ipc = source.boolean()?.unwrap_or_default(),
            p::HOST_USERS => view.pod.host_users = source.boolean()?,
            p::RUNTIME_CLASS_NAME => view.pod.runtime_class = source.string_or_empty()?,
            p::OS => view.pod.os_name = one_string(source, &pod_os::TYPED, pod_os::NAME)?.unwrap_or_default(),
            p::IMAGE_PULL_SECRETS if S::wants(view).runtime => {
                let mark = source.mark();
                runtime::read_pull_secrets(source, view)?;
                if !again(source, mark)? {
                    members.pass(source, field)?;
                }
            }
            _ => members.pass(source, field)?,
        }
    }
    Ok(())
}

/// Whether a value whose parts have been read is done with: where types are checked it is gone through as a whole too.
pub(super) fn again<S: Source>(source: &mut S, mark: usize) -> Read<bool> {
    let checking = source.doubts().checking;
    if checking {
        source.seek(mark);
    }
    Ok(!checking)
}

/// Reads what only constraints look at; false if somebody else reads the field.
#[inline(never)]
fn read_details<S: Source>(source: &mut S, view: &mut View, field: u8) -> Read<bool> {
    let needs = S::wants(view).azure;
    match field {
        p::NODE_SELECTOR if needs.has(Needs::SELECTOR) && !S::wants(view).scheduling => {
            scheduling::read_node_selector(source, view)?;
        }
        p::AUTOMOUNT_TOKEN if needs.has(Needs::TOKEN) => view.details.automount_token = source.boolean()?,
        p::IMAGE_PULL_SECRETS if needs.has(Needs::PULL_SECRETS) && !S::wants(view).runtime => {
            view.details.pull_secrets = details::has_elements(source)?;
        }
        p::IMAGE_PULL_SECRETS if needs.has(Needs::PULL_SECRETS) => {
            let mark = source.mark();
            view.details.pull_secrets = details::has_elements(source)?;
            source.seek(mark);
            return Ok(false);
        }
        p::AFFINITY if needs.has(Needs::REPLICAS) => {
            details::look_at_affinity(source, view)?;
            return Ok(false);
        }
        p::SPREAD if needs.has(Needs::REPLICAS) => view.details.spread = details::has_elements(source)?,
        _ => return Ok(false),
    }
    Ok(true)
}

/// Reads what the scheduler goes by; false if the field is none of that.
#[inline(never)]
fn read_scheduling<S: Source>(source: &mut S, view: &mut View, field: u8) -> Read<bool> {
    match field {
        p::NODE_NAME => view.scheduling.node_name = source.string_or_empty()?,
        p::SCHEDULER_NAME => view.scheduling.scheduler = source.string_or_empty()?,
        p::NODE_SELECTOR => scheduling::read_node_selector(source, view)?,
        p::AFFINITY => scheduling::read_affinity(source, view)?,
        p::TOLERATIONS => scheduling::read_tolerations(source, view)?,
        p::SCHEDULING_GATES => each(source, |source| {
            view.scheduling.gated = true;
            source.skip()
        })?,
        _ => return Ok(false),
    }
    Ok(true)
}

#[inline(never)]
fn read_volumes<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let azure = S::wants(view).azure.has(Needs::VOLUMES);
    each(source, |source| {
        if azure {
            details::look_at_volume(source, view)?;
        }
        let mut it = Volume::default();
        typed(source, &volume::TYPED, |source, field| {
            if S::wants(view).runtime {
                runtime::look_at_volume(source, view, edge(&view.volumes), field)?;
            }
            match field {
                volume::NAME => it.name = source.string_or_empty()?,
                OTHER => return Ok(false),
                _ => {
                    match source.shape() {
                        Shape::Object => it.sources.insert(field),
                        Shape::Null => {}
                        _ => return Err(source.mistyped("an object")),
                    }
                    return Ok(false);
                }
            }
            Ok(true)
        })?;
        view.add_volume(it);
        Ok(())
    })
}

/// Reads the annotations of the pod.
pub(super) fn read_annotations<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    details::read_pairs(source, |annotation| view.annotations.push(annotation))?;
    view.look_at_annotations(source.text());
    Ok(())
}
