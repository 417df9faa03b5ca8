//! A text → which of its bytes are letters or digits of ASCII, a bit each: where a word ends is told by one look at 64 bits, not by one look for
//! each letter. The loops are over whole blocks, which a compiler turns into vector instructions on every processor that has them.

use crate::bits::all_together;

/// The letters and digits of a text, with reusable memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Letters {
    /// A bit for each byte of the text, the lowest first; behind the text, zeros.
    bits: Vec<u8>,
}

/// Bytes that are looked at together; as many as a word of bits has.
const BLOCK: usize = 64;

impl Letters {
    /// Marks the letters and digits of `text`; what was held before is forgotten.
    pub fn mark(&mut self, text: &[u8]) {
        let (blocks, rest) = text.as_chunks::<BLOCK>();
        self.bits.clear();
        self.bits.reserve((blocks.len() + 2) * size_of::<u64>());
        let mut last = [0; BLOCK];
        last[..rest.len()].copy_from_slice(rest);
        for block in blocks.iter().chain([&last]) {
            self.bits.extend_from_slice(&bits_of(block).to_le_bytes());
        }
        self.bits.extend_from_slice(&[0; size_of::<u64>()]);
    }

    /// How many letters and digits stand one behind the other from byte `at` on, and the bits of the bytes behind them as far as they are at hand,
    /// then zeros.
    #[inline]
    pub fn run(&self, at: usize) -> (usize, u64) {
        let mut length = 0;
        loop {
            let here = at + length;
            let Some(bits) = self.bits.get(here / 8..).and_then(|bits| bits.first_chunk()) else {
                return (length, 0);
            };
            let bits = u64::from_le_bytes(*bits) >> (here % 8);
            let ones = bits.trailing_ones() as usize;
            length += ones;
            // What the shift brings in from above is no letter, and not known either.
            if ones + here % 8 < BLOCK {
                return (length, bits >> ones);
            }
        }
    }
}

/// The bits of a block, its first byte lowest.
fn bits_of(block: &[u8; BLOCK]) -> u64 {
    let letters = block.map(|b| {
        let letter = (b | 0x20).wrapping_sub(b'a') < 26;
        let digit = b.wrapping_sub(b'0') < 10;
        u8::from(letter | digit)
    });
    all_together(&letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_as_long_as_counted_one_by_one() {
        let mut letters = Letters::default();
        for length in [0, 1, 63, 64, 65, 128, 500] {
            for gap in [2, 7, 56, 57, 58, 64, 65, 200, 1000] {
                let sign = |at: usize| b" -\xe9@[`{/:\0"[at / gap % 10];
                let text: Vec<u8> = (0..length)
                    .map(|at| if at % gap == gap - 1 { sign(at) } else { b"aZz09A"[at % 6] })
                    .collect();
                letters.mark(&text);
                for at in 0..length {
                    let counted = text[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
                    let (run, behind) = letters.run(at);
                    assert_eq!(run, counted, "{length} {gap} {at}");
                    for (k, byte) in text[at + run..].iter().enumerate().take(8) {
                        assert!(
                            behind >> k & 1 == 0 || byte.is_ascii_alphanumeric(),
                            "{length} {gap} {at} {k}"
                        );
                    }
                }
            }
        }
    }

    #[test]
    fn every_byte_is_told() {
        let all: Vec<u8> = (0..=255).flat_map(|b| [b, b' ']).collect();
        let mut letters = Letters::default();
        letters.mark(&all);
        for byte in 0..=255u8 {
            let (run, _) = letters.run(2 * usize::from(byte));
            assert_eq!(run, usize::from(byte.is_ascii_alphanumeric()), "{byte}");
        }
    }
}
