//! How a key finds its field: by two numbers made of its bytes, and a hash of these without collisions.

use super::shared::{BOUNDS, FIELD_BITS, IDS, KEYS, LONG, NO_FIELDS, SLOT_MASK, SLOTS, TABLES};

/// The names of a type's fields, with a hash without collisions, found at compile time. What it takes stands in tables
/// that all types share, so that a type is a few bytes and no pointer.
#[derive(Clone, Copy)]
pub(crate) struct Fields {
    /// What tells its names apart: see [`slot`].
    pub(super) seed: u64,
    /// Its first slot, and by how much a hash is shifted to be one of them.
    pub(super) slots: u16,
    pub(super) shift: u8,
    /// How many fields it has, and where they begin in the list of all.
    pub(super) count: u8,
    pub(super) first: u16,
}

/// What stands for a reader's table in the types of what belongs to it.
pub(crate) trait Table: 'static {
    /// The table.
    const FIELDS: &'static Fields;
}

/// Keys shorter than this are their numbers.
pub(in crate::input) const SHORT: usize = 16;

/// A key as two numbers. Those of a short key are its bytes, with zeros behind, and no other key has them: no
/// key holds a zero byte.
#[expect(clippy::indexing_slicing, reason = "below the length")]
pub(super) const fn numbers(key: &[u8]) -> [u64; 2] {
    if let Some(numbers) = long_numbers(key) {
        return numbers;
    }
    let mut bytes = [0u8; SHORT];
    let mut n = 0;
    while n < key.len() && n < SHORT {
        bytes[n] = key[n];
        n = n.wrapping_add(1);
    }
    split(bytes)
}

/// The same for a short key of which nothing is known behind its end: by loads that overlap, for to read what has just
/// been copied somewhere in pieces is slow.
#[inline(always)]
fn short_numbers(key: &[u8]) -> [u64; 2] {
    let bits = |bytes: usize| u32::try_from(bytes.wrapping_mul(8)).unwrap_or(u64::BITS);
    if let (Some(first), Some(last)) = (key.first_chunk(), key.last_chunk()) {
        let last = u64::from_le_bytes(*last);
        return [u64::from_le_bytes(*first), last.checked_shr(bits(SHORT.wrapping_sub(key.len()))).unwrap_or(0)];
    }
    if let (Some(first), Some(last)) = (key.first_chunk(), key.last_chunk()) {
        let last = u64::from(u32::from_le_bytes(*last)).wrapping_shl(bits(key.len().wrapping_sub(size_of::<u32>())));
        return [u64::from(u32::from_le_bytes(*first)) | last, 0];
    }
    [key.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)), 0]
}

/// Those of a long key come from both its ends and its length, and the highest bit is set.
#[inline(always)]
const fn long_numbers(key: &[u8]) -> Option<[u64; 2]> {
    let (Some(first), Some(last), SHORT..) = (key.first_chunk(), key.last_chunk(), key.len()) else { return None };
    let last = u64::from_le_bytes(*last) ^ (key.len() as u64) << 56;
    Some([u64::from_le_bytes(*first), last | 1 << 63])
}

#[inline(always)]
pub(super) const fn split(bytes: [u8; SHORT]) -> [u64; 2] {
    let both = u128::from_le_bytes(bytes);
    [both as u64, (both >> 64) as u64]
}

/// The bytes that two numbers are made of.
pub(super) const fn join([low, high]: [u64; 2]) -> [u8; SHORT] {
    ((high as u128) << 64 | low as u128).to_le_bytes()
}

/// Folds the numbers of a key into a slot: what a shift leaves of the product with a table's seed.
#[inline(always)]
pub(super) const fn slot([low, high]: [u64; 2], seed: u64, shift: u32) -> usize {
    ((low ^ high.rotate_left(32)).wrapping_mul(seed).wrapping_shr(shift)) as usize
}

/// What keeps the first so many bytes of sixteen, by their count.
#[expect(clippy::indexing_slicing, reason = "runs at compile time only, over constants")]
static KEEP: [[u64; 2]; SHORT] = {
    let mut masks = [[0u64; 2]; SHORT];
    let mut n = 0;
    while n < SHORT {
        masks[n] = numbers([0xFF; SHORT].split_at(n).0);
        n = n.wrapping_add(1);
    }
    masks
};

/// The number of a name in its table, at compile time.
#[expect(clippy::indexing_slicing, clippy::panic, reason = "runs at compile time only, over constants")]
pub(super) const fn number(names: &[&str], name: &str) -> u8 {
    let mut n = 0;
    while n < names.len() {
        if same(names[n].as_bytes(), name.as_bytes()) {
            return n as u8;
        }
        n = n.wrapping_add(1);
    }
    panic!("not a field of this type")
}

#[expect(clippy::indexing_slicing, reason = "runs at compile time only, over constants")]
pub(in crate::input) const fn same(a: &[u8], b: &[u8]) -> bool {
    let mut n = 0;
    while n < a.len() && n < b.len() && a[n] == b[n] {
        n = n.wrapping_add(1);
    }
    n == a.len() && n == b.len()
}

/// The fields of the type that has a number in the table of types.
#[inline(always)]
pub(in crate::input) fn type_fields(number: u16) -> &'static Fields {
    TABLES.get(usize::from(number)).unwrap_or(&NO_FIELDS)
}

/// A long name, by its number; none for a short one.
#[inline(always)]
fn long_name(id: u16) -> Option<&'static [u8]> {
    let [start, end] = *BOUNDS.get(usize::from(id)..)?.first_chunk()?;
    LONG.as_bytes().get(usize::from(start)..usize::from(end))
}

