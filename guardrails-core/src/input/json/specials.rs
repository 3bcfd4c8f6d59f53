//! Where strings may end: quotes, backslashes and control characters, as bits of the block of 64 bytes at hand.
//!
//! The next one is found by a shift and a count in a word that is there already, so that the processor does not
//! wait for one string's bytes before it may look for the next one's.

use wide::u8x16;

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
        if at >> BLOCK != self.block {
            self.block = at >> BLOCK;
            self.bits = bits(bytes, self.block);
        }
        let rest = self.bits >> (at & 63);
        if rest != 0 {
            return at.wrapping_add(rest.trailing_zeros() as usize);
        }
        (self.block, self.bits) = behind(bytes, self.block);
        (self.block << BLOCK).wrapping_add(self.bits.trailing_zeros() as usize)
    }
}

/// The first block behind this one that has any bits; behind the text, one with a bit that means nothing.
#[inline(never)]
fn behind(bytes: &[u8], mut block: usize) -> (usize, u64) {
    loop {
        block = block.wrapping_add(1);
        if block << BLOCK >= bytes.len() {
            return (block, 1);
        }
        let bits = bits(bytes, block);
        if bits != 0 {
            return (block, bits);
        }
    }
}

/// The bits of a block. What is missing at the end of the text counts as control characters.
#[inline(never)]
fn bits(bytes: &[u8], block: usize) -> u64 {
    let rest = bytes.get(block << BLOCK..).unwrap_or_default();
    match rest.first_chunk() {
        Some(whole) => bits_of(whole),
        None => {
            let mut padded = [0u8; 1 << BLOCK];
            for (slot, byte) in padded.iter_mut().zip(rest) {
                *slot = *byte;
            }
            bits_of(&padded)
        }
    }
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
    // This one bit turned, the quote stands right behind the control characters, and nothing else comes before it.
    let turned = bytes ^ u8x16::splat(0x02);
    let low = turned.min(u8x16::splat(0x20)).simd_eq(turned);
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
