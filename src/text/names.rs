//! A name as a person writes it in a profile → what it names, or the nearest names.
//!
//! Profiles name skills on purpose, so letter case and punctuation do not matter. Tried in this order: the whole name, letter by letter, then by the
//! stems of its words, where acronyms have none (LFCS is not LFCE, and NATS is not NAT); the same without brackets, or the inside of the brackets; without version numbers and filler words; the only thing
//! that the extractor finds in it. What matches nothing is kept by the caller with suggestions from here.

use super::extract::Extractor;
use super::lexicon::Lexicon;
use super::mention::Subject;
use super::name_table::{KeyTable, Keys, Numbered, Numbering, text};
use super::stem::stem_into;
use super::token::{Token, Tokens};
use crate::catalog::{Bytes, Catalog};

/// How a name was recognised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NameMatch {
    /// The canonical name or the id.
    Exact,
    /// An alias, another spelling, or a name with something added ("Python (primary)").
    Alias,
}

/// Names by their key. Immutable; belongs to the catalog that it was built from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    numbering: Numbering,
    keys: KeyTable,
    /// Words in one piece: `ActiveDirectory`. Looked up only for names that are not in `keys`.
    squeezed: KeyTable,
}

/// Words in one piece count from this length on: short ones would meet other names by accident.
const SHORTEST_SQUEEZED: usize = 4;

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
    words: Words,
    /// For the names of the catalog that a name is compared with.
    known: Words,
    /// Names that were not known as they are.
    strange: u32,
}

/// A name as words, and a key made of them.
#[derive(Clone, Debug, Default)]
struct Words {
    tokens: Tokens,
    key: Vec<u8>,
    stem: Vec<u8>,
}

/// How a key is made of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The words as they are.
    Letters,
    /// Their stems.
    Stems,
    /// Their stems, but for acronyms: nobody inflects these but by an `s`.
    Names,
}

impl Form {
    /// The form in which a name of the catalog stands in the table: an id is no word that anybody inflects.
    fn of(numbered: Numbered) -> Form {
        if numbered.which.is_none() { Form::Letters } else { Form::Names }
    }
}

/// Acronyms have at most so many letters; longer words in capitals are words of a text in capitals.
const LONGEST_ACRONYM: usize = 5;

impl Words {
    /// The words, in one of the forms, joined by spaces, into `self.key`.
    fn key(&mut self, name: &str, form: Form) -> &[u8] {
        self.tokens.fill(name);
        self.key.clear();
        for token in &self.tokens.list {
            if !self.key.is_empty() {
                self.key.push(b' ');
            }
            let word = self.tokens.word(token);
            if form == Form::Letters || form == Form::Names && is_acronym(token, name) {
                self.key.extend_from_slice(word);
            } else {
                stem_into(word, &mut self.stem);
                self.key.extend_from_slice(&self.stem);
            }
        }
        &self.key
    }

    /// Whether these, the words of `asked`, have each acronym of `name`, whose words are the others, as it is, or as more than one of it (`VPNs`).
    fn have_acronyms(&self, asked: &str, others: &Words, name: &str) -> bool {
        let pairs = self.tokens.list.iter().zip(&others.tokens.list);
        pairs.filter(|(_, theirs)| is_acronym(theirs, name)).all(|(own, theirs)| {
            let (word, acronym) = (self.tokens.word(own), others.tokens.word(theirs));
            word == acronym || word.strip_suffix(b"s") == Some(acronym) && !is_acronym(own, asked)
        })
    }

