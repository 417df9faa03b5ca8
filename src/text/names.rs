//! A name as a person writes it in a profile → what it names, or the nearest names.
//!
//! Profiles name skills on purpose, so letter case and punctuation do not matter. Tried in this order: the whole name;
//! the same without brackets, or the inside of the brackets; without version numbers and filler words; the only thing
//! that the extractor finds in it. What matches nothing is kept by the caller with suggestions from here.

use std::collections::hash_map::Entry;
use std::hash::BuildHasher;
use std::sync::OnceLock;

use rustc_hash::{FxBuildHasher, FxHashMap};

use super::extract::Extractor;
use super::lexicon::Lexicon;
use super::mention::Subject;
use super::stem::stem_into;
use super::token::Tokens;
use crate::catalog::Catalog;
use crate::units::{CertificationRow, SkillRow};

/// How a name was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameMatch {
    /// The canonical name or the id.
    Exact,
    /// An alias, another spelling, or a name with something added ("Python (primary)").
    Alias,
}

/// Names by their key. Immutable.
#[derive(Debug, Default)]
pub struct Names {
    keys: KeyTable,
    /// Words in one piece: `ActiveDirectory`. Looked up only for names that are not in `keys`, so it is indexed when one comes.
    squeezed: Keys,
    squeezed_table: OnceLock<KeyTable>,
}

/// Keys in one piece of memory: a taxonomy has a hundred thousand, and one allocation each is half the time of building.
#[derive(Clone, Debug, Default)]
struct Keys {
    list: Vec<KeyEntry>,
    bytes: Vec<u8>,
}

#[derive(Clone, Copy, Debug)]
struct KeyEntry {
    start: u32,
    length: u32,
    subject: Subject,
    how: NameMatch,
}

impl Keys {
    fn with_capacity(keys: usize) -> Keys {
        Keys { list: Vec::with_capacity(keys), bytes: Vec::with_capacity(keys * 24) }
    }

    fn bytes_of(&self, entry: &KeyEntry) -> &[u8] {
        &self.bytes[entry.start as usize..][..entry.length as usize]
    }

    fn push(&mut self, key: &[u8], subject: Subject, how: NameMatch) {
        // Names beyond 4 GiB are left out: no catalog has them.
        let (Ok(start), Ok(length)) = (u32::try_from(self.bytes.len()), u32::try_from(key.len())) else {
            return;
        };
        self.bytes.extend_from_slice(key);
        self.list.push(KeyEntry { start, length, subject, how });
    }
}

/// Keys with an index. Among equal keys the first wins.
#[derive(Clone, Debug, Default)]
struct KeyTable {
    /// Hash of a key → its number; a key whose hash is taken by another stands under the next free one.
    by_hash: FxHashMap<u64, u32>,
    keys: Keys,
}

impl KeyTable {
    fn with_capacity(keys: usize) -> KeyTable {
        let by_hash = FxHashMap::with_capacity_and_hasher(keys, FxBuildHasher);
        KeyTable { by_hash, keys: Keys::with_capacity(keys) }
    }

    fn get(&self, key: &[u8]) -> Option<(Subject, NameMatch)> {
        let mut hash = FxBuildHasher.hash_one(key);
        loop {
            let entry = &self.keys.list[*self.by_hash.get(&hash)? as usize];
            if self.keys.bytes_of(entry) == key {
                return Some((entry.subject, entry.how));
            }
            hash = hash.wrapping_add(1);
        }
    }

    /// Adds a key unless it is there.
    fn add(&mut self, key: &[u8], subject: Subject, how: NameMatch) {
        let Ok(number) = u32::try_from(self.keys.list.len()) else { return };
        let mut hash = FxBuildHasher.hash_one(key);
        loop {
            match self.by_hash.entry(hash) {
                Entry::Vacant(free) => {
                    self.keys.push(key, subject, how);
                    if self.keys.list.len() > number as usize {
                        free.insert(number);
                    }
                    return;
                }
                Entry::Occupied(taken) => {
                    let entry = &self.keys.list[*taken.get() as usize];
                    if self.keys.bytes_of(entry) == key {
                        return;
                    }
                }
            }
            hash = hash.wrapping_add(1);
        }
    }
}

