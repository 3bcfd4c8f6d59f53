//! Cuts a file into documents, as kubectl does: at every line that begins with `---`.

use crate::input::error::{ErrorKind, Fault, Read};

/// A document of a file. It may turn out to be empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chunk<'t> {
    /// Where it begins in the file.
    pub(crate) offset: usize,
    pub(crate) text: &'t [u8],
}

/// The documents of a file, one after the other. A line that begins with `---` but is no separator is a
/// fault, whose place is a byte of the file; what follows it up to the next separator is passed over, and
/// the documents around it are given all the same. kubectl would stop there.
#[derive(Clone, Debug)]
pub(crate) struct Documents<'t> {
    file: &'t [u8],
    at: usize,
}

impl<'t> Documents<'t> {
    pub(crate) fn new(file: &'t [u8]) -> Self {
        Self { file, at: 0 }
    }

    /// How far the documents that were given reach in the file. Where that is its end, more of the file could change
    /// the last one.
    pub(crate) fn reach(&self) -> usize {
        self.at
    }

    /// Where the document that is under way at a place, the beginning of a line, ends, and where the next one begins.
    pub(crate) fn end(&self, from: usize) -> (usize, usize) {
        let end = self.separator(from).unwrap_or(self.file.len());
        let after = self.next_line(end);
        // A line that only looks like a separator is left for the next step.
        let ends_here = is_separator(self.file.get(end..after).unwrap_or_default());
        (end, if ends_here { after } else { end })
    }

    /// The rest of the file from a place on.
    fn rest(&self, at: usize) -> &'t [u8] {
        self.file.get(at..).unwrap_or_default()
    }

    /// The place of the next line that begins with `---`, from the start of a line on.
    fn separator(&self, mut at: usize) -> Option<usize> {
        loop {
            let rest = self.rest(at);
            if rest.starts_with(b"---") {
                return Some(at);
            }
            at = at.wrapping_add(line_length(rest)?);
        }
    }

    /// The place after the line that begins here.
    fn next_line(&self, at: usize) -> usize {
        line_length(self.rest(at)).map_or(self.file.len(), |length| at.wrapping_add(length))
    }
}

/// The length of the first line with its LF, if it has one.
fn line_length(text: &[u8]) -> Option<usize> {
    text.iter().position(|b| *b == b'\n').map(|at| at.wrapping_add(1))
}

/// Whether only white space or a comment follows the `---` of a line.
fn is_separator(line: &[u8]) -> bool {
    let after = line.get(3..).unwrap_or_default();
    let after = str::from_utf8(after).map(str::trim);
    after.is_ok_and(|after| after.is_empty() || after.starts_with('#'))
}

impl<'t> Iterator for Documents<'t> {
    type Item = Read<Chunk<'t>>;

    fn next(&mut self) -> Option<Self::Item> {
        let offset = self.at;
        if offset >= self.file.len() {
            return None;
        }
        // A separator at the very start belongs to the document, and only the next one ends it.
        let mut from = offset;
        if self.rest(offset).starts_with(b"---") {
            from = self.next_line(offset);
            if !is_separator(self.file.get(offset..from).unwrap_or_default()) {
                self.at = self.separator(from).unwrap_or(self.file.len());
                let message = "only a comment can follow `---` on its line";
                return Some(Err(Fault::new(ErrorKind::Syntax, offset, message)));
            }
        }
        let end;
        (end, self.at) = self.end(from);
        let text = self.file.get(offset..end).unwrap_or_default();
        Some(Ok(Chunk { offset, text }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(file: &str) -> Vec<Result<(usize, &str), usize>> {
        let show = |chunk: Chunk<'static>| (chunk.offset, str::from_utf8(chunk.text).unwrap());
        let file: &'static [u8] = Box::leak(file.as_bytes().to_vec().into_boxed_slice());
        Documents::new(file).map(|chunk| chunk.map(show).map_err(|fault| fault.at)).collect()
    }

    #[test]
    fn separators_cut_and_comments_may_follow_them() {
        assert_eq!(cut("a: 1\n---\nb: 2\n"), [Ok((0, "a: 1\n")), Ok((9, "b: 2\n"))]);
        assert_eq!(cut("---\na: 1\n--- # x\r\nb: 2"), [Ok((0, "---\na: 1\n")), Ok((18, "b: 2"))]);
        assert_eq!(cut("a\n---\n---\nb\n"), [Ok((0, "a\n")), Ok((6, "---\nb\n"))]);
        assert_eq!(cut("a\n ---\n...\nb"), [Ok((0, "a\n ---\n...\nb"))]);
        assert_eq!(cut("# only\n---\n"), [Ok((0, "# only\n"))]);
        assert_eq!(cut(""), []);
    }

    #[test]
    fn a_bad_separator_hides_nothing_but_its_own_document() {
        assert_eq!(cut("a\n--- b\nc\n---\nd\n"), [Ok((0, "a\n")), Err(2), Ok((10, "---\nd\n"))]);
        assert_eq!(cut("----\n---x\nb"), [Err(0), Err(5)]);
        assert_eq!(cut("a\n--- {}"), [Ok((0, "a\n")), Err(2)]);
    }
}
