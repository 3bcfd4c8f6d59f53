//! What stands in a document, event by event: the parser beneath is `libyaml-safer`, a port of libyaml, which is
//! what Kubernetes' parser descends from.
//!
//! Over 100,000 generated texts its events were those of go-yaml but for a few things that are dealt with here.
//! It panics where a block scalar ends at the end of the text without a line break, so there always is one, as
//! kubectl sees to as well; and where a comma follows a tag, which is looked for beforehand. It passes over byte
//! order marks inside the text, and takes `\/`, and `?` inside brackets: all that is refused.

use std::io::{Chain, Read as _};
use std::ops::Range;

use libyaml_safer::{EventData, MappingStyle, Parser, ScalarStyle, SequenceStyle};

use crate::input::error::{ErrorKind, Fault, Read};
use crate::view::Str;

/// The next piece of a document's tree, and the byte at which it begins: at its anchor or tag, if it has one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Event {
    pub(super) at: u32,
    pub(super) kind: EventKind,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum EventKind {
    Scalar {
        scalar: Scalar,
        properties: Properties,
    },
    Alias(Str),
    ListStart(Properties),
    MapStart(Properties),
    /// The list or mapping ends.
    End,
    DocumentEnd,
}

/// A scalar: its text, and whether it is neither quoted nor a block, so that it may be a number, a boolean or null.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scalar {
    pub(super) text: Str,
    pub(super) plain: bool,
}

/// What may stand before a node.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Properties {
    pub(super) anchor: Option<Str>,
    pub(super) tag: Option<Tag>,
}

/// The tags that all readers take alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    String,
    Boolean,
    Integer,
    Null,
}

/// Gives the events of one document, and keeps its scalars and names in an arena.
pub(super) struct Events<'t, 's> {
    parser: Parser<Chain<&'t [u8], &'t [u8]>>,
    document: &'t str,
    arena: &'s mut String,
    /// The characters that readers disagree on unless they are quoted, and how many of them are.
    odd: Vec<usize>,
    explained: usize,
    ends_in_block: bool,
    /// How many brackets are open.
    flow_depth: u32,
}

impl<'t, 's> Events<'t, 's> {
    /// Stands before the document's root.
    ///
    /// # Errors
    /// Places of faults are bytes of the document.
    pub(super) fn new(document: &'t [u8], arena: &'s mut String) -> Read<Self> {
        let text = std::str::from_utf8(document)
            .map_err(|error| Fault::new(ErrorKind::Encoding, error.valid_up_to(), "this is not UTF-8"))?;
        check_tags(text)?;
        let parser = parser(document);
        Ok(Self {
            parser,
            document: text,
            arena,
            odd: odd_characters(text),
            explained: 0,
            ends_in_block: false,
            flow_depth: 0,
        })
    }

    /// Whether the text ends in a block scalar without a line break. kubectl adds one to the scalar, the API
    /// server does not.
    pub(super) fn ends_in_block(&self) -> bool {
        self.ends_in_block
    }

    /// The text of a span in the arena.
    pub(super) fn text(&self, span: Str) -> &str {
        crate::view::Text::Buffer(self.arena).raw(span)
    }

    /// The next event; the end of the document is the last one.
    pub(super) fn next(&mut self) -> Read<Event> {
        loop {
            let event = self.parser.parse().map_err(|error| syntax(&error))?;
            let at = event.start_mark.index as usize;
            let kind = match event.data {
                EventData::StreamStart { .. } => continue,
                EventData::DocumentStart { version_directive, .. } => {
                    if version_directive.is_some_and(|version| version.major != 1 || version.minor != 1) {
                        return Err(Fault::new(ErrorKind::Syntax, at, "Kubernetes reads YAML 1.1 alone"));
                    }
                    continue;
                }
                EventData::Scalar { anchor, tag, value, style, plain_implicit, .. } => {
                    let extent = at..event.end_mark.index as usize;
                    match style {
                        ScalarStyle::SingleQuoted => self.explain_odd(&extent)?,
                        ScalarStyle::DoubleQuoted => {
                            self.explain_odd(&extent)?;
                            self.check_escapes(extent)?;
                        }
                        ScalarStyle::Literal | ScalarStyle::Folded => {
                            self.ends_in_block = extent.end > self.document.len();
                        }
                        ScalarStyle::Plain if self.flow_depth > 0 && value.contains('?') => {
                            let message = "a `?` inside brackets must stand in quotes";
                            return Err(Fault::new(ErrorKind::Syntax, at, message));
                        }
                        _ => {}
                    }
                    // `!` alone says "not plain"; readers disagree on that as well.
                    let non_specific = tag.is_none() && style == ScalarStyle::Plain && !plain_implicit;
                    let properties = self.properties(at, anchor, if non_specific { Some("!".into()) } else { tag })?;
                    EventKind::Scalar {
                        scalar: Scalar { text: self.keep(&value), plain: style == ScalarStyle::Plain },
                        properties,
                    }
                }
                EventData::Alias { anchor } => EventKind::Alias(self.keep(&anchor)),
                EventData::SequenceStart { anchor, tag, style, .. } => {
                    self.open(style == SequenceStyle::Flow);
                    EventKind::ListStart(self.properties(at, anchor, tag)?)
                }
                EventData::MappingStart { anchor, tag, style, .. } => {
                    self.open(style == MappingStyle::Flow);
                    EventKind::MapStart(self.properties(at, anchor, tag)?)
                }
                EventData::SequenceEnd | EventData::MappingEnd => {
                    self.flow_depth = self.flow_depth.saturating_sub(1);
                    EventKind::End
                }
                EventData::DocumentEnd { .. } | EventData::StreamEnd => {
                    self.end()?;
                    EventKind::DocumentEnd
                }
            };
            return Ok(Event { at: at as u32, kind });
        }
    }