/// Words that add nothing to a name of a skill in a profile.
const FILLERS: &[&str] = &[
    "experience",
    "skills",
    "skill",
    "programming",
    "language",
    "scripting",
    "knowledge",
    "primary",
    "secondary",
    "basic",
    "advanced",
    "certified",
    "certification",
    "certificate",
    "exam",
    "the",
    "using",
    "with",
    "of",
    "in",
    "basics",
    "fundamentals",
    "proficient",
    "expert",
    "intermediate",
    "beginner",
    "software",
    "tool",
    "tools",
    "framework",
    "development",
    "developer",
    "platform",
];

/// Scratch for [`Names::resolve`]; one per thread.
#[derive(Clone, Debug, Default)]
pub struct NameScratch {
    tokens: Tokens,
    key: Vec<u8>,
    stem: Vec<u8>,
}

impl NameScratch {
    /// The stems of the words, joined by spaces, into `self.key`.
    fn key(&mut self, name: &str) -> &[u8] {
        self.tokens.fill(name);
        self.key.clear();
        for token in &self.tokens.list {
            if !self.key.is_empty() {
                self.key.push(b' ');
            }
            stem_into(self.tokens.word(token), &mut self.stem);
            self.key.extend_from_slice(&self.stem);
        }
        &self.key
    }

    /// The words of the name that was given to [`NameScratch::key`] last, in one piece.
    fn squeezed(&mut self) -> &[u8] {
        self.key.clear();
        for token in &self.tokens.list {
            self.key.extend_from_slice(self.tokens.word(token));
        }
        &self.key
    }
}

impl Names {
    /// Takes in every name of a catalog. Among equal keys a canonical name beats an alias, then the earlier row, skills first.
    #[must_use]
    pub fn build(catalog: &Catalog) -> Names {
        let listed = catalog.skills.iter().map(|s| s.names.len() + 1).sum::<usize>()
            + catalog.certifications.iter().map(|c| c.names.len() + 1).sum::<usize>();
        let mut names = Names {
            keys: KeyTable::with_capacity(listed),
            squeezed: Keys::with_capacity(listed),
            squeezed_table: OnceLock::new(),
        };
        let mut scratch = NameScratch::default();
        let skills = catalog.skills.iter().enumerate();
        let skills = skills.map(|(i, s)| (Subject::Skill(SkillRow::of(i)), &s.id, &s.names));
        let certifications = catalog.certifications.iter().enumerate();
        let certifications =
            certifications.map(|(i, c)| (Subject::Certification(CertificationRow::of(i)), &c.id, &c.names));
        let all: Vec<_> = skills.chain(certifications).collect();
        for canonical in [true, false] {
            for (subject, id, list) in &all {
                if canonical {
                    names.add(id, *subject, NameMatch::Exact, &mut scratch);
                    if let Some(first) = list.first() {
                        names.add(&first.text, *subject, NameMatch::Exact, &mut scratch);
                    }
                } else {
                    for name in list.iter().skip(1) {
                        names.add(&name.text, *subject, NameMatch::Alias, &mut scratch);
                    }
                }
            }
        }
        names
    }

    fn add(&mut self, name: &str, subject: Subject, how: NameMatch, scratch: &mut NameScratch) {
        let key = scratch.key(name);
        if key.is_empty() {
            return;
        }
        self.keys.add(key, subject, how);
        let squeezed = scratch.squeezed();
        if squeezed.len() > 3 {
            self.squeezed.push(squeezed, subject, NameMatch::Alias);
        }
    }

    fn whole(&self, name: &str, scratch: &mut NameScratch) -> Option<(Subject, NameMatch)> {
        self.keys.get(scratch.key(name)).or_else(|| self.squeezed_table().get(scratch.squeezed()))
    }

