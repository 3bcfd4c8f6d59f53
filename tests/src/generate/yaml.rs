//! Writes YAML in every style that people and their tools use, and in some
//! that only the standard knows.

use super::odd;
use super::rng::Rng;
use super::scalar::{self, Indent};
use super::value::Value;

/// How often, in percent, a writer does what it better had not.
#[derive(Clone, Copy, Default)]
pub(super) struct Quirks {
    /// Puts a tag before a value.
    pub(super) tags: usize,
    /// Writes a text plainly that reads as something else.
    pub(super) bare: usize,
    /// Adds an entry whose key is no text.
    pub(super) keys: usize,
    /// Uses an anchor in a way that breaks, or surprises.
    pub(super) anchors: usize,
}

pub(super) struct Writer<'a> {
    out: String,
    rng: &'a mut Rng,
    quirks: Quirks,
    /// What anchors stand for, in this document.
    anchors: Vec<(String, Value)>,
    named: usize,
    step: usize,
    /// How often, in percent: collections in flow style, anchors, comments.
    flow: usize,
    anchored: usize,
    comments: usize,
}

const COMMENTS: &[&str] = &["# note", "#", "#: {", "# \u{e9}\u{1f980} - &x *y", "#\thostPID: true", "# ---"];

/// Keys that are no text; the server turns some into text and refuses others.
const ODD_KEYS: &[&str] = &[
    "1",
    "\"1\"",
    "1.0",
    "1.5",
    "0x10",
    "true",
    "yes",
    "\"true\"",
    "~",
    "null",
    "[a, b]",
    "{a: b}",
    "2001-12-14",
    "18446744073709551615",
    ".inf",
    "!!str 1",
    "!!binary cHJpdmlsZWdlZA==",
    "!!int \"1\"",
    "1e3",
    "0.1",
];

impl<'a> Writer<'a> {
    pub(super) fn new(rng: &'a mut Rng, quirks: Quirks) -> Self {
        let step = *rng.pick(&[2, 2, 2, 4, 1, 3]);
        let flow = *rng.pick(&[0, 5, 15, 40]);
        let anchored = *rng.pick(&[0, 0, 4, 12]);
        let comments = *rng.pick(&[0, 0, 5, 15]);
        Self { out: String::new(), rng, quirks, anchors: Vec::new(), named: 0, step, flow, anchored, comments }
    }

    /// One document, without the line that sets it apart from others.
    pub(super) fn document(mut self, value: &Value) -> String {
        match value {
            Value::Map(entries) if !entries.is_empty() && !self.rng.chance(6) => {
                self.block_map(entries, 0, false);
            }
            _ => {
                self.flow(value, 0);
                self.out.push('\n');
            }
        }
        self.out
    }

    fn block_map(&mut self, entries: &[(String, Value)], indent: usize, inline: bool) {
        let mut inline = inline;
        let merge = if self.rng.chance(self.anchored / 2) { self.rng.below(entries.len() + 1) } else { usize::MAX };
        for (position, (key, value)) in entries.iter().enumerate() {
            if position == merge {
                self.start_line(indent, &mut inline);
                self.merge(entries, indent);
            }
            if self.rng.chance(self.quirks.keys) {
                self.start_line(indent, &mut inline);
                let key = self.rng.text(ODD_KEYS);
                self.push(key);
                self.push(": x\n");
            }
            self.start_line(indent, &mut inline);
            let key = scalar::key(self.rng, key, self.quirks.bare);
            if self.rng.chance(1) {
                self.push("? ");
                self.push(&key);
                self.push("\n");
                self.spaces(indent);
            } else {
                self.push(&key);
            }
            self.push(":");
            self.child(value, indent, false);
        }
        if merge == entries.len() {
            self.start_line(indent, &mut inline);
            self.merge(entries, indent);
        }
    }

    fn start_line(&mut self, indent: usize, inline: &mut bool) {
        if std::mem::take(inline) {
            return;
        }
        if self.rng.chance(self.comments / 3) {
            let column = self.rng.below(indent + 3);
            self.spaces(column);
            let comment = self.rng.text(COMMENTS);
            self.push(comment);
            self.push("\n");
        }
        self.spaces(indent);
    }

    /// A merge key; where it stands among the others decides what it does.
    fn merge(&mut self, entries: &[(String, Value)], indent: usize) {
        let key = self.rng.text(&["<<", "<<", "<<", "<<", "!!merge <<", "\"<<\""]);
        self.push(key);
        self.push(": ");
        let maps: Vec<String> = self
            .anchors
            .iter()
            .filter(|(_, value)| matches!(value, Value::Map(_)))
            .map(|(name, _)| format!("*{name}"))
            .collect();
        if !maps.is_empty() && self.rng.chance(50) {
            let alias = self.rng.pick(&maps).clone();
            self.push(&alias);
        } else if let Some((key, value)) = entries.get(self.rng.below(entries.len().max(1))) {
            let value = odd::variant(self.rng, value);
            let map = Value::Map(vec![(key.clone(), value), ("x-merged".to_owned(), Value::Null)]);
            if self.rng.chance(25) {
                self.flow(&Value::List(vec![map, Value::map()]), indent);
            } else {
                self.flow(&map, indent);
            }
        } else {
            self.push("[]");
        }
        self.push("\n");
    }

