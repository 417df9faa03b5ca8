//! Text → the skills nearest to its wording, whether or not it names them.
//!
//! A name has to stand in a text to be a mention; "running effective stand-ups with remote colleagues" names none. This ranks all skills
//! by four views of the same text, each a cosine, and one prior:
//!
//! 1. the stems of the whole text against each name of a skill; the best name counts;
//! 2. the letter sequences of the whole text against each name;
//! 3. the stems of each short run of words against each name: a name that stands there gets 1;
//! 4. the stems of the whole text against all names of a skill together, so that its aliases support each other;
//! 5. how many roles ask the skill, on a logarithmic scale: what many ask is meant more often than what one asks.
//!
//! Each view alone ranks worse; `docs/quality.md` has the figures. A score says how near, never that the text asks it.

use super::term_index::{TermIndex, TermIndexBuilder, TermScores};
use super::terms::Terms;
use crate::catalog::Catalog;
use crate::units::SkillRow;

/// Weight of the prior beside four cosines of weight 1: chosen on half of the sentences of `docs/quality.md`.
const ASKED_WEIGHT: f32 = 0.3;

/// The highest score: four cosines and the prior.
pub const MOST: f32 = 4.0 + ASKED_WEIGHT;

/// Names of all skills, ready to be compared with texts. Immutable.
#[derive(Debug)]
pub struct SkillIndex {
    stems: TermIndex,
    letters: TermIndex,
    together: TermIndex,
    /// The skill of each name.
    owner: Vec<u32>,
    /// The prior of each skill, in [0, 1].
    asked: Vec<f32>,
}

/// Memory for asking; one per thread.
#[derive(Clone, Debug, Default)]
pub struct NearestScratch {
    terms: Terms,
    keys: Vec<u64>,
    scores: TermScores,
    best: Vec<f32>,
}

/// How near a text is to each skill, views apart.
#[derive(Clone, Debug, Default)]
pub struct Nearness {
    /// By skill row: the best name by the stems of the whole text, in [0, 1].
    pub name: Vec<f32>,
    /// By skill row: all names together, in [0, 1].
    pub together: Vec<f32>,
}

impl SkillIndex {
    /// Takes in all names; `asked` is how many roles ask each skill, by skill row (missing ones count as none).
    ///
    /// Cost: linear in the length of the names.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn build(catalog: &Catalog, asked: &[u32]) -> SkillIndex {
        let (mut stems, mut letters, mut together) =
            (TermIndexBuilder::default(), TermIndexBuilder::default(), TermIndexBuilder::default());
        let mut owner = Vec::new();
        let mut terms = Terms::default();
        let (mut keys, mut all) = (Vec::new(), Vec::new());
        for (row, skill) in catalog.skills.iter().enumerate() {
            all.clear();
            for name in skill.names.iter() {
                // "Java (computer programming)" is called Java; the bracket only tells it from the island.
                let outside = name.text.split(" (").next().unwrap_or(name.text);
                terms.fill(outside);
                keys.clear();
                terms.stems(&mut keys);
                stems.add(&keys);
                keys.clear();
                terms.letters(&mut keys);
                letters.add(&keys);
                owner.push(u32::try_from(row).unwrap_or(u32::MAX));
                terms.fill(name.text);
                terms.stems(&mut all);
            }
            together.add(&all);
        }
        let most = asked.iter().copied().max().unwrap_or(0);
        let scale = (most as f32).ln_1p().max(f32::MIN_POSITIVE);
        let prior = |row: usize| (asked.get(row).copied().unwrap_or(0) as f32).ln_1p() / scale;
        SkillIndex {
            stems: stems.build(),
            letters: letters.build(),
            together: together.build(),
            owner,
            asked: (0..catalog.skills.len()).map(prior).collect(),
        }
    }

    /// A score for each skill, by row; higher is nearer, at most [`MOST`].
    ///
    /// Cost: the postings of the text's words, for each window that they are in.
    pub fn scores(&self, text: &str, scratch: &mut NearestScratch) -> Vec<f32> {
        let mut sum: Vec<f32> = self.asked.iter().map(|a| a * ASKED_WEIGHT).collect();
        scratch.terms.fill(text);
        scratch.keys.clear();
        scratch.terms.stems(&mut scratch.keys);
        self.together.ask(&scratch.keys, &mut scratch.scores);
        scratch.scores.hits().for_each(|(skill, s)| sum[skill] += s);
        self.best_name(&self.stems, scratch, &mut sum);
        scratch.keys.clear();
        scratch.terms.letters(&mut scratch.keys);
        self.best_name(&self.letters, scratch, &mut sum);
        self.best_window(scratch, &mut sum);
        sum
    }

    /// Two views of a long text, a role's description, apart; windows of a long text would find every short name.
    pub fn nearness(&self, text: &str, scratch: &mut NearestScratch) -> Nearness {
        let mut near = Nearness { name: vec![0.0; self.asked.len()], together: vec![0.0; self.asked.len()] };
        scratch.terms.fill(text);
        scratch.keys.clear();
        scratch.terms.stems(&mut scratch.keys);
        self.together.ask(&scratch.keys, &mut scratch.scores);
        scratch.scores.hits().for_each(|(skill, s)| near.together[skill] = s);
        self.best_name(&self.stems, scratch, &mut near.name);
        near
    }

    fn best_name(&self, index: &TermIndex, scratch: &mut NearestScratch, sum: &mut [f32]) {
        index.ask(&scratch.keys, &mut scratch.scores);
        scratch.best.clear();
        scratch.best.resize(sum.len(), 0.0);
        for (name, score) in scratch.scores.hits() {
            let best = &mut scratch.best[self.owner[name] as usize];
            *best = best.max(score);
        }
        sum.iter_mut().zip(&scratch.best).for_each(|(s, b)| *s += b);
    }

    fn best_window(&self, scratch: &mut NearestScratch, sum: &mut [f32]) {
        let NearestScratch { terms, scores, best, .. } = scratch;
        best.clear();
        best.resize(sum.len(), 0.0);
        terms.windows(|keys| {
            self.stems.ask(keys, scores);
            for (name, score) in scores.hits() {
                let best = &mut best[self.owner[name] as usize];
                *best = best.max(score);
            }
        });
        sum.iter_mut().zip(&*best).for_each(|(s, b)| *s += b);
    }

    /// The nearest skills, best first, ties by row.
    pub fn nearest(&self, text: &str, most: usize, scratch: &mut NearestScratch) -> Vec<(SkillRow, f32)> {
        let scores = self.scores(text, scratch);
        let mut order: Vec<usize> = (0..scores.len()).collect();
        let by_score = |a: &usize, b: &usize| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b));
        if order.len() > most && most > 0 {
            order.select_nth_unstable_by(most - 1, by_score);
        }
        order.truncate(most);
        order.sort_by(by_score);
        order.into_iter().map(|s| (SkillRow::of(s), scores[s])).collect()
    }
}
