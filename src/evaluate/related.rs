//! Role → similar roles, and role → next role: both rank all other roles for a role.

use super::baseline::{Bag, Baseline};
use super::metric::{Outcome, RANKINGS, Report, row};
use super::people::role_bag;
use crate::matching::Matcher;
use crate::model::Model;
use crate::units::RoleRow;
use crate::vector::{Evidence, Held, Profile};

/// A person who has exactly what a role asks.
fn holder(model: &Model, role: RoleRow) -> Profile {
    let asked = model.data.roles[role.at()].requirements.iter();
    let held =
        |r: &crate::vector::Requirement| Held { skill: r.skill, level: r.level, evidence: Evidence::Exact };
    Profile { skills: asked.map(held).collect(), ..Profile::default() }
}

/// The other roles, best first, for a person who has exactly what `role` asks.
fn ranked(worker: &mut crate::matching::Worker, model: &Model, role: RoleRow) -> Vec<RoleRow> {
    let n = model.catalog().roles.len();
    let list = worker.rank(&holder(model, role), n);
    list.iter().map(|s| RoleRow(s.role)).filter(|r| *r != role).collect()
}

/// Measures whether the roles that belong to a role, each pair given as (role, other), come first among all others, beside cosine, BM25 and
/// the most named.
#[must_use]
pub fn related(model: &Model, pairs: &[(RoleRow, RoleRow)], left_out: usize) -> Report {
    report(model, pairs, left_out, "related")
}

/// The same for moves from a role to the next.
#[must_use]
pub fn moves(model: &Model, pairs: &[(RoleRow, RoleRow)], left_out: usize) -> Report {
    report(model, pairs, left_out, "moves")
}

fn report(model: &Model, pairs: &[(RoleRow, RoleRow)], left_out: usize, task: &str) -> Report {
    let mut wanted: std::collections::BTreeMap<RoleRow, Vec<RoleRow>> = std::collections::BTreeMap::new();
    for (from, to) in pairs.iter().filter(|(a, b)| a != b) {
        let list = wanted.entry(*from).or_default();
        if !list.contains(to) {
            list.push(*to);
        }
    }
    let outcome = |truths: &[RoleRow], list: &[RoleRow]| {
        let at = |(n, r): (usize, &RoleRow)| truths.contains(r).then_some(n);
        Outcome { class: 0, ranks: list.iter().enumerate().filter_map(at).collect(), truths: truths.len() }
    };
    let matcher = Matcher::new(model);
    let mut worker = matcher.worker();
    let system: Vec<Outcome> =
        wanted.iter().map(|(from, truths)| outcome(truths, &ranked(&mut worker, model, *from))).collect();
    let n = model.catalog().roles.len();
    let documents: Vec<Bag> = (0..n).map(|r| role_bag(model, RoleRow::of(r))).collect();
    let mut named = vec![0.0; n];
    wanted.values().flatten().for_each(|r| named[r.at()] += 1.0);
    let sorted = |scores: Vec<f64>, from: RoleRow| -> Vec<RoleRow> {
        let mut all: Vec<RoleRow> = (0..n).map(RoleRow::of).filter(|r| *r != from).collect();
        all.sort_by(|a, b| scores[b.at()].total_cmp(&scores[a.at()]).then(a.cmp(b)));
        all
    };
    let mut rows = vec![row("skillgap", &system, RANKINGS)];
    let popular: Vec<Outcome> =
        wanted.iter().map(|(from, truths)| outcome(truths, &sorted(named.clone(), *from))).collect();
    rows.push(row("most named", &popular, RANKINGS));
    for (name, baseline) in
        [("tf-idf cosine", Baseline::cosine(&documents)), ("BM25", Baseline::bm25(&documents))]
    {
        let outcomes: Vec<Outcome> = wanted
            .iter()
            .map(|(from, truths)| outcome(truths, &sorted(baseline.scores(&documents[from.at()]), *from)))
            .collect();
        rows.push(row(name, &outcomes, RANKINGS));
    }
    Report {
        schema_version: 1,
        task: task.to_owned(),
        cases: wanted.len(),
        left_out,
        choices: n.saturating_sub(1),
        rows,
    }
}
