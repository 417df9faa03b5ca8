//! Text → mentions: phrases found leftmost and longest, lists expanded, ambiguous names settled, cues applied.

use super::lexicon::{AND_OR, ENDS, Entry, Known, Lexicon, Meaning, SKIPPABLE};
use super::lists::{Lists, SEPARATES, in_lists};
use super::mention::Mention;
use super::papers::Papers;
use super::phrase::{NONE, Node};
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
    /// The number of its clause, from 1 on.
    pub clause: u32,
    /// What it is, in the lexicon.
    pub entry: u32,
    pub coordinated: bool,
}

impl Found {
    #[inline]
    #[allow(clippy::cast_possible_truncation)]
    fn of(first: usize, last: usize, clause: u32, entry: u32, coordinated: bool) -> Found {
        Found { first: first as u32, last: last as u32, clause, entry, coordinated }
    }
}

/// Finds mentions with memory that is reused from text to text. One per thread.
///
/// Cost: linear in the length of the text; no allocation once the buffers have grown.
#[derive(Clone, Debug)]
pub struct Extractor<'a> {
    lexicon: &'a Lexicon,
    pub(super) tokens: Tokens,
    /// For each token what the lexicon knows of it.
    pub(super) seen: Vec<Known>,
    lists: Lists,
    memory: WordMemory,
    pub(super) found: Vec<Found>,
    /// Whether lists were spread over: what was found may overlap only then.
    spread: bool,
    /// Those of `found` that are names and need a neighbour's support.
    unsettled: Vec<usize>,
    pub(super) kept: Vec<bool>,
    pub(super) sections: Sections,
    pub(super) mentions: Vec<Mention>,
    /// Whether the texts are names given on purpose, where a name that reads as a title of work means the certificate.
    of_names: bool,
}

