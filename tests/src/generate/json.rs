//! Writes JSON the way many hands write it: any whitespace, any escapes.

use super::rng::Rng;
use super::value::Value;

#[derive(Clone, Copy)]
enum Spacing {
    None,
    Spaced,
    Indented,
    Wild,
}

struct Writer<'a> {
    out: Vec<u8>,
    rng: &'a mut Rng,
    spacing: Spacing,
    escapes: usize,
}

/// Writes in a style of its own, with every key in its place. Of a thousand
/// characters, `escapes` are escaped without need.
pub(super) fn write(value: &Value, rng: &mut Rng, escapes: usize) -> Vec<u8> {
    let spacing = *rng.pick(&[Spacing::None, Spacing::None, Spacing::Spaced, Spacing::Indented, Spacing::Wild]);
    let mut writer = Writer { out: Vec::new(), rng, spacing, escapes };
    writer.value(value, 0);
    writer.out
}

/// Writes on one line, with nothing to spare.
pub(super) fn compact(value: &Value) -> String {
    let mut writer = Writer { out: Vec::new(), rng: &mut Rng::new(0, 0), spacing: Spacing::None, escapes: 0 };
    writer.value(value, 0);
    String::from_utf8_lossy(&writer.out).into_owned()
}

impl Writer<'_> {
    fn value(&mut self, value: &Value, depth: usize) {
        match value {
            Value::Null => self.plain("null"),
            Value::Bool(true) => self.plain("true"),
            Value::Bool(false) => self.plain("false"),
            Value::Raw(text) => self.plain(text),
            Value::Text(text) => self.text(text),
            Value::List(items) => {
                self.plain("[");
                for (position, item) in items.iter().enumerate() {
                    self.separate(position, depth + 1);
                    self.value(item, depth + 1);
                }
                self.close("]", items.is_empty(), depth);
            }
            Value::Map(entries) => {
                self.plain("{");
                for (position, (key, item)) in entries.iter().enumerate() {
                    self.separate(position, depth + 1);
                    self.text(key);
                    self.wild();
                    self.plain(":");
                    match self.spacing {
                        Spacing::Spaced | Spacing::Indented => self.plain(" "),
                        _ => self.wild(),
                    }
                    self.value(item, depth + 1);
                }
                self.close("}", entries.is_empty(), depth);
            }
        }
    }

    fn plain(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    fn separate(&mut self, position: usize, depth: usize) {
        if position > 0 {
            self.wild();
            self.plain(",");
        }
        match self.spacing {
            Spacing::Spaced if position > 0 => self.plain(" "),
            Spacing::Indented => self.newline(depth),
            _ => self.wild(),
        }
    }

    fn close(&mut self, bracket: &str, empty: bool, depth: usize) {
        match self.spacing {
            Spacing::Indented if !empty => self.newline(depth),
            _ => self.wild(),
        }
        self.plain(bracket);
    }

    fn newline(&mut self, depth: usize) {
        self.plain("\n");
        self.out.extend(std::iter::repeat_n(b' ', 2 * depth));
    }

    fn wild(&mut self) {
        if matches!(self.spacing, Spacing::Wild) && self.rng.chance(25) {
            let space = self.rng.text(&[" ", "\t", "\n", "\r\n", "  ", "\r"]);
            self.plain(space);
        }
    }

    fn text(&mut self, text: &str) {
        self.plain("\"");
        for character in text.chars() {
            if self.escapes > 0 && self.rng.below(1000) < self.escapes {
                self.escape(character);
                continue;
            }
            match character {
                '"' => self.plain("\\\""),
                '\\' => self.plain("\\\\"),
                '\n' => self.plain("\\n"),
                '\r' => self.plain("\\r"),
                '\t' => self.plain("\\t"),
                '\0'..='\x1f' => self.escape(character),
                _ => self.plain(character.encode_utf8(&mut [0; 4])),
            }
        }
        self.plain("\"");
    }

    fn escape(&mut self, character: char) {
        if character == '/' && self.rng.chance(50) {
            return self.plain("\\/");
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            let text = if self.rng.chance(50) { format!("\\u{unit:04x}") } else { format!("\\u{unit:04X}") };
            self.plain(&text);
        }
    }
}
