//! Text → skills: are the skills that a person read in a text among the first, and are those found right?

use super::baseline::{Bag, Baseline};
use super::metric::{Outcome, Report, SKILLS, bootstrap, row};
use crate::model::Model;
use crate::text::{Extractor, Strength, Subject};
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

/// Measures extraction (precision, recall and F1 of what `extract` finds) and a ranking of all skills for each text: those found first, then by
/// the letter trigrams that their names share with the text. Beside it the trigrams alone, by cosine and by BM25.
#[must_use]
pub fn extraction(model: &Model, cases: &[Annotated], left_out: usize) -> Report {
    let catalog = model.catalog();
    let mut extractor = Extractor::new(model.lexicon());
    let names: Vec<Vec<Bag>> =
        catalog.skills.iter().map(|s| s.names.iter().map(|n| trigrams(&n.text)).collect()).collect();
    let mut of = Vec::new();
    let mut documents = Vec::new();
    for (row, bags) in names.into_iter().enumerate() {
        for bag in bags {
            of.push(row);
            documents.push(bag);
        }
    }
    let (cosine, bm25) = (Baseline::cosine(&documents), Baseline::bm25(&documents));
    let best = |baseline: &Baseline, text: &str| -> Vec<f64> {
        let mut scores = vec![0.0f64; catalog.skills.len()];
        for (score, skill) in baseline.scores(&trigrams(text)).into_iter().zip(&of) {
            scores[*skill] = scores[*skill].max(score);
        }
        scores
    };
    let ranked = |scores: &[f64], truths: &[SkillRow]| -> Outcome {
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then(a.cmp(b)));
        let at = |(n, s): (usize, &usize)| truths.contains(&SkillRow::of(*s)).then_some(n);
        let ranks = order.iter().take(DEPTH).enumerate().filter_map(at).collect();
        Outcome { class: 0, ranks, truths: truths.len() }
    };
    let (mut system, mut by_cosine, mut by_bm25) = (Vec::new(), Vec::new(), Vec::new());
    let mut counts: Vec<(f64, f64, f64)> = Vec::new();
    for case in cases {
        let mut scores = best(&cosine, &case.text);
        by_cosine.push(ranked(&scores, &case.skills));
        by_bm25.push(ranked(&best(&bm25, &case.text), &case.skills));
        let mut found: Vec<SkillRow> = Vec::new();
        for mention in extractor.extract(&case.text).iter().filter(|m| m.strength > Strength::Excluded) {
            if let Subject::Skill(skill) = mention.subject {
                found.push(skill);
            }
        }
        found.sort_unstable();
        found.dedup();
        found.iter().for_each(|s| scores[s.at()] += 1.0);
        system.push(ranked(&scores, &case.skills));
        let right = found.iter().filter(|s| case.skills.contains(s)).count();
        #[allow(clippy::cast_precision_loss)]
        counts.push((right as f64, found.len() as f64, case.skills.len() as f64));
    }
    let mut first = row("skillgap", &system, SKILLS);
    let sums =
        |s: &[(f64, f64, f64)]| s.iter().fold((0.0, 0.0, 0.0), |t, c| (t.0 + c.0, t.1 + c.1, t.2 + c.2));
    let share = |a: f64, b: f64| if b > 0.0 { a / b } else { 0.0 };
    let precision = bootstrap(&counts, |s| share(sums(s).0, sums(s).1));
    let recall = bootstrap(&counts, |s| share(sums(s).0, sums(s).2));
    let f1 = bootstrap(&counts, |s| share(2.0 * sums(s).0, sums(s).1 + sums(s).2));
    for (name, figure) in [("precision", precision), ("recall", recall), ("F1", f1)] {
        first.figures.push((name.to_owned(), figure));
    }
    Report {
        schema_version: 1,
        task: "extraction".to_owned(),
        cases: cases.len(),
        left_out,
        choices: catalog.skills.len(),
        rows: vec![first, row("trigram cosine", &by_cosine, SKILLS), row("trigram BM25", &by_bm25, SKILLS)],
    }
}

/// The letter trigrams of the words of a text, each counted once.
fn trigrams(text: &str) -> Bag {
    let lower = text.to_lowercase();
    let mut columns = Vec::new();
    for word in lower.split(|c: char| !c.is_alphanumeric() && c != '+' && c != '#').filter(|w| !w.is_empty())
    {
        let letters: Vec<char> =
            std::iter::once(' ').chain(word.chars()).chain(std::iter::once(' ')).collect();
        for w in letters.windows(3) {
            // A fixed table of 2¹⁶ columns; the few that share one do not matter to a baseline.
            let hash = w.iter().fold(0usize, |h, c| (h * 1009 + *c as usize) % 65_521);
            columns.push(hash);
        }
    }
    columns.sort_unstable();
    columns.dedup();
    columns.into_iter().map(|c| (c, 1.0)).collect()
}
