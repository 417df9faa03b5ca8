//! The JSON Schemas in `docs/schema/` are those of the types that the commands print. `SKILLGAP_ACCEPT=1` writes them anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use schemars::{JsonSchema, schema_for};
use skillgap::report;

fn schema<T: JsonSchema>() -> String {
    serde_json::to_string_pretty(&schema_for!(T)).unwrap() + "\n"
}

#[test]
fn published_schemas_are_current() {
    let all = [
        ("check", schema::<report::checks::CheckDocument>()),
        ("cohort", schema::<report::cohorts::CohortDocument>()),
        ("crosswalk", schema::<report::crosswalks::CrosswalkDocument>()),
        ("extract", schema::<report::extraction::ExtractionDocument>()),
        ("import", schema::<report::imports::ImportDocument>()),
        ("match", schema::<report::matches::MatchDocument>()),
        ("path", schema::<report::pathways::PathDocument>()),
        ("plan", schema::<report::plans::PlanDocument>()),
        ("plan-pareto", schema::<report::fronts::FrontDocument>()),
        ("roles-families", schema::<report::roles::FamilyList>()),
        ("roles-find", schema::<report::roles::TitleDocument>()),
        ("roles-list", schema::<report::roles::RoleList>()),
        ("roles-show", schema::<report::roles::RoleDocument>()),
        ("train", schema::<report::roles::TrainDocument>()),
        ("unlock", schema::<report::unlocks::UnlockDocument>()),
        ("unlock-cohort", schema::<report::unlocks::CohortUnlockDocument>()),
    ];
    let folder = Path::new("docs/schema");
    let file = |name: &str| folder.join(format!("{name}.schema.json"));
    if std::env::var_os("SKILLGAP_ACCEPT").is_some() {
        fs::create_dir_all(folder).unwrap();
        all.iter().for_each(|(name, text)| fs::write(file(name), text).unwrap());
    }
    for (name, text) in &all {
        let published = fs::read_to_string(file(name)).unwrap_or_default();
        assert!(published == *text, "{name}: run with SKILLGAP_ACCEPT=1 and read the difference");
    }
    let known: BTreeSet<String> = all.iter().map(|(name, _)| format!("{name}.schema.json")).collect();
    let there: BTreeSet<String> =
        fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(known, there);
}