    /// A value, right behind the colon or dash that announces it.
    fn child(&mut self, value: &Value, indent: usize, in_list: bool) {
        if let Some(alias) = self.alias(value) {
            self.push(" *");
            self.push(&alias);
            return self.end_line();
        }
        let anchor = self.anchor(value);
        let tag = if self.rng.chance(self.quirks.tags) {
            format!(" {}", scalar::tag(self.rng, value))
        } else {
            String::new()
        };
        if let Some(anchor) = &anchor {
            self.push(" &");
            self.push(anchor);
        }
        self.push(&tag);
        let bare = anchor.is_none() && tag.is_empty();
        let flow = self.rng.chance(self.flow);
        match value {
            Value::Map(entries) if !entries.is_empty() && !flow => {
                if in_list && bare && self.rng.chance(85) {
                    self.push(" ");
                    self.block_map(entries, indent + 2, true);
                } else {
                    self.push("\n");
                    self.block_map(entries, indent + self.step.max(if in_list { 2 } else { 1 }), false);
                }
            }
            Value::List(items) if !items.is_empty() && !flow => {
                self.push("\n");
                let indent = if !in_list && self.rng.chance(50) { indent } else { indent + self.step };
                for item in items {
                    self.start_line(indent, &mut false);
                    self.push("-");
                    self.child(item, indent, true);
                }
            }
            Value::Map(_) | Value::List(_) => {
                self.push(" ");
                self.flow(value, indent);
                self.end_line();
            }
            leaf => {
                let at = Indent { parent: indent, step: self.step };
                let text = scalar::block(self.rng, leaf, at, self.quirks.bare, !tag.is_empty());
                if !text.is_empty() {
                    self.push(" ");
                    self.push(&text);
                }
                if text.contains('\n') {
                    self.push("\n");
                } else {
                    self.end_line();
                }
            }
        }
        // Known from here on: an alias inside its own anchor is another matter.
        if let Some(anchor) = anchor {
            self.anchors.push((anchor, value.clone()));
        }
    }

    fn alias(&mut self, value: &Value) -> Option<String> {
        if self.rng.chance(self.quirks.anchors) {
            let known: Vec<&String> = self.anchors.iter().map(|(name, _)| name).collect();
            let name = if known.is_empty() || self.rng.chance(40) { "unknown" } else { self.rng.pick(&known) };
            return Some(name.to_owned());
        }
        let (name, _) = self.anchors.iter().find(|(_, known)| known == value)?;
        if self.rng.chance(60) { Some(name.clone()) } else { None }
    }

    fn anchor(&mut self, value: &Value) -> Option<String> {
        if matches!(value, Value::Null) || !self.rng.chance(self.anchored) {
            return None;
        }
        if self.rng.chance(self.quirks.anchors * 5) {
            return self.anchors.first().map(|(name, _)| name.clone());
        }
        self.named += 1;
        Some(format!("a{}", self.named))
    }

    fn flow(&mut self, value: &Value, indent: usize) {
        let (open, close) = match value {
            Value::Map(_) => ("{", "}"),
            Value::List(_) => ("[", "]"),
            leaf => {
                let text = scalar::flow(self.rng, leaf, self.quirks.bare);
                return self.push(&text);
            }
        };
        self.push(open);
        match value {
            Value::Map(entries) => {
                for (position, (key, value)) in entries.iter().enumerate() {
                    self.separate(position, indent);
                    let key = scalar::key(self.rng, key, self.quirks.bare);
                    self.push(&key);
                    let tight = key.ends_with('"') && self.rng.chance(30);
                    self.push(if tight { ":" } else { ": " });
                    self.flow(value, indent);
                }
            }
            Value::List(items) => {
                for (position, value) in items.iter().enumerate() {
                    self.separate(position, indent);
                    self.flow(value, indent);
                }
            }
            _ => {}
        }
        self.push(close);
    }

    fn separate(&mut self, position: usize, indent: usize) {
        if position > 0 {
            self.push(",");
        }
        if self.rng.chance(8) {
            self.push("\n");
            self.spaces(indent + self.step + 2);
        } else if position > 0 && self.rng.chance(80) {
            self.push(" ");
        }
    }

    fn end_line(&mut self) {
        if self.rng.chance(self.comments) {
            let gap = self.rng.text(&[" ", "  ", "\t"]);
            let comment = self.rng.text(COMMENTS);
            self.push(gap);
            self.push(comment);
        } else if self.rng.chance(1) {
            self.push("  ");
        }
        self.push("\n");
    }

    fn push(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn spaces(&mut self, count: usize) {
        self.out.extend(std::iter::repeat_n(' ', count));
    }
}
