//! What virtual nodes look at, read by a second look at the fields concerned: without a virtual node among
//! the policy's nodes nobody takes it.

use super::{each, edge, fields};
use crate::input::error::Read;
use crate::input::fields::{
    action, azure_file, container as c, csi, env, env_from, env_source, field_ref, handler, lifecycle, named, port,
    projected, resources, volume,
};
use crate::input::source::{Frame, Shape, Source};
use crate::view::{ContainerRuntime, Csi, FieldRef, Owner, PortWords, Probe, Reference, Resources, Role, Str, View};

/// Looks at a field of a container and comes back to it.
#[inline(never)]
pub(super) fn look_at_container<S: Source>(
    source: &mut S,
    view: &mut View,
    owner: Owner,
    field: u8,
    it: &mut ContainerRuntime,
) -> Read<()> {
    let mark = source.mark();
    match field {
        c::COMMAND => it.command = has_strings(source)?,
        c::ARGS => it.args = has_strings(source)?,
        c::ENV => read_env(source, view, owner)?,
        c::ENV_FROM => read_env_from(source, view, owner)?,
        c::RESOURCES => read_resources(source, it)?,
        c::RESTART_POLICY => it.restart_policy = source.string_or_empty()?,
        c::LIFECYCLE => it.hooks = has_hooks(source)?,
        c::LIVENESS_PROBE => it.liveness = read_probe(source)?,
        c::READINESS_PROBE => it.readiness = read_probe(source)?,
        c::STARTUP_PROBE => it.startup_probe = source.presence()?,
        c::PORTS => read_port_words(source, view)?,
        _ => return Ok(()),
    }
    source.seek(mark);
    Ok(())
}

/// Whether a list of strings is not empty.
fn has_strings<S: Source>(source: &mut S) -> Read<bool> {
    let mut any = false;
    each(source, |source| {
        any = true;
        source.string().map(|_| ())
    })?;
    Ok(any)
}

/// Whether a hook runs a command or calls a port; `sleep` does neither.
fn has_hooks<S: Source>(source: &mut S) -> Read<bool> {
    let mut any = false;
    fields(source, &lifecycle::FIELDS, |source, field| match field {
        lifecycle::POST_START | lifecycle::PRE_STOP => {
            fields(source, &handler::FIELDS, |source, field| {
                match field {
                    handler::EXEC | handler::HTTP_GET | handler::TCP_SOCKET => any |= source.presence()?,
                    _ => source.skip()?,
                }
                Ok(())
            })?;
            Ok(())
        }
        _ => source.skip(),
    })?;
    Ok(any)
}

fn read_probe<S: Source>(source: &mut S) -> Read<Option<Probe>> {
    let mut it = Probe::default();
    let present = fields(source, &handler::FIELDS, |source, field| {
        match field {
            handler::EXEC => it.exec = source.presence()?,
            handler::HTTP_GET => {
                it.http = fields(source, &action::FIELDS, |source, field| {
                    match field {
                        action::PORT if source.shape() == Shape::String => it.port_name = source.string_or_empty()?,
                        _ => source.skip()?,
                    }
                    Ok(())
                })?;
            }
            _ => source.skip()?,
        }
        Ok(())
    })?;
    Ok(present.then_some(it))
}

fn read_port_words<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    each(source, |source| {
        let mut it = PortWords::default();
        fields(source, &port::FIELDS, |source, field| {
            match field {
                port::NAME => it.name = source.string_or_empty()?,
                port::PROTOCOL => it.protocol = source.string_or_empty()?,
                _ => source.skip()?,
            }
            Ok(())
        })?;
        view.runtime.ports.push(it);
        Ok(())
    })
}

