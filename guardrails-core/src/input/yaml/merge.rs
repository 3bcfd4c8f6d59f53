//! Merge keys: what a mapping holds once its `<<` keys are applied.
//!
//! As in Kubernetes' parser each is applied at its position: what it brings overrides the keys before it,
//! and the keys after it override what it brings. Of a list of mappings the first one wins.

use smallvec::SmallVec;

use super::resolve::{Meaning, resolve};
use super::tape::{Kind, Tape};
use crate::input::error::{ErrorKind, Fault, Read};
use crate::view::Str;

/// A key and its value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Member {
    pub(super) key: u32,
    pub(super) value: u32,
}

/// The members of mappings, one after the other.
pub(super) type Members = SmallVec<[Member; 32]>;

/// A member as it is come upon.
#[derive(Clone, Copy, Debug)]
struct Write {
    name: Str,
    member: Member,
    /// Which visit of a mapping it belongs to.
    visit: usize,
    order: usize,
}

/// A mapping that is being visited.
#[derive(Clone, Copy, Debug)]
struct Visit {
    next: u32,
    end: u32,
    number: usize,
}

/// The mappings that are being visited, the innermost last.
type Visits = SmallVec<[Visit; 8]>;

/// Adds the members that a mapping holds in effect, each once.
///
/// The work is bounded: merging visits no more nodes than the composer has counted for the mapping.
pub(super) fn members(tape: &Tape, map: u32, into: &mut Members) -> Read<()> {
    let mut writes: SmallVec<[Write; 32]> = SmallVec::new();
    let mut open = Visits::new();
    let mut visits = 0usize;
    visit(tape, map, &mut open, &mut visits);
    while let Some(current) = open.last_mut() {
        if current.next >= current.end {
            open.pop();
            continue;
        }
        let key = current.next;
        let value = tape.after(key);
        let number = current.number;
        current.next = tape.after(value);
        if is_merge(tape, key) {
            visit_merged(tape, value, &mut open, &mut visits);
        } else {
            let member = Member { key, value };
            writes.push(Write { name: key_name(tape, key)?, member, visit: number, order: writes.len() });
        }
    }
    keep_last(tape, &mut writes, into)
}

/// Visits the mapping, or the mappings of the list, that a `<<` key has for its value.
fn visit_merged(tape: &Tape, value: u32, open: &mut Visits, visits: &mut usize) {
    let Kind::List { end } = tape.node(value).kind else { return visit(tape, value, open, visits) };
    let mut element = value.wrapping_add(1);
    while element < end {
        // The last one added is visited first, and overridden by the others.
        visit(tape, element, open, visits);
        element = tape.after(element);
    }
}

fn visit(tape: &Tape, map: u32, open: &mut Visits, visits: &mut usize) {
    let map = tape.target(map);
    if let Kind::Map { end, .. } = tape.node(map).kind {
        open.push(Visit { next: map.wrapping_add(1), end, number: *visits });
        *visits = visits.wrapping_add(1);
    }
}

/// Keeps the last member of each name. A mapping that has a name twice by itself is refused.
fn keep_last(tape: &Tape, writes: &mut [Write], into: &mut Members) -> Read<()> {
    let text = tape.text();
    writes
        .sort_unstable_by(|a, b| text.compare(a.name, b.name).then(a.visit.cmp(&b.visit)).then(a.order.cmp(&b.order)));
    let same_name = |a: &Write, b: &Write| text.compare(a.name, b.name).is_eq();
    let twice = |(a, b): &(&Write, &Write)| a.visit == b.visit && same_name(a, b);
    let pairs = writes.iter().zip(writes.iter().skip(1));
    if let Some((_, second)) = pairs.filter(twice).min_by_key(|(_, second)| second.member.key) {
        return Err(repeated(tape, second.name, second.member.key));
    }
    for same in writes.chunk_by(same_name) {
        into.extend(same.iter().max_by_key(|write| write.order).map(|write| write.member));
    }
    Ok(())
}

/// Whether a key is `<<`: written plainly, for an alias is no merge key.
pub(super) fn is_merge(tape: &Tape, key: u32) -> bool {
    matches!(tape.node(key).kind, Kind::Plain(plain) if tape.text().raw(plain) == "<<")
}

/// The name that a key is. Kubernetes would make a string of a number or a boolean, one that few expect
/// (`0x10` is "16", `yes` is "true").
pub(super) fn key_name(tape: &Tape, key: u32) -> Read<Str> {
    let refused = |what: &str, shown: &str| {
        let message = format!("the key `{shown}` is {what}, and readers disagree on such keys; quote it");
        Err(Fault::new(ErrorKind::Unsupported, key as usize, message))
    };
    match tape.kind(key) {
        Kind::Quoted(name) => Ok(name),
        Kind::Plain(name) => {
            let shown = tape.text().raw(name);
            match resolve(shown) {
                Meaning::String => Ok(name),
                Meaning::Boolean(_) => refused("a boolean", shown),
                Meaning::Null => refused("null", shown),
                _ => refused("a number", shown),
            }
        }
        _ => refused("a list or mapping", ""),
    }
}

#[cold]
pub(super) fn repeated(tape: &Tape, name: Str, key: u32) -> Box<Fault> {
    let shown = tape.text().show(name);
    Fault::new(ErrorKind::DuplicateKey, key as usize, format!("the key `{shown}` stands twice in this object"))
}
