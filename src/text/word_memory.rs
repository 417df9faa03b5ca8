//! Words of texts → the phrases that start with them, remembered: a few hundred words make up most of any text.

use super::lexicon::Lexicon;
use super::phrase::{NONE, Start};
use super::token::{Token, Tokens};

/// How many words are remembered at most, as a power of two; a later word takes the place of another in the same slot. 128 KiB hold the
/// ordinary words of job texts and stay in the cache (estimate).
const BITS: u32 = 12;

/// 2⁶⁴ divided by the golden ratio, an odd number (Knuth, The Art of Computer Programming 3, 6.4).
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// What was found before, in one lexicon.
#[derive(Clone, Debug, Default)]
pub struct WordMemory {
    /// The word as [`Tokens::head`] tells it, and what it starts; the word 0 is none.
    slots: Vec<(u128, Start)>,
    scratch: Vec<u8>,
}

impl WordMemory {
    /// The number of a token's word, and what starts with it.
    #[inline]
    pub fn find(&mut self, lexicon: &Lexicon, tokens: &Tokens, token: &Token) -> Start {
        let scratch = &mut self.scratch;
        let mut look_up = || lexicon.phrases.start(lexicon.words.find(tokens.word(token), scratch));
        let Some(head) = tokens.head(token) else {
            return look_up();
        };
        if self.slots.is_empty() {
            self.slots.resize(1 << BITS, (0, lexicon.phrases.start(NONE)));
        }
        let slot = &mut self.slots[slot(head)];
        if slot.0 != head {
            *slot = (head, look_up());
        }
        slot.1
    }
}

#[allow(clippy::cast_possible_truncation)]
fn slot(head: u128) -> usize {
    let folded = (head as u64) ^ ((head >> 64) as u64).wrapping_mul(MIX).rotate_left(32);
    (folded.wrapping_mul(MIX) >> (64 - BITS)) as usize
}
