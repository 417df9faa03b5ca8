//! Text → terms to compare texts by: stems of its telling words, and letter sequences of its words.
//!
//! Stems join the forms of a word; letter sequences find relatives that stems miss ("administrator", "administration") and misspellings.

use super::stem::stem_into;
use super::term_index::{Key, key};
use super::token::{Gap, Tokens};

/// Words that tell nothing about a skill: articles, prepositions, auxiliaries, pronouns.
const EMPTY: &[&str] = &[
    "a", "all", "an", "and", "any", "are", "as", "at", "be", "by", "for", "from", "in", "into", "is", "it",
    "its", "of", "on", "or", "other", "our", "such", "that", "the", "their", "these", "this", "those", "to",
    "use", "using", "various", "we", "will", "with", "within", "you", "your",
];

/// Lengths of letter sequences; a word has a space on either side.
const LETTERS: [usize; 2] = [3, 4];

/// The longest window of words that could be one skill.
const LONGEST_WINDOW: usize = 6;

/// Cuts texts into terms, with reusable memory.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    tokens: Tokens,
    stem: Vec<u8>,
    /// A word with its spaces.
    padded: Vec<u8>,
    /// Of each token: its key, unless the word is empty.
    words: Vec<Option<Key>>,
}

impl Terms {
    /// Takes in a text; what was held before is forgotten.
    pub fn fill(&mut self, text: &str) {
        self.tokens.fill(text);
        self.words.clear();
        for token in &self.tokens.list {
            let word = self.tokens.word(token);
            let empty = std::str::from_utf8(word).is_ok_and(|w| EMPTY.binary_search(&w).is_ok());
            self.words.push((!empty).then(|| {
                stem_into(word, &mut self.stem);
                key(&self.stem)
            }));
        }
    }

    /// Adds the stems of the telling words to `out`, in order.
    pub fn stems(&self, out: &mut Vec<Key>) {
        out.extend(self.words.iter().flatten());
    }

    /// Adds the letter sequences of all words to `out`.
    pub fn letters(&mut self, out: &mut Vec<Key>) {
        for token in &self.tokens.list {
            self.padded.clear();
            self.padded.push(b' ');
            self.padded.extend_from_slice(self.tokens.word(token));
            self.padded.push(b' ');
            for n in LETTERS {
                if self.padded.len() <= n {
                    out.push(key(&self.padded));
                    break;
                }
                out.extend(self.padded.windows(n).map(key));
            }
        }
    }

    /// Gives the stems of every run of up to six words of one clause that starts and ends in a telling word. Runs of the same stems may come
    /// more than once.
    pub fn windows(&self, mut each: impl FnMut(&[Key])) {
        let mut keys = Vec::with_capacity(LONGEST_WINDOW);
        for from in 0..self.words.len() {
            if self.words[from].is_none() {
                continue;
            }
            keys.clear();
            for to in from..(from + LONGEST_WINDOW).min(self.words.len()) {
                if to > from && self.tokens.list[to].gap >= Gap::Bracket {
                    break;
                }
                if let Some(word) = self.words[to] {
                    keys.push(word);
                    each(&keys);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_words_are_sorted_for_the_search() {
        assert!(EMPTY.is_sorted());
    }

    #[test]
    fn windows_stay_in_their_clause() {
        let mut terms = Terms::default();
        terms.fill("managing the network, Linux");
        let mut lengths = Vec::new();
        terms.windows(|w| lengths.push(w.len()));
        assert_eq!(lengths, [1, 2, 1, 1]);
        let (mut a, mut b) = (Vec::new(), Vec::new());
        terms.stems(&mut a);
        terms.fill("manage of networks Linux");
        terms.stems(&mut b);
        assert_eq!(a, b);
    }

    #[test]
    fn letters_cover_short_words() {
        let mut terms = Terms::default();
        terms.fill("R sql");
        let mut keys = Vec::new();
        terms.letters(&mut keys);
        assert_eq!(keys, [" r ", " sq", "sql", "ql ", " sql", "sql "].map(|w| key(w.as_bytes())));
    }
}
