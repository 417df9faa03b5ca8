//! Text → the places that name knowledge: technologies, fields, languages, degrees, known to the catalog or not.
//!
//! A lexicon finds only what it knows. Adverts announce the rest: "experience with *phage display*", "a degree in *physics*", a line of
//! tags. Rules over words find these places, so that one can see what a catalog misses; a place without a known name is no mention and
//! never a requirement. The rules were made on the training half of SkillSpan's sentences and are reported on the other (docs/quality.md).

use super::announced::{
    ANNOUNCERS, BEFORE_DEGREE, DEGREE, DEGREES, ENDERS, FUNCTION, HEADS, NO_KNOWLEDGE, ORDINARY, SPOKEN,
};
use super::mention::{Mention, Strength, Subject};
use super::token::{Gap, Tokens};
use crate::catalog::{Catalog, SkillKind};

/// A place in a text that names knowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Knowledge {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What the catalog knows of it; nothing where only the wording around speaks for it, or where it is more than the name.
    pub known: Option<Subject>,
}

/// The most words that are taken as announced, and that a grown name has.
const LONGEST: usize = 4;

/// The most words of a line of tags.
const LONGEST_TAGS: usize = 12;

fn among(list: &[&str], word: &[u8]) -> bool {
    std::str::from_utf8(word).is_ok_and(|w| list.binary_search(&w).is_ok())
}

/// Finds places of knowledge, with reusable memory.
#[derive(Clone, Debug, Default)]
pub struct KnowledgeFinder {
    tokens: Tokens,
    /// Of each token: whether knowledge is announced to start here, whether its line is a heading or list.
    announced: Vec<bool>,
    listed: Vec<bool>,
    /// (first token, one past the last, what is known).
    spans: Vec<(usize, usize, Option<Subject>)>,
}

impl KnowledgeFinder {
    /// The places in order, none overlapping. `mentions` are those that an extractor found in the same text.
    pub fn find(&mut self, text: &str, mentions: &[Mention], catalog: &Catalog) -> Vec<Knowledge> {
        self.tokens.fill(text);
        self.spans.clear();
        self.announce();
        self.lines(text);
        self.named(mentions, catalog);
        self.languages_and_degrees(text);
        self.unknown(text);
        self.spans.sort_by_key(|s| (s.0, std::cmp::Reverse(s.1)));
        self.grow();
        let mut last = 0;
        let list = &self.tokens.list;
        let kept = self.spans.iter().filter(|s| {
            let free = s.0 >= last;
            last = if free { s.1 } else { last };
            free
        });
        kept.map(|s| Knowledge { start: list[s.0].start, end: list[s.1 - 1].end, known: s.2 }).collect()
    }

    fn word(&self, token: usize) -> &[u8] {
        self.tokens.word(&self.tokens.list[token])
    }

    fn announce(&mut self) {
        let n = self.tokens.list.len();
        self.announced.clear();
        self.announced.resize(n + 1, false);
        for at in 0..n {
            for phrase in ANNOUNCERS {
                let end = at + phrase.len();
                if end < n
                    && phrase.iter().enumerate().all(|(i, w)| self.word(at + i) == w.as_bytes())
                    && (at + 1..end).all(|t| self.tokens.list[t].gap == Gap::Space)
                {
                    self.announced[end] = true;
                }
            }
        }
    }

    /// Marks lines without function words, and takes lines of lower-case tags apart.
    fn lines(&mut self, text: &str) {
        let n = self.tokens.list.len();
        self.listed.clear();
        self.listed.resize(n, false);
        let mut from = 0;
        while from < n {
            let mut to = from + 1;
            while to < n && !self.tokens.list[to].line_start {
                to += 1;
            }
            let telling = (from..to).all(|t| !among(FUNCTION, self.word(t)));
            let words = (from..to).filter(|t| self.tokens.list[*t].gap != Gap::Joint).count();
            if telling && words <= LONGEST_TAGS {
                self.listed[from..to].fill(words <= LONGEST_TAGS / 2);
                let bytes =
                    &text[self.tokens.list[from].start as usize..self.tokens.list[to - 1].end as usize];
                let plain = !bytes.contains(char::is_uppercase)
                    && bytes.starts_with(|c: char| c.is_alphabetic() || c == '.');
                if plain && words > 1 && (from + 1..to).all(|t| self.tokens.list[t].gap <= Gap::Joint) {
                    self.tags(from, to);
                }
            }
            from = to;
        }
    }

    /// Each word between spaces is a tag.
    fn tags(&mut self, from: usize, to: usize) {
        let mut start = from;
        for t in from + 1..=to {
            if t == to || self.tokens.list[t].gap == Gap::Space {
                self.spans.push((start, t, None));
                start = t;
            }
        }
    }

