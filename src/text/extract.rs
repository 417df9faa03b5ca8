//! Text → mentions: phrases found leftmost and longest, lists expanded, ambiguous names settled, cues applied.

use super::lexicon::{AND_OR, Lexicon, Meaning, OR, SKIPPABLE};
use super::mention::Mention;
use super::papers::Papers;
use super::phrase::{NONE, Start, Word};
use super::reading::Reading;
use super::section::{Sections, sections};
use super::token::{Gap, Token, Tokens};
use super::word_memory::WordMemory;
use crate::catalog::Case;

/// A phrase found in the text, before it is decided what it says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Found {
    /// First token.
    pub first: u32,
    /// One past the last token.
    pub last: u32,
    pub meaning: Meaning,
    pub case: Case,
    pub coordinated: bool,
}

/// Finds mentions with memory that is reused from text to text. One per thread.
///
/// Cost: linear in the length of the text; no allocation once the buffers have grown.
#[derive(Clone, Debug)]
pub struct Extractor<'a> {
    lexicon: &'a Lexicon,
    pub(super) tokens: Tokens,
    pub(super) words: Vec<u32>,
    /// For each token the phrases that start with it.
    starts: Vec<Start>,
    /// For each token [`AND_OR`], [`OR`], [`SKIPPABLE`] and [`SEPARATES`], as bits.
    glue: Vec<u8>,
    memory: WordMemory,
    pub(super) found: Vec<Found>,
    pub(super) kept: Vec<bool>,
    pub(super) sections: Sections,
    pub(super) mentions: Vec<Mention>,
    /// Whether the texts are names given on purpose, where a name that reads as a title of work means the certificate.
    of_names: bool,
}

/// A list inside a phrase ("install, *configure and repair* computers") spans at most this many tokens.
const LONGEST_LIST: usize = 10;

/// A token that another item of a list starts with, or that joins two items.
const SEPARATES: u8 = 8;

