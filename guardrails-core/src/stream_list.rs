//! JSON Lists of any size: the items are judged as they come, and only one of them is held at a time.

use std::io::{self, Read};

use crate::input::Reader;
use crate::input::buffer::Buffer;
use crate::input::document::json_error;
use crate::input::error::{ErrorKind, ManifestError, Position};
use crate::input::json::Json;
use crate::input::kinds::Class;
use crate::input::limits::{MAX_LIST_BYTES, MAX_OBJECT_BYTES};
use crate::input::plain::Plain;
use crate::input::read::Inherited;
use crate::input::source::{Frame, Keys, Shape, Source};
use crate::stream::Run;
use crate::stream_text::{InheritedNames, LONGEST_TOKEN, Lines, resume};

/// What is looked at first of what follows the items; more only if there is more.
const FIRST_TAIL: usize = 4 * 1024;

/// What stands before the items of a List, and what it hands down to them.
pub(crate) struct Head {
    /// The text up to the items.
    text: String,
    inherited: InheritedNames,
}

/// What comes next among the items.
enum Next {
    Fetch,
    Item { end: usize },
    Comma,
    End,
    Broken(ManifestError, usize),
}

impl Run<'_> {
    /// The head of the List that the buffer begins with, if it is too long to be read whole.
    pub(crate) fn list_head<R: Read>(&mut self, buffer: &Buffer<R>) -> Option<Head> {
        let text = buffer.text();
        if text.len() <= MAX_OBJECT_BYTES || ends_early(text) {
            return None;
        }
        let head = text.get(..items_at(text)?)?.to_owned();
        let Reader { view, keys, read_whole, .. } = &mut self.scratch.reader;
        view.clear();
        // The kind may follow behind the items; then each item has to name its own.
        let whole = format!("{head}[]}}");
        let read = Plain(Json::new(&whole, keys)).read_root(view, Inherited::default(), *read_whole);
        let inherited = match read {
            Ok(root) if matches!(root.class, Class::List) => InheritedNames::of(view, &whole),
            Err(fault) if fault.kind == ErrorKind::MissingKind => InheritedNames::none(),
            _ => return None,
        };
        Some(Head { text: head, inherited })
    }

    /// Judges the items of a long List one by one as they come in.
    pub(crate) fn long_list<R: Read>(&mut self, buffer: &mut Buffer<R>, head: Head) -> io::Result<()> {
        self.is_json = true;
        self.documents = self.documents.saturating_add(1);
        let line = buffer.origin().line;
        buffer.consume(head.text.len().saturating_add(1));
        let mut items = Items { number: 0, is_due: true };
        loop {
            // All that is there is looked at once, and passed over in one step.
            let (at, next) = self.items_at_hand(buffer, &head, &mut items);
            buffer.consume(at);
            match next {
                Next::End => return self.list_tail(buffer, &head, line),
                Next::Broken(error, at) => {
                    self.report_error(error.after(buffer.origin()), line, true);
                    let passed = resume(buffer.rest(), buffer.text(), at);
                    buffer.consume(passed.max(1));
                    return Ok(());
                }
                _ => buffer.fetch()?,
            }
        }
    }

    /// Judges the items that the buffer holds whole. Gives how far they reach, and what comes next.
    fn items_at_hand<R: Read>(&mut self, buffer: &Buffer<R>, head: &Head, items: &mut Items) -> (usize, Next) {
        let text = buffer.text();
        let mut lines = Lines::new(text.as_bytes(), buffer.origin());
        let mut at = 0usize;
        loop {
            let rest = text.get(at..).unwrap_or_default();
            let space = rest.bytes().take_while(|byte| b" \t\r\n".contains(byte)).count();
            at = at.saturating_add(space);
            let rest = rest.get(space..).unwrap_or_default();
            match items.next(rest, buffer) {
                Next::Comma => {
                    at = at.saturating_add(1);
                    items.is_due = true;
                }
                Next::Item { end } => {
                    let item = rest.get(..end).unwrap_or_default();
                    self.json_item(item, lines.advance(at), items.number, head.inherited.borrowed());
                    at = at.saturating_add(end);
                    items.number = items.number.saturating_add(1);
                    items.is_due = false;
                }
                next => return (at, next),
            }
        }
    }

    /// Checks what follows the items: that it is a List after all, and that nothing is in it twice.
    fn list_tail<R: Read>(&mut self, buffer: &mut Buffer<R>, head: &Head, line: u32) -> io::Result<()> {
        let mut size = FIRST_TAIL;
        loop {
            let text = buffer.text();
            let tail = text.get(..text.floor_char_boundary(size)).unwrap_or_default();
            let whole = format!("{}[{tail}", head.text);
            let Reader { view, keys, read_whole, .. } = &mut self.scratch.reader;
            view.clear();
            let mut json = Plain(Json::new(&whole, keys));
            let read = json.read_root(view, Inherited::default(), *read_whole);
            let end = json.0.position().saturating_sub(head.text.len()).saturating_sub(1);
            let breaks_off = |at: usize| at.saturating_add(LONGEST_TOKEN) >= whole.len();
            let fault = match read {
                Ok(_) => {
                    buffer.consume(end);
                    return Ok(());
                }
                Err(fault) => fault,
            };
            if breaks_off(fault.at) && tail.len() < text.len() && size <= MAX_OBJECT_BYTES {
                size = size.saturating_mul(4);
                continue;
            }
            if breaks_off(fault.at) && !buffer.is_final() && size <= MAX_OBJECT_BYTES {
                buffer.fetch()?;
                continue;
            }
            let at = fault.at.saturating_sub(head.text.len()).saturating_sub(1);
            let error = json_error(*fault, &whole, view);
            let position = Position::of(text.as_bytes(), at).after(buffer.origin());
            let field = error.field().to_owned();
            self.report_error(error.at(field, Some(position)), line, true);
            let passed = resume(buffer.rest(), text, at);
            buffer.consume(passed.max(1));
            return Ok(());
        }
    }
}