    /// Names of the lexicon. What people do and how they are is knowledge only where it is announced or listed.
    fn named(&mut self, mentions: &[Mention], catalog: &Catalog) {
        for m in mentions.iter().filter(|m| !m.coordinated && m.strength > Strength::Excluded) {
            let list = &self.tokens.list;
            let first = list.partition_point(|t| t.end <= m.start);
            let last = list.partition_point(|t| t.start < m.end);
            if first >= last {
                continue;
            }
            let stands = match m.subject {
                Subject::Certification(_) => true,
                Subject::Skill(row) => match catalog[row].kind {
                    SkillKind::Technology | SkillKind::Knowledge => true,
                    SkillKind::Practice => self.announced[first] || self.listed[first],
                    SkillKind::Interpersonal | SkillKind::Leadership => false,
                },
            };
            if stands && !(last == first + 1 && among(ORDINARY, self.word(first))) {
                self.spans.push((first, last, Some(m.subject)));
            }
        }
    }

    fn languages_and_degrees(&mut self, text: &str) {
        for t in 0..self.tokens.list.len() {
            let word = self.word(t);
            let capital = text.as_bytes()[self.tokens.list[t].start as usize].is_ascii_uppercase();
            if capital && among(SPOKEN, word) {
                self.spans.push((t, t + 1, None));
            } else if among(BEFORE_DEGREE, word) {
                // "Master's degree", "BS/BA degree": the sign's other half is a token of its own.
                let mut end = t + 1;
                while end < self.tokens.list.len()
                    && end < t + 4
                    && matches!(self.tokens.list[end].gap, Gap::Joint | Gap::Slash)
                {
                    end += 1;
                }
                let degree = end < self.tokens.list.len() && among(DEGREE, self.word(end));
                if degree {
                    self.spans.push((t, end + 1, None));
                } else if among(DEGREES, word) {
                    self.spans.push((t, t + 1, None));
                }
            }
        }
    }

    /// What is announced and no known name overlaps.
    fn unknown(&mut self, text: &str) {
        let known = self.spans.len();
        for from in 0..self.tokens.list.len() {
            if !self.announced[from] || self.tokens.list[from].gap > Gap::Colon {
                continue;
            }
            let mut to = from;
            while to < self.tokens.list.len() && !among(ENDERS, self.word(to)) {
                let gap = self.tokens.list[to].gap;
                if to > from
                    && (gap >= Gap::Bracket
                        || !joined(text, self.tokens.list[to - 1].end, self.tokens.list[to].start))
                {
                    break;
                }
                to += 1;
            }
            let words = (from..to).filter(|t| *t == from || self.tokens.list[*t].gap == Gap::Space).count();
            if words == 0 || words > LONGEST || among(NO_KNOWLEDGE, self.word(to - 1)) {
                continue;
            }
            if !self.spans[..known].iter().any(|s| s.0 < to && from < s.1) {
                self.spans.push((from, to, None));
            }
        }
    }

    /// A name grows over the general nouns behind it.
    fn grow(&mut self) {
        for i in 0..self.spans.len() {
            let (first, mut last, known) = self.spans[i];
            let next = self.spans.get(i + 1).map_or(usize::MAX, |s| s.0);
            let old = last;
            while last < self.tokens.list.len()
                && last < next
                && last - first < LONGEST
                && self.tokens.list[last].gap == Gap::Space
                && !self.tokens.list[last].line_start
                && among(HEADS, self.word(last))
            {
                last += 1;
            }
            self.spans[i] = (first, last, known.filter(|_| last == old));
        }
    }
}

/// Whether two words belong to one phrase: only a space, or signs of one word, between them.
fn joined(text: &str, from: u32, to: u32) -> bool {
    text[from as usize..to as usize]
        .chars()
        .all(|c| matches!(c, ' ' | '-' | '/' | '.' | '\'' | '’' | '_' | '&'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(text: &str) -> Vec<&str> {
        let found = KnowledgeFinder::default().find(text, &[], &Catalog::default());
        found.iter().map(|k| &text[k.start as usize..k.end as usize]).collect()
    }

    #[test]
    fn tables_are_sorted_for_the_search() {
        for table in [ENDERS, FUNCTION, NO_KNOWLEDGE, HEADS, ORDINARY, SPOKEN, BEFORE_DEGREE, DEGREES, DEGREE]
        {
            assert!(table.is_sorted(), "{table:?}");
        }
    }

    #[test]
    fn what_is_announced_is_found() {
        for (text, want) in [
            ("Solid experience with phage display and bioreactor handling.", &["phage display"][..]),
            (
                "You hold a Master's degree in condensed matter physics.",
                &["Master's degree", "condensed matter physics"],
            ),
            ("Fluent in English and Danish", &["English", "Danish"]),
            ("python django node.js web-services", &["python", "django", "node.js", "web-services"]),
            ("experience with our customers", &[]),
            ("We polish glasses in a team", &[]),
            ("", &[]),
        ] {
            assert_eq!(places(text), want, "{text}");
        }
    }
}
