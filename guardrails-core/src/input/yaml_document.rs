//! Objects from YAML: the one of a text, and where faults and fields are.

use super::Reader;
use super::document::{Document, Reading, identity, no_object, too_large};
use super::error::{ErrorKind, Fault, ManifestError, Position};
use super::kinds::Class;
use super::limits::{MAX_LIST_BYTES, MAX_OBJECT_BYTES};
use super::read::{self, Inherited};
use super::yaml::{Chunk, Documents, Tape, Yaml};
use crate::view::Text;

/// Reads the one object of a text.
pub(crate) fn read_yaml<'t>(
    text: &'t [u8],
    reading: Reading,
    reader: &mut Reader,
) -> Result<Document<'t>, ManifestError> {
    let mut found: Option<Chunk<'t>> = None;
    let mut last = false;
    for chunk in Documents::new(text) {
        let chunk = chunk.map_err(|fault| place_error(*fault, text))?;
        let origin = Position::of(text, chunk.offset);
        let loaded = reader.tape.load(chunk.text, MAX_LIST_BYTES);
        if loaded.map_err(|fault| load_error(*fault, chunk.text, &reader.tape).after(origin))? {
            if found.is_some() {
                return Err(second_object(origin));
            }
            found = Some(chunk);
            last = true;
        } else {
            last = false;
        }
    }
    let Some(chunk) = found else {
        return Err(no_object());
    };
    if !last {
        // Empty documents came after it.
        let _ = reader.tape.load(chunk.text, MAX_LIST_BYTES);
    }
    let attached = |line: &[u8]| line.starts_with(b"---#");
    if reading == Reading::AsGiven && text.split(|b| *b == b'\n').any(attached) {
        let message = "`---#`: kubectl takes it for a separator with a comment, the server does not";
        return Err(ManifestError::new(ErrorKind::Unsupported, message));
    }
    if reading == Reading::AsGiven && reader.tape.ends_in_block() {
        let message =
            "the text ends in a block scalar without a line break: kubectl adds one to it, the server does not";
        return Err(ManifestError::new(ErrorKind::Unsupported, message));
    }
    read_chunk(chunk, Position::of(text, chunk.offset), reader)
}

/// Checks that nothing but comments and empty documents follow a JSON object, which ends at `end`; else it is
/// an error: the reader's of JSON, or that a second object follows.
pub(crate) fn check_tail(
    text: &[u8],
    end: usize,
    reader: &mut Reader,
    error: ManifestError,
) -> Result<(), ManifestError> {
    for chunk in Documents::new(text.get(end..).unwrap_or_default()) {
        let Ok(chunk) = chunk else { return Err(error) };
        match reader.tape.load(chunk.text, MAX_LIST_BYTES) {
            Ok(false) => {}
            Ok(true) if chunk.offset > 0 || chunk.text.starts_with(b"---") => {
                return Err(second_object(Position::of(text, end.saturating_add(chunk.offset))));
            }
            _ => return Err(error),
        }
    }
    Ok(())
}

fn second_object(at: Position) -> ManifestError {
    let message = "a second object follows, and one was expected";
    ManifestError::new(ErrorKind::ManyObjects, message).at(String::new(), Some(at))
}

/// Reads the object of the loaded document.
fn read_chunk<'t>(chunk: Chunk<'_>, origin: Position, reader: &mut Reader) -> Result<Document<'t>, ManifestError> {
    reader.view.clear();
    let Reader { view, keys, tape, .. } = reader;
    let root = read::read_root(&mut Yaml::new(tape, keys), view, Inherited::default());
    let root = root.map_err(|fault| read_error(*fault, chunk.text, (0, Part::whole(origin)), reader))?;
    if chunk.text.len() > MAX_OBJECT_BYTES && root.class != Class::List {
        return Err(too_large(chunk.text.len()));
    }
    Ok(Document { class: root.class, json: None })
}

/// A fault whose place is a byte of the text.
pub(crate) fn place_error(fault: Fault, text: &[u8]) -> ManifestError {
    ManifestError::new(fault.kind, fault.message).at(String::new(), Some(Position::of(text, fault.at)))
}

/// Works out where in a document a fault of loading is: its place is a byte.
pub(crate) fn load_error(fault: Fault, document: &[u8], tape: &Tape) -> ManifestError {
    let Fault { kind, message, at } = fault;
    ManifestError::new(kind, message).at(tape.path_at(at), Some(Position::of(document, at)))
}

/// Works out where in the input a fault of reading is: its place is a node. `base` is the node of the object, from
/// which its paths begin, and where it stands.
pub(crate) fn read_error(fault: Fault, document: &[u8], base: (usize, Part), reader: &Reader) -> ManifestError {
    let Fault { kind, message, at } = fault;
    let ((base, part), tape) = (base, &reader.tape);
    let position = part.position(document, tape.offset(at));
    let identity = identity(&reader.view, Text::Buffer(tape.arena()));
    ManifestError::new(kind, message).at(tape.path(base, at), Some(position)).of(identity)
}

/// An object of a loaded document, to look positions up in.
#[derive(Clone, Copy, Debug)]
pub(crate) struct YamlItem<'i> {
    pub(crate) tape: &'i Tape,
    pub(crate) document: &'i [u8],
    /// The object's node.
    pub(crate) base: usize,
    /// Where the document and the object in it begin.
    pub(crate) part: Part,
}

impl YamlItem<'_> {
    /// The scalar in a field.
    pub(crate) fn scalar(&self, field: &str) -> Option<&str> {
        self.tape.scalar(self.base, field)
    }

    /// What a comment before the document names as its source, as `helm template` writes it.
    pub(crate) fn source_comment(&self) -> Option<&str> {
        let lines = self.document.split(|byte| *byte == b'\n').filter_map(|line| str::from_utf8(line).ok());
        let comments = lines.map(str::trim).take_while(|line| line.is_empty() || line.starts_with(['#', '-']));
        comments.filter_map(|line| line.strip_prefix("# Source: ")).map(str::trim).find(|path| !path.is_empty())
    }

    /// Where a field stands, or its nearest parent that exists.
    pub(crate) fn locate(&self, field: &str) -> Position {
        self.part.position(self.document, self.tape.locate(self.base, field))
    }
}

/// Where a text and a part of it stand in the whole input: what is in the part is found without a look at what stands
/// before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    text: Position,
    at: usize,
    begins: Position,
}

impl Part {
    /// A text that stands there, as a whole.
    pub(crate) fn whole(text: Position) -> Self {
        Self { text, at: 0, begins: text }
    }

    /// The part of the text that begins with a byte of it, and where that stands.
    pub(crate) fn from(self, at: usize, begins: Position) -> Self {
        Self { at, begins, ..self }
    }

    /// The position of a byte of the text. What an alias stands for may lie before the part.
    pub(crate) fn position(self, text: &[u8], at: usize) -> Position {
        let (from, origin) = if at < self.at { (0, self.text) } else { (self.at, self.begins) };
        let between = text.get(from..at).unwrap_or_default();
        Position::of(between, between.len()).after(origin)
    }
}
