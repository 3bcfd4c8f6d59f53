//! One text with one object: which notation it is in, and what it says.

use super::Reader;
use super::error::{ErrorKind, Fault, Identity, ManifestError, Position};
use super::json::Json;
use super::kinds::Class;
use super::limits::MAX_OBJECT_BYTES;
use super::locate;
use super::plain::Plain;
use super::read::Inherited;
use crate::view::{Text, View};

/// An object that has been read into the reader.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Document<'t> {
    pub(crate) class: Class,
    /// The text, if it was JSON; other notations leave their strings in the reader.
    pub(crate) json: Option<&'t str>,
}

/// Which reading of Kubernetes it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reading {
    /// kubectl's, of files: what begins like JSON and is none may still be YAML in flow style. The API
    /// server's defaults are filled in afterwards.
    Manifest,
    /// The server's, of a body: what begins like JSON is JSON.
    AsGiven,
}

/// Reads the one object of a text: JSON if it begins like an object, else YAML.
pub(crate) fn read_document<'t>(
    bytes: &'t [u8],
    reading: Reading,
    reader: &mut Reader,
) -> Result<Document<'t>, ManifestError> {
    if !begins_like_json(bytes) {
        return read_yaml(bytes, reading, reader);
    }
    let (error, before) = match read_json(bytes, reader)? {
        Ok(document) => return Ok(document),
        Err(broken) => broken,
    };
    match before {
        _ if reading == Reading::AsGiven || error.kind() != ErrorKind::Syntax => Err(error),
        // kubectl goes on in YAML behind the first object.
        Some((document, end)) => check_tail(bytes, end, reader, error).map(|()| document),
        None => read_yaml(bytes, reading, reader)
            .map_err(|other| if other.kind() == ErrorKind::ManyObjects { other } else { error }),
    }
}

/// Whether the first byte after white space opens an object.
pub(crate) fn begins_like_json(bytes: &[u8]) -> bool {
    bytes.get(leading_space(bytes)) == Some(&b'{')
}

/// How much white space stands at the beginning: JSON's, which has no form feed.
pub(crate) fn leading_space(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|b| matches!(b, b' ' | b'\n' | b'\r' | b'\t')).count()
}

/// Why a text is no JSON object; and the object and its end, if the fault is only in what follows it.
type Broken<'t> = (ManifestError, Option<(Document<'t>, usize)>);

/// Reads one object from JSON.
fn read_json<'t>(bytes: &'t [u8], reader: &mut Reader) -> Result<Result<Document<'t>, Broken<'t>>, ManifestError> {
    let text = utf8(bytes)?;
    reader.view.clear();
    let mut json = Plain(Json::new(text, &mut reader.keys));
    let root = match json.read_root(&mut reader.view, Inherited::default(), reader.read_whole) {
        Ok(root) => root,
        Err(fault) => return Ok(Err((json_error(*fault, text, &reader.view), None))),
    };
    if bytes.len() > MAX_OBJECT_BYTES && root.class != Class::List {
        return Err(too_large(bytes.len()));
    }
    let document = Document { class: root.class, json: Some(text) };
    let end = json.0.position();
    Ok(match json.0.end() {
        Ok(()) => Ok(document),
        Err(fault) => Err((json_error(*fault, text, &reader.view), Some((document, end)))),
    })
}

/// The text, if it is UTF-8.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, ManifestError> {
    // The quick check says only whether; where, the standard library's says.
    simdutf8::basic::from_utf8(bytes).or_else(|_| std::str::from_utf8(bytes)).map_err(|error| {
        let position = Position::of(bytes, error.valid_up_to());
        ManifestError::new(ErrorKind::Encoding, "this is not UTF-8").at(String::new(), Some(position))
    })
}

pub(crate) fn no_object() -> ManifestError {
    ManifestError::new(ErrorKind::NoObject, "there is no object in it")
}

pub(crate) fn too_large(bytes: usize) -> ManifestError {
    let message = format!("the object has {bytes} bytes; an API server takes at most {MAX_OBJECT_BYTES}");
    ManifestError::new(ErrorKind::Size, message)
}

/// Works out where in a JSON text a fault is, by a second look.
pub(crate) fn json_error(fault: Fault, text: &str, view: &View) -> ManifestError {
    let Fault { kind, message, at } = fault;
    let field = locate::path_at(text, at);
    let identity = identity(view, Text::Buffer(text));
    ManifestError::new(kind, message).at(field, Some(Position::of(text.as_bytes(), at))).of(identity)
}

/// What is known of the object so far.
pub(crate) fn identity(view: &View, text: Text<'_>) -> Identity {
    let shown = |s| text.show(s).to_string();
    Identity {
        api_version: shown(view.object.api_version),
        kind: shown(view.object.kind_name),
        namespace: shown(view.object.namespace),
        name: shown(view.object.name),
    }
}

#[cfg(feature = "yaml")]
use super::yaml_document::{check_tail, read_yaml};

/// Without a YAML reader, whatever is no JSON object is refused as such.
#[cfg(not(feature = "yaml"))]
fn read_yaml<'t>(bytes: &'t [u8], _reading: Reading, reader: &mut Reader) -> Result<Document<'t>, ManifestError> {
    read_json(bytes, reader)?.map_err(|(error, _)| error)
}

#[cfg(not(feature = "yaml"))]
fn check_tail(_bytes: &[u8], _end: usize, _reader: &mut Reader, error: ManifestError) -> Result<(), ManifestError> {
    Err(error)
}
