//! The documents of a text as generic values.

use serde_json::Value;

use super::document::{begins_like_json, json_error, utf8};
use super::error::ManifestError;
use super::json::Json;
use super::source::{Keys, Source};
use super::value::read_value;
use crate::view::View;

/// Reads every document of a text, JSON or YAML; empty ones are passed over.
pub(crate) fn read_values(text: &[u8]) -> Result<Vec<Value>, ManifestError> {
    if begins_like_json(text) { read_json_values(text) } else { read_yaml_values(text) }
}

fn read_json_values(text: &[u8]) -> Result<Vec<Value>, ManifestError> {
    let text = utf8(text)?;
    let mut keys = Keys::default();
    let mut json = Json::new(text, &mut keys);
    let mut values = Vec::new();
    while json.mark() < text.len() {
        let value = read_value(&mut json).map_err(|fault| json_error(*fault, text, &View::default()))?;
        values.push(value);
    }
    Ok(values)
}

#[cfg(feature = "yaml")]
fn read_yaml_values(text: &[u8]) -> Result<Vec<Value>, ManifestError> {
    use super::error::Position;
    use super::limits::MAX_LIST_BYTES;
    use super::yaml::{Documents, Tape, Yaml};
    use super::yaml_document::{load_error, place_error};

    let mut tape = Tape::default();
    let mut keys = Keys::default();
    let mut values = Vec::new();
    for chunk in Documents::new(text) {
        let chunk = chunk.map_err(|fault| place_error(*fault, text))?;
        let origin = Position::of(text, chunk.offset);
        match tape.load(chunk.text, MAX_LIST_BYTES) {
            Ok(false) => {}
            Ok(true) => {
                let read = read_value(&mut Yaml::new(&tape, &mut keys));
                let value = read.map_err(|fault| {
                    let position = Position::of(chunk.text, tape.offset(fault.at));
                    ManifestError::new(fault.kind, fault.message)
                        .at(tape.path(0, fault.at), Some(position.after(origin)))
                })?;
                values.push(value);
            }
            Err(fault) => return Err(load_error(*fault, chunk.text, &tape).after(origin)),
        }
    }
    Ok(values)
}

#[cfg(not(feature = "yaml"))]
fn read_yaml_values(text: &[u8]) -> Result<Vec<Value>, ManifestError> {
    read_json_values(text)
}
