//! The shipped catalog: healthy, large enough, its titles found, its ladders whole.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use skillgap::catalog::assemble;
use skillgap::check::{Coverage, check_folder};
use skillgap::diagnostics::{Findings, Severity};
use skillgap::ingest::catalog::read_folder;
use skillgap::model::{Model, Params};
use skillgap::report::coverage_page;
use skillgap::units::{RoleRow, Seniority};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn checked() -> &'static (Coverage, Findings) {
    static CHECKED: OnceLock<(Coverage, Findings)> = OnceLock::new();
    CHECKED.get_or_init(|| check_folder(&here("data")).expect("the shipped catalog can be read"))
}

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| {
        skillgap::pipeline::train(&here("data"), &[], Params::default(), &mut |_, _, _| {})
            .expect("the shipped catalog can be trained")
            .0
    })
}

#[test]
fn check_finds_no_error_and_no_warning() {
    let bad: Vec<String> = checked()
        .1
        .iter()
        .filter(|f| f.severity != Severity::Note)
        .map(|f| format!("{}:{} {}", f.place.file, f.place.line, f.message))
        .collect();
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn it_is_as_large_as_promised() {
    let c = &checked().0;
    assert!(c.roles >= 180, "{} roles", c.roles);
    assert!(c.skills >= 1200, "{} skills", c.skills);
    assert!(c.certifications >= 250, "{} certifications", c.certifications);
    assert!(c.project_rows >= 300, "{} rows of projects", c.project_rows);
    assert_eq!(c.technical_skills_two_ways, c.technical_skills, "each can be built in two ways");
}

#[test]
fn every_role_says_enough_and_has_five_other_titles() {
    for role in &model().catalog().roles {
        let words = role.description.split_whitespace().count();
        assert!((80..=250).contains(&words), "{} has {words} words", role.id);
        assert!(role.aliases.len() >= 5, "{} has {} aliases", role.id, role.aliases.len());
    }
}

#[test]
fn titles_that_people_use_lead_to_their_role_first() {
    let table = std::fs::read_to_string(here("tests/catalog/titles.csv")).expect("the table of titles");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let mut wrong = Vec::new();
    let mut seen = 0;
    for row in rows.records() {
        let row = row.expect("a title and a role");
        let found = model().titles().find(&row[0], 1);
        let id = found.first().map_or("nothing", |m| model().catalog().roles[m.role.at()].id.as_str());
        seen += 1;
        if id != &row[1] {
            wrong.push(format!("“{}” finds {id}, not {}", &row[0], &row[1]));
        }
    }
    assert!(seen > 100, "{seen} titles");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Published totals are rounded to years; the ladder's own years must agree with them to within this.
const YEARS_OFF: f64 = 0.6;

#[test]
fn published_career_paths_are_ladders_of_the_catalog() {
    let (records, _) = read_folder(&here("data")).expect("the shipped catalog can be read");
    let (catalog, _) = assemble(records.clone());
    assert!(records.career_paths.len() >= 20);
    for path in &records.career_paths {
        let rungs: Vec<RoleRow> = path
            .roles
            .iter()
            .map(|id| catalog.role(id).unwrap_or_else(|| panic!("“{id}” of a career path is no role")))
            .collect();
        let mut years = 0.0;
        for pair in rungs.windows(2) {
            let t = catalog.transitions.iter().find(|t| t.from == pair[0] && t.to == pair[1]);
            years += f64::from(t.unwrap_or_else(|| panic!("{:?}: a move is missing", path.roles)).years);
        }
        assert!(
            (years - f64::from(path.years)).abs() <= YEARS_OFF,
            "{:?}: {years} years, not {}",
            path.roles,
            path.years
        );
    }
}

#[test]
fn every_role_above_entry_can_be_reached() {
    let catalog = model().catalog();
    for (row, role) in catalog.roles.iter().enumerate() {
        let reached = catalog.transitions.iter().any(|t| t.to.at() == row);
        assert!(reached || role.seniority == Seniority::Entry, "no move leads to {}", role.id);
    }
}

#[test]
fn the_coverage_page_is_current() {
    let (records, _) = read_folder(&here("data")).expect("the shipped catalog can be read");
    let (catalog, _) = assemble(records);
    let page = coverage_page::page(&catalog, &checked().0);
    let kept = std::fs::read_to_string(here("docs/coverage.md")).unwrap_or_default();
    assert!(
        page == kept,
        "docs/coverage.md is old; write it with `skillgap check data --coverage-page docs/coverage.md`"
    );
}
