//! Text → mentions: phrases found leftmost and longest, lists expanded, ambiguous names settled, cues applied.

use super::cue::Cue;
use super::lexicon::{Lexicon, Meaning};
use super::mention::{Mention, Strength, Subject};
use super::phrase::NONE;
use super::section::{Sections, sections};
use super::token::{Gap, Token, Tokens};
use crate::catalog::Case;
use crate::units::Level;

/// A phrase found in the text, before it is decided what it says.
#[derive(Clone, Copy, Debug)]
struct Found {
    /// First token.
    first: u32,
    /// One past the last token.
    last: u32,
    meaning: Meaning,
    case: Case,
    coordinated: bool,
}

/// Finds mentions with memory that is reused from text to text. One per thread.
///
/// Cost: linear in the length of the text; no allocation once the buffers have grown.
#[derive(Clone, Debug)]
pub struct Extractor<'a> {
    lexicon: &'a Lexicon,
    tokens: Tokens,
    words: Vec<u32>,
    found: Vec<Found>,
    kept: Vec<bool>,
    sections: Sections,
    mentions: Vec<Mention>,
    scratch: Vec<u8>,
}

/// A list inside a phrase ("install, *configure and repair* computers") spans at most this many tokens.
const LONGEST_LIST: usize = 10;

/// Tokens behind a "no" that it still speaks of.
const NEGATION_REACH: u32 = 5;

