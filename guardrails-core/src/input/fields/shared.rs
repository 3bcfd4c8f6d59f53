//! What all tables of fields share: every name once, and one list of slots. Made at compile time, as plain numbers:
//! a pointer would cost four times its size in a program that can be loaded anywhere.
#![expect(clippy::indexing_slicing, clippy::panic, reason = "runs at compile time only, over constants")]

use super::lookup::{Fields, SHORT, join, numbers, same, slot, split};
use super::{kinds, types, volume};

/// The names of every table, list by list.
const LISTS: &[&[&[&str]]] = &[types::NAMES, super::TABLES, kinds::TABLES, &[&volume::NAMES, &[]]];

/// The places of the lists: the tables that readers have of pods and of other kinds, and of volumes. Kubernetes' own
/// types come first, so that a type's number is also its place among all tables.
pub(super) const PODS: usize = 1;
pub(super) const KINDS: usize = 2;
pub(super) const VOLUME: usize = 3;

/// The table that stands so far behind the first one of a list.
pub(super) const fn table(list: usize, number: usize) -> Fields {
    TABLES[place(list, number)]
}

/// Where a table stands among all, by its place in a list.
const fn place(list: usize, number: usize) -> usize {
    let (mut before, mut n) = (0usize, 0usize);
    while n < list {
        before = before.wrapping_add(LISTS[n].len());
        n = n.wrapping_add(1);
    }
    before.wrapping_add(number)
}

const TABLE_COUNT: usize = place(LISTS.len(), 0);

/// The names of every table.
const BY_TABLE: &[&[&str]; TABLE_COUNT] = &{
    let mut tables: [&[&str]; TABLE_COUNT] = [&[]; TABLE_COUNT];
    let mut list = 0;
    while list < LISTS.len() {
        let mut n = 0;
        while n < LISTS[list].len() {
            tables[place(list, n)] = LISTS[list][n];
            n = n.wrapping_add(1);
        }
        list = list.wrapping_add(1);
    }
    tables
};

/// Where the fields of each table begin in the list of all fields, and its slots in that of all slots; last, where the
/// lists end.
const BEGINS: &[(usize, usize); TABLE_COUNT + 1] = &{
    let mut begins = [(0usize, 0usize); TABLE_COUNT + 1];
    let mut n = 0;
    while n < TABLE_COUNT {
        let len = BY_TABLE[n].len();
        let (field, slot) = begins[n];
        n = n.wrapping_add(1);
        begins[n] = (field.wrapping_add(len), slot.wrapping_add(1 << slot_bits(len)));
    }
    begins
};

const FIELD_COUNT: usize = BEGINS[TABLE_COUNT].0;
/// A power of two, so that no place has to be compared with it.
const SLOT_COUNT: usize = BEGINS[TABLE_COUNT].1.next_power_of_two();

/// How many bits number the slots of a table: as few as let every hundredth seed, or so, put all names apart.
const fn slot_bits(fields: usize) -> u32 {
    const ONE: u64 = 1 << 32;
    assert!(fields <= 1 << FIELD_BITS, "a bit a field");
    let mut bits = 0;
    loop {
        bits = u32::wrapping_add(bits, 1);
        let (mut chance, mut n) = (ONE, 0u64);
        while n < fields as u64 {
            chance = chance.wrapping_mul(u64::saturating_sub(1 << bits, n)) >> bits;
            n = n.wrapping_add(1);
        }
        if chance >= ONE / 100 {
            return bits;
        }
    }
}

/// The names of all fields, table by table.
const BY_FIELD: &[&str; FIELD_COUNT] = &{
    let mut all = [""; FIELD_COUNT];
    let (mut table, mut at) = (0, 0usize);
    while table < TABLE_COUNT {
        let mut n = 0;
        while n < BY_TABLE[table].len() {
            all[at] = BY_TABLE[table][n];
            at = at.wrapping_add(1);
            n = n.wrapping_add(1);
        }
        table = table.wrapping_add(1);
    }
    all
};

/// Each field's name, as its number among the different ones, how many of those are long, and how many there are. The
/// long ones come first.
const NUMBERED: &([u16; FIELD_COUNT], usize, usize) = &{
    // Where a name first stood, by its hash; the next place is tried where another stands.
    const PLACE_BITS: u32 = 12;
    let mut places = [usize::MAX; 1 << PLACE_BITS];
    let mut ids = [0; FIELD_COUNT];
    let (mut count, mut long) = (0usize, 0usize);
    let mut n = 0;
    while n < 2 * FIELD_COUNT {
        let field = n % FIELD_COUNT;
        let name = BY_FIELD[field].as_bytes();
        if (n < FIELD_COUNT) == (name.len() >= SHORT) {
            let mut at = slot(numbers(name), FIRST_SEED, 64u32.wrapping_sub(PLACE_BITS));
            while places[at] != usize::MAX && !same(BY_FIELD[places[at]].as_bytes(), name) {
                at = at.wrapping_add(1) % places.len();
            }
            if places[at] == usize::MAX {
                places[at] = field;
                ids[field] = count as u16;
                count = count.wrapping_add(1);
            } else {
                ids[field] = ids[places[at]];
            }
        }
        n = n.wrapping_add(1);
        if n == FIELD_COUNT {
            long = count;
        }
    }
    assert!(count < MOST_NAMES, "too many different names for a slot of two bytes");
    (ids, long, count)
};

