//! All names of a catalog, ready to be looked for in texts.

use super::cue::{CUES, Cue};
use super::mention::Subject;
use super::papers::reads_as_work;
use super::paraphrase::paraphrases;
use super::phrase::{Leads, Node, Phrases, Word, Words};
use super::token::{Gap, Tokens};
use crate::catalog::{Case, Catalog, NameList, SkillKind};
use crate::units::{CertificationRow, SkillRow};

/// What a phrase of the lexicon is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A name of a skill or certification.
    Named {
        subject: Subject,
        /// Whether a mention of it supports an ambiguous technology next to it.
        technology: bool,
    },
    /// A cue.
    Cue(Cue),
}

/// A phrase of the lexicon.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    pub meaning: Meaning,
    pub case: Case,
    /// Whether it is a name of a certificate that reads as a title of work, and counts only where the text speaks of certificates.
    pub of_work: bool,
}

impl Entry {
    /// Whether it stands wherever its words do.
    pub fn is_plain(&self) -> bool {
        self.case == Case::Any && !self.of_work
    }
}

/// A word of a text, as far as the lexicon knows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub word: Word,
    /// The node of the phrases that start with it; none if none does.
    pub node: Node,
    /// How they go on.
    pub leads: Leads,
    /// [`AND_OR`], [`OR`], [`SKIPPABLE`], [`ENDS`] and what the extractor adds, as bits.
    pub does: u8,
    /// What stands before it in the text.
    pub gap: Gap,
}

/// Names and cues as phrases. Immutable; any number of extractors share one.
#[derive(Clone, Debug, Default)]
pub struct Lexicon {
    pub(super) words: Words,
    pub(super) phrases: Phrases,
    pub(super) entries: Vec<Entry>,
    /// Of each entry that is matched in its letter case the words as written; nothing of others.
    pub(super) written: Vec<Box<[Box<str>]>>,
    glue: Glue,
}

/// What words that hold lists and phrases together do: [`AND_OR`], [`OR`], [`SKIPPABLE`], by word number.
#[derive(Clone, Debug, Default)]
struct Glue(Vec<u8>);

/// Stands between the items of a list.
pub(super) const AND_OR: u8 = 1;
/// Stands between alternatives.
pub(super) const OR: u8 = 2;
/// May stand inside a phrase.
pub(super) const SKIPPABLE: u8 = 4;
/// Is a phrase by itself.
pub(super) const ENDS: u8 = 8;

const GLUE: [(u8, &[&str]); 3] = [
    (AND_OR, &["and", "or", "und", "et", "y", "e", "o"]),
    (OR, &["or", "oder", "ou"]),
    (
        SKIPPABLE,
        &[
            "the", "a", "an", "our", "your", "their", "its", "all", "any", "various", "new", "existing",
            "complex",
        ],
    ),
];

impl Glue {
    fn mark(&mut self, word: u32, does: u8) {
        let at = word as usize;
        if self.0.len() <= at {
            self.0.resize(at + 1, 0);
        }
        self.0[at] |= does;
    }

    /// What a word does, as bits.
    fn of(&self, word: u32) -> u8 {
        self.0.get(word as usize).copied().unwrap_or(0)
    }
}

impl Lexicon {
    /// Takes in every name of every skill and certification. Among equal names the smaller id wins, skills first.
    ///
    /// Cost: linear in the total length of the names.
    #[must_use]
    pub fn build(catalog: &Catalog) -> Lexicon {
        Lexicon::of(catalog, &|_| true)
    }

    /// The lexicon of the names that can be found in `text` at all, by the letters they have. For one short text it finds what the lexicon of all
    /// names finds, and takes a tenth of the time to make.
    #[must_use]
    pub fn for_text(text: &str, catalog: &Catalog) -> Lexicon {
        let mut tokens = Tokens::default();
        tokens.fill(text);
        let there = tokens.list.iter().fold(0, |all, token| all | letters(tokens.word(token)));
        Lexicon::of(catalog, &|name| !name.is_ascii() || letters(name.as_bytes()) & !there == 0)
    }