impl<'a> Extractor<'a> {
    /// An extractor over a lexicon.
    #[must_use]
    pub fn new(lexicon: &'a Lexicon) -> Extractor<'a> {
        Extractor {
            lexicon,
            tokens: Tokens::default(),
            words: Vec::new(),
            found: Vec::new(),
            kept: Vec::new(),
            sections: Vec::new(),
            mentions: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// All mentions of a text in order of their place, those that the text excludes among them.
    pub fn extract(&mut self, text: &str) -> &[Mention] {
        self.tokens.fill(text);
        self.words.clear();
        for token in &self.tokens.list {
            self.words.push(self.lexicon.words.find(self.tokens.word(token), &mut self.scratch));
        }
        self.find(text);
        self.settle();
        sections(text, &mut self.sections);
        self.mentions.clear();
        Reading::new(self).read();
        self.mentions.sort_by_key(|m| (m.start, m.end, m.subject));
        self.mentions.dedup_by_key(|m| (m.start, m.end, m.subject));
        &self.mentions
    }

    fn gap(&self, token: usize) -> Gap {
        self.tokens.list[token].gap
    }

    /// Leftmost longest phrases, and beside them those that lists spread over.
    fn find(&mut self, text: &str) {
        self.found.clear();
        let mut at = 0;
        while at < self.words.len() {
            let start = self.lexicon.phrases.start(self.words[at]);
            if self.words[at] == NONE || start == NONE {
                at += 1;
                continue;
            }
            let longest = self.longest_at(text, at, start);
            if self.lexicon.phrases.goes_on(start) && self.list_follows(at) {
                self.spread(at, start);
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
    fn longest_at(&self, text: &str, at: usize, start: u32) -> Option<Found> {
        let phrases = &self.lexicon.phrases;
        let mut best = None;
        let mut node = start;
        let mut next = at + 1;
        loop {
            for &entry in phrases.ends(node) {
                let e = &self.lexicon.entries[entry as usize];
                if self.written_alike(text, at, next, e.case, &e.written) {
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
                && phrases.step(node, self.words[ahead]) == NONE
                && self.lexicon.glue.skippable.contains(&self.words[ahead])
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
        matches!(self.gap(i), Gap::Comma | Gap::Slash | Gap::Ampersand)
            || self.lexicon.glue.and_or.contains(&self.words[i])
    }

    fn is_or(&self, i: usize) -> bool {
        self.lexicon.glue.or.contains(&self.words[i])
    }

    /// Whether two mentions are separated by a comma only, by the bytes between them.
    fn comma_ends(&self, from: u32, to: u32) -> bool {
        let at = self.tokens.list.partition_point(|t| t.start < from);
        self.tokens.list.get(at).is_some_and(|t| t.start == to && t.gap == Gap::Comma)
    }

    fn is_conjunction(&self, i: usize) -> bool {
        self.lexicon.glue.and_or.contains(&self.words[i])
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
                if let Some(&entry) = phrases.ends(node).first() {
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
                if e.case == Case::Any && matches!(e.meaning, Meaning::Named { .. }) {
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

/// Walks through what was found, sentence by sentence, and gives each mention its strength and level.
struct Reading<'e, 'a> {
    on: &'e mut Extractor<'a>,
    section: usize,
    /// What the current clause says of what follows.
    strength: Option<Strength>,
    level: Option<u8>,
    level_is_firm: bool,
    /// One past the last token that a "no" speaks of.
    negated_until: u32,
    /// Where in `mentions` the current clause, and what no cue has spoken of yet, starts.
    clause: usize,
    pending: usize,
    clause_token: u32,
    /// Whether what follows are examples.
    examples: bool,
    /// One past the last token of the mention before, to see what joins the next one to it.
    last_end: u32,
}

impl<'e, 'a> Reading<'e, 'a> {
    fn new(on: &'e mut Extractor<'a>) -> Self {
        Reading {
            on,
            section: 0,
            strength: None,
            level: None,
            level_is_firm: false,
            negated_until: 0,
            clause: 0,
            pending: 0,
            clause_token: 0,
            examples: false,
            last_end: 0,
        }
    }

    fn read(&mut self) {
        for i in 0..self.on.found.len() {
            let found = self.on.found[i];
            if !self.on.kept[i] {
                continue;
            }
            self.enter(found.first);
            match found.meaning {
                Meaning::Named { subject, .. } => self.mention(found, subject),
                Meaning::Cue(cue) => self.cue(found, cue),
            }
        }
    }

    /// Forgets what earlier clauses said when a new one has begun.
    fn enter(&mut self, token: u32) {
        let breaks = (self.clause_token + 1..=token).any(|t| self.on.gap(t as usize) >= Gap::Clause);
        if breaks || self.clause_token == 0 && token == 0 {
            self.strength = None;
            self.level = None;
            self.negated_until = 0;
            self.examples = false;
            self.clause = self.on.mentions.len();
            self.pending = self.clause;
        }
        self.clause_token = self.clause_token.max(token);
    }

    fn mention(&mut self, found: Found, subject: Subject) {
        let start = self.on.tokens.list[found.first as usize].start;
        let end = self.on.tokens.list[found.last as usize - 1].end;
        while self.on.sections.get(self.section + 1).is_some_and(|s| s.0 <= start) {
            self.section += 1;
        }
        let section = self.on.sections[self.section].1;
        let strength = if found.first < self.negated_until {
            Strength::Excluded
        } else {
            match self.strength {
                // A cue cannot lift what a section calls optional to required, nor company talk to anything.
                Some(cue) if section <= Strength::Preferred => cue.min(section),
                Some(cue) => cue,
                None => section,
            }
        };
        self.level_is_firm = false;
        let alternative = self.examples | self.joined_by_or(found);
        self.last_end = found.last;
        self.on.mentions.push(Mention {
            subject,
            start,
            end,
            strength,
            level: self.level.and_then(Level::new),
            by_cue: self.strength.is_some(),
            alternative,
            coordinated: found.coordinated,
        });
    }

    fn cue(&mut self, found: Found, cue: Cue) {
        match cue {
            Cue::Strength(strength) => {
                if self.pending < self.on.mentions.len() {
                    self.speak_of_pending(strength);
                } else {
                    self.strength = Some(strength);
                }
            }
            Cue::Level(level) => {
                if !self.speak_of_last(found, level) {
                    (self.level, self.level_is_firm) = (Some(level), true);
                }
            }
            Cue::SoftLevel(level) => {
                if !self.level_is_firm {
                    self.level = Some(level);
                }
            }
            Cue::Years => {
                if let Some(years) = self.years_before(found.first) {
                    let level = Level::from_years(years).get();
                    if !self.speak_of_last(found, level) {
                        (self.level, self.level_is_firm) = (Some(level), true);
                    }
                }
            }
            Cue::NotBefore => self.negated_until = self.reach(found.last),
            Cue::NotBehind if self.opens_list(found) => self.negated_until = self.clause_end(found.last),
            Cue::NotBehind => self.speak_of_pending(Strength::Excluded),
            Cue::Turn => {
                // What a level was said of has been named; what is it done with is another matter.
                if !self.level_is_firm {
                    self.level = None;
                }
            }
            Cue::Examples => self.examples = true,
            Cue::Support | Cue::Nothing => {}
        }
    }

    /// Whether an "or" or a slash stands between this mention and a neighbour in its list; the one before becomes an alternative too.
    fn joined_by_or(&mut self, found: Found) -> bool {
        let (from, to) = (self.last_end as usize, found.first as usize);
        let or_before = from > 0
            && from <= to
            && to - from <= 2
            && (from..=to).all(|t| self.on.gap(t) < Gap::Clause)
            && ((from..to).any(|t| self.on.is_or(t)) || to == from && self.on.gap(to) == Gap::Slash);
        if or_before && let Some(last) = self.on.mentions.last_mut() {
            last.alternative = true;
            // "Zendesk, Freshservice or Jira": the whole list.
            let mut end = last.start;
            let mut at = self.on.mentions.len() - 1;
            while at > self.clause && self.on.comma_ends(self.on.mentions[at - 1].end, end) {
                at -= 1;
                self.on.mentions[at].alternative = true;
                end = self.on.mentions[at].start;
            }
        }
        let next = found.last as usize;
        let or_behind = next < self.on.words.len() && self.on.gap(next) < Gap::Clause && self.on.is_or(next);
        or_before || or_behind
    }

    /// A "no" reaches over a few tokens of its clause, not beyond a comma.
    fn reach(&self, from: u32) -> u32 {
        let limit = (from + NEGATION_REACH).min(u32::try_from(self.on.words.len()).unwrap_or(u32::MAX));
        (from..limit).find(|t| *t > from && self.on.gap(*t as usize) >= Gap::Comma).unwrap_or(limit)
    }

    /// Whether a cue speaks of what follows because a colon stands behind it and nothing before it waits: "Not needed: Perl, Ruby".
    fn opens_list(&self, found: Found) -> bool {
        let next = found.last as usize;
        self.pending == self.on.mentions.len()
            && next < self.on.words.len()
            && self.on.gap(next) == Gap::Colon
    }

    /// One past the last token of the clause in which a token stands.
    fn clause_end(&self, from: u32) -> u32 {
        let all = u32::try_from(self.on.words.len()).unwrap_or(u32::MAX);
        (from + 1..all).find(|t| self.on.gap(*t as usize) >= Gap::Clause).unwrap_or(all)
    }

    fn speak_of_pending(&mut self, strength: Strength) {
        let section = self.on.sections[self.section].1;
        for mention in &mut self.on.mentions[self.pending..] {
            if mention.strength != Strength::Excluded {
                mention.strength =
                    if section <= Strength::NiceToHave { strength.min(section) } else { strength };
            }
        }
        self.pending = self.on.mentions.len();
    }

    /// "Linux (advanced)", "Linux: expert": a level right behind a mention, set apart by a bracket, colon or dash.
    fn speak_of_last(&mut self, found: Found, level: u8) -> bool {
        let mut first = found.first as usize;
        // "(5+ years)": the number stands between.
        while first > 0 && self.on.gap(first) == Gap::Space && first + 2 > found.first as usize {
            first -= 1;
        }
        let apart = matches!(self.on.gap(first), Gap::Bracket | Gap::Colon);
        if !apart || first == 0 || self.on.mentions.len() == self.clause {
            return false;
        }
        let end_before = self.on.tokens.list[first - 1].end;
        match self.on.mentions.last_mut() {
            Some(last) if last.end == end_before => {
                last.level = Level::new(level);
                true
            }
            _ => false,
        }
    }

    /// The number in front of "years": `5`, `5+`, `3-5` (the lower), `five`, `10 or more`.
    fn years_before(&self, years: u32) -> Option<f64> {
        const WORDS: [&str; 11] =
            ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
        let number = |t: u32| -> Option<f64> {
            let token = &self.on.tokens.list[t as usize];
            let word = std::str::from_utf8(self.on.tokens.word(token)).ok()?;
            let digits = word.trim_end_matches('+');
            digits.parse().ok().or_else(|| WORDS.iter().position(|w| *w == word).map(|n| n as f64))
        };
        let window = years.saturating_sub(4)..years;
        let mut found = None;
        for t in window.rev() {
            match number(t) {
                Some(n) => found = Some(n),
                None if found.is_some() => break,
                None => {}
            }
            if self.on.gap(t as usize) >= Gap::Clause {
                break;
            }
        }
        found.filter(|n| *n <= 40.0)
    }
}
