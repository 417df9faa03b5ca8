//! Words of titles and descriptions as columns: what a role is about where its text names few skills of the catalog.
//!
//! In: a catalog. Out: a sparse row for each role, of unit length, and the words as people write them.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::text::stem::stem;
use crate::text::title::is_job_noun;
use crate::text::token::Tokens;

/// Words that stand in texts of any field: grammar, and what every description says of every role. Own list.
const EMPTY: &[&str] = &[
    "a",
    "across",
    "all",
    "also",
    "an",
    "and",
    "any",
    "are",
    "as",
    "at",
    "be",
    "between",
    "both",
    "but",
    "by",
    "can",
    "do",
    "each",
    "ensure",
    "etc",
    "for",
    "from",
    "has",
    "have",
    "how",
    "if",
    "in",
    "include",
    "including",
    "into",
    "is",
    "it",
    "its",
    "may",
    "more",
    "most",
    "not",
    "of",
    "on",
    "or",
    "other",
    "out",
    "over",
    "per",
    "perform",
    "provide",
    "related",
    "responsible",
    "such",
    "than",
    "that",
    "the",
    "their",
    "them",
    "then",
    "they",
    "this",
    "through",
    "to",
    "under",
    "up",
    "use",
    "used",
    "using",
    "well",
    "what",
    "when",
    "where",
    "which",
    "who",
    "will",
    "with",
    "within",
    "work",
    "you",
    "your",
];

/// A word of the title counts as often as this many of the description. Chosen with the next two on groups of ESCO and O*NET occupations;
/// `docs/quality.md` has the figures.
const TITLE_TIMES: f64 = 3.0;

/// What a word that names a person or a rung ("engineer", "senior") counts in a title: half, since every field has them.
const PERSON_SHARE: f64 = 0.5;

/// The power of a word's rarity: the full rarity lets accidents of wording decide between short texts.
const RARITY_POWER: f64 = 0.5;

/// A word that fewer roles use brings none of them together.
const FEWEST_ROLES: u32 = 2;

/// How words are weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weighing {
    /// For fields of work: titles count more, words for persons and rungs less, rarity at half power.
    Field,
    /// Plain tf-idf of title and description.
    Plain,
}

/// The words of all roles.
#[derive(Debug)]
pub(super) struct Words {
    /// For each role: (word, weight), ascending words, of unit length or empty.
    pub rows: Vec<Vec<(usize, f64)>>,
    /// Each word as it is written first.
    pub written: Vec<String>,
}

/// The words of all titles and descriptions; those that tell nothing have no weight.
#[allow(clippy::cast_precision_loss)]
pub(super) fn words(catalog: &Catalog, weighing: Weighing) -> Words {
    let mut tokens = Tokens::default();
    let mut columns: BTreeMap<String, (usize, String, u32)> = BTreeMap::new();
    let mut bags: Vec<BTreeMap<usize, f64>> = Vec::with_capacity(catalog.roles.len());
    for role in &catalog.roles {
        let mut bag: BTreeMap<usize, f64> = BTreeMap::new();
        for (text, in_title) in [(&role.title, true), (&role.description, false)] {
            tokens.fill(text);
            for token in &tokens.list {
                let word = String::from_utf8_lossy(tokens.word(token));
                if word.len() < 2 || EMPTY.contains(&&*word) {
                    continue;
                }
                let times = match in_title && weighing == Weighing::Field {
                    true if is_job_noun(&word) => TITLE_TIMES * PERSON_SHARE,
                    true => TITLE_TIMES,
                    false => 1.0,
                };
                let next = columns.len();
                let entry =
                    columns.entry(stem(&word)).or_insert_with(|| (next, word.clone().into_owned(), 0));
                *bag.entry(entry.0).or_insert_with(|| {
                    entry.2 += 1;
                    0.0
                }) += times;
            }
        }
        bags.push(bag);
    }
    let mut written = vec![String::new(); columns.len()];
    let mut rarity = vec![0.0f64; columns.len()];
    let n = catalog.roles.len() as f64;
    let (fewest, power) = match weighing {
        Weighing::Field => (FEWEST_ROLES, RARITY_POWER),
        Weighing::Plain => (1, 1.0),
    };
    for (at, word, roles) in columns.into_values() {
        written[at] = word;
        if roles >= fewest {
            rarity[at] = ((n + 1.0) / (f64::from(roles) + 0.5)).ln().powf(power);
        }
    }
    let row = |bag: BTreeMap<usize, f64>| {
        let frequency = |times: f64| if weighing == Weighing::Field { 1.0 + times.ln() } else { times };
        let weigh = |(word, times): (usize, f64)| (word, frequency(times) * rarity[word]);
        let mut row: Vec<(usize, f64)> = bag.into_iter().map(weigh).filter(|(_, v)| *v > 0.0).collect();
        unit(&mut row);
        row
    };
    Words { rows: bags.into_iter().map(row).collect(), written }
}

/// Scales a row to length 1; one without weights stays as it is.
pub(super) fn unit(row: &mut [(usize, f64)]) {
    let norm = row.iter().map(|(_, v)| v * v).sum::<f64>().sqrt().max(1e-12);
    row.iter_mut().for_each(|(_, v)| *v /= norm);
}
