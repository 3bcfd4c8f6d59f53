//! The kinds without a pod that rules look at, read by a second look at the object: only where a constraint asks.

use super::{each, fields};
use crate::input::error::Read;
use crate::input::fields::{object, service, service_port};
use crate::input::source::Source;
use crate::view::View;

/// Reads an object of a kind without a pod, from its root.
pub(super) fn read<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    let text = source.text();
    if view.is_kind(text, "v1", "Service") {
        return read_service(source, view);
    }
    Ok(())
}

fn read_service<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    fields(source, &object::FIELDS, |source, field| match field {
        object::SPEC => {
            fields(source, &service::FIELDS, |source, field| {
                let it = &mut view.details.other.service;
                match field {
                    service::TYPE => it.kind = source.string_or_empty()?,
                    service::EXTERNAL_IPS => each(source, |source| {
                        it.external_ips.push(source.string_or_empty()?);
                        Ok(())
                    })?,
                    service::PORTS => each(source, |source| {
                        let mut port = 0;
                        fields(source, &service_port::FIELDS, |source, field| {
                            match field {
                                service_port::PORT => port = source.int32()?,
                                _ => source.skip()?,
                            }
                            Ok(())
                        })?;
                        it.ports.push(port);
                        Ok(())
                    })?,
                    _ => source.skip()?,
                }
                Ok(())
            })?;
            Ok(())
        }
        _ => source.skip(),
    })?;
    Ok(())
}
