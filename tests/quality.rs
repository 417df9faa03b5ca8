//! Quality pinned on a small set written for it. To record again after a wanted change: `skillgap evaluate people
//! tests/data/quality/people.csv --all`, and set the floors a little below what it prints.

use jiff::civil::date;
use skillgap::diagnostics::Findings;
use skillgap::evaluate::{Labelled, Report, people};
use skillgap::ingest::labelled::read_labelled;
use skillgap::ingest::profile::ProfileRecord;
use skillgap::model::{Model, Prior};
use skillgap::pipeline::learn_people;

fn records() -> Vec<ProfileRecord> {
    let bytes = std::fs::read("tests/data/quality/people.csv").unwrap();
    let mut findings = Findings::new();
    let people = read_labelled("people.csv", &bytes, None, &mut findings);
    assert!(!findings.has_errors());
    people
}

fn measure(model: &Model, all: bool) -> Report {
    let labelled = Labelled::resolve(model, &records(), date(2026, 1, 1));
    assert!(labelled.unknown.is_empty(), "{:?}", labelled.unknown);
    people(model, &labelled, all)
}

fn figure(report: &Report, method: &str, name: &str) -> f64 {
    let row = report.rows.iter().find(|r| r.method == method).unwrap();
    row.figures.iter().find(|f| f.0 == name).unwrap().1.value
}

#[test]
fn people_find_their_roles() {
    let model = Model::shipped().unwrap();
    let all = measure(&model, true);
    assert!(figure(&all, "skillgap", "top-5") >= 0.8, "{all:?}");
    assert!(figure(&all, "skillgap", "top-5") > figure(&all, "majority", "top-5"));
    let among = measure(&model, false);
    assert!(figure(&among, "skillgap", "top-1") >= 0.9, "{among:?}");
}

#[test]
fn labelled_people_sharpen_the_ranking_and_keep_unlabelled_roles_in() {
    let before = measure(&Model::shipped().unwrap(), true);
    let learn = |prior| {
        let mut findings = Findings::new();
        learn_people(Model::shipped().unwrap(), &records(), prior, date(2026, 1, 1), &mut findings).unwrap()
    };
    let model = learn(Prior::Uniform);
    let after = measure(&model, true);
    assert!(figure(&after, "skillgap", "MRR") > figure(&before, "skillgap", "MRR"));
    assert_eq!(learn(Prior::Uniform).data, model.data, "the same people teach the same");
    // A model file keeps what was learned.
    let bytes = skillgap::model::encode(&model).unwrap();
    assert_eq!(Model::read("bytes", &bytes).unwrap().data, model.data);
    // Roles that nobody holds can still be matched.
    let holder = model.profile([("Selenium", None), ("Test automation", None)], date(2026, 1, 1));
    let matcher = skillgap::matching::Matcher::new(&model);
    let best = matcher.worker().rank(&holder, 5).to_vec();
    assert!(best.iter().any(|s| model.catalog().roles[s.role as usize].id.contains("test")), "{best:?}");
}

#[test]
fn intervals_hold_their_values() {
    let report = measure(&Model::shipped().unwrap(), false);
    for (_, f) in report.rows.iter().flat_map(|r| &r.figures) {
        assert!(f.low <= f.value && f.value <= f.high && (0.0..=1.0).contains(&f.value));
    }
}
