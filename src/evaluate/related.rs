//! Role → similar roles, and role → next role: both rank all other roles for a role.

use std::collections::BTreeMap;

use super::baseline::{Bag, Baseline};
use super::metric::{Outcome, PAIRS, Report, row};
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

/// The true answers of each role that has some.
pub(super) fn by_role<'p>(
    pairs: impl Iterator<Item = &'p (RoleRow, RoleRow)>,
) -> BTreeMap<RoleRow, Vec<RoleRow>> {
    let mut wanted: BTreeMap<RoleRow, Vec<RoleRow>> = BTreeMap::new();
    for (from, to) in pairs {
        let list = wanted.entry(*from).or_default();
        if !list.contains(to) {
            list.push(*to);
        }
    }
    wanted
}

/// Where the true answers stand in a list.
pub(super) fn outcome(truths: &[RoleRow], list: &[RoleRow]) -> Outcome {
    let at = |(n, r): (usize, &RoleRow)| truths.contains(r).then_some(n);
    Outcome { class: 0, ranks: list.iter().enumerate().filter_map(at).collect(), truths: truths.len() }
}

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Task {
    Related,
    Moves,
}

/// What a move to the next rung up gains, to each rung beyond loses, and to a lower one loses, in standard deviations of the evidence over roles.
/// Tried on the catalog's own transitions only (`docs/quality.md`).
const NEXT_RUNG: f64 = 0.5;
const RUNG_SKIPPED: f64 = 1.0;
const RUNG_DOWN: f64 = 2.0;

/// How far a move between rungs is the usual one.
#[allow(clippy::cast_precision_loss)]
fn step(from: usize, to: usize) -> f64 {
    match to.checked_sub(from) {
        None => -RUNG_DOWN,
        Some(0) => 0.0,
        Some(up) => NEXT_RUNG - RUNG_SKIPPED * (up - 1) as f64,
    }
}

/// For every role, how much speaks for it as a neighbour of `role`, or as the next one: the evidence of a person who has exactly what `role`
/// asks, and for moves the step between rungs.
#[allow(clippy::cast_precision_loss)]
fn scored(worker: &mut crate::matching::Worker, model: &Model, role: RoleRow, task: Task) -> Vec<f64> {
    let evidence: Vec<f64> = worker.evidence(&holder(model, role)).into_iter().map(f64::from).collect();
    if task == Task::Related {
        return evidence;
    }
    let n = evidence.len().max(1) as f64;
    let mean = evidence.iter().sum::<f64>() / n;
    let spread = (evidence.iter().map(|e| (e - mean).powi(2)).sum::<f64>() / n).sqrt().max(1e-9);
    let roles = &model.catalog().roles;
    let from = roles[role.at()].seniority.rung();
    evidence.iter().zip(roles).map(|(e, to)| (e - mean) / spread + step(from, to.seniority.rung())).collect()
}

/// Measures whether the roles that belong to a role, each pair given as (role, other), come first among all others, beside cosine, BM25 and
/// the most named.
#[must_use]
pub fn related(model: &Model, pairs: &[(RoleRow, RoleRow)], left_out: usize) -> Report {
    report(model, pairs, left_out, Task::Related)
}

/// The same for moves from a role to the next: the next rung of the same field comes before another job of the same rung.
#[must_use]
pub fn moves(model: &Model, pairs: &[(RoleRow, RoleRow)], left_out: usize) -> Report {
    report(model, pairs, left_out, Task::Moves)
}

fn report(model: &Model, pairs: &[(RoleRow, RoleRow)], left_out: usize, task: Task) -> Report {
    let wanted = by_role(pairs.iter().filter(|(a, b)| a != b));
    // Nobody is asked to find a role for itself.
    let left_out = left_out + pairs.iter().filter(|(a, b)| a == b).count();
    let matcher = Matcher::new(model);
    let mut worker = matcher.worker();
    let n = model.catalog().roles.len();
    let documents: Vec<Bag> = (0..n).map(|r| role_bag(model, RoleRow::of(r))).collect();
    let mut named = vec![0.0; n];
    wanted.values().flatten().for_each(|r| named[r.at()] += 1.0);
    let sorted = |scores: Vec<f64>, from: RoleRow| -> Vec<RoleRow> {
        let mut all: Vec<RoleRow> = (0..n).map(RoleRow::of).filter(|r| *r != from).collect();
        all.sort_by(|a, b| scores[b.at()].total_cmp(&scores[a.at()]).then(a.cmp(b)));
        all
    };
    let system: Vec<Outcome> = wanted
        .iter()
        .map(|(from, truths)| outcome(truths, &sorted(scored(&mut worker, model, *from, task), *from)))
        .collect();
    let mut rows = vec![row("skillgap", &system, PAIRS)];
    let popular: Vec<Outcome> =
        wanted.iter().map(|(from, truths)| outcome(truths, &sorted(named.clone(), *from))).collect();
    rows.push(row("most named", &popular, PAIRS));
    for (name, baseline) in
        [("tf-idf cosine", Baseline::cosine(&documents)), ("BM25", Baseline::bm25(&documents))]
    {
        let outcomes: Vec<Outcome> = wanted
            .iter()
            .map(|(from, truths)| outcome(truths, &sorted(baseline.scores(&documents[from.at()]), *from)))
            .collect();
        rows.push(row(name, &outcomes, PAIRS));
    }
    Report {
        schema_version: 1,
        task: if task == Task::Moves { "moves" } else { "related" }.to_owned(),
        cases: wanted.len(),
        left_out,
        choices: n.saturating_sub(1),
        rows,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_rung_comes_before_a_lower_one() {
        assert!(step(1, 2) > step(1, 1) && step(1, 1) > step(1, 3) && step(1, 3) > step(1, 0));
    }

    #[test]
    fn moves_of_the_catalog_are_found_better_than_by_popularity() {
        let model = Model::shipped().unwrap();
        let pairs: Vec<_> = model.catalog().transitions.iter().map(|t| (t.from, t.to)).collect();
        let report = moves(&model, &pairs, 0);
        let figure = |method: &str, name: &str| {
            let row = report.rows.iter().find(|r| r.method == method).unwrap();
            row.figures.iter().find(|f| f.0 == name).unwrap().1.value
        };
        for name in ["MRR", "MAP", "hit@5", "R@5"] {
            assert!(figure("skillgap", name) > figure("tf-idf cosine", name), "{name}: {report:?}");
            assert!(figure("skillgap", name) > 2.0 * figure("most named", name), "{name}: {report:?}");
        }
    }
}
