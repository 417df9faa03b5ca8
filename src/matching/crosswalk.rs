//! Two catalogs → for each role of one, the nearest roles of the other, with scores.
//!
//! Catalogs name skills in their own ways, so roles are compared by words. Score = 0.4 · titles ([`TitleIndex`]'s score, best of the
//! role's own titles) + 0.3 · cosine of the words of their skills' names, weighted by importance, + 0.3 · cosine of the words of their
//! descriptions. Words weigh by rarity over the roles of both catalogs. Weights are estimates.
//!
//! Cost: O(Σ over roles of the first and their words of the roles of the second that have the word).

use rustc_hash::FxHashMap;

use crate::model::{Model, TitleIndex};
use crate::text::stem::stem_into;
use crate::text::token::Tokens;
use crate::units::RoleRow;

const TITLE_SHARE: f64 = 0.4;
const SKILL_SHARE: f64 = 0.3;
const TEXT_SHARE: f64 = 0.3;

/// So many titles of a role are looked up in the other catalog; its aliases count a little less.
const TITLES_TRIED: usize = 3;
const ALIAS_WORTH: f64 = 0.95;
/// So many roles of the other catalog are kept for each title.
const TITLE_CANDIDATES: usize = 40;

/// A role of the second catalog with how near it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counterpart {
    /// The role.
    pub role: RoleRow,
    /// In [0, 1]: the weighted sum of the parts.
    pub score: f64,
    /// How alike the titles are, in [0, 1].
    pub titles: f64,
    /// How alike the words of the skills are, in [0, 1].
    pub skills: f64,
    /// How alike the words of the descriptions are, in [0, 1].
    pub texts: f64,
}

/// Words of every role of two models, ready to be compared.
#[derive(Debug)]
pub struct Crosswalk<'m> {
    from: &'m Model,
    titles: &'m TitleIndex,
    skills: Space,
    texts: Space,
}

impl<'m> Crosswalk<'m> {
    /// Reads the words of both.
    #[must_use]
    pub fn new(from: &'m Model, to: &'m Model) -> Crosswalk<'m> {
        let texts = |model: &Model| bags(model, text_words);
        let skills = |model: &Model| bags(model, skill_words);
        Crosswalk {
            from,
            titles: to.titles(),
            skills: Space::build(skills(from), skills(to)),
            texts: Space::build(texts(from), texts(to)),
        }
    }

    /// The nearest roles of the second catalog, best first, at most `most`; ties go to the smaller id.
    #[must_use]
    pub fn nearest(&self, role: RoleRow, most: usize) -> Vec<Counterpart> {
        let mut found: FxHashMap<u32, Counterpart> = FxHashMap::default();
        let blank =
            |row: u32| Counterpart { role: RoleRow(row), score: 0.0, titles: 0.0, skills: 0.0, texts: 0.0 };
        let facts = &self.from.catalog()[role];
        let own = std::iter::once((&facts.title, 1.0)).chain(facts.aliases.iter().map(|a| (a, ALIAS_WORTH)));
        for (title, worth) in own.take(TITLES_TRIED) {
            for hit in self.titles.find(title, TITLE_CANDIDATES) {
                let entry = found.entry(hit.role.0).or_insert_with(|| blank(hit.role.0));
                entry.titles = entry.titles.max(hit.score * worth);
            }
        }
        for (row, cosine) in self.skills.cosines(role.at()) {
            found.entry(row).or_insert_with(|| blank(row)).skills = cosine;
        }
        for (row, cosine) in self.texts.cosines(role.at()) {
            found.entry(row).or_insert_with(|| blank(row)).texts = cosine;
        }
        let mut list: Vec<Counterpart> = found.into_values().collect();
        for c in &mut list {
            c.score = TITLE_SHARE * c.titles + SKILL_SHARE * c.skills + TEXT_SHARE * c.texts;
        }
        list.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.role.cmp(&b.role)));
        list.truncate(most);
        list
    }
}

/// Words with weights, one bag a role.
type Bag = Vec<(String, f64)>;