impl<'a> Extractor<'a> {
    /// An extractor over a lexicon.
    #[must_use]
    pub fn new(lexicon: &'a Lexicon) -> Extractor<'a> {
        Extractor {
            lexicon,
            tokens: Tokens::default(),
            seen: Vec::new(),
            lists: Lists::default(),
            memory: WordMemory::default(),
            found: Vec::new(),
            spread: false,
            unsettled: Vec::new(),
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
        self.see();
        self.find(text);
        self.settle();
        sections(text, self.tokens.line_feeds(), &mut self.sections);
        self.mentions.clear();
        Reading::new(self, text).read();
        if self.spread {
            self.mentions.sort_by_key(|m| (m.start, m.end, m.subject));
            self.mentions.dedup_by_key(|m| (m.start, m.end, m.subject));
        }
        &self.mentions
    }

    /// What is known of the words, and what they do in lists.
    fn see(&mut self) {
        let Extractor { lexicon, tokens, seen, lists, memory, .. } = self;
        seen.clear();
        seen.extend(tokens.list.iter().map(|token| {
            let known = memory.find(lexicon, tokens, token);
            Known { does: in_lists(token.gap, known.does), gap: token.gap, ..known }
        }));
        lists.fill(seen);
    }

    pub(super) fn gap(&self, token: usize) -> Gap {
        self.seen[token].gap
    }

    /// Leftmost longest phrases, and behind each those that lists spread over from where it starts.
    fn find(&mut self, text: &str) {
        self.found.clear();
        self.spread = false;
        self.unsettled.clear();
        let mut papers = Papers::default();
        let mut clause = 0;
        let mut at = 0;
        while let Some(&word) = self.seen.get(at) {
            // No clause begins inside a phrase, so none is missed.
            clause += u32::from(word.gap >= Gap::Clause);
            if word.node == NONE {
                at += 1;
                continue;
            }
            let (mut next, ends) = (at + 1, word.does & ENDS != 0);
            // Without short cuts, for a processor cannot foresee what comes: 3 % of the time.
            let goes_on = self.seen.get(next).is_some_and(|next| {
                (next.gap <= Gap::Ampersand)
                    & (word.leads.may_be(next.word) | (word.leads.go_on() & (next.does & SKIPPABLE != 0)))
            });
            let (last, entry) = match (goes_on, ends) {
                (true, _) => self.longest_at(text, at, word.node, &mut papers),
                (false, true) => (next, self.ended(text, at, next, word.node, &mut papers)),
                (false, false) => (next, NONE),
            };
            if entry != NONE {
                if self.lexicon.entries[entry as usize].case == Case::Supported {
                    self.unsettled.push(self.found.len());
                }
                self.found.push(Found::of(at, last, clause, entry, false));
                next = last;
            }
            if word.leads.go_on() {
                let places = self.lists.behind(at);
                if places != 0 {
                    self.spread_over(places, at, word, clause);
                }
            }
            at = next;
        }
    }

    /// One past the longest phrase that starts here, and its entry; [`NONE`] if none does.
    fn longest_at(&self, text: &str, at: usize, start: Node, papers: &mut Papers) -> (usize, u32) {
        let phrases = &self.lexicon.phrases;
        let mut best = (at, NONE);
        let mut node = start;
        let mut next = at + 1;
        loop {
            let entry = self.ended(text, at, next, node, papers);
            if entry != NONE {
                best = (next, entry);
            }
            let Some(mut ahead) = self.seen.get(next) else { return best };
            let mut behind = next + 1;
            // Articles inside a phrase do not break it: "configure the routers".
            while ahead.does & SKIPPABLE != 0
                && behind < next + 3
                && ahead.gap == Gap::Space
                && phrases.step(node, ahead.word) == NONE
            {
                let Some(further) = self.seen.get(behind) else { return best };
                ahead = further;
                behind += 1;
            }
            if ahead.gap > Gap::Ampersand {
                return best;
            }
            node = phrases.step(node, ahead.word);
            if node == NONE {
                return best;
            }
            next = behind;
        }
    }

    /// The entry that ends at a node and stands for these tokens; [`NONE`] if none does.
    #[inline]
    fn ended(&self, text: &str, first: usize, last: usize, node: Node, papers: &mut Papers) -> u32 {
        let Lexicon { phrases, entries, .. } = self.lexicon;
        let mut entry = phrases.first_end(node);
        while entry != NONE
            && !entries[entry as usize].is_plain()
            && !self.stands(text, first, last, entry, papers)
        {
            entry = phrases.next_end(entry);
        }
        entry
    }

    /// Whether an entry that does not stand everywhere stands for these tokens.
    #[cold]
    fn stands(&self, text: &str, first: usize, last: usize, entry: u32, papers: &mut Papers) -> bool {
        let Entry { case, of_work, .. } = self.lexicon.entries[entry as usize];
        let written = &self.lexicon.written[entry as usize];
        let place = self.tokens.list[first].start as usize;
        (!of_work || self.of_names || papers.speak_at(text, self.tokens.lower(), place))
            && self.written_alike(text, first, last, case, written)
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

    /// What was found.
    pub(super) fn entry(&self, found: &Found) -> Entry {
        self.lexicon.entries[found.entry as usize]
    }

    fn separates(&self, i: usize) -> bool {
        self.seen[i].does & SEPARATES != 0
    }

    /// Whether two mentions are separated by a comma only, by the bytes between them.
    pub(super) fn comma_ends(&self, from: u32, to: u32) -> bool {
        let at = self.tokens.list.partition_point(|t| t.start < from);
        self.tokens.list.get(at).is_some_and(|t| t.start == to && t.gap == Gap::Comma)
    }

    fn is_conjunction(&self, i: usize) -> bool {
        self.seen[i].does & AND_OR != 0
    }

    /// Phrases that start with token `at` and go on from one of some places in a list behind it.
    fn spread_over(&mut self, mut places: u32, at: usize, word: Known, clause: u32) {
        let Extractor { lexicon, seen, found, spread, .. } = self;
        let before = found.len();
        while places != 0 {
            let from = at + 1 + places.trailing_zeros() as usize;
            places &= places - 1;
            // A name goes on behind a dot or hyphen: in "Angular or Vue.js" nothing ends in "js" but Vue.
            if seen[from].gap != Gap::Joint
                && word.leads.may_be(seen[from].word)
                && let Some((length, entry)) = plain_end(lexicon, word.node, &seen[from..])
            {
                found.push(Found::of(at, from + length, clause, entry, true));
            }
        }
        if before < found.len() {
            found[before..].sort_by_key(|f| f.last);
            *spread = true;
        }
    }

    /// Decides which ambiguous names stand: those that a neighbour supports.
    fn settle(&mut self) {
        self.kept.clear();
        self.kept.resize(self.found.len(), true);
        let unsettled = std::mem::take(&mut self.unsettled);
        unsettled.iter().for_each(|i| self.kept[*i] = false);
        // Forward, then backward, so that support passes along a list from either end.
        for &i in unsettled.iter().chain(unsettled.iter().rev()) {
            self.kept[i] = self.kept[i] || self.supported(i);
        }
        self.unsettled = unsettled;
    }

    fn supported(&self, i: usize) -> bool {
        let me = self.found[i];
        let (first, last) = (me.first as usize, me.last as usize);
        let ends_here = last == self.seen.len() || self.gap(last) >= Gap::Clause;
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
                close.is_some_and(|in_list| match self.entry(other).meaning {
                    Meaning::Named { technology, .. } => {
                        technology
                            && (self.kept[j]
                                || in_list
                                    && self.entry(other).case == Case::Supported
                                    && self.comma_between(i, j))
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
        if from > to || to - from > 1 || (from..=to).any(|t| t < self.seen.len() && self.gap(t) > Gap::Colon)
        {
            return None;
        }
        if to == from {
            return Some(to < self.seen.len() && self.separates(to));
        }
        Some(self.is_conjunction(from))
    }
}

/// How many of these words go on from a node to the end of its longest phrase, and what it is, where that is a name that stands everywhere.
fn plain_end(lexicon: &Lexicon, start: Node, words: &[Known]) -> Option<(usize, u32)> {
    let mut node = start;
    let mut ended = None;
    for (k, word) in words.iter().enumerate() {
        if k > 0 && word.gap > Gap::Ampersand {
            break;
        }
        node = lexicon.phrases.step(node, word.word);
        if node == NONE {
            break;
        }
        let entry = lexicon.phrases.first_end(node);
        if entry != NONE {
            ended = Some((k + 1, entry));
        }
    }
    ended.filter(|(_, number)| {
        let entry = lexicon.entries[*number as usize];
        entry.is_plain() && matches!(entry.meaning, Meaning::Named { .. })
    })
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
