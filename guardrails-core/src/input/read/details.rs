//! What only the rules of Azure Policy look at.

use super::{Members, each, edge, fields, one_string, quantity, whole};
use crate::input::error::Read;
use crate::input::fields::{
    affinity, container as c, flex_volume, handler, host_path, label_selector, lifecycle, mount, resources, volume,
};
use crate::input::source::{Frame, Shape, Source};
use crate::view::{
    Amounts, Annotation, ContainerDetails, Mount, Needs, ProbeActions, Run, Selected, View, VolumeDetails,
};

/// Whether it is one of the fields of a container that are looked at here.
#[inline(always)]
pub(super) const fn concerns(field: u8) -> bool {
    matches!(
        field,
        c::VOLUME_MOUNTS
            | c::IMAGE_PULL_POLICY
            | c::LIVENESS_PROBE
            | c::READINESS_PROBE
            | c::STARTUP_PROBE
            | c::RESOURCES
            | c::LIFECYCLE
    )
}

/// Looks at a field of a container and comes back to it, unless nobody else looks at it: then says that it is taken.
#[inline(never)]
pub(super) fn look_at_container<S: Source>(
    source: &mut S,
    view: &mut View,
    field: u8,
    it: &mut ContainerDetails,
) -> Read<bool> {
    let needs = S::wants(view).azure;
    let mark = source.mark();
    match field {
        c::VOLUME_MOUNTS if needs.has(Needs::MOUNTS) => it.mounts = read_mounts(source, view)?,
        c::IMAGE_PULL_POLICY if needs.has(Needs::PULL_POLICY) => it.pull_policy = source.string_or_empty()?,
        c::LIVENESS_PROBE if needs.has(Needs::PROBES) => it.liveness = read_probe(source)?,
        c::READINESS_PROBE if needs.has(Needs::PROBES) => it.readiness = read_probe(source)?,
        c::STARTUP_PROBE if needs.has(Needs::PROBES) => it.startup = read_probe(source)?,
        c::RESOURCES if needs.has(Needs::RESOURCES) => read_resources(source, it)?,
        c::LIFECYCLE if needs.has(Needs::HOOKS) => {
            fields(source, &lifecycle::FIELDS, |source, field| {
                match field {
                    lifecycle::PRE_STOP => it.pre_stop = source.presence()?,
                    _ => source.skip()?,
                }
                Ok(())
            })?;
        }
        _ => return Ok(false),
    }
    // Of the others only parts have been read, or someone else looks at them.
    let is_taken =
        matches!(field, c::VOLUME_MOUNTS | c::IMAGE_PULL_POLICY) || field == c::RESOURCES && !S::wants(view).types;
    if !is_taken {
        source.seek(mark);
    }
    Ok(is_taken)
}

fn read_mounts<S: Source>(source: &mut S, view: &mut View) -> Read<Run> {
    let start = edge(&view.details.mounts);
    each(source, |source| {
        let mut it = Mount::default();
        let mut members = Members::enter(source, &mount::TYPED)?;
        while let Some(field) = members.next(source)? {
            match field {
                mount::NAME => it.name = source.string_or_empty()?,
                mount::MOUNT_PATH => it.path = source.string_or_empty()?,
                mount::READ_ONLY => it.read_only = source.boolean()?.unwrap_or_default(),
                _ => members.pass(source, field)?,
            }
        }
        view.details.mounts.push(it);
        Ok(())
    })?;
    Ok(Run { start, end: edge(&view.details.mounts) })
}

fn read_probe<S: Source>(source: &mut S) -> Read<ProbeActions> {
    let mut it = ProbeActions::default();
    it.set = fields(source, &handler::FIELDS, |source, field| {
        match field {
            handler::EXEC | handler::HTTP_GET | handler::TCP_SOCKET => it.known |= source.presence()?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    Ok(it)
}

fn read_resources<S: Source>(source: &mut S, it: &mut ContainerDetails) -> Read<()> {
    fields(source, &resources::FIELDS, |source, field| {
        match field {
            resources::REQUESTS => it.requests = read_amounts(source)?,
            resources::LIMITS => it.limits = read_amounts(source)?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    Ok(())
}

/// Reads quantities by their names; one that is null is zero.
fn read_amounts<S: Source>(source: &mut S) -> Read<Amounts> {
    let mut it = Amounts::default();
    let mut frame = Frame::default();
    if source.enter_object(&mut frame)? {
        while let Some(key) = source.next_key(&mut frame)? {
            let value = quantity(source)?.unwrap_or_default();
            it.any = true;
            match source.text() {
                text if text.is(key, "cpu") => it.cpu = Some(value),
                text if text.is(key, "memory") => it.memory = Some(value),
                _ => {}
            }
        }
    }
    Ok(it)
}

/// Looks at a volume and comes back to it: keeps it whole if a message may print it.
pub(super) fn look_at_volume<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let mark = source.mark();
    let mut it = VolumeDetails::default();
    let mut printed = false;
    fields(source, &volume::FIELDS, |source, field| {
        let name = match field {
            volume::HOST_PATH => {
                let path = one_string(source, &host_path::TYPED, host_path::PATH)?;
                it.host_path = path.unwrap_or_default();
                path
            }
            volume::FLEX_VOLUME => {
                let driver = one_string(source, &flex_volume::TYPED, flex_volume::DRIVER)?;
                it.flex_driver = driver.unwrap_or_default();
                driver
            }
            _ => return source.skip(),
        };
        printed |= name.is_some();
        Ok(())
    })?;
    source.seek(mark);
    if printed {
        it.whole = whole::keep_volume(source, view)?;
    }
    view.details.volumes.push(it);
    Ok(())
}

/// Looks for what keeps the pods of a workload apart, and comes back to it.
pub(super) fn look_at_affinity<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let mark = source.mark();
    fields(source, &affinity::FIELDS, |source, field| {
        match field {
            affinity::POD_ANTI_AFFINITY => view.details.anti_affinity |= source.presence()?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    source.seek(mark);
    Ok(())
}

/// Whether a list is there and not empty.
pub(super) fn has_elements<S: Source>(source: &mut S) -> Read<bool> {
    let mut any = false;
    each(source, |source| {
        any = true;
        source.presence().map(|_| ())
    })?;
    Ok(any)
}

/// Reads the labels of a selector.
pub(super) fn read_selector<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    fields(source, &label_selector::FIELDS, |source, field| match field {
        label_selector::MATCH_LABELS => read_selected(source, &mut view.details.selector),
        _ => source.skip(),
    })?;
    Ok(())
}

/// Reads labels by which pods are selected.
pub(super) fn read_selected<S: Source>(source: &mut S, selector: &mut Option<Selected>) -> Read<()> {
    if source.shape() == Shape::Null {
        return source.skip();
    }
    let selector = selector.insert(Selected::new());
    read_pairs(source, |label| selector.push(label))
}

/// Reads labels or annotations; null values are empty strings.
pub(super) fn read_pairs<S: Source>(source: &mut S, mut take: impl FnMut(Annotation)) -> Read<()> {
    let mut frame = Frame::default();
    if source.enter_object(&mut frame)? {
        while let Some(key) = source.next_key(&mut frame)? {
            let value = source.string_or_empty()?;
            take(Annotation { key, value });
        }
    }
    Ok(())
}
