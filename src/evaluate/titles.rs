//! Title → role: does title resolution find the role that a person assigned?

use super::baseline::{Bag, Baseline, Vocabulary};
use super::metric::{Outcome, RANKINGS, Report, row};
use crate::model::Model;
use crate::units::RoleRow;

/// A title with the role it belongs to.
#[derive(Clone, Debug, PartialEq)]
pub struct TitleCase {
    /// As people write it.
    pub title: String,
    /// The role.
    pub role: RoleRow,
}

/// How deep rankings are looked at.
const DEPTH: usize = 100;

/// Measures title resolution beside tf-idf cosine and BM25 over the words of titles and aliases.
#[must_use]
pub fn titles(model: &Model, cases: &[TitleCase], left_out: usize) -> Report {
    let index = model.titles();
    let outcome = |rank: Option<usize>| Outcome { class: 0, ranks: rank.into_iter().collect(), truths: 1 };
    let system: Vec<Outcome> = cases
        .iter()
        .map(|c| outcome(index.find(&c.title, DEPTH).iter().position(|m| m.role == c.role)))
        .collect();
    let mut words = Vocabulary::default();
    let mut of = Vec::new();
    let mut documents = Vec::new();
    for (row, role) in model.catalog().roles.iter().enumerate() {
        for title in std::iter::once(&role.title).chain(&role.aliases) {
            of.push(row);
            documents.push(words.bag(title));
        }
    }
    let queries: Vec<Bag> = cases.iter().map(|c| words.bag(&c.title)).collect();
    let mut rows = vec![row("skillgap", &system, RANKINGS)];
    for (name, baseline) in
        [("tf-idf cosine", Baseline::cosine(&documents)), ("BM25", Baseline::bm25(&documents))]
    {
        let outcomes: Vec<Outcome> = cases
            .iter()
            .zip(&queries)
            .map(|(case, query)| {
                let mut best = vec![0.0f64; model.catalog().roles.len()];
                for (score, role) in baseline.scores(query).into_iter().zip(&of) {
                    best[*role] = best[*role].max(score);
                }
                let own = best[case.role.at()];
                let before = |(r, s): &(usize, &f64)| **s > own || (**s >= own && *r < case.role.at());
                outcome((own > 0.0).then(|| best.iter().enumerate().filter(before).count()))
            })
            .collect();
        rows.push(row(name, &outcomes, RANKINGS));
    }
    Report {
        schema_version: 1,
        task: "titles".to_owned(),
        cases: cases.len(),
        left_out,
        choices: model.catalog().roles.len(),
        rows,
    }
}
