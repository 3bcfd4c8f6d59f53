//! YAML Lists of any size, as kubectl writes them: cut at the lines on which items begin, so that only one item is held
//! at a time.
//!
//! A line with a dash where the items' dashes are begins an item to every reader, unless it stands in quotes or brackets
//! that are open; then the item before it breaks off, which is an error. So no item is read otherwise than the
//! whole List would be. What an item names of another one, by an alias, is an error too.

use std::io::{self, Read};

use crate::input::Reader;
use crate::input::buffer::Buffer;
use crate::input::document::too_large;
use crate::input::error::{ErrorKind, Position};
use crate::input::kinds::Class;
use crate::input::limits::{MAX_LIST_BYTES, MAX_OBJECT_BYTES};
use crate::input::read::{self, Inherited};
use crate::input::yaml::{Documents, Yaml};
use crate::input::yaml_document::{Part, load_error, read_error};
use crate::stream::Run;
use crate::stream_text::InheritedNames;

/// The line above the items.
const ITEMS: &[u8] = b"items:";

/// What stands before the items of a List.
pub(crate) struct YamlHead {
    /// The text above the line of the items.
    text: Vec<u8>,
    /// The bytes of the text and that line.
    length: usize,
    /// How far the items' dashes stand in.
    indent: usize,
    inherited: InheritedNames,
}

/// What comes next among the items.
enum Next {
    Fetch,
    /// An item of so many bytes, and where its dash is.
    Item {
        end: usize,
        dash: usize,
    },
    /// The List goes on with something else, or ends.
    End,
}

/// A line that says something.
struct Line {
    /// Where it begins and where the next one does.
    at: usize,
    next: usize,
    indent: usize,
    is_item: bool,
}

/// The next line, from the beginning of one on, that is neither empty nor a comment. What the text breaks off in counts
/// as a line only if nothing follows.
fn next_line(text: &[u8], mut at: usize, is_final: bool) -> Option<Line> {
    loop {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let length = rest.iter().position(|byte| *byte == b'\n').map(|end| end.saturating_add(1));
        let next = at.saturating_add(length.or(is_final.then_some(rest.len()))?);
        let line = text.get(at..next).unwrap_or_default();
        let indent = line.iter().take_while(|byte| **byte == b' ').count();
        match line.trim_ascii().first() {
            None | Some(b'#') => at = next,
            Some(first) => {
                let blank_follows = line.get(indent.saturating_add(1)).is_none_or(u8::is_ascii_whitespace);
                return Some(Line { at, next, indent, is_item: *first == b'-' && blank_follows });
            }
        }
    }
}

/// What a text begins with that stands among the items.
fn next_item(text: &[u8], indent: usize, is_final: bool) -> Next {
    let first = match next_line(text, 0, is_final) {
        Some(line) if line.is_item && line.indent == indent => line,
        Some(_) => return Next::End,
        None if is_final => return Next::End,
        None => return Next::Fetch,
    };
    let mut at = first.next;
    let dash = first.at.saturating_add(indent);
    loop {
        match next_line(text, at, is_final) {
            Some(line) if line.indent > indent => at = line.next,
            Some(line) => return Next::Item { end: line.at, dash },
            None if is_final => return Next::Item { end: text.len(), dash },
            None => return Next::Fetch,
        }
    }
}

