//! A profile as JSON Resume and back: nothing that it says is lost, whatever it says.

use std::sync::OnceLock;

use jiff::civil::{Date, date};
use proptest::prelude::*;
use skillgap::diagnostics::Findings;
use skillgap::ingest::profile::{Entry, ProfileRecord};
use skillgap::ingest::profile_json;
use skillgap::model::Model;
use skillgap::report::json_resume;
use skillgap::text::Subject;
use skillgap::units::Level;

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::shipped().unwrap())
}

fn day() -> impl Strategy<Value = Date> {
    (1980i16..2040, 1i8..13, 1i8..29).prop_map(|(y, m, d)| date(y, m, d))
}

/// Names of the catalog, names that nobody knows, and names meant to hurt.
fn name() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "Linux",
        "C++",
        "CCNA",
        "CompTIA A+",
        "IDS/IPS",
        "Patience",
        "RHCSA",
        "SQL",
    ]);
    prop_oneof![
        4 => known.prop_map(str::to_owned),
        2 => "[a-zA-Zäöé+#./;:\"\\\\<>&' -]{1,24}",
        1 => "\\PC{1,12}",
    ]
    .prop_map(|n| n.trim().to_owned())
    .prop_filter("a name", |n| !n.is_empty())
}

fn entry() -> impl Strategy<Value = Entry> {
    (
        name(),
        prop::option::of(1u8..6),
        prop::option::of(0u32..400),
        prop::option::of(day()),
        prop::option::of(day()),
    )
        .prop_map(|(name, level, years, last_used, date)| Entry {
            name,
            level: level.and_then(Level::new),
            years: years.map(|y| f64::from(y) / 10.0),
            last_used,
            date,
        })
}

fn profile() -> impl Strategy<Value = ProfileRecord> {
    let role = prop::option::of("[A-Z][a-z]{2,9} [A-Z][a-z]{2,9}");
    (prop::collection::vec(entry(), 1..12), role, prop::option::of(1u32..168)).prop_map(
        |(mut entries, role, hours)| {
            // One entry a name: of several, the reader takes the first.
            let mut seen = std::collections::BTreeSet::new();
            entries.retain(|e| seen.insert(e.name.to_lowercase()));
            ProfileRecord {
                line: 1,
                entries,
                current_role: role,
                weekly_hours: hours.map(f64::from),
                ..ProfileRecord::default()
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn nothing_is_lost_on_the_way_and_back(profile in profile()) {
        let mut builder = model().profile_builder(date(2026, 11, 1));
        let mut certificate = |name: &str| matches!(builder.resolve(name), Some((Subject::Certification(_), _)));
        let document = json_resume::document(&profile, None, &mut certificate);
        let text = serde_json::to_string(&document).unwrap();
        let mut findings = Findings::new();
        let back = profile_json::read("r.json", &text, &mut findings).unwrap();
        prop_assert!(findings.is_empty(), "{findings:?}");
        let order = |p: &ProfileRecord| {
            let mut entries = p.entries.clone();
            // Certificates come behind skills.
            entries.sort_by(|a, b| a.name.cmp(&b.name));
            ProfileRecord { entries, ..p.clone() }
        };
        prop_assert_eq!(order(&back), order(&profile));
    }
}