/// The name that has a number.
fn name(id: u16) -> Option<&'static str> {
    let bytes = match long_name(id) {
        Some(name) => name,
        None => KEYS.get(usize::from(id))?.split(|byte| *byte == 0).next()?,
    };
    str::from_utf8(bytes).ok()
}

impl Fields {
    /// What a list over the fields of all tables holds for one of these.
    #[inline(always)]
    pub(in crate::input) fn one_of<T>(&self, list: &'static [T], field: u8) -> Option<&'static T> {
        list.get(usize::from(self.first).wrapping_add(field.into())).filter(|_| field < self.count)
    }

    /// What it holds for all of them.
    pub(in crate::input) fn of<T>(&self, list: &'static [T]) -> &'static [T] {
        let first = usize::from(self.first);
        list.get(first..first.wrapping_add(self.count.into())).unwrap_or_default()
    }

    /// How many fields there are.
    pub(in crate::input) fn len(&self) -> u8 {
        self.count
    }

    /// The name of a field.
    pub(in crate::input) fn name(&self, field: u8) -> Option<&'static str> {
        self.one_of(&IDS, field).and_then(|id| name(*id))
    }

    /// The names in their order.
    pub(in crate::input) fn all(&self) -> impl Iterator<Item = &'static str> + use<> {
        self.of(&IDS).iter().filter_map(|id| name(*id))
    }

    /// The field that a key would name if its words were not parted by underscores.
    pub(crate) fn find_in_snake_case(&self, key: &str) -> Option<&'static str> {
        let letters = key.bytes().filter(|b| *b != b'_').map(|b| b.to_ascii_lowercase());
        let same = |name: &&'static str| name.bytes().map(|b| b.to_ascii_lowercase()).eq(letters.clone());
        self.all().find(same).filter(|_| key.contains('_'))
    }

    /// The number of the field that a key names.
    #[inline]
    pub(crate) fn find(&self, key: &[u8]) -> Option<u8> {
        if key.len() >= SHORT {
            return self.find_long(key);
        }
        // A key from elsewhere than a text may end with zero bytes, by which its numbers are not told from others.
        self.find_by(short_numbers(key)).filter(|_| key.last() != Some(&0))
    }

    /// The same for a long key.
    #[inline]
    pub(crate) fn find_long(&self, key: &[u8]) -> Option<u8> {
        let found = self.slot_of(long_numbers(key)?)?;
        is_same(long_name(found >> FIELD_BITS)?, key).then_some(field_of(found))
    }

    /// The same for a short key: so many of these bytes.
    #[inline(always)]
    pub(crate) fn find_short(&self, bytes: &[u8; SHORT], len: usize) -> Option<u8> {
        let [low, high] = split(*bytes);
        let [keep_low, keep_high] = KEEP.get(len).copied()?;
        self.find_by([low & keep_low, high & keep_high])
    }

    /// The number of the field that has these numbers.
    #[inline(always)]
    fn find_by(&self, numbers: [u64; 2]) -> Option<u8> {
        self.slot_of(numbers).map(field_of)
    }

    /// What stands in the slot of these numbers, if it is a name that has them.
    #[inline(always)]
    fn slot_of(&self, numbers: [u64; 2]) -> Option<u16> {
        let slot = slot(numbers, self.seed, self.shift.into());
        let found = *SLOTS.get(usize::from(self.slots).wrapping_add(slot) & SLOT_MASK)?;
        let of_name = split(*KEYS.get(usize::from(found >> FIELD_BITS))?);
        (of_name == numbers).then_some(found)
    }
}

/// Whether two long keys are the same: sixteen bytes at both ends are all of most of them, and no call is made for these.
#[inline(always)]
fn is_same(a: &[u8], b: &[u8]) -> bool {
    const AT_ENDS: usize = 2 * SHORT;
    a.len() == b.len()
        && a.first_chunk::<SHORT>() == b.first_chunk()
        && a.last_chunk::<SHORT>() == b.last_chunk()
        && (a.len() <= AT_ENDS || a == b)
}

/// The field that a slot is about.
#[inline(always)]
fn field_of(slot: u16) -> u8 {
    (slot % (1 << FIELD_BITS)) as u8
}

#[cfg(test)]
mod tests {
    use super::SHORT;
    use crate::input::fields::pod_spec;
    use crate::input::fields::shared::TABLES;

    #[test]
    fn a_key_is_compared_to_its_last_byte() {
        assert!(pod_spec::FIELDS.find(b"automountServiceAccountToken").is_some());
        for table in &TABLES {
            for name in table.all() {
                for at in 0..name.len() {
                    let mut other = name.as_bytes().to_vec();
                    if let Some(byte) = other.get_mut(at) {
                        *byte = b'*';
                    }
                    assert_eq!(table.find(&other), None, "{name}");
                }
            }
        }
    }

    #[test]
    fn every_name_finds_itself_and_no_other_key_does() {
        for table in &TABLES {
            assert_eq!(table.all().count(), usize::from(table.count));
            for (n, name) in (0u8..).zip(table.all()) {
                assert_eq!(table.find(name.as_bytes()), Some(n));
                assert_eq!(table.name(n), Some(name));
                assert_eq!(table.find(name.to_uppercase().as_bytes()), None);
                // As it stands in a text, with something behind it.
                let mut bytes = [b'"'; SHORT];
                if let Some(room) = bytes.get_mut(..name.len()) {
                    room.copy_from_slice(name.as_bytes());
                    assert_eq!(table.find_short(&bytes, name.len()), (name.len() < SHORT).then_some(n));
                }
            }
            assert_eq!(table.find(b""), None);
            assert_eq!(table.name(table.count), None);
        }
    }
}
