//! Phrases found in a text → mentions with strength and level, clause by clause, as the cues around them say.

use std::ops::Range;

use super::cue::Cue;
use super::extract::{Extractor, Found};
use super::lexicon::{Meaning, OR};
use super::mention::{Mention, Strength, Subject};
use super::token::Gap;
use crate::units::Level;

/// Tokens behind a "no" that it still speaks of.
const NEGATION_REACH: u32 = 5;

/// A bracket is looked for within so many tokens before a cue.
const LONGEST_BRACKET: usize = 40;

/// Walks through what was found, sentence by sentence, and gives each mention its strength and level.
pub(super) struct Reading<'e, 'a, 't> {
    on: &'e mut Extractor<'a>,
    text: &'t str,
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
    /// Of those, what a cue has spoken of in a bracket.
    bracketed: Range<usize>,
    /// The number of the current clause; the text begins with the first.
    clause_number: u32,
    /// Whether what follows are examples.
    examples: bool,
    /// One past the last token of the mention before, to see what joins the next one to it.
    last_end: u32,
}

impl<'e, 'a, 't> Reading<'e, 'a, 't> {
    pub fn new(on: &'e mut Extractor<'a>, text: &'t str) -> Self {
        Reading {
            on,
            text,
            section: 0,
            strength: None,
            level: None,
            level_is_firm: false,
            negated_until: 0,
            clause: 0,
            pending: 0,
            bracketed: 0..0,
            clause_number: 1,
            examples: false,
            last_end: 0,
        }
    }

    /// Fills the extractor's mentions.
    pub fn read(&mut self) {
        for i in 0..self.on.found.len() {
            let found = self.on.found[i];
            if !self.on.kept[i] {
                continue;
            }
            self.enter(found);
            match self.on.entry(&found).meaning {
                Meaning::Named { subject, .. } => self.mention(found, subject),
                Meaning::Cue(Cue::NotBehind) if self.is_wished(i) => {}
                Meaning::Cue(cue) => self.cue(found, cue),
            }
        }
    }

    /// Whether what is not required is a wish all the same: "not required but a plus".
    fn is_wished(&self, i: usize) -> bool {
        let on = &*self.on;
        let behind = (i + 1..on.found.len()).filter(|next| on.kept[*next]).map(|next| on.found[next]);
        let mut clause = behind.take_while(|next| next.clause == on.found[i].clause);
        let says = clause.find_map(|next| match on.entry(&next).meaning {
            Meaning::Cue(Cue::Support | Cue::Nothing | Cue::Turn) => None,
            meaning => Some(meaning),
        });
        matches!(says, Some(Meaning::Cue(Cue::Strength(Strength::Preferred | Strength::NiceToHave))))
    }

    /// Forgets what earlier clauses said when a new one has begun.
    fn enter(&mut self, found: Found) {
        if found.clause != self.clause_number || found.first == 0 {
            self.clause_number = found.clause;
            self.strength = None;
            self.level = None;
            self.negated_until = 0;
            self.examples = false;
            self.clause = self.on.mentions.len();
            self.pending = self.clause;
        }
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
            Cue::Strength(_) if self.ends_negation(found) => self.pending = self.on.mentions.len(),
            Cue::Strength(strength) => {
                if self.pending < self.on.mentions.len() {
                    self.speak_of_pending(found, strength);
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
            Cue::NotBehind => self.speak_of_pending(found, Strength::Excluded),
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
        let or_before = from > 0 && from <= to && to - from <= 2 && {
            let (between, first) = (&self.on.seen[from..to], &self.on.seen[to]);
            let or = between.iter().any(|word| word.does & OR != 0);
            (or || from == to && first.gap == Gap::Slash)
                && first.gap < Gap::Clause
                && between.iter().all(|word| word.gap < Gap::Clause)
        };
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
        let or_behind =
            self.on.seen.get(next).is_some_and(|word| word.does & OR != 0 && word.gap < Gap::Clause);
        or_before || or_behind
    }

    /// A "no" reaches over a few tokens of its clause, not beyond a comma.
    fn reach(&self, from: u32) -> u32 {
        let limit = (from + NEGATION_REACH).min(u32::try_from(self.on.seen.len()).unwrap_or(u32::MAX));
        (from..limit).find(|t| *t > from && self.on.gap(*t as usize) >= Gap::Comma).unwrap_or(limit)
    }

    /// Whether a cue stands right behind what a "no" excludes, and so belongs to it: "Python, no Java required".
    fn ends_negation(&self, found: Found) -> bool {
        self.last_end == found.first
            && self.on.gap(found.first as usize) == Gap::Space
            && self.on.mentions[self.pending..].last().is_some_and(|m| m.strength == Strength::Excluded)
    }

    /// Whether a cue speaks of what follows because a colon stands behind it and nothing before it waits: "Not needed: Perl, Ruby".
    fn opens_list(&self, found: Found) -> bool {
        let next = found.last as usize;
        self.pending == self.on.mentions.len() && next < self.on.seen.len() && self.on.gap(next) == Gap::Colon
    }

    /// One past the last token of the clause in which a token stands.
    fn clause_end(&self, from: u32) -> u32 {
        let all = u32::try_from(self.on.seen.len()).unwrap_or(u32::MAX);
        (from + 1..all).find(|t| self.on.gap(*t as usize) >= Gap::Clause).unwrap_or(all)
    }

    /// A cue behind mentions speaks of those that wait; in a bracket, of those that stand there with it: "SQL (Python a plus)".
    fn speak_of_pending(&mut self, cue: Found, strength: Strength) {
        let section = self.on.sections[self.section].1;
        let bracket = self.bracket_around(cue);
        let waiting = self.pending..self.on.mentions.len();
        let outside = self.on.mentions[waiting.clone()].partition_point(|m| m.start < bracket);
        let in_bracket = waiting.start + outside..waiting.end;
        let spoken_of = if in_bracket.is_empty() { waiting.clone() } else { in_bracket.clone() };
        for at in spoken_of.filter(|at| !self.bracketed.contains(at)) {
            let mention = &mut self.on.mentions[at];
            if mention.strength != Strength::Excluded {
                mention.strength =
                    if section <= Strength::NiceToHave { strength.min(section) } else { strength };
            }
        }
        if in_bracket.len() < waiting.len() && !in_bracket.is_empty() {
            // What stands before the bracket waits for what is said behind it, but not beyond another bracket.
            self.pending = self.pending.max(self.bracketed.end.min(in_bracket.start));
            self.bracketed = in_bracket;
        } else {
            self.pending = waiting.end;
        }
    }

    /// The place where the bracket begins that a cue stands in; 0 where it stands in none.
    fn bracket_around(&self, cue: Found) -> u32 {
        let tokens = &self.on.tokens.list;
        for at in (0..=cue.first as usize).rev().take(LONGEST_BRACKET) {
            match self.on.gap(at) {
                Gap::Bracket => {
                    let before = if at == 0 { 0 } else { tokens[at - 1].end as usize };
                    let between = &self.text[before..tokens[at].start as usize];
                    match (between.rfind(['(', '[']), between.rfind([')', ']'])) {
                        // Some other sign.
                        (None, None) => {}
                        (open, close) => return if open > close { tokens[at].start } else { 0 },
                    }
                }
                gap if gap >= Gap::Clause => return 0,
                _ => {}
            }
        }
        0
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
