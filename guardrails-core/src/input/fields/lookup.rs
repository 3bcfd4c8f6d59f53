//! How a key finds its field: by two numbers made of its bytes, and a hash of these without collisions.

const SLOTS: usize = 256;
const NONE: u8 = u8::MAX;

/// The names of a type's fields with a hash without collisions, found at compile time.
pub(crate) struct Fields {
    names: &'static [Name],
    slots: [u8; SLOTS],
    seed: u64,
}

/// A field's name, and the numbers it is found by.
pub(crate) struct Name {
    text: &'static str,
    numbers: [u64; 2],
}

/// Keys shorter than this are their numbers.
pub(in crate::input) const SHORT: usize = 16;

/// A key as two numbers. Those of a short key are its bytes, with zeros behind, and no other key has them: no
/// key holds a zero byte. Those of a long one come from both its ends and its length, and the highest bit is set.
#[expect(clippy::indexing_slicing, reason = "below the length")]
const fn numbers(key: &[u8]) -> [u64; 2] {
    if let (Some(first), Some(last), SHORT..) = (key.first_chunk(), key.last_chunk(), key.len()) {
        let last = u64::from_le_bytes(*last) ^ (key.len() as u64) << 56;
        return [u64::from_le_bytes(*first), last | 1 << 63];
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

#[inline(always)]
const fn split(bytes: [u8; SHORT]) -> [u64; 2] {
    let both = u128::from_le_bytes(bytes);
    [both as u64, (both >> 64) as u64]
}

/// Folds the numbers of a key into a slot.
#[inline(always)]
const fn slot([low, high]: [u64; 2], seed: u64) -> usize {
    ((low ^ high.rotate_left(32)).wrapping_mul(seed) >> 56) as usize
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

/// The names of a table with their numbers.
#[expect(clippy::indexing_slicing, reason = "runs at compile time only, over constants")]
pub(in crate::input) const fn names<const N: usize>(texts: &[&'static str]) -> [Name; N] {
    let mut names = [const { Name { text: "", numbers: [0, 0] } }; N];
    let mut n = 0;
    while n < N {
        names[n] = Name { text: texts[n], numbers: numbers(texts[n].as_bytes()) };
        n = n.wrapping_add(1);
    }
    names
}

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

impl Fields {
    /// Builds the table; a name that can't be told from the others by any seed fails the build.
    #[expect(clippy::indexing_slicing, reason = "runs at compile time only, over constants")]
    pub(in crate::input) const fn new(names: &'static [Name]) -> Self {
        let mut seed = 0x9E37_79B9_7F4A_7C15u64;
        let mut tries = 0;
        loop {
            let mut slots = [NONE; SLOTS];
            let mut n = 0;
            while n < names.len() {
                let at = slot(names[n].numbers, seed);
                if slots[at] != NONE {
                    break;
                }
                slots[at] = n as u8;
                n = n.wrapping_add(1);
            }
            if n == names.len() {
                return Self { names, slots, seed };
            }
            seed = seed.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F) | 1;
            tries = usize::wrapping_add(tries, 1);
            assert!(tries < 10_000, "no seed tells these names apart");
        }
    }

    /// The field that a key would name if its words were not parted by underscores.
    pub(crate) fn find_in_snake_case(&self, key: &str) -> Option<&'static str> {
        let letters = key.bytes().filter(|b| *b != b'_').map(|b| b.to_ascii_lowercase());
        let same = |name: &&'static str| name.bytes().map(|b| b.to_ascii_lowercase()).eq(letters.clone());
        self.all().find(same).filter(|_| key.contains('_'))
    }

    /// The name of a field.
    pub(in crate::input) fn name(&self, field: u8) -> Option<&'static str> {
        self.names.get(usize::from(field)).map(|name| name.text)
    }

    /// The name of a field, at compile time.
    #[expect(clippy::indexing_slicing, reason = "runs at compile time only, over constants")]
    pub(in crate::input) const fn text(&self, field: usize) -> &'static str {
        self.names[field].text
    }

    /// The names in their order.
    pub(in crate::input) fn all(&self) -> impl Iterator<Item = &'static str> {
        self.names.iter().map(|name| name.text)
    }

    /// The number of the field that a key names.
    #[inline]
    pub(crate) fn find(&self, key: &[u8]) -> Option<u8> {
        if key.len() >= SHORT {
            return self.find_long(key);
        }
        let n = self.find_by(short_numbers(key))?;
        // A key from elsewhere than a text may hold a zero byte.
        (self.name(n)?.len() == key.len()).then_some(n)
    }

    /// The same for a long key.
    #[inline]
    pub(crate) fn find_long(&self, key: &[u8]) -> Option<u8> {
        let n = self.find_by(numbers(key))?;
        (self.name(n)?.as_bytes() == key).then_some(n)
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
        let n = *self.slots.get(slot(numbers, self.seed))?;
        let name = self.names.get(usize::from(n))?;
        (name.numbers == numbers).then_some(n)
    }
}

#[cfg(test)]
mod tests {
    use super::SHORT;
    use crate::input::fields::{container, object, pod_spec, volume, workload};

    #[test]
    fn a_long_key_is_compared_to_its_last_byte() {
        assert!(pod_spec::FIELDS.find(b"automountServiceAccountToken").is_some());
        assert_eq!(pod_spec::FIELDS.find(b"automountServiceXccountToken"), None);
    }

    #[test]
    fn every_name_finds_itself_and_no_other_key_does() {
        for table in [&object::FIELDS, &pod_spec::FIELDS, &container::FIELDS, &volume::FIELDS, &workload::FIELDS] {
            for (n, name) in (0u8..).zip(table.names) {
                assert_eq!(table.find(name.text.as_bytes()), Some(n));
                assert_eq!(table.find(name.text.to_uppercase().as_bytes()), None);
                // As it stands in a text, with something behind it.
                let mut bytes = [b'"'; SHORT];
                if let Some(room) = bytes.get_mut(..name.text.len()) {
                    room.copy_from_slice(name.text.as_bytes());
                    assert_eq!(table.find_short(&bytes, name.text.len()), (name.text.len() < SHORT).then_some(n));
                }
            }
            assert_eq!(table.find(b""), None);
            assert!(table.names.len() <= 64, "a bit a field");
        }
    }
}
