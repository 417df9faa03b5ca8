//! Words and phrases of the lexicon: stems → word numbers, sequences of word numbers → entries.

use rustc_hash::FxHashMap;

use super::stem::stem_into;

/// A stem's number; phrases are sequences of these.
pub type Word = u32;

/// A node of the phrase tree.
pub type Node = u32;

/// No word, no node.
pub const NONE: u32 = u32::MAX;

/// Stems with their numbers.
#[derive(Clone, Debug, Default)]
pub struct Words {
    numbers: FxHashMap<Box<[u8]>, Word>,
    scratch: Vec<u8>,
}

impl Words {
    /// The number of a folded word's stem, given one if it has none.
    pub fn add(&mut self, folded: &[u8]) -> Word {
        stem_into(folded, &mut self.scratch);
        if let Some(&word) = self.numbers.get(&self.scratch[..]) {
            return word;
        }
        let word = u32::try_from(self.numbers.len()).unwrap_or(NONE - 1);
        self.numbers.insert(self.scratch.clone().into_boxed_slice(), word);
        word
    }

    /// How many stems have a number; those added later have this one or a greater.
    #[must_use]
    pub fn count(&self) -> Word {
        u32::try_from(self.numbers.len()).unwrap_or(NONE - 1)
    }

    /// The number of a folded word's stem; [`NONE`] if no phrase uses it. `scratch` is overwritten.
    #[must_use]
    pub fn find(&self, folded: &[u8], scratch: &mut Vec<u8>) -> Word {
        stem_into(folded, scratch);
        self.numbers.get(&scratch[..]).copied().unwrap_or(NONE)
    }
}

/// A tree of phrases: each node may end phrases, listed as entry numbers.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    first: Vec<Node>,
    next: FxHashMap<u64, Node>,
    nodes: Vec<Place>,
    /// Of each entry the next one whose phrase has the same words; [`NONE`] behind the last.
    same: Vec<u32>,
}

/// What is known of a node without looking further.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The first entry that ends here; [`NONE`] if none does.
    ends: u32,
    leads: Leads,
}

/// The words that lead on from a node, as bits by their number modulo 32: most words that do not are told by their bit.
#[derive(Clone, Copy, Debug)]
pub struct Leads(u32);

impl Place {
    /// Where no phrase ends and none goes on.
    const NOWHERE: Place = Place { ends: NONE, leads: Leads(0) };

    /// Whether a phrase ends here.
    #[must_use]
    pub fn ends(self) -> bool {
        self.ends != NONE
    }

    /// How longer phrases go on from here.
    #[must_use]
    pub fn leads(self) -> Leads {
        self.leads
    }
}

impl Leads {
    /// Whether there are any.
    #[inline]
    #[must_use]
    pub fn go_on(self) -> bool {
        self.0 != 0
    }

    /// Whether a phrase may go on with a word: false only if none does.
    #[inline]
    #[must_use]
    pub fn may_be(self, word: Word) -> bool {
        self.0 >> (word % 32) & 1 != 0
    }

    fn with(self, word: Word) -> Leads {
        Leads(self.0 | 1 << (word % 32))
    }
}

fn edge(node: Node, word: Word) -> u64 {
    u64::from(node) << 32 | u64::from(word)
}

impl Phrases {
    /// Adds a phrase that ends in `entry`. Empty phrases are ignored.
    pub fn add(&mut self, words: &[Word], entry: u32) {
        let Some((&first, rest)) = words.split_first() else { return };
        if self.first.len() <= first as usize {
            self.first.resize(first as usize + 1, NONE);
        }
        let mut node = self.first[first as usize];
        if node == NONE {
            node = self.node();
            self.first[first as usize] = node;
        }
        for &word in rest {
            let leads = &mut self.nodes[node as usize].leads;
            *leads = leads.with(word);
            node = match self.next.get(&edge(node, word)) {
                Some(&known) => known,
                None => {
                    let new = self.node();
                    self.next.insert(edge(node, word), new);
                    new
                }
            };
        }
        if self.same.len() <= entry as usize {
            self.same.resize(entry as usize + 1, NONE);
        }
        match self.ends(node).last() {
            Some(last) => self.same[last as usize] = entry,
            None => self.nodes[node as usize].ends = entry,
        }
    }

    fn node(&mut self) -> Node {
        self.nodes.push(Place::NOWHERE);
        u32::try_from(self.nodes.len() - 1).unwrap_or(NONE)
    }

    /// The node of the phrases that start with `word`, and what is known of it.
    #[must_use]
    pub fn start(&self, word: Word) -> (Node, Place) {
        let node = self.first.get(word as usize).copied().unwrap_or(NONE);
        (node, self.nodes.get(node as usize).copied().unwrap_or(Place::NOWHERE))
    }

    /// The node after one more word.
    #[must_use]
    pub fn step(&self, node: Node, word: Word) -> Node {
        if word == NONE || !self.nodes[node as usize].leads.may_be(word) {
            return NONE;
        }
        self.next.get(&edge(node, word)).copied().unwrap_or(NONE)
    }

    /// The first entry of the phrases that end here, in order of adding; [`NONE`] if there is none.
    #[inline]
    #[must_use]
    pub fn first_end(&self, node: Node) -> u32 {
        self.nodes[node as usize].ends
    }

    /// The entry behind another one of the same words; [`NONE`] behind the last.
    #[must_use]
    pub fn next_end(&self, entry: u32) -> u32 {
        self.same[entry as usize]
    }

    /// The entries of phrases that end here, in order of adding.
    fn ends(&self, node: Node) -> impl Iterator<Item = u32> {
        let entry = |number: u32| (number != NONE).then_some(number);
        std::iter::successors(entry(self.first_end(node)), move |last| entry(self.next_end(*last)))
    }
}
