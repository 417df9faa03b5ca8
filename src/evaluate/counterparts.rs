//! Role of one catalog → its counterparts in another: the lists of a crosswalk against pairs that people made.

use super::baseline::{Bag, Baseline, Vocabulary};
use super::metric::{Outcome, PAIRS, Report, row};
use super::related::{by_role, outcome};
use crate::matching::crosswalk::Crosswalk;
use crate::model::Model;
use crate::units::RoleRow;

/// Measures whether the counterparts in `to` of a role of `from`, each pair given as (role of `from`, role of `to`), come first among all roles
/// of `to`, beside the most named and cosine and BM25 over the words of titles, aliases and descriptions.
#[must_use]
pub fn counterparts(from: &Model, to: &Model, pairs: &[(RoleRow, RoleRow)], left_out: usize) -> Report {
    let wanted = by_role(pairs.iter());
    let choices = to.catalog().roles.len();
    let walk = Crosswalk::new(from, to);
    let system: Vec<Outcome> = wanted
        .iter()
        .map(|(role, truths)| {
            let list: Vec<RoleRow> = walk.nearest(*role, choices).iter().map(|c| c.role).collect();
            outcome(truths, &list)
        })
        .collect();
    let mut rows = vec![row("skillgap", &system, PAIRS)];
    let sorted = |scores: &[f64]| -> Vec<RoleRow> {
        let mut all: Vec<RoleRow> = (0..choices).map(RoleRow::of).collect();
        all.sort_by(|a, b| scores[b.at()].total_cmp(&scores[a.at()]).then(a.cmp(b)));
        all
    };
    let mut named = vec![0.0; choices];
    wanted.values().flatten().for_each(|r| named[r.at()] += 1.0);
    let popular = sorted(&named);
    let outcomes: Vec<Outcome> = wanted.values().map(|truths| outcome(truths, &popular)).collect();
    rows.push(row("most named", &outcomes, PAIRS));
    let mut words = Vocabulary::default();
    let documents: Vec<Bag> = (0..choices).map(|r| words.bag(&said(to, RoleRow::of(r)))).collect();
    let queries: Vec<Bag> = wanted.keys().map(|role| words.bag(&said(from, *role))).collect();
    for (name, baseline) in
        [("tf-idf cosine", Baseline::cosine(&documents)), ("BM25", Baseline::bm25(&documents))]
    {
        let lists = queries.iter().map(|query| sorted(&baseline.scores(query)));
        let outcomes: Vec<Outcome> =
            lists.zip(wanted.values()).map(|(list, truths)| outcome(truths, &list)).collect();
        rows.push(row(name, &outcomes, PAIRS));
    }
    Report { schema_version: 1, task: "related".to_owned(), cases: wanted.len(), left_out, choices, rows }
}

/// All that a role is called and said to be.
fn said(model: &Model, role: RoleRow) -> String {
    let role = &model.catalog()[role];
    let names = std::iter::once(&role.title).chain(&role.aliases).chain(std::iter::once(&role.description));
    names.map(String::as_str).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_its_own_counterpart_in_the_same_catalog() {
        let model = Model::shipped().unwrap();
        let pairs: Vec<_> =
            (0..model.catalog().roles.len()).step_by(10).map(|r| (RoleRow::of(r), RoleRow::of(r))).collect();
        let report = counterparts(&model, &model, &pairs, 0);
        assert_eq!(report.cases, pairs.len());
        let figure =
            |method: usize| report.rows[method].figures.iter().find(|f| f.0 == "hit@1").unwrap().1.value;
        assert!(figure(0) >= 1.0, "{report:?}");
        assert!(figure(1) < 0.1, "{report:?}");
    }
}
