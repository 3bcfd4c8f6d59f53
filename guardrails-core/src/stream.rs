//! Many objects: one after the other, in order, with bounded memory.

use std::io::{self, Read};

use crate::context::Context;
use crate::input::Reader;
use crate::input::buffer::Buffer;
use crate::input::document::{Reading, begins_like_json, json_error, leading_space, too_large};
use crate::input::error::{ErrorKind, ManifestError, Position};
use crate::input::json::Json;
use crate::input::kinds::Class;
use crate::input::limits::{MAX_LIST_BYTES, MAX_OBJECT_BYTES};
use crate::input::locate;
use crate::input::plain::Plain;
use crate::input::read::{Inherited, Root};
use crate::input::source::{Frame, Keys, Source};
use crate::inventory::Inventory;
use crate::policy::Policy;
use crate::review::Review;
use crate::scratch::Scratch;
use crate::stream_item::{Item, ItemSource};
use crate::stream_list::Head;
use crate::stream_text::{
    InheritedNames, LONGEST_TOKEN, Lines, YAML_MARK, breaks_off, goes_on_in_yaml, has_type_meta, nested_list, resume,
};
use crate::verdict::{Backing, Verdict};

impl Policy {
    /// Judges a stream as a part of a run, each object once.
    pub(crate) fn run(
        &self,
        reading: Reading,
        stream: impl Read,
        context: Context<'_>,
        scratch: &mut Scratch,
        (inventory, each): (&mut Inventory, &mut Each<'_>),
    ) -> io::Result<()> {
        let mut buffer = Buffer::new(stream, std::mem::take(&mut scratch.bytes));
        let mut run = Run { policy: self, reading, context, scratch, each, documents: 0, is_json: false, inventory };
        let ended = run.all(&mut buffer);
        scratch.bytes = buffer.into_memory();
        ended
    }
}

/// What to do with the buffer next.
enum Step {
    Fetch,
    Consume(usize),
    /// A List that is too long to be read whole.
    List(Box<Head>),
    /// The rest is YAML.
    Yaml,
    /// It begins like JSON and is none: YAML in flow style, or a mistake.
    PerhapsYaml,
}

/// What takes the verdicts of a stream.
type Each<'e> = dyn FnMut(&Item<'_>, Result<Verdict<'_>, ManifestError>) + 'e;

/// A run over one stream.
pub(crate) struct Run<'r> {
    pub(crate) policy: &'r Policy,
    pub(crate) reading: Reading,
    pub(crate) context: Context<'r>,
    pub(crate) scratch: &'r mut Scratch,
    pub(crate) each: &'r mut Each<'r>,
    pub(crate) documents: u32,
    /// Whether it is known to be JSON: an object has been read, or it makes no sense as YAML.
    pub(crate) is_json: bool,
    /// What has come by.
    pub(crate) inventory: &'r mut Inventory,
}