    /// Notes that a list or mapping begins; inside brackets everything is.
    fn open(&mut self, flow: bool) {
        if flow || self.flow_depth > 0 {
            self.flow_depth = self.flow_depth.saturating_add(1);
        }
    }

    /// Checks that nothing follows the document, which Kubernetes would drop in silence, and that no line
    /// break is left that only some readers see.
    fn end(&mut self) -> Read<()> {
        loop {
            let event = self.parser.parse().map_err(|error| syntax(&error))?;
            match event.data {
                EventData::StreamEnd => break,
                EventData::DocumentStart { .. } => {
                    let message = "Kubernetes would ignore this: the document has ended above";
                    return Err(Fault::new(ErrorKind::Unsupported, event.start_mark.index as usize, message));
                }
                _ => {}
            }
        }
        self.explain_odd(&(self.document.len()..self.document.len()))
    }

    /// Passes over the odd characters inside a quoted scalar; one that stands before it is refused.
    fn explain_odd(&mut self, quoted: &Range<usize>) -> Read<()> {
        while let Some(odd) = self.odd.get(self.explained).copied().filter(|odd| *odd < quoted.end) {
            if odd < quoted.start {
                let message = "readers disagree on this character: it is a line break or a mark to some of them only";
                return Err(Fault::new(ErrorKind::Unsupported, odd, message));
            }
            self.explained = self.explained.saturating_add(1);
        }
        Ok(())
    }

    /// Checks that no `/` is escaped in a double-quoted scalar: Kubernetes' parser does not take that.
    fn check_escapes(&self, extent: Range<usize>) -> Read<()> {
        let start = extent.start;
        let quoted = self.document.get(extent).unwrap_or_default().as_bytes();
        let mut escaped = false;
        for (at, byte) in quoted.iter().enumerate() {
            if escaped && *byte == b'/' {
                let message = "a `/` cannot be escaped in YAML as Kubernetes reads it";
                return Err(Fault::new(ErrorKind::Syntax, start.saturating_add(at), message));
            }
            escaped = !escaped && *byte == b'\\';
        }
        Ok(())
    }

    fn keep(&mut self, text: &str) -> Str {
        let at = self.arena.len() as u32;
        self.arena.push_str(text);
        Str::plain(at, text.len() as u32)
    }

    fn properties(&mut self, at: usize, anchor: Option<String>, tag: Option<String>) -> Read<Properties> {
        let tag = tag.map(|tag| known_tag(&tag).ok_or_else(|| self.unknown_tag(at, &tag))).transpose()?;
        Ok(Properties { anchor: anchor.map(|name| self.keep(&name)), tag })
    }

    #[cold]
    fn unknown_tag(&self, at: usize, tag: &str) -> Box<Fault> {
        let shown: String = tag.replace("tag:yaml.org,2002:", "!!").chars().take(40).collect();
        let message = format!("readers disagree on the tag `{shown}`; only !!str, !!bool, !!int and !!null are taken");
        Fault::new(ErrorKind::Unsupported, at.min(self.document.len()), message)
    }
}

/// The parser over a text, which it is given with a line break at its end.
fn parser(document: &[u8]) -> Parser<Chain<&[u8], &[u8]>> {
    let mut parser = Parser::new();
    parser.set_input(document.chain(if document.ends_with(b"\n") { &[] } else { &b"\n"[..] }));
    parser
}

