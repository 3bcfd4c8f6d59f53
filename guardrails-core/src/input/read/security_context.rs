use super::{each, edge, fields, one_string};
use crate::input::error::Read;
use crate::input::fields::{capabilities, profile, se_linux, security_context as sc, sysctl, windows};
use crate::input::source::Source;
use crate::view::{AppArmor, Capabilities, Run, SeLinux, SecurityContext, View};

/// Whose security context it is: some fields are the pod's alone, some the container's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    Pod,
    Container,
}

pub(super) fn read<S: Source>(source: &mut S, view: &mut View, owner: Owner) -> Read<SecurityContext> {
    let mut it = SecurityContext::default();
    fields(source, &sc::FIELDS, |source, field| {
        match (field, owner) {
            (sc::RUN_AS_NON_ROOT, _) => it.run_as_non_root = source.boolean()?,
            (sc::RUN_AS_USER, _) => it.run_as_user = source.integer(64)?,
            (sc::SECCOMP_PROFILE, _) => it.seccomp = one_string(source, &profile::FIELDS, profile::TYPE)?,
            (sc::APP_ARMOR_PROFILE, _) => {
                it.app_armor = one_string(source, &profile::FIELDS, profile::TYPE)?.map(AppArmor::Written)
            }
            (sc::SE_LINUX_OPTIONS, _) => it.se_linux = read_se_linux(source)?,
            (sc::WINDOWS_OPTIONS, _) => it.host_process = read_host_process(source)?,
            (sc::SYSCTLS, Owner::Pod) => it.sysctls = read_sysctls(source, view)?,
            (sc::PRIVILEGED, Owner::Container) => it.privileged = source.boolean()?,
            (sc::ALLOW_PRIVILEGE_ESCALATION, Owner::Container) => it.allow_privilege_escalation = source.boolean()?,
            (sc::PROC_MOUNT, Owner::Container) => it.proc_mount = source.string()?,
            (sc::CAPABILITIES, Owner::Container) => it.capabilities = read_capabilities(source, view)?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    Ok(it)
}

fn read_se_linux<S: Source>(source: &mut S) -> Read<Option<SeLinux>> {
    let mut it = SeLinux::default();
    let present = fields(source, &se_linux::FIELDS, |source, field| {
        match field {
            se_linux::TYPE => it.kind = source.string_or_empty()?,
            se_linux::USER => it.user = source.string_or_empty()?,
            se_linux::ROLE => it.role = source.string_or_empty()?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    Ok(present.then_some(it))
}

fn read_host_process<S: Source>(source: &mut S) -> Read<Option<bool>> {
    let mut host_process = None;
    fields(source, &windows::FIELDS, |source, field| {
        match field {
            windows::HOST_PROCESS => host_process = source.boolean()?,
            _ => source.skip()?,
        }
        Ok(())
    })?;
    Ok(host_process)
}

fn read_sysctls<S: Source>(source: &mut S, view: &mut View) -> Read<Run> {
    let start = edge(&view.strings);
    each(source, |source| {
        let name = one_string(source, &sysctl::FIELDS, sysctl::NAME)?;
        view.strings.push(name.unwrap_or_default());
        Ok(())
    })?;
    Ok(Run { start, end: edge(&view.strings) })
}

fn read_capabilities<S: Source>(source: &mut S, view: &mut View) -> Read<Option<Capabilities>> {
    let mut it = Capabilities::default();
    let present = fields(source, &capabilities::FIELDS, |source, field| {
        let run = match field {
            capabilities::ADD => &mut it.add,
            capabilities::DROP => &mut it.drop,
            _ => return source.skip(),
        };
        let start = edge(&view.strings);
        each(source, |source| {
            view.strings.push(source.string_or_empty()?);
            Ok(())
        })?;
        *run = Run { start, end: edge(&view.strings) };
        Ok(())
    })?;
    Ok(present.then_some(it))
}
