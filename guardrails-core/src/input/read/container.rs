use super::security_context::{self, Owner};
use super::{Members, details, each, edge, one_string, runtime, typed, whole};
use crate::input::error::Read;
use crate::input::fields::{action, container as c, handler, lifecycle, port};
use crate::input::source::Source;
use crate::input::types::Typed;
use crate::view::{
    Container, ContainerDetails, ContainerList, ContainerRuntime, Host, HostSource, Needs, Port, Run, View,
};

/// Reads a list of containers; a null element is a container without a name.
pub(super) fn read_list<S: Source>(source: &mut S, view: &mut View, list: ContainerList) -> Read<()> {
    each(source, |source| {
        let mut container = Container::default();
        read(source, view, list, &mut container)?;
        view.add_container(list, container, source.text());
        Ok(())
    })
}

/// Reads into a container that has nothing in it yet.
fn read<S: Source>(source: &mut S, view: &mut View, list: ContainerList, it: &mut Container) -> Read<()> {
    let hosts = edge(&view.hosts);
    let mut more = ContainerRuntime::default();
    let mut also = ContainerDetails::default();
    let azure = S::wants(view).azure;
    let table = if list == ContainerList::Ephemeral { &c::EPHEMERAL } else { &c::CONTAINER };
    let mut members = Members::enter(source, table)?;
    while let Some(field) = members.next(source)? {
        if S::wants(view).runtime {
            let owner = runtime::next_owner(view, list);
            runtime::look_at_container(source, view, owner, field, &mut more)?;
        }
        if azure != Needs::NONE
            && details::concerns(field)
            && details::look_at_container(source, view, field, &mut also)?
        {
            continue;
        }
        match field {
            c::NAME => it.name = source.string_or_empty()?,
            c::IMAGE => it.image = source.string_or_empty()?,
            c::PORTS => it.ports = read_ports(source, view)?,
            c::SECURITY_CONTEXT => {
                let mark = source.mark();
                security_context::read(source, view, Owner::Container, &mut it.security)?;
                if it.security.privileged == Some(true) && azure.has(Needs::PRIVILEGED) {
                    let end = source.mark();
                    source.seek(mark);
                    also.security = whole::keep_security_context(source, view)?;
                    source.seek(end);
                }
            }
            c::LIVENESS_PROBE => {
                read_handler(source, view, &handler::PROBE, HostSource::LivenessHttp, HostSource::LivenessTcp)?
            }
            c::READINESS_PROBE => {
                read_handler(source, view, &handler::PROBE, HostSource::ReadinessHttp, HostSource::ReadinessTcp)?
            }
            c::STARTUP_PROBE => {
                read_handler(source, view, &handler::PROBE, HostSource::StartupHttp, HostSource::StartupTcp)?
            }
            c::LIFECYCLE => read_lifecycle(source, view)?,
            _ => members.pass(source, field)?,
        }
    }
    it.hosts = Run { start: hosts, end: edge(&view.hosts) };
    if S::wants(view).runtime {
        it.runtime = edge(&view.runtime.containers);
        view.runtime.containers.push(more);
    }
    if azure != Needs::NONE {
        it.details = edge(&view.details.containers);
        view.details.containers.push(also);
    }
    Ok(())
}

#[inline(never)]
fn read_ports<S: Source>(source: &mut S, view: &mut View) -> Read<Run> {
    let start = edge(&view.ports);
    each(source, |source| {
        let mut it = Port::default();
        typed(source, &port::TYPED, |source, field| {
            match field {
                port::HOST_PORT => it.host_port = source.int32()?,
                port::CONTAINER_PORT => it.container_port = source.int32()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        view.add_port(it);
        Ok(())
    })?;
    Ok(Run { start, end: edge(&view.ports) })
}

#[inline(never)]
fn read_lifecycle<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    typed(source, &lifecycle::TYPED, |source, field| {
        let (http, tcp) = match field {
            lifecycle::POST_START => (HostSource::PostStartHttp, HostSource::PostStartTcp),
            lifecycle::PRE_STOP => (HostSource::PreStopHttp, HostSource::PreStopTcp),
            _ => return Ok(false),
        };
        read_handler(source, view, &handler::LIFECYCLE, http, tcp)?;
        Ok(true)
    })?;
    Ok(())
}

/// Reads the hosts of a probe or of a lifecycle handler.
fn read_handler<S: Source>(
    source: &mut S,
    view: &mut View,
    table: &'static Typed<handler::Names>,
    http: HostSource,
    tcp: HostSource,
) -> Read<()> {
    typed(source, table, |source, field| {
        let (place, action) = match field {
            handler::HTTP_GET => (http, &action::HTTP_GET),
            handler::TCP_SOCKET => (tcp, &action::TCP_SOCKET),
            _ => return Ok(false),
        };
        let host = one_string(source, action, action::HOST)?.unwrap_or_default();
        if !host.is_empty() {
            view.hosts.push(Host { source: place, host });
        }
        Ok(true)
    })?;
    Ok(())
}