fn read_resources<S: Source>(source: &mut S, it: &mut ContainerRuntime) -> Read<()> {
    fields(source, &resources::FIELDS, |source, field| {
        match field {
            resources::REQUESTS => it.requests = read_quantities(source)?,
            resources::LIMITS => it.limits = read_quantities(source)?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    Ok(())
}

fn read_quantities<S: Source>(source: &mut S) -> Read<Resources> {
    let mut it = Resources::default();
    let mut frame = Frame::default();
    if source.enter_object(&mut frame)? {
        while let Some(key) = source.next_key(&mut frame)? {
            let value = source.scalar()?.unwrap_or_default();
            it.any = true;
            match source.text() {
                text if text.is(key, "cpu") => it.cpu = value,
                text if text.is(key, "memory") => it.memory = value,
                text => it.gpu |= text.is(key, "nvidia.com/gpu"),
            }
        }
    }
    Ok(it)
}

/// A reference to a secret or configMap: name, key, and whether the pod does without it.
fn read_named<S: Source>(source: &mut S, view: &mut View, owner: Owner, index: u32, role: Role) -> Read<()> {
    let mut it = Reference { owner, role, index, name: Str::EMPTY, key: Str::EMPTY, optional: None };
    let present = fields(source, &named::FIELDS, |source, field| {
        match field {
            named::NAME | named::SECRET_NAME => it.name = source.string_or_empty()?,
            named::KEY => it.key = source.string_or_empty()?,
            named::OPTIONAL => it.optional = source.boolean()?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    if present {
        view.runtime.references.push(it);
    }
    Ok(())
}

fn read_env<S: Source>(source: &mut S, view: &mut View, owner: Owner) -> Read<()> {
    let mut index = 0u32;
    each(source, |source| {
        let (references, field_refs) = (view.runtime.references.len(), view.runtime.field_refs.len());
        let mut has_value = false;
        fields(source, &env::FIELDS, |source, field| match field {
            env::VALUE => {
                has_value = source.string()?.is_some_and(|value| !value.is_empty());
                Ok(())
            }
            env::VALUE_FROM => {
                fields(source, &env_source::FIELDS, |source, field| match field {
                    env_source::SECRET => read_named(source, view, owner, index, Role::EnvSecret),
                    env_source::CONFIG_MAP => read_named(source, view, owner, index, Role::EnvConfigMap),
                    env_source::FIELD => read_field_ref(source, view, owner, index),
                    _ => source.skip(),
                })?;
                Ok(())
            }
            _ => source.skip(),
        })?;
        // A value of its own comes first, for virtual-kubelet.
        if has_value {
            view.runtime.references.truncate(references);
            view.runtime.field_refs.truncate(field_refs);
        }
        index = index.saturating_add(1);
        Ok(())
    })
}

fn read_field_ref<S: Source>(source: &mut S, view: &mut View, owner: Owner, index: u32) -> Read<()> {
    let mut it = FieldRef { owner, index, path: Str::EMPTY, api_version: Str::EMPTY };
    let present = fields(source, &field_ref::FIELDS, |source, field| {
        match field {
            field_ref::FIELD_PATH => it.path = source.string_or_empty()?,
            field_ref::API_VERSION => it.api_version = source.string_or_empty()?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    if present {
        view.runtime.field_refs.push(it);
    }
    Ok(())
}

fn read_env_from<S: Source>(source: &mut S, view: &mut View, owner: Owner) -> Read<()> {
    let mut index = 0u32;
    each(source, |source| {
        fields(source, &env_from::FIELDS, |source, field| match field {
            env_from::SECRET => read_named(source, view, owner, index, Role::EnvFromSecret),
            env_from::CONFIG_MAP => read_named(source, view, owner, index, Role::EnvFromConfigMap),
            _ => source.skip(),
        })?;
        index = index.saturating_add(1);
        Ok(())
    })
}

/// Reads `imagePullSecrets`.
pub(super) fn read_pull_secrets<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let mut index = 0u32;
    each(source, |source| {
        read_named(source, view, Owner::Pod, index, Role::PullSecret)?;
        index = index.saturating_add(1);
        Ok(())
    })
}

/// Looks at a source of a volume and comes back to it.
pub(super) fn look_at_volume<S: Source>(source: &mut S, view: &mut View, n: u32, field: u8) -> Read<()> {
    let mark = source.mark();
    let owner = Owner::Volume(n);
    match field {
        volume::CSI => read_csi(source, view, n)?,
        volume::AZURE_FILE => {
            let secret = super::one_string(source, &azure_file::TYPED, azure_file::SECRET_NAME)?;
            if let Some(name) = secret {
                let (role, key) = (Role::AzureFileSecret, Str::EMPTY);
                view.runtime.references.push(Reference { owner, role, index: 0, name, key, optional: None });
            }
        }
        volume::SECRET => read_named(source, view, owner, 0, Role::SecretVolume)?,
        volume::CONFIG_MAP => read_named(source, view, owner, 0, Role::ConfigMapVolume)?,
        volume::PROJECTED => read_projected(source, view, owner)?,
        _ => return Ok(()),
    }
    source.seek(mark);
    Ok(())
}

fn read_projected<S: Source>(source: &mut S, view: &mut View, owner: Owner) -> Read<()> {
    fields(source, &projected::FIELDS, |source, field| match field {
        projected::SOURCES => {
            let mut index = 0u32;
            each(source, |source| {
                fields(source, &projected::FIELDS, |source, field| match field {
                    projected::SECRET => read_named(source, view, owner, index, Role::ProjectedSecret),
                    projected::CONFIG_MAP => read_named(source, view, owner, index, Role::ProjectedConfigMap),
                    _ => source.skip(),
                })?;
                index = index.saturating_add(1);
                Ok(())
            })
        }
        _ => source.skip(),
    })?;
    Ok(())
}

fn read_csi<S: Source>(source: &mut S, view: &mut View, volume: u32) -> Read<()> {
    let mut it = Csi { volume, ..Csi::default() };
    let present = fields(source, &csi::FIELDS, |source, field| {
        match field {
            csi::DRIVER => it.driver = source.string_or_empty()?,
            csi::VOLUME_ATTRIBUTES => read_attributes(source, &mut it)?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    if present {
        view.runtime.csi.push(it);
    }
    Ok(())
}

fn read_attributes<S: Source>(source: &mut S, it: &mut Csi) -> Read<()> {
    let mut frame = Frame::default();
    if source.enter_object(&mut frame)? {
        while let Some(key) = source.next_key(&mut frame)? {
            let value = source.string_or_empty()?;
            it.attributes = true;
            match source.text() {
                text if text.is(key, "shareName") => it.share_name = value,
                text if text.is(key, "secretName") => it.secret_name = value,
                _ => {}
            }
        }
    }
    Ok(())
}

/// The number of the container that is read next.
pub(super) fn next_owner(view: &View, list: crate::view::ContainerList) -> Owner {
    Owner::Container(list, edge(view.containers.list(list)))
}
