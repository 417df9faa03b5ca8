//! Names as people write them → what they name: the same with every way to get there.

use proptest::prelude::*;
use skillgap::model::Model;
use skillgap::text::Subject;
use skillgap::text::names::NameScratch;
use std::sync::OnceLock;

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::shipped().unwrap())
}

/// What a cell names, with the lexicon of all names and with one made for the cell.
fn both_ways(cell: &str) -> [Option<String>; 2] {
    let (model, mut scratch) = (model(), NameScratch::default());
    let shown = |found: Option<_>| found.map(|f: (skillgap::text::Subject, _)| format!("{f:?}"));
    let whole = model.names().resolve(cell, model.catalog(), |_| Some(model.lexicon()), &mut scratch);
    let (whole, own) = (shown(whole), {
        let mut fresh = NameScratch::default();
        shown(model.names().resolve(cell, model.catalog(), |_| None, &mut fresh))
    });
    [whole, own]
}

#[test]
fn a_lexicon_made_for_a_cell_finds_what_the_whole_one_finds() {
    let catalog = model().catalog();
    let names: Vec<&str> =
        catalog.skills.iter().step_by(29).flat_map(|s| s.names.iter().map(|n| n.text)).collect();
    let mut found = 0;
    for (at, name) in names.iter().enumerate() {
        let other = names[(at * 7 + 3) % names.len()];
        for cell in [
            format!("five years of {name} at Acme"),
            format!("{name} and {other}"),
            format!("configuring {}s", name.to_uppercase()),
        ] {
            let [whole, own] = both_ways(&cell);
            assert_eq!(whole, own, "{cell}");
            found += usize::from(whole.is_some());
        }
    }
    assert!(found > names.len() / 2, "{found} of {}", names.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_cell_is_read_the_same_with_either_lexicon(words in proptest::collection::vec(
        prop_oneof![
            Just("install,"), Just("configure"), Just("and"), Just("repair"), Just("computers"), Just("Windows"), Just("Réseaux"),
            Just("server"), Just("(C#)"), Just("Go"), Just("SQL/NoSQL"), Just("data"), Just("bases"), Just("no"), Just("AWS"), Just("networks"),
        ], 1..8)
    ) {
        let cell = words.join(" ");
        let [whole, own] = both_ways(&cell);
        prop_assert_eq!(whole, own, "{}", cell);
    }
}

#[test]
fn every_name_of_the_catalog_names_something_and_ids_name_themselves() {
    let (model, mut scratch) = (model(), NameScratch::default());
    let catalog = model.catalog();
    for (row, skill) in catalog.skills.iter().enumerate() {
        let mut resolve = |name: &str| model.names().resolve(name, catalog, |_| None, &mut scratch);
        let by_id = resolve(&skill.id).map(|f| f.0);
        assert!(by_id.is_some(), "{}", skill.id);
        for name in skill.names.iter() {
            assert!(resolve(name.text).is_some(), "{row}: {}", name.text);
        }
    }
}

/// Also where another role has the title among its aliases.
#[test]
fn every_title_names_its_own_role_in_any_letter_case() {
    for (row, role) in model().catalog().roles.iter().enumerate() {
        for title in [role.title.clone(), role.title.to_uppercase(), format!(" {} ", role.title)] {
            assert_eq!(model().role(&title).map(|r| r.at()).ok(), Some(row), "{title}");
        }
    }
}

#[test]
fn a_title_wins_over_the_same_alias_of_another_role() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "title,description,seniority,aliases\nJudge,You run courts.,mid,\nReferee,You watch games.,mid,judge\n";
    std::fs::write(folder.path().join("skills.csv"), "id,name,kind\ncourts,Courts,knowledge\n").unwrap();
    std::fs::write(folder.path().join("roles.csv"), rows).unwrap();
    let params = skillgap::model::Params { families: Some(1), ..Default::default() };
    let (model, _) = skillgap::pipeline::train(folder.path(), &[], params, &mut |_, _, _| {}).unwrap();
    assert_eq!(model.role("judge").map(|r| model.catalog()[r].title.clone()).unwrap(), "Judge");
}

/// The id of what a cell names.
fn named(cell: &str) -> Option<String> {
    let (model, mut scratch) = (model(), NameScratch::default());
    let (subject, _) =
        model.names().resolve(cell, model.catalog(), |_| Some(model.lexicon()), &mut scratch)?;
    Some(match subject {
        Subject::Skill(row) => model.catalog()[row].id.clone(),
        Subject::Certification(row) => model.catalog()[row].id.clone(),
    })
}

#[test]
fn acronyms_are_compared_letter_by_letter() {
    for (cell, id) in [
        ("LFCS", "linux-foundation-lfcs"),
        ("lfcs", "linux-foundation-lfcs"),
        ("MCTS", "microsoft-mcts"),
        ("ECSE", "ekahau-ecse-design"),
        ("ecse", "ekahau-ecse-design"),
        ("RTOS", "real-time-operating-systems"),
        ("NATS", "rabbitmq"),
    ] {
        assert_eq!(named(cell).as_deref(), Some(id), "{cell}");
    }
    // More than one of it, and words in capitals, are what they were.
    for (cell, same) in [("VPNs", "VPN"), ("vpns", "VPN"), ("DATABASES", "Databases"), ("AZURE", "Azure")] {
        assert!(named(cell).is_some() && named(cell) == named(same), "{cell}");
    }
}
