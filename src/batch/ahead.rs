//! What was read of a stream and not yet given out.
//!
//! Bytes are given out from the front without moving the others; what was given out is dropped once it is as long as what is left, so that each
//! byte is moved once in the mean, however short the pieces are.

use std::io::{self, Read};
use std::ops::Deref;

#[derive(Default)]
pub(super) struct Ahead {
    bytes: Vec<u8>,
    /// How many of them were given out.
    passed: usize,
}

impl Ahead {
    /// Reads until so many bytes are ahead; `true` at the end of the stream.
    pub fn fill(&mut self, reader: &mut impl Read, want: usize) -> io::Result<bool> {
        while self.len() < want {
            if self.passed >= self.len() {
                self.bytes.drain(..self.passed);
                self.passed = 0;
            }
            let before = self.bytes.len();
            let more = (want - self.len()) as u64;
            reader.by_ref().take(more).read_to_end(&mut self.bytes)?;
            if self.bytes.len() == before {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Gives out the first bytes.
    pub fn pass(&mut self, bytes: usize) {
        self.passed += bytes;
    }
}

impl Deref for Ahead {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes[self.passed..]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_bytes_are_given_out_in_order_whatever_the_pieces() {
        let text: Vec<u8> = (0..100_000u32).flat_map(u32::to_le_bytes).collect();
        for (want, piece) in [(1, 1), (7, 3), (1000, 1), (4096, 4096), (50_000, 49_999)] {
            let (mut ahead, mut reader, mut got) = (Ahead::default(), &text[..], Vec::new());
            loop {
                let ended = ahead.fill(&mut reader, want).unwrap();
                assert!(ended || ahead.len() >= want);
                let n = piece.min(ahead.len());
                got.extend_from_slice(&ahead[..n]);
                ahead.pass(n);
                if n == 0 {
                    break;
                }
            }
            assert!(got == text, "{want} {piece}");
        }
    }
}
