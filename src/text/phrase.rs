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
    ends: Vec<Vec<u32>>,
    has_children: Vec<bool>,
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
            self.has_children[node as usize] = true;
            node = match self.next.get(&edge(node, word)) {
                Some(&known) => known,
                None => {
                    let new = self.node();
                    self.next.insert(edge(node, word), new);
                    new
                }
            };
        }
        self.ends[node as usize].push(entry);
    }

    fn node(&mut self) -> Node {
        self.ends.push(Vec::new());
        self.has_children.push(false);
        u32::try_from(self.ends.len() - 1).unwrap_or(NONE)
    }

    /// The node of phrases that start with `word`.
    #[must_use]
    pub fn start(&self, word: Word) -> Node {
        self.first.get(word as usize).copied().unwrap_or(NONE)
    }

    /// The node after one more word.
    #[must_use]
    pub fn step(&self, node: Node, word: Word) -> Node {
        if word == NONE || !self.has_children[node as usize] {
            return NONE;
        }
        self.next.get(&edge(node, word)).copied().unwrap_or(NONE)
    }

    /// Whether longer phrases go on from here.
    #[must_use]
    pub fn goes_on(&self, node: Node) -> bool {
        self.has_children[node as usize]
    }

    /// The entries of phrases that end here, in order of adding.
    #[must_use]
    pub fn ends(&self, node: Node) -> &[u32] {
        &self.ends[node as usize]
    }
}
