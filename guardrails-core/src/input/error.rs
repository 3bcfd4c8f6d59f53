//! Why something could not be read.

use std::fmt;

/// The kind of a reading error, as it stands in the verdict's JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Not well-formed JSON or YAML.
    Syntax,
    /// Invalid UTF-8 or a lone surrogate.
    Encoding,
    /// A key that stands twice in one object.
    DuplicateKey,
    /// A value of another type than the field has.
    Type,
    /// A value of the right type that cannot be meant.
    Value,
    /// Nesting deeper than the limit.
    Depth,
    /// An object larger than the limit.
    Size,
    /// YAML aliases that expand beyond the budget, or that name no anchor.
    Alias,
    /// Something that readers of Kubernetes disagree on.
    Unsupported,
    /// No kind or no apiVersion.
    MissingKind,
    /// A kind that its API group does not have.
    UnknownKind,
    /// An API group or version that does not exist (any more).
    ApiVersion,
    /// Several objects where one was expected.
    ManyObjects,
    /// No object at all.
    NoObject,
    /// The input could not be read from where it lies.
    Io,
    /// The policy is wrong.
    Policy,
}

impl ErrorKind {
    /// The kind's name in JSON, such as `duplicate-key`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Encoding => "encoding",
            Self::DuplicateKey => "duplicate-key",
            Self::Type => "type",
            Self::Value => "value",
            Self::Depth => "depth",
            Self::Size => "size",
            Self::Alias => "alias",
            Self::Unsupported => "unsupported",
            Self::MissingKind => "missing-kind",
            Self::UnknownKind => "unknown-kind",
            Self::ApiVersion => "api-version",
            Self::ManyObjects => "many-objects",
            Self::NoObject => "no-object",
            Self::Io => "io",
            Self::Policy => "policy",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A fault at a place of the input, before anybody has worked out where that is. Boxed, so that the
/// results of the reader stay one word; made only when reading fails.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    pub(crate) kind: ErrorKind,
    pub(crate) message: String,
    /// The source's own mark of the place: a byte offset (JSON), a node (YAML).
    pub(crate) at: usize,
}

/// What a reader's step gives.
pub(crate) type Read<T> = Result<T, Box<Fault>>;

impl Fault {
    #[cold]
    pub(crate) fn new(kind: ErrorKind, at: usize, message: impl Into<String>) -> Box<Self> {
        Box::new(Self { kind, message: message.into(), at })
    }
}

/// Where something stands in a text. Lines and columns count from 1, columns in characters; the offset
/// counts bytes from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The character in its line, from 1.
    pub column: u32,
    /// The byte, from 0.
    pub offset: u64,
}

impl Position {
    /// The position of a byte of a text. A line ends with LF, CR or CRLF, as in an editor.
    pub fn of(text: &[u8], offset: usize) -> Self {
        let before = text.get(..offset).unwrap_or(text);
        let (mut lines, mut start) = (0usize, 0usize);
        if before.contains(&b'\r') {
            for (at, byte) in before.iter().enumerate() {
                let crlf = *byte == b'\r' && text.get(at.saturating_add(1)) == Some(&b'\n');
                if *byte == b'\n' || (*byte == b'\r' && !crlf) {
                    lines = lines.saturating_add(1);
                    start = at.saturating_add(1);
                }
            }
        } else {
            // Nearly always; so many bytes are counted at once.
            lines = before.iter().filter(|byte| **byte == b'\n').count();
            start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at.saturating_add(1));
        }
        let line = u32::try_from(lines).unwrap_or(u32::MAX).saturating_add(1);
        let column = before.get(start..).unwrap_or_default().iter().filter(|b| **b & 0xC0 != 0x80).count();
        let column = u32::try_from(column).unwrap_or(u32::MAX).saturating_add(1);
        Self { line, column, offset: before.len() as u64 }
    }

    /// The position in the whole of a place in a part that begins at `origin`.
    pub(crate) fn after(self, origin: Self) -> Self {
        let column = match self.line {
            1 => self.column.saturating_add(origin.column).saturating_sub(1),
            _ => self.column,
        };
        let line = self.line.saturating_add(origin.line).saturating_sub(1);
        Self { line, column, offset: self.offset.saturating_add(origin.offset) }
    }
}

/// Why a manifest could not be read: never "allowed", and always a reason to stop.
///
/// Its text is a sentence for a person; [`kind`](Self::kind), [`field`](Self::field) and
/// [`position`](Self::position) are for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ManifestError(Box<Inner>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    message: String,
    field: String,
    position: Option<Position>,
    object: Identity,
}

/// What is known of an object that could not be read; a field that is not known is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) api_version: String,
    pub(crate) kind: String,
    pub(crate) namespace: String,
    pub(crate) name: String,
}

impl ManifestError {
    /// An error that has no place in a text.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            field: String::new(),
            position: None,
            object: Identity::default(),
        }))
    }

    /// The error in a field: of an object that could not be written down to be read here.
    #[must_use]
    pub fn in_field(mut self, path: impl Into<String>) -> Self {
        self.0.field = path.into();
        self
    }

    #[must_use]
    pub(crate) fn at(mut self, field: String, position: Option<Position>) -> Self {
        self.0.field = field;
        self.0.position = position;
        self
    }

    #[must_use]
    pub(crate) fn of(mut self, object: Identity) -> Self {
        self.0.object = object;
        self
    }

    /// Moves the position by what stands before the object in the whole input.
    #[must_use]
    pub(crate) fn after(mut self, origin: Position) -> Self {
        self.0.position = self.0.position.map(|position| position.after(origin));
        self
    }

    /// The error without its place: of an object that was written down only to be read here.
    #[must_use]
    pub fn without_position(mut self) -> Self {
        self.0.position = None;
        self
    }

    /// The kind of the error.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What is wrong, as a sentence without its place.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The field's path, such as `spec.containers[0].securityContext`; empty if the error concerns the whole.
    pub fn field(&self) -> &str {
        &self.0.field
    }

    /// Where it stands in the text, if it came from one.
    pub fn position(&self) -> Option<Position> {
        self.0.position
    }

    pub(crate) fn object(&self) -> &Identity {
        &self.0.object
    }
}

impl fmt::Display for ManifestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Position { line, column, .. }) = self.position() {
            write!(f, "line {line}, column {column}: ")?;
        }
        if !self.field().is_empty() {
            write!(f, "{}: ", self.field())?;
        }
        f.write_str(self.message())
    }
}

impl std::error::Error for ManifestError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_every_line_end() {
        let text = "a: é\r\nb: 1\rc: 2\n".as_bytes();
        let at = |offset| {
            let Position { line, column, .. } = Position::of(text, offset);
            (line, column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(5), (1, 5));
        assert_eq!(at(7), (2, 1));
        assert_eq!(at(12), (3, 1));
        assert_eq!(at(999), (4, 1));
    }
}