fn bags(model: &Model, words: fn(&Model, RoleRow, &mut Words, &mut Bag)) -> Vec<Bag> {
    let mut scratch = Words::default();
    (0..model.catalog().roles.len())
        .map(|row| {
            let mut bag = Bag::new();
            words(model, RoleRow::of(row), &mut scratch, &mut bag);
            bag
        })
        .collect()
}

#[derive(Default)]
struct Words {
    tokens: Tokens,
    stem: Vec<u8>,
}

impl Words {
    fn add(&mut self, text: &str, weight: f64, bag: &mut Bag) {
        self.tokens.fill(text);
        for token in &self.tokens.list {
            stem_into(self.tokens.word(token), &mut self.stem);
            if self.stem.len() > 1 {
                bag.push((String::from_utf8_lossy(&self.stem).into_owned(), weight));
            }
        }
    }
}

fn text_words(model: &Model, role: RoleRow, words: &mut Words, bag: &mut Bag) {
    words.add(&model.catalog()[role].description, 1.0, bag);
}

fn skill_words(model: &Model, role: RoleRow, words: &mut Words, bag: &mut Bag) {
    for r in &model.data.roles[role.at()].requirements {
        words.add(&model.catalog()[r.skill].name, f64::from(r.importance) / 1000.0, bag);
    }
}

/// Unit vectors of the first catalog's roles, and postings of the second's.
#[derive(Debug)]
struct Space {
    from: Vec<Vec<(u32, f64)>>,
    postings: Vec<Vec<(u32, f64)>>,
}

impl Space {
    #[allow(clippy::cast_precision_loss)]
    fn build(from: Vec<Bag>, to: Vec<Bag>) -> Space {
        let mut numbers: FxHashMap<String, u32> = FxHashMap::default();
        let mut counts: Vec<f64> = Vec::new();
        let roles = (from.len() + to.len()) as f64;
        let mut numbered = |bags: Vec<Bag>| -> Vec<Vec<(u32, f64)>> {
            let mut out = Vec::with_capacity(bags.len());
            for bag in bags {
                let mut row: Vec<(u32, f64)> = Vec::with_capacity(bag.len());
                for (word, weight) in bag {
                    let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                    row.push((*numbers.entry(word).or_insert(next), weight));
                }
                // The same word more than once: weights add up, in the order of numbers so that sums are the same on every run.
                row.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
                row.dedup_by(|later, first| {
                    let same = later.0 == first.0;
                    if same {
                        first.1 += later.1;
                    }
                    same
                });
                counts.resize(numbers.len(), 0.0);
                row.iter().for_each(|(word, _)| counts[*word as usize] += 1.0);
                out.push(row);
            }
            out
        };
        let (mut from, mut to) = (numbered(from), numbered(to));
        for row in from.iter_mut().chain(&mut to) {
            for (word, weight) in row.iter_mut() {
                // Sub-linear in repeats, by rarity over all roles; never 0, so that two small catalogs still compare.
                *weight = (1.0 + *weight).ln() * (1.0 + roles / counts[*word as usize]).ln();
            }
            let norm = row.iter().map(|(_, w)| w * w).sum::<f64>().sqrt().max(1e-12);
            row.iter_mut().for_each(|(_, w)| *w /= norm);
        }
        let mut postings = vec![Vec::new(); counts.len()];
        for (number, row) in to.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            row.iter()
                .filter(|(_, w)| *w > 0.0)
                .for_each(|(word, w)| postings[*word as usize].push((number, *w)));
        }
        Space { from, postings }
    }

    /// Roles of the second catalog that share a word with a role of the first, with the cosine.
    fn cosines(&self, role: usize) -> Vec<(u32, f64)> {
        let mut sums: FxHashMap<u32, f64> = FxHashMap::default();
        for (word, weight) in &self.from[role] {
            for (other, theirs) in &self.postings[*word as usize] {
                *sums.entry(*other).or_default() += weight * theirs;
            }
        }
        sums.into_iter().map(|(row, sum)| (row, sum.min(1.0))).collect()
    }
}
