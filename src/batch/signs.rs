//! Where a sign stands in a text: 64 bytes at once, a bit each. Where signs are near each other this is shorter than looking for one after the other.

use crate::bits::all_together;

/// Bytes that are looked at together.
const BLOCK: usize = u64::BITS as usize;

/// The places of a sign, in order.
#[derive(Clone, Debug)]
pub(super) struct Signs<'t> {
    sign: u8,
    text: &'t [u8],
    /// Where the block starts, and which of its bytes that were not told yet are the sign.
    block: usize,
    bits: u64,
}

impl<'t> Signs<'t> {
    pub fn new(sign: u8, text: &'t [u8]) -> Signs<'t> {
        Signs { sign, text, block: 0, bits: bits(sign, text) }
    }
}

/// Which of the first bytes of a text are the sign.
#[inline]
fn bits(sign: u8, text: &[u8]) -> u64 {
    let among = |bytes: &[u8; BLOCK]| all_together(&bytes.map(|byte| u8::from(byte == sign)));
    text.first_chunk().map_or_else(
        || {
            let mut padded = [!sign; BLOCK];
            padded.iter_mut().zip(text).for_each(|(to, from)| *to = *from);
            among(&padded)
        },
        among,
    )
}

impl Iterator for Signs<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.bits == 0 {
            self.block += BLOCK;
            self.bits = bits(self.sign, self.text.get(self.block..)?);
        }
        let at = self.block + self.bits.trailing_zeros() as usize;
        self.bits &= self.bits - 1;
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_are_found_wherever_they_stand() {
        for length in [0, 1, 63, 64, 65, 127, 128, 129, 300] {
            for every in [1, 2, 7, 64, 65, 1000] {
                let text: Vec<u8> =
                    (0..length).map(|at| if at % every == every / 2 { b';' } else { b'a' }).collect();
                let want: Vec<usize> = (0..length).filter(|at| text[*at] == b';').collect();
                assert_eq!(Signs::new(b';', &text).collect::<Vec<_>>(), want, "{length} {every}");
            }
        }
    }
}
