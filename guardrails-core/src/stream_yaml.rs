//! The YAML side of streams: documents and the items of their Lists.

use std::io::{self, Read};

use crate::input::Reader;
use crate::input::buffer::Buffer;
use crate::input::document::too_large;
use crate::input::error::{ManifestError, Position};
use crate::input::kinds::Class;
use crate::input::limits::{MAX_LIST_BYTES, MAX_OBJECT_BYTES};
use crate::input::read::{self, Inherited, Root};
use crate::input::source::{Frame, Keys, Source};
use crate::input::texts::read_values;
use crate::input::yaml::{Documents, Yaml};
use crate::input::yaml_document::{Part, YamlItem, load_error, place_error, read_error};
use crate::scratch::Scratch;
use crate::stream::Run;
use crate::stream_item::{Item, ItemSource};
use crate::stream_text::{InheritedNames, Lines, nested_list};
use crate::verdict::Backing;

impl Run<'_> {
    /// Whether a text that begins like JSON makes sense as YAML.
    pub(crate) fn is_yaml(&mut self, text: &[u8]) -> bool {
        let first = Documents::new(text).next();
        matches!(first, Some(Ok(chunk)) if self.scratch.reader.tape.load(chunk.text, MAX_LIST_BYTES).is_ok())
    }

    /// Judges the documents of the rest of a stream, one after the other as they come in.
    pub(crate) fn yaml_documents<R: Read>(&mut self, buffer: &mut Buffer<R>) -> io::Result<()> {
        loop {
            let (rest, origin) = (buffer.rest(), buffer.origin());
            let mut documents = Documents::new(rest);
            let next = documents.next();
            let reach = documents.reach();
            let is_whole = buffer.has_ended() || reach < rest.len();
            if reach > MAX_OBJECT_BYTES
                && let Some(head) = self.yaml_list_head(rest.get(..reach).unwrap_or_default())
            {
                self.long_yaml_list(buffer, head)?;
                continue;
            }
            match next {
                None if is_whole => return Ok(()),
                Some(Ok(chunk)) if is_whole => self.yaml_document(chunk.text, origin),
                Some(Err(fault)) if is_whole => {
                    self.documents = self.documents.saturating_add(1);
                    let error = place_error(*fault, rest).after(origin);
                    let line = error.position().map_or(origin.line, |position| position.line);
                    self.report_error(error, line, true);
                }
                _ if rest.len() > MAX_LIST_BYTES => {
                    self.documents = self.documents.saturating_add(1);
                    self.report_error(too_large(rest.len()), origin.line, true);
                    return Ok(());
                }
                _ => {
                    buffer.fetch()?;
                    continue;
                }
            }
            if buffer.has_ended() && reach == buffer.rest().len() {
                return Ok(());
            }
            buffer.consume(reach);
        }
    }

    fn yaml_document(&mut self, text: &[u8], origin: Position) {
        match self.scratch.reader.tape.load(text, MAX_LIST_BYTES) {
            Ok(false) => {}
            Ok(true) => {
                self.documents = self.documents.saturating_add(1);
                self.yaml_object(text, origin);
            }
            Err(fault) => {
                self.documents = self.documents.saturating_add(1);
                let error = load_error(*fault, text, &self.scratch.reader.tape).after(origin);
                let line = error.position().map_or(origin.line, |position| position.line);
                // As far as can be told of a text that could not be taken apart.
                let names = |name: &[u8]| text.windows(name.len()).any(|window| window == name);
                self.report_error(error, line, names(b"apiVersion") || names(b"kind"));
            }
        }
    }

    /// Judges the object of the loaded document, or the items of its List.
    fn yaml_object(&mut self, document: &[u8], origin: Position) {
        self.policy.prepare(&mut self.scratch.reader, self.reading);
        let Reader { view, keys, tape, .. } = &mut self.scratch.reader;
        view.clear();
        let whole = Part::whole(origin);
        let line = whole.position(document, tape.offset(0)).line;
        let root = match read::read_root(&mut Yaml::new(tape, keys), view, Inherited::default()) {
            Ok(root) => root,
            Err(fault) => {
                let error = read_error(*fault, document, (0, whole), &self.scratch.reader);
                let is_manifest = self.scratch.reader.tape.has_root_key(["kind", "apiVersion"]);
                return self.report_error(error, line, is_manifest);
            }
        };
        match (root.class, root.items) {
            (Class::List, Some(items)) => self.yaml_items(document, origin, items),
            (Class::Review, _) => self.yaml_review(document, line),
            _ if document.len() > MAX_OBJECT_BYTES => self.report_error(too_large(document.len()), line, true),
            _ => self.yaml_verdict(document, (0, whole), (None, line), Ok(())),
        }
    }

    /// An AdmissionReview that somebody has written down as YAML is read again as JSON.
    fn yaml_review(&mut self, document: &[u8], line: u32) {
        let json = read_values(document).map(|values| values.first().map(ToString::to_string).unwrap_or_default());
        let item = Item { document: self.documents, item: None, line, is_manifest: true, source: ItemSource::Nothing };
        match &json {
            Ok(json) => {
                self.review(json, &item, None);
            }
            Err(error) => (self.each)(&item, Err(error.clone())),
        }
    }

    /// Judges the items of a List one by one.
    fn yaml_items(&mut self, document: &[u8], origin: Position, items: usize) {
        let inherited = InheritedNames::of(&self.scratch.reader.view, self.scratch.reader.tape.arena());
        let mut at = Vec::new();
        let mut keys = Keys::default();
        let mut list = Yaml::new(&self.scratch.reader.tape, &mut keys);
        list.seek(items);
        let mut frame = Frame::default();
        // The list has been seen to be one.
        let _ = list.enter_list(&mut frame);
        while list.next_element(&mut frame) == Ok(true) {
            at.push(list.mark());
        }
        let mut lines = Lines::new(document, origin);
        for (number, node) in (0u32..).zip(at) {
            let begins = self.scratch.reader.tape.offset(node);
            let position = lines.advance(begins);
            let base = (node, Part::whole(origin).from(begins, position));
            let read = self.yaml_item(document, base, inherited.borrowed());
            self.yaml_verdict(document, base, (Some(number), position.line), read);
        }
    }

    /// Reads an item into the view.
    pub(crate) fn yaml_item(
        &mut self,
        document: &[u8],
        base: (usize, Part),
        inherited: Inherited<'_>,
    ) -> Result<(), ManifestError> {
        let Reader { view, keys, tape, .. } = &mut self.scratch.reader;
        let (node, _) = base;
        view.clear();
        let mut yaml = Yaml::new(tape, keys);
        yaml.seek(node);
        match read::read_root(&mut yaml, view, inherited) {
            Err(fault) => Err(read_error(*fault, document, base, &self.scratch.reader)),
            Ok(Root { class: Class::List, items: Some(_) }) => Err(nested_list()),
            Ok(_) if tape.length(node) > MAX_OBJECT_BYTES => Err(too_large(tape.length(node))),
            Ok(_) => Ok(()),
        }
    }

    /// Judges what has been read into the view, if it could be.
    pub(crate) fn yaml_verdict(
        &mut self,
        document: &[u8],
        (base, part): (usize, Part),
        (item, line): (Option<u32>, u32),
        read: Result<(), ManifestError>,
    ) {
        let Scratch { reader: Reader { view, tape, .. }, outcome, .. } = &mut *self.scratch;
        let tape = &*tape;
        let source = ItemSource::Yaml(YamlItem { tape, document, base, part });
        let item = Item { document: self.documents, item, line, is_manifest: true, source };
        let backing = Backing::Buffer(tape.arena());
        let how = (self.context, self.reading);
        match read {
            Ok(()) => {
                self.inventory.judge(self.policy, backing, view, outcome, how, |result| (self.each)(&item, result))
            }
            Err(error) => (self.each)(&item, Err(error)),
        }
    }
}
