//! Writes a pattern of RE2's syntax, as Go reads it, in the syntax of the `regex` crate: much the same, but for
//! classes inside classes, what `\d`, `\w`, `\s` and `\b` mean, braces that repeat nothing, `\Q…\E` and octal
//! numbers.

use std::fmt::Write;

/// How often Go lets a pattern repeat a part, all repetitions around it multiplied.
const MAX_REPEAT: u32 = 1000;

/// Translates a pattern; `None` if Go does not read it either.
pub(super) fn translate(pattern: &str) -> Option<String> {
    let mut it =
        Translator { rest: pattern, out: String::with_capacity(pattern.len()), groups: Vec::new(), deepest: 0 };
    let mut before = Before::Nothing;
    while let Some(c) = it.next() {
        before = it.piece(c, before)?;
    }
    (it.groups.is_empty() && it.deepest <= MAX_REPEAT).then_some(it.out)
}

/// What stands before a repetition.
#[derive(Clone, Copy, PartialEq)]
enum Before {
    /// Nothing that could be repeated.
    Nothing,
    /// A part, which repeats as often inside.
    Part(u32),
    /// A repetition: it can only be made lazy.
    Repeated,
    /// A repetition that is lazy.
    Lazy,
}

struct Translator<'p> {
    rest: &'p str,
    out: String,
    /// The groups that are open: how often the parts in each repeat at most.
    groups: Vec<u32>,
    deepest: u32,
}

