//! Profile → role: does the role that a person has come first among the labelled roles?

use super::baseline::{Bag, Baseline, rank_of};
use super::labelled::{Labelled, Person};
use super::metric::{CLASSES, Outcome, Report, row};
use crate::matching::Matcher;
use crate::model::Model;
use crate::units::RoleRow;

/// Measures the ranking of the labelled roles, or of all roles where `all` is set, for each person, beside majority, cosine and BM25 on the
/// same role vectors.
#[must_use]
pub fn people(model: &Model, labelled: &Labelled, all: bool) -> Report {
    let among: Vec<RoleRow> =
        if all { (0..model.catalog().roles.len()).map(RoleRow::of).collect() } else { labelled.roles() };
    let place = |role: RoleRow| among.binary_search(&role).unwrap_or_default();
    let outcome = |p: &Person, rank: Option<usize>| Outcome {
        class: p.role.0,
        ranks: rank.into_iter().collect(),
        truths: 1,
    };
    let matcher = Matcher::new(model).among(&among);
    let mut worker = matcher.worker();
    let system: Vec<Outcome> = labelled
        .people
        .iter()
        .map(|p| {
            let ranked = worker.rank(&p.profile, among.len());
            outcome(p, ranked.iter().position(|s| s.role == p.role.0))
        })
        .collect();
    let mut counts = vec![0.0; among.len()];
    labelled.people.iter().for_each(|p| counts[place(p.role)] += 1.0);
    let majority: Vec<Outcome> =
        labelled.people.iter().map(|p| outcome(p, Some(rank_of(&counts, place(p.role))))).collect();
    let documents: Vec<Bag> = among.iter().map(|r| role_bag(model, *r)).collect();
    let mut rows = vec![row("skillgap", &system, CLASSES), row("majority", &majority, CLASSES)];
    for (name, baseline) in
        [("tf-idf cosine", Baseline::cosine(&documents)), ("BM25", Baseline::bm25(&documents))]
    {
        let outcomes: Vec<Outcome> = labelled
            .people
            .iter()
            .map(|p| {
                let query: Bag = p.profile.skills.iter().map(|h| (h.skill.at(), 1.0)).collect();
                outcome(p, Some(rank_of(&baseline.scores(&query), place(p.role))))
            })
            .collect();
        rows.push(row(name, &outcomes, CLASSES));
    }
    Report {
        schema_version: 1,
        task: "people".to_owned(),
        cases: labelled.people.len(),
        left_out: labelled.unknown.values().sum(),
        choices: among.len(),
        rows,
    }
}

/// What a role asks, as a bag.
pub fn role_bag(model: &Model, role: RoleRow) -> Bag {
    let asked = model.data.roles[role.at()].requirements.iter();
    asked.map(|r| (r.skill.at(), f64::from(r.importance) / 1000.0)).collect()
}
