//! What may have been meant by a field that its type does not have.

use super::Struct;
use super::check::{Inside, Level, Step};
use crate::view::{Hint, Member, Str, Text};

/// The longest key that is looked at; no field has a longer name.
const LONGEST: usize = 64;

/// Looks for a field that may have been meant: the same letters in another case, then the same name further
/// out, further in, beside the object, or in one that is called as this one is, which is what a slip of indentation
/// makes; then a similar name.
#[cold]
#[inline(never)]
pub(super) fn find(outer: &[Level], here: &Level, text: Text<'_>) -> Hint {
    let Level { inside: Inside::Struct(here), step: Step::Key(key), .. } = *here else { return Hint::None };
    let mut buffer = [0u8; LONGEST];
    let Some(key) = ascii(key, text, &mut buffer) else { return Hint::None };
    if let Some(name) = here.fields().all().find(|name| name.as_bytes().eq_ignore_ascii_case(key)) {
        return Hint::Spelled(name);
    }
    further_out(outer, key)
        .or_else(|| further_in(here, key, outer.len()))
        .or_else(|| beside(outer, key))
        .or_else(|| cousin(outer, key))
        .or_else(|| similar(here, key).map(Hint::Spelled))
        .unwrap_or(Hint::None)
}

/// The key, if it could be a field's name with slips.
fn ascii<'b>(key: Str, text: Text<'_>, buffer: &'b mut [u8; LONGEST]) -> Option<&'b [u8]> {
    let mut len = 0usize;
    for c in text.chars(key) {
        *buffer.get_mut(len)? = u8::try_from(c).ok().filter(u8::is_ascii_graphic)?;
        len = len.wrapping_add(1);
    }
    buffer.get(..len).filter(|key| !key.is_empty())
}

/// No step.
const NOWHERE: Member = Member { name: "", list: false };

/// How many steps lead to a level.
fn depth(level: usize) -> u32 {
    u32::try_from(level).unwrap_or(u32::MAX)
}

/// The structs around the object with the levels at which they are open, from the inside out.
fn around(outer: &[Level]) -> impl Iterator<Item = (usize, Struct)> {
    outer.iter().enumerate().rev().filter_map(|(n, level)| match level.inside {
        Inside::Struct(ty) => Some((n, ty)),
        Inside::List(_) | Inside::Map(_) => None,
    })
}

/// An object around this one has such a field: the line stands too deep.
fn further_out(outer: &[Level], key: &[u8]) -> Option<Hint> {
    let (n, _) = around(outer).find(|(_, ty)| ty.has(key))?;
    Some(Hint::Elsewhere { kept: depth(n), down: [NOWHERE; 3] })
}

/// An object inside this one has such a field, the only one or the one in a container: the line does not stand
/// deep enough. Up to three steps in, the nearest first.
fn further_in(here: Struct, key: &[u8], level: usize) -> Option<Hint> {
    let found = |down| Some(Hint::Elsewhere { kept: depth(level), down });
    if let Some(first) = only(here, key) {
        return found([first, NOWHERE, NOWHERE]);
    }
    for (first, inner) in here.structs() {
        if let Some(second) = only(inner, key) {
            return found([first, second, NOWHERE]);
        }
    }
    for (first, inner) in here.structs() {
        for (second, inner) in inner.structs() {
            if let Some(third) = only(inner, key) {
                return found([first, second, third]);
            }
        }
    }
    None
}

/// The field of a type in whose struct alone there is such a field; of several, the pod's containers.
fn only(ty: Struct, key: &[u8]) -> Option<Member> {
    let mut found = ty.structs().filter(|(member, inner)| member.name != "status" && inner.has(key));
    let (first, _) = found.next()?;
    match found.next() {
        None => Some(first),
        Some(_) => ty.structs().find(|(it, inner)| it.name == "containers" && inner.has(key)).map(|(it, _)| it),
    }
}

/// A neighbour of the object, or of one around it, has such a field.
fn beside(outer: &[Level], key: &[u8]) -> Option<Hint> {
    around(outer).find_map(|(n, ty)| {
        let member = only(ty, key)?;
        Some(Hint::Elsewhere { kept: depth(n), down: [member, NOWHERE, NOWHERE] })
    })
}

/// A neighbour has an object of the same name that has such a field: the pod's securityContext stands where a
/// container's was meant.
fn cousin(outer: &[Level], key: &[u8]) -> Option<Hint> {
    let parent = outer.len().checked_sub(1)?;
    let level = outer.get(parent)?;
    let Level { inside: Inside::Struct(ty), step: Step::Field(own), .. } = *level else { return None };
    let own = level.field_name(own);
    let alike = |(_, inner): &(Member, Struct)| {
        inner.structs().find(|(member, ty)| member.name == own && ty.has(key)).map(|(member, _)| member)
    };
    let mut found = ty.structs().filter_map(|neighbour| Some((neighbour.0, alike(&neighbour)?)));
    let first = found.next()?;
    let (neighbour, member) = found.chain([first]).find(|(it, _)| it.name == "containers").unwrap_or(first);
    Some(Hint::Elsewhere { kept: depth(parent), down: [neighbour, member, NOWHERE] })
}

impl Struct {
    fn has(self, key: &[u8]) -> bool {
        self.fields().find(key).is_some()
    }
}

/// The field whose name is nearest, if it is near.
fn similar(here: Struct, key: &[u8]) -> Option<&'static str> {
    let near = match key.len() {
        0..4 => 1,
        4..8 => 2,
        _ => 3,
    };
    let distances = here.fields().all().map(|name| (distance(name.as_bytes(), key), name));
    distances.filter(|(distance, _)| *distance <= near).min_by_key(|(distance, _)| *distance).map(|(_, name)| name)
}

/// How many letters have to be put in, left out or changed to make one text of the other.
fn distance(name: &[u8], key: &[u8]) -> usize {
    let mut row: [usize; LONGEST + 1] = std::array::from_fn(|n| n);
    for (n, a) in (0usize..).zip(name) {
        let mut corner = n;
        let mut left = n.saturating_add(1);
        for (cell, b) in row.iter_mut().skip(1).zip(key) {
            let above = *cell;
            left = match a == b {
                true => corner,
                false => corner.min(above).min(left).saturating_add(1),
            };
            *cell = left;
            corner = above;
        }
    }
    row.get(key.len()).copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_count_letters() {
        let of = |a: &str, b: &str| distance(a.as_bytes(), b.as_bytes());
        assert_eq!(of("containers", "containers"), 0);
        assert_eq!(of("containers", "contaners"), 1);
        assert_eq!(of("containers", "contianers"), 2);
        assert_eq!(of("image", "images"), 1);
        assert_eq!(of("abc", "xyz"), 3);
        assert_eq!(of("kitten", "sitting"), 3);
    }
}