impl Translator<'_> {
    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let c = chars.next();
        self.rest = chars.as_str();
        c
    }

    fn eat(&mut self, prefix: &str) -> bool {
        let rest = self.rest.strip_prefix(prefix);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Notes how often a part repeats.
    fn part(&mut self, times: u32) {
        self.deepest = self.deepest.max(times);
        if let Some(group) = self.groups.last_mut() {
            *group = (*group).max(times);
        }
    }

    /// Writes a character that stands for itself.
    fn literal(&mut self, c: char) {
        // Writing into a string cannot fail.
        let _ = write!(self.out, "\\x{{{:x}}}", u32::from(c));
    }

    /// Translates what begins with a character.
    fn piece(&mut self, c: char, before: Before) -> Option<Before> {
        match c {
            '\\' => return self.escape(),
            '[' => self.class()?,
            '(' => return self.open(),
            ')' => {
                let times = self.groups.pop()?;
                self.out.push(')');
                self.part(times);
                return Some(Before::Part(times));
            }
            '|' => {
                self.out.push('|');
                return Some(Before::Nothing);
            }
            '*' | '+' | '?' => return self.repeat(c.encode_utf8(&mut [0; 4]), 1, before),
            '{' => {
                if let Some((text, times)) = self.counted()? {
                    return self.repeat(&text, times, before);
                }
                self.literal(c);
            }
            '.' | '^' | '$' => self.out.push(c),
            c => self.literal(c),
        }
        self.part(1);
        Some(Before::Part(1))
    }

    /// A repetition: Go repeats no repetition.
    fn repeat(&mut self, operator: &str, times: u32, before: Before) -> Option<Before> {
        let inside = match before {
            Before::Part(times) => times,
            Before::Repeated if operator == "?" => {
                self.out.push('?');
                return Some(Before::Lazy);
            }
            Before::Nothing | Before::Repeated | Before::Lazy => return None,
        };
        let times = inside.saturating_mul(times.max(1));
        self.out.push_str(operator);
        self.part(times);
        Some(Before::Repeated)
    }

    /// Reads `{n}`, `{n,}` or `{n,m}` after its brace; `None` inside if the brace stands for itself.
    fn counted(&mut self) -> Option<Option<(String, u32)>> {
        let Some((inside, rest)) = self.rest.split_once('}') else { return Some(None) };
        let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
        let is_number = |digits: &str| {
            let canonical = digits == "0" || !digits.starts_with('0');
            !digits.is_empty() && canonical && digits.bytes().all(|b| b.is_ascii_digit())
        };
        if !is_number(least) || !(is_number(most) || most.is_empty()) {
            return Some(None);
        }
        let number = |digits: &str| digits.parse().ok().filter(|n| *n <= MAX_REPEAT);
        let least: u32 = number(least)?;
        let most = if most.is_empty() { least } else { number(most)? };
        if most < least {
            return None;
        }
        self.rest = rest;
        Some(Some((format!("{{{inside}}}"), most)))
    }

    /// Opens a group: its flags and its name are written alike.
    fn open(&mut self) -> Option<Before> {
        if !self.eat("?") {
            self.groups.push(1);
            self.out.push('(');
            return Some(Before::Nothing);
        }
        let named = self.rest.starts_with("P<") || self.rest.starts_with('<');
        let end = if named { '>' } else { ':' };
        let (head, rest) = match self.rest.split_once([end, ')']) {
            Some((head, rest)) => (head, rest),
            None => return None,
        };
        let closes = self.rest.get(head.len()..).is_some_and(|rest| rest.starts_with(')'));
        let known = match named {
            true => !closes,
            false => head.chars().all(|c| "imsU-".contains(c)) && !head.ends_with('-') && (!closes || !head.is_empty()),
        };
        if !known {
            return None;
        }
        self.rest = rest;
        let close = if closes { ')' } else { end };
        // Writing into a string cannot fail.
        let _ = write!(self.out, "(?{head}{close}");
        if !closes {
            self.groups.push(1);
        }
        Some(Before::Nothing)
    }

    /// Translates what begins with a backslash, outside of classes.
    fn escape(&mut self) -> Option<Before> {
        match self.next()? {
            'Q' => return Some(self.quoted()),
            c @ ('A' | 'z') => {
                self.out.push('\\');
                self.out.push(c);
            }
            c @ ('b' | 'B') => {
                // Writing into a string cannot fail.
                let _ = write!(self.out, "(?-u:\\{c})");
            }
            c @ ('d' | 'D' | 's' | 'S' | 'w' | 'W' | 'p' | 'P') => {
                self.out.push('[');
                self.named_class(c)?;
                self.out.push(']');
            }
            c => {
                let c = self.character(c)?;
                self.literal(c);
            }
        }
        self.part(1);
        Some(Before::Part(1))
    }

    /// Writes what stands between `\Q` and `\E`, or the end.
    fn quoted(&mut self) -> Before {
        let (inside, rest) = self.rest.split_once("\\E").unwrap_or((self.rest, ""));
        self.rest = rest;
        inside.chars().for_each(|c| self.literal(c));
        self.part(1);
        if inside.is_empty() { Before::Nothing } else { Before::Part(1) }
    }

    /// The character that an escape stands for.
    fn character(&mut self, c: char) -> Option<char> {
        let code = match c {
            'a' => 7,
            'f' => 12,
            't' => 9,
            'n' => 10,
            'r' => 13,
            'v' => 11,
            '1'..='7' if !self.rest.starts_with(|c| ('0'..='7').contains(&c)) => return None,
            '0'..='7' => self.octal(c)?,
            'x' if self.eat("{") => {
                let (digits, rest) = self.rest.split_once('}')?;
                self.rest = rest;
                hex(digits)?
            }
            'x' => {
                let digits = self.rest.get(..2)?;
                self.rest = self.rest.get(2..)?;
                hex(digits)?
            }
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => return Some(c),
            _ => return None,
        };
        char::from_u32(code)
    }

    fn octal(&mut self, first: char) -> Option<u32> {
        let mut code = first.to_digit(8)?;
        for _ in 0..2 {
            let Some(digit) = self.rest.chars().next().and_then(|c| c.to_digit(8)) else { break };
            self.next();
            code = code << 3 | digit;
        }
        Some(code)
    }

    /// Writes the inside of a class that has a name.
    fn named_class(&mut self, c: char) -> Option<()> {
        self.out.push_str(match c {
            'd' => "0-9",
            'D' => "[^0-9]",
            's' => "\\t\\n\\x0c\\r ",
            'S' => "[^\\t\\n\\x0c\\r ]",
            'w' => "0-9A-Za-z_",
            'W' => "[^0-9A-Za-z_]",
            c => {
                let name = match self.eat("{") {
                    true => {
                        let (name, rest) = self.rest.split_once('}')?;
                        self.rest = rest;
                        name.to_owned()
                    }
                    false => self.next()?.to_string(),
                };
                // Go knows general categories, scripts and `Any`, and writes a negation inside the braces too.
                let (negated, name) = name.strip_prefix('^').map_or((false, name.as_str()), |name| (true, name));
                let negated = negated != (c == 'P');
                // Writing into a string cannot fail.
                let _ = write!(self.out, "\\{}{{{name}}}", if negated { 'P' } else { 'p' });
                return Some(());
            }
        });
        Some(())
    }

    /// Translates a class, after its bracket.
    fn class(&mut self) -> Option<()> {
        self.out.push('[');
        if self.eat("^") {
            self.out.push('^');
        }
        let mut first = true;
        loop {
            if !first && self.eat("]") {
                self.out.push(']');
                return Some(());
            }
            first = false;
            if self.ascii_class()? {
                continue;
            }
            let c = self.next()?;
            if c == '\\' && self.rest.starts_with(['d', 'D', 's', 'S', 'w', 'W', 'p', 'P']) {
                let c = self.next()?;
                self.named_class(c)?;
                continue;
            }
            let from = self.class_character(c)?;
            self.literal(from);
            if self.rest.starts_with('-') && !self.rest.starts_with("-]") {
                self.next();
                let c = self.next()?;
                let to = self.class_character(c)?;
                if to < from {
                    return None;
                }
                self.out.push('-');
                self.literal(to);
            }
        }
    }

    fn class_character(&mut self, c: char) -> Option<char> {
        match c {
            '\\' => {
                let c = self.next()?;
                self.character(c)
            }
            c => Some(c),
        }
    }

    /// Writes a class such as `[:alpha:]`, if one stands here; one that Go does not know is refused.
    fn ascii_class(&mut self) -> Option<bool> {
        let Some((name, rest)) = self.rest.strip_prefix("[:").and_then(|rest| rest.split_once(":]")) else {
            return Some(false);
        };
        let known = [
            "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper",
            "word", "xdigit",
        ];
        if !known.contains(&name.strip_prefix('^').unwrap_or(name)) {
            return None;
        }
        self.rest = rest;
        // Writing into a string cannot fail.
        let _ = write!(self.out, "[:{name}:]");
        Some(true)
    }
}

fn hex(digits: &str) -> Option<u32> {
    let known = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
    u32::from_str_radix(digits, 16).ok().filter(|_| known)
}