    /// The words of the name that was given to [`Words::key`] last, in one piece.
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
        let numbering = Numbering::of(catalog);
        let total = numbering.total();
        let mut keys = Keys::with_capacity(total as usize);
        let mut squeezed = Keys::with_capacity(total as usize);
        let mut words = Words::default();
        for number in numbering.in_order_of_rank() {
            let Some((name, numbered)) = text(catalog, &numbering, number) else { continue };
            let key = words.key(name, Form::of(numbered));
            if key.is_empty() {
                continue;
            }
            keys.push(key, number);
            let in_one_piece = words.squeezed();
            if in_one_piece.len() >= SHORTEST_SQUEEZED {
                squeezed.push(in_one_piece, number);
            }
        }
        let (keys, squeezed) = (KeyTable::build(&keys, total), KeyTable::build(&squeezed, total));
        Names { numbering, keys, squeezed }
    }

    /// The table as a model file keeps it: three little-endian words (the number of names, the slots of either table), the slots,
    /// and how many names each row has.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(12 + 4 * (self.keys.len() + self.squeezed.len()));
        let len = |t: &KeyTable| u32::try_from(t.len()).unwrap_or(u32::MAX).to_le_bytes();
        out.extend_from_slice(&self.numbering.total().to_le_bytes());
        out.extend_from_slice(&len(&self.keys));
        out.extend_from_slice(&len(&self.squeezed));
        self.keys.write(&mut out);
        self.squeezed.write(&mut out);
        self.numbering.write(&mut out);
        out
    }

    /// The table in bytes that [`Names::to_bytes`] wrote; `None` where they do not fit the catalog.
    #[must_use]
    pub fn from_bytes(bytes: Bytes, catalog: &Catalog) -> Option<Names> {
        let all = bytes.all();
        let word =
            |at: usize| all.get(at..at + 4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]) as usize);
        let (total, keys) = (word(0)?, word(4)?.checked_mul(4)?);
        let keys = 12..keys.checked_add(12)?;
        let squeezed = keys.end..word(8)?.checked_mul(4)?.checked_add(keys.end)?;
        let numbering = Numbering::read(all.get(squeezed.end..)?, catalog)?;
        let fits = match bytes {
            Bytes::Read(_) => numbering == Numbering::of(catalog),
            Bytes::Kept(_) => true,
        };
        if !fits || total != numbering.total() as usize {
            return None;
        }
        let keys = KeyTable::read(bytes.part(keys), numbering.total())?;
        let squeezed = KeyTable::read(bytes.part(squeezed), numbering.total())?;
        Some(Names { numbering, keys, squeezed })
    }

    fn whole(
        &self,
        name: &str,
        catalog: &Catalog,
        scratch: &mut NameScratch,
    ) -> Option<(Subject, NameMatch)> {
        let NameScratch { words, known, .. } = scratch;
        for form in [Form::Letters, Form::Stems] {
            words.key(name, form);
            let asked = &*words;
            let same = |number| {
                let (known_name, numbered) = text(catalog, &self.numbering, number)?;
                let same = known.key(known_name, Form::of(numbered)) == asked.key
                    && (form == Form::Letters || asked.have_acronyms(name, known, known_name));
                same.then_some((numbered.subject, how(numbered)))
            };
            if let Some(found) = self.keys.find(&asked.key, same) {
                return Some(found);
            }
        }
        let in_one_piece = words.squeezed();
        if in_one_piece.len() < SHORTEST_SQUEEZED {
            return None;
        }
        self.squeezed.find(in_one_piece, |number| {
            let (name, numbered) = text(catalog, &self.numbering, number)?;
            known.key(name, Form::Letters);
            (known.squeezed() == in_one_piece).then_some((numbered.subject, NameMatch::Alias))
        })
    }

    /// What `name` names, if anything. Deterministic; no allocation for names known as they are.
    ///
    /// `lexicon` gives the lexicon of the catalog: where it is not asked to make one, only if there is one.
    pub fn resolve<'l>(
        &self,
        name: &str,
        catalog: &Catalog,
        lexicon: impl FnOnce(bool) -> Option<&'l Lexicon>,
        scratch: &mut NameScratch,
    ) -> Option<(Subject, NameMatch)> {
        let name = name.trim();
        if name.is_empty() || name.len() > LONGEST_NAME {
            return None;
        }
        if let Some(found) = self.whole(name, catalog, scratch) {
            return Some(found);
        }
        let alias = |found: (Subject, NameMatch)| (found.0, NameMatch::Alias);
        if let Some((outside, rest)) = name.split_once(['(', '[', '{']) {
            let inside = rest.trim_end_matches([')', ']', '}', ' ']);
            if let Some(found) =
                self.whole(outside, catalog, scratch).or_else(|| self.whole(inside, catalog, scratch))
            {
                return Some(alias(found));
            }
        }
        let plain = without_fillers(name);
        if plain.len() < name.len()
            && !plain.is_empty()
            && let Some(found) = self.whole(&plain, catalog, scratch)
        {
            return Some(alias(found));
        }
        // A lexicon of all names takes longer to make than a match; it pays from some names on.
        scratch.strange = scratch.strange.saturating_add(1);
        let found = match lexicon(scratch.strange > FEW_STRANGE) {
            Some(whole) => only_mention(name, whole),
            None => only_mention(name, &Lexicon::for_text(name, catalog)),
        };
        found.map(|s| (s, NameMatch::Alias))
    }
}

/// Whether a word is written as an acronym is.
fn is_acronym(word: &Token, text: &str) -> bool {
    let written = text.get(word.start as usize..word.end as usize).unwrap_or("");
    written.len() <= LONGEST_ACRONYM && written.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
}

/// The id and the canonical name are exact, the others are aliases.
fn how(numbered: Numbered) -> NameMatch {
    if numbered.which.is_none_or(|which| which == 0) { NameMatch::Exact } else { NameMatch::Alias }
}

/// So many names that are not known as they are cost about as much one by one as a lexicon of all names.
const FEW_STRANGE: u32 = 12;

/// Longer cells are prose, not names.
const LONGEST_NAME: usize = 300;

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
pub(super) fn only_mention(name: &str, lexicon: &Lexicon) -> Option<Subject> {
    let mut extractor = Extractor::of_names(lexicon);
    let mut subjects: Vec<Subject> = extractor.extract(name).iter().map(|m| m.subject).collect();
    subjects.sort_unstable();
    subjects.dedup();
    match subjects[..] {
        [one] => Some(one),
        _ => None,
    }
}