    fn squeezed_table(&self) -> &KeyTable {
        self.squeezed_table.get_or_init(|| {
            let mut table = KeyTable::with_capacity(self.squeezed.list.len());
            for entry in &self.squeezed.list {
                table.add(self.squeezed.bytes_of(entry), entry.subject, entry.how);
            }
            table
        })
    }

    /// What `name` names, if anything. Deterministic; no allocation for names known as they are.
    pub fn resolve<'l>(
        &self,
        name: &str,
        lexicon: impl FnOnce() -> &'l Lexicon,
        scratch: &mut NameScratch,
    ) -> Option<(Subject, NameMatch)> {
        let name = name.trim();
        if name.is_empty() || name.len() > LONGEST_NAME {
            return None;
        }
        if let Some(found) = self.whole(name, scratch) {
            return Some(found);
        }
        let alias = |found: (Subject, NameMatch)| (found.0, NameMatch::Alias);
        if let Some((outside, rest)) = name.split_once(['(', '[', '{']) {
            let inside = rest.trim_end_matches([')', ']', '}', ' ']);
            if let Some(found) = self.whole(outside, scratch).or_else(|| self.whole(inside, scratch)) {
                return Some(alias(found));
            }
        }
        let plain = without_fillers(name);
        if plain.len() < name.len()
            && !plain.is_empty()
            && let Some(found) = self.whole(&plain, scratch)
        {
            return Some(alias(found));
        }
        only_mention(name, lexicon()).map(|s| (s, NameMatch::Alias))
    }

    /// The nearest names for one that matches nothing, best first, at most `most`. By Jaro–Winkler similarity of the folded
    /// names, at least 0.8, or by a shared word; equal ones by name.
    #[must_use]
    pub fn suggest(&self, name: &str, catalog: &Catalog, most: usize) -> Vec<String> {
        let shown: String = name.chars().take(LONGEST_SUGGESTED).collect();
        let folded = shown.trim().to_lowercase();
        if folded.is_empty() {
            return Vec::new();
        }
        let mut best: Vec<(f64, &str)> = Vec::new();
        let skills = catalog.skills.iter().map(|s| (&s.name, &s.names));
        let certifications = catalog.certifications.iter().map(|c| (&c.name, &c.names));
        for (canonical, names) in skills.chain(certifications) {
            let score = names
                .iter()
                .map(|n| strsim::jaro_winkler(&folded, &n.text.to_lowercase()))
                .fold(0.0, f64::max);
            if score >= 0.8 {
                best.push((score, canonical));
            }
        }
        best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        best.into_iter().take(most).map(|(_, n)| n.to_owned()).collect()
    }
}

/// Longer cells are prose, not names.
const LONGEST_NAME: usize = 300;

/// Names longer than this are cut before they are compared.
const LONGEST_SUGGESTED: usize = 60;

/// Without version numbers and words that add nothing.
fn without_fillers(name: &str) -> String {
    let words = name.split(|c: char| c.is_whitespace() || c == ',' || c == ':');
    let kept = words.filter(|w| {
        let bare = w.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
        let version = bare.strip_prefix('v').unwrap_or(&bare);
        let is_version =
            !version.is_empty() && version.chars().all(|c| c.is_ascii_digit() || c == '.' || c == 'x');
        !w.is_empty() && !is_version && !FILLERS.contains(&bare.as_str())
    });
    kept.collect::<Vec<_>>().join(" ")
}

/// The one thing that a cell mentions, if it mentions exactly one.
fn only_mention(name: &str, lexicon: &Lexicon) -> Option<Subject> {
    let mut extractor = Extractor::new(lexicon);
    let mut subjects: Vec<Subject> = extractor.extract(name).iter().map(|m| m.subject).collect();
    subjects.sort_unstable();
    subjects.dedup();
    match subjects[..] {
        [one] => Some(one),
        _ => None,
    }
}
