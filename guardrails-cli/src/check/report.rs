use std::cell::{Cell, OnceCell};
use std::fmt;

use guardrails_core::{Effect, Item, ManifestError, Position, Verdict};

use super::compare::Compared;
use super::junit::Case;
use super::owners::Owner;
use super::tally::Tally;
use crate::words::plain;

/// How many fields of an object are looked up; each costs a look at the object, and a pod may have thousands.
const LOOKED_UP: u32 = 100;

/// Where an object stands: an input, and the object's place in it if the input has objects.
#[derive(Clone, Copy)]
pub(super) struct Place<'p> {
    pub(super) path: &'p str,
    pub(super) item: Option<&'p Item<'p>>,
    /// Which object's it is, if owners are looked at.
    pub(super) owner: Option<&'p Owner>,
    looks: &'p Looks,
}

/// What has been looked up about a place, once for all reports.
#[derive(Default)]
pub(super) struct Looks {
    fields: Cell<u32>,
    origin: OnceCell<Option<String>>,
}

impl<'p> Place<'p> {
    /// The place of an input as a whole, or of one of its objects.
    pub(super) fn new(path: &'p str, item: Option<&'p Item<'p>>, looks: &'p Looks) -> Self {
        Self { path, item, owner: None, looks }
    }

    /// The same place, of an object that is somebody's.
    pub(super) fn owned_by<'o>(self, owner: Option<&'o Owner>) -> Place<'o>
    where
        'p: 'o,
    {
        Place { owner, ..self }
    }

    /// The file that the object was made from, as far as a tool has left word of it.
    pub(super) fn origin(&self) -> Option<&'p str> {
        self.looks.origin.get_or_init(|| self.item.and_then(Item::origin)).as_deref()
    }

    /// The file a person would open to change the object.
    pub(super) fn file(&self) -> &'p str {
        self.origin().unwrap_or(self.path)
    }

    /// The line on which the object begins.
    pub(super) fn line(&self) -> u32 {
        self.item.map_or(1, |item| item.line)
    }

    /// Where a field of the object stands, or its nearest parent; none if the text is out of reach, or if so many
    /// fields have been looked up that more would be no use to anybody.
    pub(super) fn position(&self, field: &str) -> Option<Position> {
        let fields = self.looks.fields.get();
        self.looks.fields.set(fields.saturating_add(1));
        self.item.filter(|_| fields < LOOKED_UP)?.locate(field)
    }
}

/// What people call an input.
pub(super) fn input_name(path: &str) -> String {
    if path == "-" { "stdin".to_owned() } else { plain(path) }
}

/// What people call an object: `Deployment shop/web`.
pub(super) fn object_name(verdict: &Verdict<'_>) -> String {
    let (kind, name) = (plain(verdict.kind()), plain(verdict.name()));
    match verdict.namespace() {
        Some(namespace) if !name.is_empty() => format!("{kind} {}/{name}", plain(namespace)),
        Some(namespace) => format!("{kind} in {}", plain(namespace)),
        None if !name.is_empty() => format!("{kind} {name}"),
        None => kind,
    }
}

/// An error with its field before it.
pub(super) fn error_text(error: &ManifestError) -> String {
    match error.field() {
        "" => plain(error.message()),
        field => format!("{}: {}", plain(field), plain(error.message())),
    }
}

/// How a form words one object or one error. It asks nothing of what came before, so that several threads may word
/// at once.
pub(super) trait Wording: Sync {
    /// An object that has been judged.
    fn verdict(&self, place: Place<'_>, verdict: &Verdict<'_>) -> Result<Piece, fmt::Error>;

    /// Something that could not be read.
    fn error(&self, place: Place<'_>, error: &ManifestError) -> Result<Piece, fmt::Error>;
}

/// What a form makes of one object or error.
pub(super) enum Piece {
    /// The form has nothing to say of it.
    Nothing,
    /// Text of an object.
    Object(String),
    /// Text of an error.
    Error(String),
    /// A test case of an input.
    Case(Case),
    /// What was found in a namespace: rules and effects.
    Counts { namespace: String, findings: Vec<(&'static str, Effect)> },
    /// What a policy says beside another one.
    Compared(Compared),
}

impl Piece {
    /// How many bytes its texts take, about.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Object(text) | Self::Error(text) => text.len(),
            Self::Case(case) => case.size(),
            Self::Compared(compared) => compared.size(),
            Self::Nothing | Self::Counts { .. } => 0,
        }
    }
}

/// A form of the result: how it words, and how it puts together.
pub(super) type Form<'f> = (Box<dyn Wording>, Box<dyn Report + 'f>);

/// How a form of the result is put together: it takes pieces in the order
/// of the objects. What it writes goes out before the next piece
/// is taken.
pub(super) trait Report {
    /// The next piece of what this form's wording has made.
    fn take(&mut self, piece: Piece, out: &mut String) -> fmt::Result;

    /// The end.
    fn end(&mut self, tally: &Tally, out: &mut String) -> fmt::Result;

    /// Whether the form takes objects too of which another of the same owner had all findings before.
    fn takes_repeats(&self) -> bool {
        false
    }

    /// What the form itself has no room for, to be said beside it.
    fn aside(&self, _tally: &Tally, _out: &mut String) -> fmt::Result {
        Ok(())
    }
}
