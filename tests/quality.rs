//! Quality pinned on small sets written for it. To record again after a wanted change, run `skillgap evaluate` on the files of
//! `tests/data/quality` (`people people.csv --all`, `titles titles.csv`, `families roles.csv`), and set the floors a little below what it prints.

use jiff::civil::date;
use skillgap::diagnostics::Findings;
use skillgap::evaluate::{Described, Labelled, Report, TitleCase, described_families, people, titles};
use skillgap::ingest::labelled::read_labelled;
use skillgap::ingest::profile::ProfileRecord;
use skillgap::ingest::table::Table;
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
    assert!(figure(&all, "skillgap", "top-5") >= 0.87, "{all:?}");
    assert!(figure(&all, "skillgap", "top-5") > figure(&all, "majority", "top-5"));
    let among = measure(&model, false);
    assert!(figure(&among, "skillgap", "top-1") >= 0.9, "{among:?}");
}

fn rows(file: &str) -> Vec<Vec<String>> {
    let bytes = std::fs::read(format!("tests/data/quality/{file}")).unwrap();
    let mut findings = Findings::new();
    let table = Table::read(file, &bytes, &mut findings);
    assert!(findings.iter().next().is_none());
    let columns = table.header.len();
    table.rows.iter().map(|r| (0..columns).map(|c| r.cell(Some(c)).to_owned()).collect()).collect()
}

#[test]
fn titles_as_people_write_them_find_their_roles() {
    let model = Model::shipped().unwrap();
    let case = |r: &Vec<String>| TitleCase {
        title: r[0].clone(),
        role: model.catalog().role(&r[1]).unwrap_or_else(|| panic!("{}", r[1])),
    };
    let cases: Vec<TitleCase> = rows("titles.csv").iter().map(case).collect();
    let report = titles(&model, &cases, 0);
    assert!(figure(&report, "skillgap", "MRR") >= 0.95, "{report:?}");
    assert!(figure(&report, "skillgap", "MRR") > figure(&report, "tf-idf cosine", "MRR") + 0.2);
}

#[test]
fn families_of_short_texts_are_their_fields() {
    let role =
        |r: Vec<String>| Described { title: r[0].clone(), description: r[1].clone(), group: r[2].clone() };
    let cases: Vec<Described> = rows("roles.csv").into_iter().map(role).collect();
    let report = described_families(&Model::shipped().unwrap(), &cases).unwrap();
    let told = figure(&report, "skillgap, told 6", "ARI");
    assert!(told > figure(&report, "tf-idf k-means, told 6", "ARI"), "{report:?}");
    assert!(told >= 0.7, "{report:?}");
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
