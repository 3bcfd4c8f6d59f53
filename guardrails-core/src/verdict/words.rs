use std::fmt;

use smallvec::SmallVec;

use crate::rules::azure::Check;
use crate::rules::{Hit, Subject};

/// The messages of one constraint's hits, written to put them in order. Only objects with several findings pay
/// for it.
#[derive(Debug, Default)]
pub(crate) struct Words {
    text: String,
    entries: SmallVec<[Entry; 4]>,
    /// For each group of hits with equal messages: the number of its first hit, and how many there are.
    groups: SmallVec<[(u32, u32); 4]>,
}

/// A hit and where its words lie.
#[derive(Clone, Copy, Debug)]
struct Entry {
    hit: Hit,
    start: usize,
    end: usize,
    /// Whether the words go on.
    cut: bool,
}

/// How much is written of each message: what differs in two messages of one constraint stands at their beginning,
/// and lists of parameters at their end.
const LENGTH: usize = 512;

impl Words {
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.entries.clear();
        self.groups.clear();
    }

    /// Sorts hits as Gatekeeper sorts results: by details, then by message. Equal ones stand side by side.
    pub(super) fn arrange(&mut self, check: &dyn Check, subject: Subject<'_>, hits: &mut [Hit]) {
        self.clear();
        for hit in hits.iter() {
            let start = self.text.len();
            let mut out = Beginning { text: &mut self.text, left: LENGTH };
            let written = write(check, subject, hit, &mut out);
            self.entries.push(Entry { hit: *hit, start, end: self.text.len(), cut: written.is_err() });
        }
        let Self { text, entries, groups } = self;
        let words = |entry: &Entry| text.get(entry.start..entry.end).unwrap_or_default();
        let compare = |a: &Entry, b: &Entry| {
            words(a).cmp(words(b)).then_with(|| match a.cut && b.cut {
                true => whole(check, subject, &a.hit).cmp(&whole(check, subject, &b.hit)),
                false => a.cut.cmp(&b.cut),
            })
        };
        entries.sort_by(compare);
        for (slot, entry) in hits.iter_mut().zip(entries.iter()) {
            *slot = entry.hit;
        }
        let mut last: Option<&Entry> = None;
        for (n, entry) in (0u32..).zip(entries.iter()) {
            match groups.last_mut().filter(|_| last.is_some_and(|last| compare(last, entry).is_eq())) {
                Some((_, count)) => *count = count.saturating_add(1),
                None => groups.push((n, 1)),
            }
            last = Some(entry);
        }
    }

    /// How many hits from this one on have its message; one if nothing has been arranged.
    pub(super) fn same(&self, from: usize) -> usize {
        let found = self.groups.binary_search_by_key(&from, |(first, _)| *first as usize);
        found.ok().and_then(|n| self.groups.get(n)).map_or(1, |(_, count)| *count as usize)
    }
}

fn write(check: &dyn Check, subject: Subject<'_>, hit: &Hit, out: &mut dyn fmt::Write) -> fmt::Result {
    check.write_details(subject, hit, out)?;
    check.write_message(subject, hit, out)
}

fn whole(check: &dyn Check, subject: Subject<'_>, hit: &Hit) -> String {
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = write(check, subject, hit, &mut text);
    text
}

/// Writes no more than so many bytes.
struct Beginning<'t> {
    text: &'t mut String,
    left: usize,
}

impl fmt::Write for Beginning<'_> {
    fn write_str(&mut self, s: &str) -> fmt::Result {
        let kept = s.len().min(self.left);
        self.left = self.left.saturating_sub(kept);
        let end = (0..=kept).rev().find(|end| s.is_char_boundary(*end)).unwrap_or_default();
        self.text.push_str(s.get(..end).unwrap_or_default());
        if kept < s.len() { Err(fmt::Error) } else { Ok(()) }
    }
}