impl<'a> Extractor<'a> {
    /// An extractor over a lexicon.
    #[must_use]
    pub fn new(lexicon: &'a Lexicon) -> Extractor<'a> {
        Extractor {
            lexicon,
            tokens: Tokens::default(),
            words: Vec::new(),
            starts: Vec::new(),
            glue: Vec::new(),
            memory: WordMemory::default(),
            found: Vec::new(),
            kept: Vec::new(),
            sections: Vec::new(),
            mentions: Vec::new(),
            of_names: false,
        }
    }

    /// An extractor for names that somebody gave as names of skills and certificates.
    pub(super) fn of_names(lexicon: &'a Lexicon) -> Extractor<'a> {
        Extractor { of_names: true, ..Extractor::new(lexicon) }
    }

    /// All mentions of a text in order of their place, those that the text excludes among them.
    pub fn extract(&mut self, text: &str) -> &[Mention] {
        self.tokens.fill(text);
        self.number_words();
        self.find(text);
        self.settle();
        sections(text, &mut self.sections);
        self.mentions.clear();
        Reading::new(self).read();
        self.mentions.sort_by_key(|m| (m.start, m.end, m.subject));
        self.mentions.dedup_by_key(|m| (m.start, m.end, m.subject));
        &self.mentions
    }

    /// The numbers of the words, and what they do in lists.
    fn number_words(&mut self) {
        let Extractor { lexicon, tokens, words, starts, glue, memory, .. } = self;
        starts.clear();
        starts.extend(tokens.list.iter().map(|token| memory.find(lexicon, tokens, token)));
        words.clear();
        words.extend(starts.iter().map(|start| start.word));
        glue.clear();
        glue.extend(tokens.list.iter().zip(words.iter()).map(|(token, word)| {
            let does = lexicon.glue.of(*word);
            let item = matches!(token.gap, Gap::Comma | Gap::Slash | Gap::Ampersand) || does & AND_OR != 0;
            does | if item { SEPARATES } else { 0 }
        }));
    }

    pub(super) fn gap(&self, token: usize) -> Gap {
        self.tokens.list[token].gap
    }

    /// Leftmost longest phrases, and beside them those that lists spread over.
    fn find(&mut self, text: &str) {
        self.found.clear();
        let mut papers = Papers::default();
        let mut at = 0;
        while at < self.words.len() {
            let Start { node, place, .. } = self.starts[at];
            if node == NONE {
                at += 1;
                continue;
            }
            let may_go_on = |next: &Word| place.may_lead(*next) || self.glue[at + 1] & SKIPPABLE != 0;
            let mut longest = None;
            if place.ends() || self.words.get(at + 1).is_some_and(may_go_on) {
                longest = self.longest_at(text, at, node, &mut papers);
            }
            if place.goes_on() && self.list_follows(at) {
                self.spread(at, node);
            }
            match longest {
                Some(found) => {
                    at = found.last as usize;
                    self.found.push(found);
                }
                None => at += 1,
            }
        }
        self.found.sort_by_key(|f| (f.first, f.coordinated, f.last));
    }

    #[allow(clippy::cast_possible_truncation)]
    fn longest_at(&self, text: &str, at: usize, start: u32, papers: &mut Papers) -> Option<Found> {
        let phrases = &self.lexicon.phrases;
        let mut best = None;
        let mut node = start;
        let mut next = at + 1;
        loop {
            for entry in phrases.ends(node) {
                let e = &self.lexicon.entries[entry as usize];
                let stands =
                    !e.of_work || self.of_names || papers.speak_at(text, self.tokens.list[at].start as usize);
                if stands && self.written_alike(text, at, next, e.case, &e.written) {
                    let found = Found {
                        first: at as u32,
                        last: next as u32,
                        meaning: e.meaning,
                        case: e.case,
                        coordinated: false,
                    };
                    best = Some(found);
                    break;
                }
            }
            // Articles inside a phrase do not break it: "configure the routers".
            let mut ahead = next;
            while ahead < self.words.len()
                && ahead < next + 2
                && self.gap(ahead) == Gap::Space
                && self.glue[ahead] & SKIPPABLE != 0
                && phrases.step(node, self.words[ahead]) == NONE
            {
                ahead += 1;
            }
            if ahead >= self.words.len() || self.gap(ahead) > Gap::Ampersand {
                return best;
            }
            node = phrases.step(node, self.words[ahead]);
            if node == NONE {
                return best;
            }
            next = ahead + 1;
        }
    }

    /// Whether the tokens are written as the entry demands.
    fn written_alike(&self, text: &str, first: usize, last: usize, case: Case, written: &[Box<str>]) -> bool {
        if case == Case::Any {
            return true;
        }
        let tokens = &self.tokens.list[first..last];
        tokens.len() == written.len()
            && tokens.iter().zip(written).all(|(t, w)| text[t.start as usize..t.end as usize] == **w)
            && (written.len() > 1 || stands_alone(text.as_bytes(), tokens[0]))
    }

    /// Whether a list could start here: a separator within the next few tokens of the sentence.
    fn list_follows(&self, at: usize) -> bool {
        (at + 1..(at + 4).min(self.words.len()))
            .take_while(|i| self.gap(*i) <= Gap::Comma)
            .any(|i| self.separates(i))
    }

    fn separates(&self, i: usize) -> bool {
        self.glue[i] & SEPARATES != 0
    }

    pub(super) fn is_or(&self, i: usize) -> bool {
        self.glue[i] & OR != 0
    }

    /// Whether two mentions are separated by a comma only, by the bytes between them.
    pub(super) fn comma_ends(&self, from: u32, to: u32) -> bool {
        let at = self.tokens.list.partition_point(|t| t.start < from);
        self.tokens.list.get(at).is_some_and(|t| t.start == to && t.gap == Gap::Comma)
    }

    fn is_conjunction(&self, i: usize) -> bool {
        self.glue[i] & AND_OR != 0
    }

    /// Phrases whose words stand on both sides of a list: "install, configure and repair computers" installs computers,
    /// "configure switches, routers and firewalls" configures routers and firewalls.
    #[allow(clippy::cast_possible_truncation)]
    fn spread(&mut self, at: usize, start: u32) {
        let phrases = &self.lexicon.phrases;
        let opens_with_separator = at + 1 < self.words.len() && self.separates(at + 1);
        let mut item = 0;
        let mut last_was_and = false;
        let mut seen_separator = false;
        for k in at + 1..(at + 1 + LONGEST_LIST).min(self.words.len()) {
            if self.gap(k) > Gap::Comma || self.gap(k) == Gap::Bracket {
                break;
            }
            if self.is_conjunction(k) {
                (item, last_was_and, seen_separator) = (0, true, true);
                continue;
            }
            let after_separator = self.separates(k) || k > at + 1 && self.is_conjunction(k - 1);
            if after_separator {
                last_was_and = self.gap(k) != Gap::Comma || k > at + 1 && self.is_conjunction(k - 1);
                (item, seen_separator) = (0, true);
            }
            item += 1;
            if item > 3 {
                break;
            }
            let shared_object = opens_with_separator && !after_separator && last_was_and;
            let shared_verb = !opens_with_separator && after_separator && seen_separator;
            if !(shared_object || shared_verb) {
                continue;
            }
            let mut node = phrases.step(start, self.words[k]);
            let mut next = k + 1;
            let mut ended = None;
            while node != NONE {
                if let Some(entry) = phrases.ends(node).next() {
                    ended = Some((entry, next));
                }
                if next >= self.words.len() || self.gap(next) > Gap::Ampersand {
                    break;
                }
                node = phrases.step(node, self.words[next]);
                next += 1;
            }
            if let Some((entry, last)) = ended {
                let e = &self.lexicon.entries[entry as usize];
                if e.case == Case::Any && !e.of_work && matches!(e.meaning, Meaning::Named { .. }) {
                    self.found.push(Found {
                        first: at as u32,
                        last: last as u32,
                        meaning: e.meaning,
                        case: e.case,
                        coordinated: true,
                    });
                }
            }
        }
    }

    /// Decides which ambiguous names stand: those that a neighbour supports.
    fn settle(&mut self) {
        self.kept.clear();
        self.kept.extend(self.found.iter().map(|f| f.case != Case::Supported));
        // Forward, then backward, so that support passes along a list from either end.
        for i in 0..self.found.len() {
            self.kept[i] = self.kept[i] || self.supported(i);
        }
        for i in (0..self.found.len()).rev() {
            self.kept[i] = self.kept[i] || self.supported(i);
        }
    }

    fn supported(&self, i: usize) -> bool {
        let me = self.found[i];
        let (first, last) = (me.first as usize, me.last as usize);
        let ends_here = last == self.words.len() || self.gap(last) >= Gap::Clause;
        if self.tokens.list[first].line_start && ends_here {
            return true;
        }
        let neighbours = |range: std::ops::Range<usize>, before: bool| {
            range.into_iter().filter(|j| *j != i).any(|j| {
                let other = &self.found[j];
                let close = if before {
                    self.near(other.last, me.first, true)
                } else {
                    self.near(me.last, other.first, false)
                };
                close.is_some_and(|in_list| match other.meaning {
                    Meaning::Named { technology, .. } => {
                        technology
                            && (self.kept[j]
                                || in_list && other.case == Case::Supported && self.comma_between(i, j))
                    }
                    Meaning::Cue(cue) => !in_list && cue.supports(before),
                })
            })
        };
        neighbours(i.saturating_sub(3)..i, true) || neighbours(i + 1..(i + 4).min(self.found.len()), false)
    }

    /// Whether two ambiguous names are items of one list, which ordinary words seldom are.
    fn comma_between(&self, i: usize, j: usize) -> bool {
        let later = self.found[i.max(j)].first as usize;
        matches!(self.gap(later), Gap::Comma | Gap::Slash)
    }

    /// Whether token `to` follows token `from` (one past an earlier phrase) closely in one sentence; `Some(true)` if only
    /// list separators stand between.
    fn near(&self, from: u32, to: u32, _before: bool) -> Option<bool> {
        let (from, to) = (from as usize, to as usize);
        if from > to || to - from > 1 || (from..=to).any(|t| t < self.words.len() && self.gap(t) > Gap::Colon)
        {
            return None;
        }
        if to == from {
            return Some(to < self.words.len() && self.separates(to));
        }
        Some(self.is_conjunction(from))
    }
}

/// A short name is none where a hyphen, `&`, dot or apostrophe ties it to another word: R&D, C-level, Go-to-market.
fn stands_alone(text: &[u8], token: Token) -> bool {
    let (start, end) = (token.start as usize, token.end as usize);
    if end - start > 3 {
        return true;
    }
    let ties = |byte: Option<&u8>| byte.is_some_and(|b| matches!(b, b'-' | b'&' | b'\'' | b'_' | b'@'));
    let dotted = text.get(end) == Some(&b'.') && text.get(end + 1).is_some_and(u8::is_ascii_alphanumeric);
    let quote = text[end..].starts_with("’".as_bytes());
    let before = if start == 0 { None } else { text.get(start - 1) };
    !(ties(before) || ties(text.get(end)) || dotted || quote)
}
