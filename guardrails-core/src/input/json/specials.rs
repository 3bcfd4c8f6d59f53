//! Where strings may end: quotes, backslashes and control characters, as bits of the block of 64 bytes at hand.
//!
//! The next one is found by a shift and a count in a word that is there already, so that the processor does not
//! wait for one string's bytes before it may look for the next one's.

use wide::bytemuck::cast;
use wide::{i8x16, u8x16};

/// How many bytes a block has, as a power of two.
const BLOCK: u32 = 6;

/// The bits of one block, whichever was asked for last.
#[derive(Clone, Copy, Debug)]
pub(super) struct Specials {
    block: usize,
    bits: u64,
}

impl Specials {
    /// None is at hand yet.
    pub(super) const fn new() -> Self {
        Self { block: usize::MAX, bits: 0 }
    }

    /// The first such byte at or behind a place of the text; without one, some place that is not in the text.
    #[inline(always)]
    pub(super) fn next(&mut self, bytes: &[u8], at: usize) -> usize {
        if at >> BLOCK == self.block {
            let rest = self.bits >> (at & 63);
            if rest != 0 {
                return at.wrapping_add(rest.trailing_zeros() as usize);
            }
        }
        self.look(bytes, at)
    }

    /// The same, where the block at hand has none.
    #[inline(never)]
    fn look(&mut self, bytes: &[u8], at: usize) -> usize {
        let here = at >> BLOCK;
        let block = if here == self.block { here.wrapping_add(1) } else { here };
        let start = block << BLOCK;
        // Those of the block that stand before the place don't count.
        let from = start.max(at);
        if let Some(whole) = bytes.get(start..).and_then(|rest| rest.first_chunk()) {
            let bits = bits_of(whole);
            let rest = bits >> (from & 63);
            if rest != 0 {
                *self = Self { block, bits };
                return from.wrapping_add(rest.trailing_zeros() as usize);
            }
        }
        self.look_on(bytes, from)
    }

    /// The same, where the block of the place has none, or is not whole.
    #[inline(never)]
    fn look_on(&mut self, bytes: &[u8], mut from: usize) -> usize {
        loop {
            let block = from >> BLOCK;
            let bits = match bytes.get(block << BLOCK..).and_then(|rest| rest.first_chunk()) {
                Some(whole) => bits_of(whole),
                None => bits_at_end(bytes, block << BLOCK),
            };
            let rest = bits >> (from & 63);
            if rest != 0 {
                *self = Self { block, bits };
                return from.wrapping_add(rest.trailing_zeros() as usize);
            }
            from = block.wrapping_add(1) << BLOCK;
        }
    }
}

/// The bits of a block that is not whole. What is missing counts as control characters.
#[inline(never)]
fn bits_at_end(bytes: &[u8], start: usize) -> u64 {
    let mut padded = [0u8; 1 << BLOCK];
    for (slot, byte) in padded.iter_mut().zip(bytes.get(start..).unwrap_or_default()) {
        *slot = *byte;
    }
    bits_of(&padded)
}

#[inline(always)]
fn bits_of(block: &[u8; 1 << BLOCK]) -> u64 {
    let (chunks, _) = block.as_chunks::<16>();
    chunks.iter().rev().fold(0, |bits, chunk| bits << 16 | u64::from(special(chunk)))
}

/// A bit for each byte that is a quote, a backslash or a control character.
#[inline(always)]
fn special(chunk: &[u8; 16]) -> u32 {
    let bytes = u8x16::new(*chunk);
    // This one bit turned, the quote stands right behind the control characters, and nothing else comes before it;
    // the highest one turned too, so do they as signed numbers, which the processor compares at once.
    let turned: i8x16 = cast(bytes ^ u8x16::splat(0x82));
    let low: u8x16 = cast(turned.simd_lt(i8x16::splat(i8::MIN + 0x21)));
    (low | bytes.simd_eq(u8x16::splat(b'\\'))).to_bitmask()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_such_byte_is_found_wherever_it_stands() {
        for length in [1usize, 63, 64, 65, 130, 200] {
            for place in 0..length {
                for byte in 0..=u8::MAX {
                    let mut bytes = vec![b'a'; length];
                    bytes[place] = byte;
                    let special = byte < b' ' || byte == b'"' || byte == b'\\';
                    let found = Specials::new().next(&bytes, 0);
                    assert!(if special { found == place } else { found >= length }, "{byte} at {place} of {length}");
                }
            }
        }
    }

    #[test]
    fn blocks_may_be_asked_for_in_any_order() {
        let mut bytes = vec![b'a'; 300];
        for place in [3, 70, 71, 290] {
            bytes[place] = b'"';
        }
        let mut specials = Specials::new();
        for (from, place) in [(72, 290), (0, 3), (4, 70), (71, 71), (3, 3), (72, 290)] {
            assert_eq!(specials.next(&bytes, from), place);
        }
        assert!(specials.next(&bytes, 291) >= bytes.len());
        assert!(specials.next(&bytes, 300) >= bytes.len());
    }
}