const LONG_COUNT: usize = NUMBERED.1;
const NAME_COUNT: usize = NUMBERED.2;

/// Every name once.
const NAMES: &[&str; NAME_COUNT] = &{
    let mut names = [""; NAME_COUNT];
    let mut n = 0;
    while n < FIELD_COUNT {
        names[NUMBERED.0[n] as usize] = BY_FIELD[n];
        n = n.wrapping_add(1);
    }
    names
};

/// Where each long name begins if they stand one behind the other, and where the last one ends.
pub(super) static BOUNDS: [u16; LONG_COUNT + 1] = {
    let mut bounds = [0; LONG_COUNT + 1];
    let (mut n, mut end) = (0usize, 0usize);
    while n < LONG_COUNT {
        end = end.wrapping_add(NAMES[n].len());
        assert!(end <= u16::MAX as usize, "the names are too long together");
        n = n.wrapping_add(1);
        bounds[n] = end as u16;
    }
    bounds
};

/// The long names one behind the other.
pub(super) const LONG: &str = {
    const BYTES: &[u8] = &{
        let mut text = [0; BOUNDS[LONG_COUNT] as usize];
        let (mut n, mut at) = (0, 0usize);
        while n < LONG_COUNT {
            let mut byte = 0;
            while byte < NAMES[n].len() {
                text[at] = NAMES[n].as_bytes()[byte];
                at = at.wrapping_add(1);
                byte = byte.wrapping_add(1);
            }
            n = n.wrapping_add(1);
        }
        text
    };
    match str::from_utf8(BYTES) {
        Ok(text) => text,
        Err(_) => panic!("the names of fields are no text"),
    }
};

/// What each name is found by: its two numbers, which in a short one are its bytes. Behind them, for all that a slot
/// could say, such as no key has.
pub(super) static KEYS: [[u8; SHORT]; MOST_NAMES] = {
    let mut keys = [join([u64::MAX, 0]); MOST_NAMES];
    let mut n = 0;
    while n < NAME_COUNT {
        keys[n] = join(numbers(NAMES[n].as_bytes()));
        n = n.wrapping_add(1);
    }
    keys
};

/// The name of each field, table by table.
pub(super) static IDS: [u16; FIELD_COUNT] = NUMBERED.0;

/// A slot says which name falls into it and which field of the table that is: as many bits are the field's.
pub(super) const FIELD_BITS: u32 = 6;

/// One more than a slot can number.
const MOST_NAMES: usize = 1 << (u16::BITS - FIELD_BITS);

/// A slot that no name falls into: it says the last number, which no name has.
const EMPTY: u16 = u16::MAX;

/// The tables, and their slots.
const BUILT: &([Fields; TABLE_COUNT], [u16; SLOT_COUNT]) = &{
    let mut tables = [Fields { seed: 0, slots: 0, shift: 0, count: 0, first: 0 }; TABLE_COUNT];
    let mut slots = [EMPTY; SLOT_COUNT];
    let mut n = 0;
    while n < TABLE_COUNT {
        let (first, free) = BEGINS[n];
        let count = BY_TABLE[n].len();
        let shift = 64u32.wrapping_sub(slot_bits(count));
        let seed = seed_of(first, count, shift);
        let mut field = 0;
        while field < count {
            let id = IDS[first.wrapping_add(field)];
            slots[free.wrapping_add(slot(split(KEYS[id as usize]), seed, shift))] = id << FIELD_BITS | field as u16;
            field = field.wrapping_add(1);
        }
        tables[n] = Fields { seed, slots: free as u16, shift: shift as u8, count: count as u8, first: first as u16 };
        n = n.wrapping_add(1);
    }
    assert!(SLOT_COUNT <= u16::MAX as usize, "too many slots for numbers of two bytes");
    (tables, slots)
};

pub(super) static TABLES: [Fields; TABLE_COUNT] = BUILT.0;
pub(super) static SLOTS: [u16; SLOT_COUNT] = BUILT.1;

/// What keeps a number within the slots.
pub(super) const SLOT_MASK: usize = SLOT_COUNT.wrapping_sub(1);

/// A table without fields.
pub(super) static NO_FIELDS: Fields = table(VOLUME, 1);

/// The seed that is tried first.
const FIRST_SEED: u64 = 0x9E37_79B9_7F4A_7C15;

/// The seed by which no two names of a table fall into one slot. If there is none, the build fails.
const fn seed_of(first: usize, count: usize, shift: u32) -> u64 {
    let mut seed = FIRST_SEED;
    let mut tries = 0;
    while tries < 10_000 {
        // A bit for each slot that is taken.
        let mut taken = [0u64; 8];
        let mut n = 0;
        while n < count {
            let at = slot(split(KEYS[IDS[first.wrapping_add(n)] as usize]), seed, shift);
            if taken[at / 64] >> (at % 64) & 1 != 0 {
                break;
            }
            taken[at / 64] |= 1 << (at % 64);
            n = n.wrapping_add(1);
        }
        if n == count {
            return seed;
        }
        seed = seed.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F) | 1;
        tries = usize::wrapping_add(tries, 1);
    }
    panic!("no seed tells these names apart")
}