impl Run<'_> {
    /// The head of a List that a document begins with, if its items stand in lines of their own.
    pub(crate) fn yaml_list_head(&mut self, document: &[u8]) -> Option<YamlHead> {
        let first = document.get(..MAX_OBJECT_BYTES)?;
        let mut length = 0usize;
        let text = first.split_inclusive(|byte| *byte == b'\n').find_map(|line| {
            let text = first.get(..length);
            length = length.saturating_add(line.len());
            let after = line.strip_prefix(ITEMS)?.trim_ascii();
            text.filter(|_| after.is_empty())
        })?;
        let item = next_line(first, length, false).filter(|line| line.is_item)?;
        let whole = [text, ITEMS, b" []\n"].concat();
        // A review before it has wanted something else.
        self.policy.prepare(&mut self.scratch.reader, self.reading);
        let Reader { view, keys, tape, .. } = &mut self.scratch.reader;
        view.clear();
        tape.load(&whole, MAX_LIST_BYTES).ok().filter(|is_there| *is_there)?;
        // The kind may follow behind the items; then each item has to name its own.
        let inherited = match read::read_root(&mut Yaml::new(tape, keys), view, Inherited::default()) {
            Ok(root) if matches!(root.class, Class::List) => InheritedNames::of(view, tape.arena()),
            Err(fault) if fault.kind == ErrorKind::MissingKind => InheritedNames::none(),
            _ => return None,
        };
        Some(YamlHead { text: text.to_vec(), length, indent: item.indent, inherited })
    }

    /// Judges the items of a long List one by one as they come in.
    pub(crate) fn long_yaml_list<R: Read>(&mut self, buffer: &mut Buffer<R>, head: YamlHead) -> io::Result<()> {
        self.documents = self.documents.saturating_add(1);
        let line = buffer.origin().line;
        buffer.consume(head.length);
        let mut number = 0u32;
        let mut text = Vec::new();
        loop {
            let rest = buffer.rest();
            match next_item(rest, head.indent, buffer.has_ended()) {
                Next::End => return self.yaml_list_tail(buffer, &head, line),
                Next::Item { end, dash } => {
                    text.clear();
                    text.extend_from_slice(rest.get(..end).unwrap_or_default());
                    if let Some(dash) = text.get_mut(dash) {
                        *dash = b' ';
                    }
                    self.long_yaml_item(&text, buffer.origin(), number, &head.inherited);
                    number = number.saturating_add(1);
                    buffer.consume(end);
                }
                Next::Fetch if rest.len() > MAX_LIST_BYTES => {
                    self.report_error(too_large(rest.len()), line, true);
                    buffer.consume(rest.len());
                    return Ok(());
                }
                Next::Fetch => buffer.fetch()?,
            }
        }
    }

    /// Judges an item that stands alone.
    fn long_yaml_item(&mut self, text: &[u8], origin: Position, number: u32, inherited: &InheritedNames) {
        let whole = Part::whole(origin);
        let loaded = self.scratch.reader.tape.load(text, MAX_LIST_BYTES);
        let tape = &self.scratch.reader.tape;
        let line = whole.position(text, tape.offset(0)).line;
        let read = match loaded {
            Err(fault) => Err(load_error(*fault, text, tape).after(origin)),
            Ok(_) => self.yaml_item(text, (0, whole), inherited.borrowed()),
        };
        self.yaml_verdict(text, (0, whole), (Some(number), line), read);
    }

    /// Checks what follows the items: that it is a List after all, and that nothing is in it twice.
    fn yaml_list_tail<R: Read>(&mut self, buffer: &mut Buffer<R>, head: &YamlHead, line: u32) -> io::Result<()> {
        let (mut end, mut next) = Documents::new(buffer.rest()).end(0);
        while next >= buffer.rest().len() && !buffer.has_ended() && end <= MAX_OBJECT_BYTES {
            buffer.fetch()?;
            (end, next) = Documents::new(buffer.rest()).end(0);
        }
        let (origin, tail) = (buffer.origin(), buffer.rest().get(..end).unwrap_or_default());
        let before = [&head.text, ITEMS, b" []\n"].concat();
        let whole = [&before, tail].concat();
        // Positions in the tail are those of the whole, less what stands before it.
        let part = Part::whole(origin).from(before.len(), origin);
        let Reader { view, keys, tape, .. } = &mut self.scratch.reader;
        view.clear();
        let error = match tape.load(&whole, MAX_OBJECT_BYTES) {
            Err(fault) => {
                let position = part.position(&whole, fault.at);
                let error = load_error(*fault, &whole, tape);
                let field = error.field().to_owned();
                Some(error.at(field, Some(position)))
            }
            Ok(_) => match read::read_root(&mut Yaml::new(tape, keys), view, Inherited::default()) {
                Err(fault) => Some(read_error(*fault, &whole, (0, part), &self.scratch.reader)),
                Ok(_) => None,
            },
        };
        if let Some(error) = error {
            self.report_error(error, line, true);
        }
        buffer.consume(next);
        Ok(())
    }
}