/// Whether the value that a text begins with ends, or breaks, before it is longer than an object may be. How much
/// of what follows has been fetched makes no difference.
fn ends_early(text: &str) -> bool {
    let first = text.get(..text.floor_char_boundary(MAX_OBJECT_BYTES.saturating_add(1))).unwrap_or_default();
    match Json::new(first, &mut Keys::default()).skip() {
        Ok(()) => true,
        Err(fault) => fault.at.saturating_add(LONGEST_TOKEN) < first.len(),
    }
}

/// Where the value of `items` begins, if it is a list and all before it has been read.
fn items_at(text: &str) -> Option<usize> {
    let mut keys = Keys::default();
    let mut json = Json::new(text, &mut keys);
    let mut frame = Frame::default();
    json.enter_object(&mut frame).ok()?;
    while let Some(key) = json.next_member_key(&mut frame).ok()? {
        if json.text().is(key, "items") {
            return (json.shape() == Shape::List).then(|| json.mark());
        }
        json.skip().ok()?;
    }
    None
}

/// How far a List has come.
struct Items {
    /// The number of the next item.
    number: u32,
    /// Whether an item has to come.
    is_due: bool,
}

impl Items {
    /// What a text begins with, which is the rest of a buffer.
    fn next<R: Read>(&self, text: &str, buffer: &Buffer<R>) -> Next {
        let Self { number, is_due } = *self;
        let wrong = |kind: ErrorKind, what: &str, at: usize| {
            let position = Some(Position::of(text.as_bytes(), at));
            Next::Broken(ManifestError::new(kind, what).at(format!("items[{number}]"), position), at)
        };
        let broken = |what: &str, at: usize| wrong(ErrorKind::Syntax, what, at);
        match text.as_bytes().first() {
            None if !buffer.is_final() => Next::Fetch,
            None if buffer.text().len() < buffer.rest().len() => wrong(ErrorKind::Encoding, "this is not UTF-8", 0),
            None => broken("the List breaks off", 0),
            Some(b']') if !is_due || number == 0 => Next::End,
            Some(b',') if !is_due => Next::Comma,
            Some(_) if !is_due => broken("expected a comma or the end of the List", 0),
            Some(_) => {
                let mut keys = Keys::default();
                let mut json = Json::new(text, &mut keys);
                match json.skip() {
                    Ok(()) if json.position() < text.len() || buffer.is_final() => Next::Item { end: json.position() },
                    Err(fault) if fault.at.saturating_add(LONGEST_TOKEN) < text.len() || buffer.is_final() => {
                        broken(&fault.message, fault.at)
                    }
                    _ if text.len() > MAX_LIST_BYTES => broken("this item does not end", 0),
                    _ => Next::Fetch,
                }
            }
        }
    }
}
