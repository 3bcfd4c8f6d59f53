use super::{details, fields};
use crate::input::error::Read;
use crate::input::fields::{metadata, object};
use crate::input::source::Source;
use crate::view::View;

/// Reads the labels of a Namespace.
pub(super) fn read_labels<S: Source>(source: &mut S, view: &mut View) -> Read<()> {
    view.is_namespace = true;
    fields(source, &object::FIELDS, |source, field| match field {
        object::METADATA => {
            fields(source, &metadata::FIELDS, |source, field| match field {
                metadata::LABELS => details::read_pairs(source, |label| view.namespace_labels.push(label)),
                _ => source.skip(),
            })?;
            Ok(())
        }
        _ => source.skip(),
    })?;
    Ok(())
}
