//! Words of texts → what the lexicon knows of them, remembered: a few hundred words make up most of any text.

use super::lexicon::{Known, Lexicon};
use super::phrase::NONE;
use super::token::{Head, Token, Tokens};

/// How many words are remembered at most, as a power of two; a later word takes the place of another in the same slot. 256 KiB hold nearly all words
/// of job texts and stay in the second cache; half as much takes 3 % more instructions (measured on the shipped role descriptions).
const BITS: u32 = 13;

/// Words looked up before any is remembered: making the memory ready costs as much as looking up some hundred words, and many texts are but a name.
const FIRST: u32 = 200;

/// 2⁶⁴ divided by the golden ratio, an odd number (Knuth, The Art of Computer Programming 3, 6.4).
const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

/// What was found before, in one lexicon.
#[derive(Clone, Debug, Default)]
pub struct WordMemory {
    /// The word as [`Tokens::head`] tells it, and what is known of it; no word but the empty one is all zeros.
    slots: Vec<(Head, Known)>,
    /// How many words were looked up while there was no memory.
    looked_up: u32,
    scratch: Vec<u8>,
}

impl WordMemory {
    /// What is known of a token's word.
    #[inline]
    pub fn find(&mut self, lexicon: &Lexicon, tokens: &Tokens, token: &Token) -> Known {
        if let Some(head) = tokens.head(token)
            && let Some((remembered, known)) = self.slots.get(slot(head))
            && *remembered == head
        {
            return *known;
        }
        self.learn(lexicon, tokens, token)
    }

    #[cold]
    #[inline(never)]
    fn learn(&mut self, lexicon: &Lexicon, tokens: &Tokens, token: &Token) -> Known {
        let known = lexicon.know(lexicon.words.find(tokens.word(token), &mut self.scratch));
        if self.slots.is_empty() {
            self.looked_up += 1;
            if self.looked_up < FIRST {
                return known;
            }
            self.slots.resize(1 << BITS, (Head::default(), lexicon.know(NONE)));
        }
        if let Some(head) = tokens.head(token) {
            self.slots[slot(head)] = (head, known);
        }
        known
    }
}

#[allow(clippy::cast_possible_truncation)]
fn slot([low, high]: Head) -> usize {
    let folded = low ^ high.wrapping_mul(MIX).rotate_left(32);
    (folded.wrapping_mul(MIX) >> (64 - BITS)) as usize
}
