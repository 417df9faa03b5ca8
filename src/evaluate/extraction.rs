//! Text → skills: are the skills that a person read in a text among the first, and are those found right?

use super::baseline::{Bag, Baseline};
use super::metric::{Outcome, Report, Row, SKILLS, bootstrap, row};
use crate::model::Model;
use crate::text::term_index::{TermIndex, TermIndexBuilder, TermScores};
use crate::text::terms::Terms;
use crate::text::{Extractor, NearestScratch, Strength, Subject};
use crate::units::SkillRow;

/// A text with the skills that it names.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotated {
    /// The text.
    pub text: String,
    /// Skills, each once.
    pub skills: Vec<SkillRow>,
}

/// How deep rankings are looked at.
const DEPTH: usize = 50;

/// What a skill that the text names gets on top of its nearness: half of one exact view, so that names decide among near ones.
const NAMED_BONUS: f32 = 0.5;

/// The places of the true skills when all skills are sorted by score, best first, ties by row.
pub(super) fn outcome(scores: &[f32], truths: &[SkillRow]) -> Outcome {
    let place = |t: &SkillRow| {
        let own = scores[t.at()];
        let before = |(i, s): (usize, &f32)| *s > own || s.total_cmp(&own).is_eq() && i < t.at();
        scores.iter().enumerate().filter(|p| before(*p)).count()
    };
    let mut ranks: Vec<usize> = truths.iter().map(place).filter(|r| *r < DEPTH).collect();
    ranks.sort_unstable();
    Outcome { class: 0, ranks, truths: truths.len() }
}

/// Measures a ranking of all skills for each text (those nearest to its wording, those that it names above their like), and what `extract` finds:
/// precision, recall and F1. Beside it what anyone could write in an hour: dictionary and letters of names by tf-idf cosine, the
/// letters alone, the same by BM25, and the skills most asked by roles whatever the text says.
#[must_use]
pub fn extraction(model: &Model, cases: &[Annotated], left_out: usize) -> Report {
    let catalog = model.catalog();
    let mut extractor = Extractor::new(model.lexicon());
    let index = model.skill_index();
    let mut scratch = NearestScratch::default();
    let mut letters = Letters::of(model);
    #[allow(clippy::cast_precision_loss)]
    let popular: Vec<f32> = model.asked().iter().map(|a| *a as f32).collect();
    let (mut system, mut both, mut by_cosine, mut by_bm25, mut by_popularity) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut counts: Vec<(f64, f64, f64)> = Vec::new();
    for case in cases {
        let mut found: Vec<SkillRow> = Vec::new();
        for mention in extractor.extract(&case.text).iter().filter(|m| m.strength > Strength::Excluded) {
            if let Subject::Skill(skill) = mention.subject {
                found.push(skill);
            }
        }
        found.sort_unstable();
        found.dedup();
        let mut scores = index.scores(&case.text, &mut scratch);
        found.iter().for_each(|s| scores[s.at()] += NAMED_BONUS);
        system.push(outcome(&scores, &case.skills));
        let mut scores = letters.cosine(&case.text);
        by_cosine.push(outcome(&scores, &case.skills));
        // A cosine is at most 1: what the dictionary finds comes first.
        found.iter().for_each(|s| scores[s.at()] += 1.0);
        both.push(outcome(&scores, &case.skills));
        by_bm25.push(outcome(&letters.bm25(&case.text), &case.skills));
        by_popularity.push(outcome(&popular, &case.skills));
        let right = found.iter().filter(|s| case.skills.contains(s)).count();
        #[allow(clippy::cast_precision_loss)]
        counts.push((right as f64, found.len() as f64, case.skills.len() as f64));
    }
    let mut first = row("skillgap", &system, SKILLS);
    add_found(&mut first, &counts);
    Report {
        schema_version: 1,
        task: "extraction".to_owned(),
        cases: cases.len(),
        left_out,
        choices: catalog.skills.len(),
        rows: vec![
            first,
            row("names, then letters by cosine", &both, SKILLS),
            row("letters by cosine", &by_cosine, SKILLS),
            row("letters by BM25", &by_bm25, SKILLS),
            row("most asked", &by_popularity, SKILLS),
        ],
    }
}

/// Precision, recall and F1 over all cases together. `counts`: (right, found, true) of each case.
pub(super) fn add_found(to: &mut Row, counts: &[(f64, f64, f64)]) {
    let sums =
        |s: &[(f64, f64, f64)]| s.iter().fold((0.0, 0.0, 0.0), |t, c| (t.0 + c.0, t.1 + c.1, t.2 + c.2));
    let share = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
    let precision = bootstrap(counts, |s| share(sums(s).0, sums(s).1));
    let recall = bootstrap(counts, |s| share(sums(s).0, sums(s).2));
    let f1 = bootstrap(counts, |s| share(2.0 * sums(s).0, sums(s).1 + sums(s).2));
    for (name, figure) in [("precision", precision), ("recall", recall), ("F1", f1)] {
        to.figures.push((name.to_owned(), figure));
    }
}

/// The letter sequences of all names.
struct Letters {
    /// The skill of each name.
    owner: Vec<usize>,
    skills: usize,
    index: TermIndex,
    bm25: Baseline,
    terms: Terms,
    hits: TermScores,
}

impl Letters {
    fn of(model: &Model) -> Letters {
        let skills = &model.catalog().skills;
        let mut terms = Terms::default();
        let mut builder = TermIndexBuilder::default();
        let (mut owner, mut bags) = (Vec::new(), Vec::new());
        for (row, skill) in skills.iter().enumerate() {
            for name in skill.names.iter() {
                let mut keys = Vec::new();
                terms.fill(name.text);
                terms.letters(&mut keys);
                builder.add(&keys);
                bags.push(bag(&keys));
                owner.push(row);
            }
        }
        let (index, bm25) = (builder.build(), Baseline::bm25(&bags));
        Letters { owner, skills: skills.len(), index, bm25, terms, hits: TermScores::default() }
    }

    fn keys(&mut self, text: &str) -> Vec<u64> {
        let mut keys = Vec::new();
        self.terms.fill(text);
        self.terms.letters(&mut keys);
        keys
    }

    fn cosine(&mut self, text: &str) -> Vec<f32> {
        let keys = self.keys(text);
        self.index.ask(&keys, &mut self.hits);
        let mut scores = vec![0.0f32; self.skills];
        for (name, score) in self.hits.hits() {
            let best = &mut scores[self.owner[name]];
            *best = best.max(score);
        }
        scores
    }

    fn bm25(&mut self, text: &str) -> Vec<f32> {
        let query = bag(&self.keys(text));
        let mut scores = vec![0.0f32; self.skills];
        for (score, skill) in self.bm25.scores(&query).into_iter().zip(&self.owner) {
            #[allow(clippy::cast_possible_truncation)]
            let score = score as f32;
            scores[*skill] = scores[*skill].max(score);
        }
        scores
    }
}

/// A baseline's bag: keys folded into 2¹⁶ columns, each counted once; the few that share one do not matter to a baseline.
fn bag(keys: &[u64]) -> Bag {
    #[allow(clippy::cast_possible_truncation)]
    let mut columns: Vec<usize> = keys.iter().map(|k| (k % 65_521) as usize).collect();
    columns.sort_unstable();
    columns.dedup();
    columns.into_iter().map(|c| (c, 1.0)).collect()
}
