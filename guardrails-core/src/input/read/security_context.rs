use super::{each, edge, one_string, typed};
use crate::input::error::Read;
use crate::input::fields::{capabilities, profile, se_linux, security_context as sc, sysctl, windows};
use crate::input::source::Source;
use crate::view::{AppArmor, Capabilities, Needs, Run, SeLinux, SecurityContext, Str, View};

/// Whose security context it is: some fields are the pod's alone, some the container's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Pod,
    Container,
}

/// Reads into a security context that has nothing in it yet.
pub(super) fn read<S: Source>(source: &mut S, view: &mut View, owner: Owner, it: &mut SecurityContext) -> Read<()> {
    let more = S::wants(view).azure.has(Needs::SECURITY);
    let table = if owner == Owner::Pod { &sc::POD } else { &sc::CONTAINER };
    typed(source, table, |source, field| {
        if more && read_more(source, view, owner, field, it)? {
            return Ok(true);
        }
        match (field, owner) {
            (sc::RUN_AS_NON_ROOT, _) => it.run_as_non_root = source.boolean()?,
            (sc::RUN_AS_USER, _) => it.run_as_user = source.integer(64)?,
            (sc::SECCOMP_PROFILE, _) => it.seccomp = one_string(source, &profile::SECCOMP, profile::TYPE)?,
            (sc::APP_ARMOR_PROFILE, _) => {
                it.app_armor = one_string(source, &profile::APP_ARMOR, profile::TYPE)?.map(AppArmor::Written)
            }
            (sc::SE_LINUX_OPTIONS, _) => it.se_linux = read_se_linux(source)?,
            (sc::WINDOWS_OPTIONS, _) => it.host_process = read_host_process(source)?,
            (sc::SYSCTLS, Owner::Pod) => it.sysctls = read_sysctls(source, view)?,
            (sc::PRIVILEGED, Owner::Container) => it.privileged = source.boolean()?,
            (sc::ALLOW_PRIVILEGE_ESCALATION, Owner::Container) => it.allow_privilege_escalation = source.boolean()?,
            (sc::PROC_MOUNT, Owner::Container) => it.proc_mount = source.string()?,
            (sc::CAPABILITIES, Owner::Container) => it.capabilities = read_capabilities(source, view)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(())
}

/// Reads what Pod Security does not look at; false if the field is none of that.
fn read_more<S: Source>(
    source: &mut S,
    view: &mut View,
    owner: Owner,
    field: u8,
    it: &mut SecurityContext,
) -> Read<bool> {
    match (field, owner) {
        (sc::RUN_AS_GROUP, _) => it.more.run_as_group = source.integer(64)?,
        (sc::FS_GROUP, Owner::Pod) => it.more.fs_group = source.integer(64)?,
        (sc::SUPPLEMENTAL_GROUPS, Owner::Pod) => it.more.supplemental_groups = read_groups(source, view)?,
        (sc::READ_ONLY_ROOT_FILESYSTEM, Owner::Container) => it.more.read_only_root = source.boolean()?,
        (sc::SECCOMP_PROFILE, _) => {
            let mut kind = Str::EMPTY;
            let present = typed(source, &profile::SECCOMP, |source, field| {
                match field {
                    profile::TYPE => kind = source.string_or_empty()?,
                    profile::LOCALHOST_PROFILE => it.more.seccomp_file = source.string()?,
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
            it.seccomp = present.then_some(kind);
        }
        (sc::SE_LINUX_OPTIONS, _) => {
            let mark = source.mark();
            it.more.se_linux_level = one_string(source, &se_linux::TYPED, se_linux::LEVEL)?.unwrap_or_default();
            source.seek(mark);
            return Ok(false);
        }
        (sc::WINDOWS_OPTIONS, _) => {
            typed(source, &windows::TYPED, |source, field| {
                match field {
                    windows::HOST_PROCESS => it.host_process = source.boolean()?,
                    windows::RUN_AS_USER_NAME => it.more.user_name = source.string()?,
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
        }
        _ => return Ok(false),
    }
    Ok(true)
}

fn read_groups<S: Source>(source: &mut S, view: &mut View) -> Read<Run> {
    let start = edge(&view.details.groups);
    each(source, |source| {
        view.details.groups.push(source.integer(64)?.unwrap_or_default());
        Ok(())
    })?;
    Ok(Run { start, end: edge(&view.details.groups) })
}

fn read_se_linux<S: Source>(source: &mut S) -> Read<Option<SeLinux>> {
    let mut it = SeLinux::default();
    let present = typed(source, &se_linux::TYPED, |source, field| {
        match field {
            se_linux::TYPE => it.kind = source.string_or_empty()?,
            se_linux::USER => it.user = source.string_or_empty()?,
            se_linux::ROLE => it.role = source.string_or_empty()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(present.then_some(it))
}

fn read_host_process<S: Source>(source: &mut S) -> Read<Option<bool>> {
    let mut host_process = None;
    typed(source, &windows::TYPED, |source, field| {
        match field {
            windows::HOST_PROCESS => host_process = source.boolean()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok(host_process)
}

fn read_sysctls<S: Source>(source: &mut S, view: &mut View) -> Read<Run> {
    let start = edge(&view.strings);
    each(source, |source| {
        let name = one_string(source, &sysctl::TYPED, sysctl::NAME)?;
        view.strings.push(name.unwrap_or_default());
        Ok(())
    })?;
    Ok(Run { start, end: edge(&view.strings) })
}

fn read_capabilities<S: Source>(source: &mut S, view: &mut View) -> Read<Option<Capabilities>> {
    let mut it = Capabilities::default();
    let present = typed(source, &capabilities::TYPED, |source, field| {
        let run = match field {
            capabilities::ADD => &mut it.add,
            capabilities::DROP => &mut it.drop,
            _ => return Ok(false),
        };
        let start = edge(&view.strings);
        each(source, |source| {
            view.strings.push(source.string_or_empty()?);
            Ok(())
        })?;
        *run = Run { start, end: edge(&view.strings) };
        Ok(true)
    })?;
    Ok(present.then_some(it))
}
