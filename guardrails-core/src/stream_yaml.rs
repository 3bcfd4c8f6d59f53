//! The YAML side of streams: documents and the items of their Lists.

use std::io::Read;

use crate::input::Reader;
use crate::input::buffer::Buffer;
use crate::input::document::too_large;
use crate::input::error::{ManifestError, Position};
use crate::input::kinds::Class;
use crate::input::limits::{MAX_LIST_BYTES, MAX_OBJECT_BYTES};
use crate::input::read::{self, Inherited, Root};
use crate::input::source::{Frame, Keys, Source};
use crate::input::texts::read_values;
use crate::input::yaml::{Chunk, Documents, Yaml};
use crate::input::yaml_document::{YamlItem, load_error, place_error, read_error};
use crate::scratch::Scratch;
use crate::stream::{InheritedNames, Lines, Run, nested_list};
use crate::stream_item::{Item, ItemSource};
use crate::verdict::Backing;

impl Run<'_> {
    /// Whether a text that begins like JSON makes sense as YAML.
    pub(crate) fn is_yaml(&mut self, text: &[u8]) -> bool {
        let first = Documents::new(text).next();
        matches!(first, Some(Ok(chunk)) if self.scratch.reader.tape.load(chunk.text, MAX_LIST_BYTES).is_ok())
    }

    /// Judges the documents of the rest of a stream.
    pub(crate) fn yaml_documents<R: Read>(&mut self, buffer: &Buffer<R>) {
        let (rest, origin) = (buffer.rest(), buffer.origin());
        if !buffer.has_ended() {
            self.documents = self.documents.saturating_add(1);
            return self.report_error(too_large(rest.len()), origin.line, true);
        }
        let mut lines = Lines::new(rest, origin);
        for chunk in Documents::new(rest) {
            match chunk {
                Ok(chunk) => {
                    let origin = lines.advance(chunk.offset);
                    self.yaml_document(chunk, origin);
                }
                Err(fault) => {
                    self.documents = self.documents.saturating_add(1);
                    let error = place_error(*fault, rest).after(origin);
                    let line = error.position().map_or(origin.line, |position| position.line);
                    self.report_error(error, line, true);
                }
            }
        }
    }

    fn yaml_document(&mut self, chunk: Chunk<'_>, origin: Position) {
        match self.scratch.reader.tape.load(chunk.text, MAX_LIST_BYTES) {
            Ok(false) => {}
            Ok(true) => {
                self.documents = self.documents.saturating_add(1);
                self.yaml_object(chunk.text, origin);
            }
            Err(fault) => {
                self.documents = self.documents.saturating_add(1);
                let error = load_error(*fault, chunk.text, &self.scratch.reader.tape).after(origin);
                let line = error.position().map_or(origin.line, |position| position.line);
                // As far as can be told of a text that could not be taken apart.
                let names = |name: &[u8]| chunk.text.windows(name.len()).any(|window| window == name);
                self.report_error(error, line, names(b"apiVersion") || names(b"kind"));
            }
        }
    }

    /// Judges the object of the loaded document, or the items of its List.
    fn yaml_object(&mut self, document: &[u8], origin: Position) {
        self.scratch.reader.view.wants = self.policy.wants(self.reading);
        let Reader { view, keys, tape } = &mut self.scratch.reader;
        view.clear();
        let line = Position::of(document, tape.offset(0)).after(origin).line;
        let root = match read::read_root(&mut Yaml::new(tape, keys), view, Inherited::default()) {
            Ok(root) => root,
            Err(fault) => {
                let error = read_error(*fault, document, 0, &self.scratch.reader).after(origin);
                let is_manifest = self.scratch.reader.tape.has_root_key(["kind", "apiVersion"]);
                return self.report_error(error, line, is_manifest);
            }
        };
        match (root.class, root.items) {
            (Class::List, Some(items)) => self.yaml_items(document, origin, items),
            (Class::Review, _) => self.yaml_review(document, line),
            _ if document.len() > MAX_OBJECT_BYTES => self.report_error(too_large(document.len()), line, true),
            _ => self.yaml_verdict(document, origin, (0, None, line), Ok(())),
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
            let line = lines.advance(self.scratch.reader.tape.offset(node)).line;
            let read = self.yaml_item(document, origin, node, inherited.borrowed());
            self.yaml_verdict(document, origin, (node, Some(number), line), read);
        }
    }

    /// Reads an item into the view.
    fn yaml_item(
        &mut self,
        document: &[u8],
        origin: Position,
        node: usize,
        inherited: Inherited<'_>,
    ) -> Result<(), ManifestError> {
        let Reader { view, keys, tape } = &mut self.scratch.reader;
        view.clear();
        let mut yaml = Yaml::new(tape, keys);
        yaml.seek(node);
        match read::read_root(&mut yaml, view, inherited) {
            Err(fault) => Err(read_error(*fault, document, node, &self.scratch.reader).after(origin)),
            Ok(Root { class: Class::List, items: Some(_) }) => Err(nested_list()),
            Ok(_) if tape.length(node) > MAX_OBJECT_BYTES => Err(too_large(tape.length(node))),
            Ok(_) => Ok(()),
        }
    }

    /// Judges what has been read into the view, if it could be.
    fn yaml_verdict(
        &mut self,
        document: &[u8],
        origin: Position,
        (base, item, line): (usize, Option<u32>, u32),
        read: Result<(), ManifestError>,
    ) {
        let Scratch { reader: Reader { view, tape, .. }, outcome, .. } = &mut *self.scratch;
        let tape = &*tape;
        let source = ItemSource::Yaml(YamlItem { tape, document, origin, base });
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