/// Refuses a tag that a comma follows: the parser panics on it. Where `!` and `,` stand in a quoted, plain or
/// block scalar or in a comment, all is well; a look at the text without exclamation marks tells, for what
/// would be a tag begins a scalar there.
fn check_tags(text: &str) -> Read<()> {
    let marks = marks_before_commas(text);
    if marks.is_empty() {
        return Ok(());
    }
    let mut harmless = text.as_bytes().to_vec();
    for at in &marks {
        if let Some(mark) = harmless.get_mut(*at) {
            *mark = b'x';
        }
    }
    let mut parser = parser(&harmless);
    loop {
        // What is malformed without the marks is malformed with them; the scanner runs ahead of the grammar, so
        // the look that counts could panic before it comes to say so.
        let event = parser.parse().map_err(|error| syntax(&error))?;
        let extent = event.start_mark.index as usize..event.end_mark.index as usize;
        match event.data {
            EventData::StreamEnd => return Ok(()),
            EventData::Scalar { style: ScalarStyle::Plain, anchor, tag, .. } => {
                let bare = anchor.is_none() && tag.is_none();
                if let Some(at) = tag_like(text.as_bytes(), &marks, extent, bare) {
                    let message = "readers disagree on tags that a comma follows; quote what is meant for text";
                    return Err(Fault::new(ErrorKind::Unsupported, at, message));
                }
            }
            _ => {}
        }
    }
}

/// The places of the exclamation marks between which and the next blank a comma stands.
fn marks_before_commas(text: &str) -> Vec<usize> {
    let mut marks = Vec::new();
    // Few manifests have any, and what is not there is seen at a glance.
    if !text.contains('!') {
        return marks;
    }
    let mut comma = false;
    for (at, byte) in text.bytes().enumerate().rev() {
        match byte {
            b',' => comma = true,
            b'!' if comma => marks.push(at),
            byte if byte.is_ascii_whitespace() => comma = false,
            _ => {}
        }
    }
    marks.reverse();
    marks
}

/// The first of the marks that would begin a tag if it stood in the text again: a bare scalar begins with it. A
/// scalar with an anchor or tag begins further on, so there any that follows a blank counts.
fn tag_like(text: &[u8], marks: &[usize], extent: Range<usize>, bare: bool) -> Option<usize> {
    let first = marks.partition_point(|at| *at < extent.start);
    let inside = marks.iter().skip(first).take_while(|at| **at < extent.end);
    let after_blank = |at: usize| {
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        before.is_some_and(|byte| !byte.is_ascii_graphic())
    };
    inside.copied().find(|at| *at == extent.start || !bare && after_blank(*at))
}

fn known_tag(tag: &str) -> Option<Tag> {
    match tag {
        "tag:yaml.org,2002:str" => Some(Tag::String),
        "tag:yaml.org,2002:bool" => Some(Tag::Boolean),
        "tag:yaml.org,2002:int" => Some(Tag::Integer),
        "tag:yaml.org,2002:null" => Some(Tag::Null),
        _ => None,
    }
}

#[cold]
fn syntax(error: &libyaml_safer::Error) -> Box<Fault> {
    let mark = error.problem_mark().or_else(|| error.context_mark()).map_or(0, |mark| mark.index as usize);
    let context = error.context().map(|context| format!(" {context}")).unwrap_or_default();
    Fault::new(ErrorKind::Syntax, mark, format!("{}{context}", error.problem()))
}

/// The places of NEL, LS, PS and of CR without LF, line breaks to Kubernetes' parser and to few others, and
/// of byte order marks inside the text.
fn odd_characters(text: &str) -> Vec<usize> {
    // Nearly all manifests are plain ASCII, which is seen at a glance.
    if text.is_ascii() && !text.contains('\r') {
        return Vec::new();
    }
    let bytes = text.as_bytes();
    let candidates = bytes.iter().enumerate().filter(|(_, b)| matches!(b, b'\r' | 0xC2 | 0xE2 | 0xEF));
    let is_odd = |(at, byte): &(usize, &u8)| {
        let rest = bytes.get(*at..).unwrap_or_default();
        let begins = |character: &str| rest.starts_with(character.as_bytes());
        match byte {
            b'\r' => rest.get(1) != Some(&b'\n'),
            0xC2 => begins("\u{85}"),
            0xEF => *at > 0 && begins("\u{feff}"),
            _ => begins("\u{2028}") || begins("\u{2029}"),
        }
    };
    candidates.filter(is_odd).map(|(at, _)| at).collect()
}
