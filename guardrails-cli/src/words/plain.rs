use std::fmt::{self, Write};

/// Text of an input made fit for a terminal: names and messages come from manifests that anybody may have
/// written, and must not colour, move or reorder what stands around them.
pub(crate) fn plain(text: impl fmt::Display) -> String {
    let mut plain = Escaping(String::new());
    // Writing into a string cannot fail.
    let _ = write!(plain, "{text}");
    plain.0
}

struct Escaping(String);

impl Write for Escaping {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        for c in s.chars() {
            if moves_text(c) {
                self.0.extend(c.escape_default());
            } else {
                self.0.push(c);
            }
        }
        Ok(())
    }
}

/// Control characters, line ends of Unicode, and the marks that turn the direction of writing.
fn moves_text(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_name_cannot_paint_the_terminal() {
        assert_eq!(plain("web\u{1b}[2J\n\u{202e}x é"), r"web\u{1b}[2J\n\u{202e}x é");
    }
}
