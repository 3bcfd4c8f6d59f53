//! A whole text as a generic value: for policy documents, which are read once and not by the million.

use serde_json::{Map, Value};

use super::error::Read;
use super::source::{Frame, Shape, Source};

/// Reads a value of any shape. Recursion ends at the reader's limit of depth.
pub(crate) fn read_value<S: Source>(source: &mut S) -> Read<Value> {
    let mut frame = Frame::default();
    Ok(match source.shape() {
        Shape::Object => {
            let mut map = Map::new();
            source.enter_object(&mut frame)?;
            while let Some(key) = source.next_key(&mut frame)? {
                let key = source.text().show(key).to_string();
                map.insert(key, read_value(source)?);
            }
            Value::Object(map)
        }
        Shape::List => {
            let mut list = Vec::new();
            source.enter_list(&mut frame)?;
            while source.next_element(&mut frame)? {
                list.push(read_value(source)?);
            }
            Value::Array(list)
        }
        Shape::String => {
            let string = source.string()?.unwrap_or_default();
            Value::String(source.text().show(string).to_string())
        }
        Shape::Boolean => source.boolean()?.into(),
        Shape::Number => source.integer(64)?.into(),
        Shape::Null | Shape::Nothing => {
            source.skip()?;
            Value::Null
        }
        Shape::Foreign => return Err(source.mistyped("a value")),
    })
}