impl Run<'_> {
    /// Deals with everything in a stream.
    fn all<R: Read>(&mut self, buffer: &mut Buffer<R>) -> io::Result<()> {
        loop {
            match self.next_document(buffer) {
                Step::Fetch if buffer.is_final() => return Ok(()),
                Step::Fetch => buffer.fetch()?,
                Step::List(head) => self.long_list(buffer, *head)?,
                Step::Consume(count) => buffer.consume(count),
                Step::Yaml => return self.yaml_documents(buffer),
                Step::PerhapsYaml => {
                    buffer.fetch_up_to(MAX_OBJECT_BYTES)?;
                    self.is_json = !buffer.is_final() || !self.is_yaml(buffer.rest());
                    if !self.is_json {
                        return self.yaml_documents(buffer);
                    }
                }
            }
        }
    }

    /// Deals with what comes next in the buffer.
    fn next_document<R: Read>(&mut self, buffer: &Buffer<R>) -> Step {
        let rest = buffer.rest();
        let space = leading_space(rest);
        if space == rest.len() {
            return if buffer.is_final() || space == 0 { Step::Fetch } else { Step::Consume(space) };
        }
        if !begins_like_json(rest) {
            return match self.is_json {
                false => Step::Yaml,
                true if rest.len().saturating_sub(space) < YAML_MARK && !buffer.is_final() => Step::Fetch,
                // kubectl too goes on in YAML after the first object.
                true if self.documents == 1 && goes_on_in_yaml(rest, space) => Step::Yaml,
                // A line that is no object, among JSON lines, is one bad document and no YAML file.
                true => self.bad_line(buffer, space),
            };
        }
        if space > 0 {
            return Step::Consume(space);
        }
        self.next_json(buffer)
    }

    fn next_json<R: Read>(&mut self, buffer: &Buffer<R>) -> Step {
        // A review before it has wanted something else.
        self.policy.prepare(&mut self.scratch.reader, self.reading);
        if let Some(head) = self.list_head(buffer) {
            return Step::List(Box::new(head));
        }
        let text = buffer.text();
        let Reader { view, keys, read_whole, .. } = &mut self.scratch.reader;
        view.clear();
        let mut json = Plain(Json::new(text, keys));
        let read = json.read_root(view, Inherited::default(), *read_whole);
        // The reader stands before what follows; on which line that is counts.
        let end = text.get(..json.0.position()).unwrap_or_default().trim_ascii_end().len();
        match read {
            Ok(root) => {
                self.is_json = true;
                self.documents = self.documents.saturating_add(1);
                let object = text.get(..end).unwrap_or_default();
                self.json_object(object, buffer.origin(), &root);
                Step::Consume(end)
            }
            // A word or an escape that breaks off is at fault where it begins.
            Err(fault) if fault.at.saturating_add(LONGEST_TOKEN) >= text.len() && !buffer.is_final() => Step::Fetch,
            Err(fault) if fault.kind == ErrorKind::Syntax && !self.is_json && cfg!(feature = "yaml") => {
                Step::PerhapsYaml
            }
            // Where it ends shows only when all of it is there.
            Err(_) if text.len() <= MAX_OBJECT_BYTES && !buffer.is_final() && breaks_off(text) => Step::Fetch,
            Err(fault) => {
                self.is_json = true;
                self.documents = self.documents.saturating_add(1);
                let at = fault.at;
                let error = match text.len() == buffer.rest().len() || at < text.len() {
                    true => json_error(*fault, text, &self.scratch.reader.view),
                    false if text.len() > MAX_LIST_BYTES => too_large(text.len()),
                    false => ManifestError::new(ErrorKind::Encoding, "this is not UTF-8")
                        .at(String::new(), Some(Position::of(text.as_bytes(), at))),
                };
                let is_manifest = has_type_meta(text);
                self.report_error(error.after(buffer.origin()), buffer.origin().line, is_manifest);
                Step::Consume(resume(buffer.rest(), text, at))
            }
        }
    }

    /// Reports a line that is no object and passes over it.
    fn bad_line<R: Read>(&mut self, buffer: &Buffer<R>, space: usize) -> Step {
        let rest = buffer.rest();
        let end = rest.iter().skip(space).position(|b| *b == b'\n').map(|n| n.saturating_add(space));
        let Some(end) = end.or(buffer.is_final().then_some(rest.len())) else { return Step::Fetch };
        self.documents = self.documents.saturating_add(1);
        let position = Position::of(rest, space).after(buffer.origin());
        let error = ManifestError::new(ErrorKind::Syntax, "expected an object").at(String::new(), Some(position));
        self.report_error(error, position.line, true);
        Step::Consume(end)
    }

    pub(crate) fn report_error(&mut self, error: ManifestError, line: u32, is_manifest: bool) {
        let item = Item { document: self.documents, item: None, line, is_manifest, source: ItemSource::Nothing };
        (self.each)(&item, Err(error));
    }

    /// Judges an object that has been read, or the items of a List.
    fn json_object(&mut self, text: &str, origin: Position, root: &Root) {
        let item = Item {
            document: self.documents,
            item: None,
            line: origin.line,
            is_manifest: true,
            source: ItemSource::Json(text, origin),
        };
        match (root.class, root.items) {
            (Class::List, Some(items)) => self.json_items(text, origin, items),
            (Class::Review, _) => {
                // Paths of findings begin at the object under review.
                let object = locate::offset_of(text, "request.object");
                let at = Position::of(text.as_bytes(), object).after(origin);
                let item = Item { source: ItemSource::Json(text.get(object..).unwrap_or_default(), at), ..item };
                self.review(text, &item, Some(origin));
            }
            _ if text.len() > MAX_OBJECT_BYTES => (self.each)(&item, Err(too_large(text.len()))),
            _ => {
                let Scratch { reader: Reader { view, .. }, outcome, .. } = &mut *self.scratch;
                let (how, backing) = ((self.context, self.reading), Backing::Buffer(text));
                self.inventory.judge(self.policy, backing, view, outcome, how, |result| (self.each)(&item, result));
            }
        }
    }

    /// Answers an AdmissionReview, which begins at a place of the stream unless it has been written anew.
    pub(crate) fn review(&mut self, text: &str, item: &Item<'_>, origin: Option<Position>) {
        let review = self.policy.review_in(text.as_bytes(), self.scratch, Some(self.inventory));
        let result = review.and_then(Review::into_verdict);
        let said = result.as_ref().map(Verdict::said).unwrap_or_default();
        (self.each)(item, result.map_err(|error| origin.map_or(error.clone(), |origin| error.after(origin))));
        self.inventory.say(said);
    }

    /// Judges the items of a List one by one.
    fn json_items(&mut self, text: &str, origin: Position, items: usize) {
        let inherited = InheritedNames::of(&self.scratch.reader.view, text);
        let mut keys = Keys::default();
        let mut list = Json::new(text, &mut keys);
        list.seek(items);
        let mut frame = Frame::default();
        let mut position = Lines::new(text.as_bytes(), origin);
        let mut number = 0u32;
        // The list has been passed over once already, so it is well-formed.
        let _ = list.enter_list(&mut frame);
        while list.next_element(&mut frame) == Ok(true) {
            let start = list.mark();
            let _ = list.skip();
            let object = text.get(start..list.position()).unwrap_or_default();
            let at = position.advance(start);
            self.json_item(object, at, number, inherited.borrowed());
            number = number.saturating_add(1);
        }
    }

    pub(crate) fn json_item(&mut self, text: &str, origin: Position, number: u32, inherited: Inherited<'_>) {
        let item = Item {
            document: self.documents,
            item: Some(number),
            line: origin.line,
            is_manifest: true,
            source: ItemSource::Json(text, origin),
        };
        let Scratch { reader: Reader { view, keys, read_whole, .. }, outcome, .. } = &mut *self.scratch;
        view.clear();
        let error = match Plain(Json::new(text, keys)).read_root(view, inherited, *read_whole) {
            Err(fault) => json_error(*fault, text, view).after(origin),
            Ok(Root { class: Class::List, items: Some(_) }) => nested_list(),
            Ok(_) if text.len() > MAX_OBJECT_BYTES => too_large(text.len()),
            Ok(_) => {
                let (how, backing) = ((self.context, self.reading), Backing::Buffer(text));
                return self
                    .inventory
                    .judge(self.policy, backing, view, outcome, how, |result| (self.each)(&item, result));
            }
        };
        (self.each)(&item, Err(error));
    }
}

#[cfg(not(feature = "yaml"))]
impl Run<'_> {
    fn is_yaml(&mut self, _rest: &[u8]) -> bool {
        false
    }

    /// Without a YAML reader, what is no JSON object cannot be read.
    fn yaml_documents<R: Read>(&mut self, buffer: &mut Buffer<R>) -> io::Result<()> {
        buffer.fetch_up_to(MAX_OBJECT_BYTES)?;
        if !buffer.rest().trim_ascii().is_empty() {
            self.documents = self.documents.saturating_add(1);
            let origin = buffer.origin();
            let error = ManifestError::new(ErrorKind::Syntax, "expected a JSON object").at(String::new(), Some(origin));
            self.report_error(error, origin.line, true);
        }
        Ok(())
    }
}