    fn of(catalog: &Catalog, wanted: &dyn Fn(&str) -> bool) -> Lexicon {
        let mut lexicon = Lexicon::default();
        let mut tokens = Tokens::default();
        for (text, cue) in CUES {
            lexicon.add(text, Case::Any, Meaning::Cue(*cue), false, &mut tokens);
        }
        for (row, skill) in catalog.skills.iter().enumerate() {
            let technology = skill.kind == SkillKind::Technology;
            let meaning = Meaning::Named { subject: Subject::Skill(SkillRow::of(row)), technology };
            lexicon.names(&skill.names, meaning, wanted, None, &mut tokens);
        }
        let of_skills = lexicon.words.count();
        for (row, certification) in catalog.certifications.iter().enumerate() {
            let subject = Subject::Certification(CertificationRow::of(row));
            let meaning = Meaning::Named { subject, technology: false };
            lexicon.names(&certification.names, meaning, wanted, Some(of_skills), &mut tokens);
        }
        lexicon.paraphrase(catalog, &mut tokens);
        for (does, words) in GLUE {
            for word in words {
                let number = lexicon.words.add(word.as_bytes());
                lexicon.glue.mark(number, does);
            }
        }
        lexicon
    }

    /// What is known of a word, wherever it stands.
    pub(super) fn know(&self, word: Word) -> Known {
        let (node, place) = self.phrases.start(word);
        let does = self.glue.of(word) | if place.ends() { ENDS } else { 0 };
        Known { word, node, leads: place.leads(), does, gap: Gap::Space }
    }

    fn names(
        &mut self,
        names: &NameList,
        meaning: Meaning,
        wanted: &dyn Fn(&str) -> bool,
        of_skills: Option<u32>,
        tokens: &mut Tokens,
    ) {
        let mut scratch = Vec::new();
        for (which, name) in names.iter().enumerate() {
            // What the issuer calls it is a name of the certificate wherever it stands.
            let of_work = which > 0
                && of_skills.is_some_and(|count| {
                    reads_as_work(name.text, |w| self.words.find(w.as_bytes(), &mut scratch) < count)
                });
            if wanted(name.text) {
                self.add(name.text, name.case, meaning, of_work, tokens);
            }
            // "Amazon Web Services (AWS)" is also written without the bracket.
            if let Some((outside, _)) = name.text.split_once(" (")
                && outside.len() > 3
                && wanted(outside)
            {
                self.add(outside, name.case, meaning, of_work, tokens);
            }
        }
    }

    /// Verb phrases for practices, behind all names that the catalog gives: among equal phrases the first wins.
    fn paraphrase(&mut self, catalog: &Catalog, tokens: &mut Tokens) {
        for (row, skill) in catalog.skills.iter().enumerate().filter(|(_, s)| s.kind == SkillKind::Practice) {
            let meaning = Meaning::Named { subject: Subject::Skill(SkillRow::of(row)), technology: false };
            for name in skill.names.iter().filter(|n| n.case == Case::Any) {
                for phrase in paraphrases(name.text) {
                    self.add(&phrase, Case::Any, meaning, false, tokens);
                }
            }
        }
    }

    fn add(&mut self, text: &str, case: Case, meaning: Meaning, of_work: bool, tokens: &mut Tokens) {
        tokens.fill(text);
        let list = &tokens.list;
        let words: Vec<u32> = list.iter().map(|t| self.words.add(tokens.word(t))).collect();
        let mut written: Vec<Box<str>> =
            list.iter().map(|t| Box::from(&text[t.start as usize..t.end as usize])).collect();
        let case =
            if matches!(meaning, Meaning::Cue(_)) { Case::Any } else { case.max(least_case(&written)) };
        if case == Case::Any {
            written = Vec::new();
        }
        let entry = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        self.phrases.add(&words, entry);
        self.entries.push(Entry { meaning, case, of_work });
        self.written.push(written.into_boxed_slice());
    }
}

/// Which letters and digits stand in a word, but for those that an ending may take away or bring (`stem`): a bit each. Other signs are none.
fn letters(word: &[u8]) -> u64 {
    let bit = |b: &u8| match b.to_ascii_lowercase() {
        b'd' | b'e' | b'g' | b'i' | b'n' | b's' | b'y' => 0,
        letter @ b'a'..=b'z' => 1 << (letter - b'a'),
        digit @ b'0'..=b'9' => 1 << (26 + digit - b'0'),
        // What is no ASCII may fold to any letter.
        b if b >= 0x80 => u64::MAX,
        _ => 0,
    };
    word.iter().fold(0, |all, b| all | bit(b))
}

/// Unmarked names that would match by accident: one or two letters need support, three capitals their letter case.
fn least_case(written: &[Box<str>]) -> Case {
    let [word] = written else { return Case::Any };
    let letters = word.chars().filter(|c| c.is_alphanumeric()).count();
    let signed = word.chars().any(|c| !c.is_alphanumeric());
    if letters <= 2 && !signed {
        Case::Supported
    } else if letters <= 3 && word.chars().all(|c| c.is_uppercase() || !c.is_alphabetic()) {
        Case::Exact
    } else {
        Case::Any
    }
}
