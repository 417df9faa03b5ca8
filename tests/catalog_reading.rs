//! What roles ask and which roles are near each other, as snapshots that a person reads when they change.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use skillgap::matching::Matcher;
use skillgap::model::{Model, Params};
use skillgap::vector::{Said, strongest};

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        skillgap::pipeline::train(&data, &[], Params::default(), &mut |_, _, _| {})
            .expect("the shipped catalog can be trained")
            .0
    })
}

/// A role's skills, strongest first, as `roles show` lists them.
fn telling(row: usize) -> Vec<String> {
    let d = &model().data;
    strongest(&d.roles[row], &d.rarity, d.catalog.roles[row].seniority)
        .into_iter()
        .map(|r| format!("{} {}", d.catalog.skills[r.skill.at()].name, r.level))
        .collect()
}

#[test]
fn the_ten_strongest_requirements_read_as_the_role() {
    let list: Vec<String> = model()
        .catalog()
        .roles
        .iter()
        .enumerate()
        .map(|(row, role)| {
            let ten: Vec<String> = telling(row).into_iter().take(10).collect();
            format!("{} ({}): {}", role.title, role.seniority.word(), ten.join(", "))
        })
        .collect();
    insta::assert_snapshot!("ten_strongest_of_every_role", list.join("\n"));
}

/// Thirty roles of different fields, whose neighbours are read by eye.
const JUDGED: [&str; 30] = [
    "account-executive",
    "av-technician",
    "back-end-developer",
    "business-analyst",
    "chief-information-officer",
    "chief-information-security-officer",
    "cloud-engineer",
    "computing-teacher",
    "data-center-technician",
    "data-engineer",
    "data-scientist",
    "database-administrator",
    "director-of-engineering",
    "embedded-software-engineer",
    "enterprise-architect",
    "field-service-technician",
    "front-end-developer",
    "game-developer",
    "help-desk-technician",
    "human-resources-manager",
    "it-manager",
    "it-project-manager",
    "marketing-manager",
    "network-administrator",
    "penetration-tester",
    "privacy-officer",
    "product-manager",
    "qa-engineer",
    "site-reliability-engineer",
    "technical-writer",
];

#[test]
fn nearest_roles_hold_no_absurd_neighbour() {
    let model = model();
    let matcher = Matcher::new(model);
    let mut worker = matcher.worker();
    let day = "2026-01-01".parse().expect("a date");
    let mut list = BTreeMap::new();
    for id in JUDGED {
        let row = model.catalog().role(id).unwrap_or_else(|| panic!("no role {id}"));
        let mut builder = model.profile_builder(day);
        builder.begin();
        for r in &model.data.roles[row.at()].requirements {
            let name = model.catalog().skills[r.skill.at()].name.clone();
            builder.add(&name, Said { level: Some(r.level), ..Said::default() });
        }
        let profile = builder.finish().clone();
        let near: Vec<String> = worker
            .rank(&profile, 6)
            .iter()
            .filter(|s| s.role as usize != row.at())
            .take(5)
            .map(|s| format!("{} {:.2}", model.catalog().roles[s.role as usize].title, s.fit))
            .collect();
        list.insert(id, format!("{}: {}", model.catalog().roles[row.at()].title, near.join(", ")));
    }
    let text: Vec<String> = list.into_values().collect();
    insta::assert_snapshot!("nearest_of_thirty_roles", text.join("\n"));
}
