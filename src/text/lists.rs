//! A list behind a word → where in it a phrase that starts with the word may go on: "install, configure and repair *computers*" installs computers,
//! "configure switches, *routers* and *firewalls*" configures routers and firewalls.
//!
//! The tokens behind the word are looked at all at once, a bit each: job texts are full of lists, and one token after the other took a tenth of the
//! time of a text.

use super::lexicon::{AND_OR, Known};
use super::token::Gap;
use crate::bits::together;

/// A token that another item of a list starts with, or that joins two items.
pub(super) const SEPARATES: u8 = 16;
/// A token in front of which a list has ended.
const BREAKS: u8 = 32;
/// A token in front of which something else than a comma stands.
const NO_COMMA: u8 = 64;

/// A list inside a phrase spans at most this many tokens.
const LONGEST_LIST: usize = 10;
/// Within so many tokens the first item must have ended.
const LONGEST_START: usize = 3;

/// Tokens that are looked at together, enough for a list.
const WINDOW: usize = 16;

/// What each token of a text does in lists, with reusable memory.
#[derive(Clone, Debug, Default)]
pub(super) struct Lists {
    does: Vec<u8>,
}

/// What each gap makes of the token behind it.
const BY_GAP: [u8; Gap::Paragraph as usize + 1] = {
    let mut table = [BREAKS | NO_COMMA; Gap::Paragraph as usize + 1];
    table[Gap::Space as usize] = NO_COMMA;
    table[Gap::Joint as usize] = NO_COMMA;
    table[Gap::Slash as usize] = SEPARATES | NO_COMMA;
    table[Gap::Ampersand as usize] = SEPARATES | NO_COMMA;
    table[Gap::Comma as usize] = SEPARATES;
    table
};

/// What a token does in lists, by the gap before it and what its word does.
#[inline]
pub(super) fn in_lists(gap: Gap, does: u8) -> u8 {
    does | BY_GAP[gap as usize] | (does & AND_OR) << SEPARATES.trailing_zeros()
}

impl Lists {
    /// Takes in the tokens of a text.
    pub fn fill(&mut self, seen: &[Known]) {
        self.does.clear();
        self.does.extend(seen.iter().map(|word| word.does));
        self.does.extend_from_slice(&[BREAKS; WINDOW + 1]);
    }

    /// The tokens by which a phrase that starts with token `at` may go on, as bits: the lowest stands for the token behind it.
    #[inline]
    pub fn behind(&self, at: usize) -> u32 {
        self.does[at + 1..].first_chunk().map_or(0, places)
    }
}

fn places(does: &[u8; WINDOW]) -> u32 {
    // Behind most words there is no list.
    if does[..LONGEST_START].iter().fold(0, |any, does| any | does) & SEPARATES == 0 {
        return 0;
    }
    let separates = marked(does, SEPARATES);
    let joins = marked(does, AND_OR);
    // The first words of items, and those that follow them.
    let starts = (joins << 1 | separates) & !joins;
    let others = !(starts | joins);
    // An item has three words at most.
    let fourth = others & others << 1 & others << 2 & !0b111;
    let ends = marked(does, BREAKS) | fourth | 1 << LONGEST_LIST;
    let list = ends.wrapping_sub(1) & !ends;
    if separates & ((1 << LONGEST_START) - 1) & list == 0 {
        return 0;
    }
    if separates & 1 == 0 {
        return starts & list;
    }
    // Where verbs are listed, the object stands behind the last of them, the one that is not joined by a comma alone.
    let last = starts & (joins << 1 | marked(does, NO_COMMA));
    others & (last << 1 | others << 1 & last << 2) & list
}

/// Which tokens have a flag.
fn marked(does: &[u8; WINDOW], flag: u8) -> u32 {
    let (eights, _) = does.as_chunks::<8>();
    eights.iter().rev().fold(0, |bits, eight| {
        let ones = u64::from_le_bytes(*eight) >> flag.trailing_zeros() & 0x0101_0101_0101_0101;
        #[allow(clippy::cast_possible_truncation)]
        let eight = together(ones) as u32;
        bits << 8 | eight
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The same, one token after the other.
    fn one_by_one(does: &[u8; WINDOW]) -> u32 {
        let is = |k: usize, flag: u8| does[k] & flag != 0;
        let follows = (0..LONGEST_START).take_while(|k| !is(*k, BREAKS)).any(|k| is(k, SEPARATES));
        let opens = is(0, SEPARATES);
        let (mut item, mut last_was_and, mut joined, mut found) = (0, false, false, 0);
        for k in (0..LONGEST_LIST).take_while(|_| follows) {
            if is(k, BREAKS) {
                break;
            }
            if is(k, AND_OR) {
                (item, last_was_and, joined) = (0, true, true);
                continue;
            }
            let starts = joined || is(k, SEPARATES);
            if starts {
                (item, last_was_and, joined) = (0, joined || is(k, NO_COMMA), false);
            }
            item += 1;
            if item > 3 {
                break;
            }
            if opens && !starts && last_was_and || !opens && starts {
                found |= 1 << k;
            }
        }
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn all_at_once_is_one_by_one(
            does in proptest::array::uniform16(proptest::sample::select(vec![
                0, NO_COMMA, NO_COMMA, NO_COMMA, SEPARATES, SEPARATES, SEPARATES | NO_COMMA, NO_COMMA | BREAKS,
                AND_OR | SEPARATES, AND_OR | SEPARATES | NO_COMMA, BREAKS | NO_COMMA | SEPARATES | AND_OR,
            ])),
        ) {
            prop_assert_eq!(places(&does), one_by_one(&does));
        }
    }
}
