//! Teams: what is told is true, and no small group is told, by itself or by subtraction.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use assert_cmd::Command;
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::Value;
use skillgap::matching::{Matcher, Verdict};
use skillgap::model::Model;
use skillgap::plan::StepRef;
use skillgap::plan::What;
use skillgap::plan::cohort::{Member, cohort};
use skillgap::plan::lifts::unlocks;
use skillgap::plan::privacy::Count;
use skillgap::units::{Level, RoleRow, SkillRow};

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::shipped().unwrap())
}

fn matcher() -> &'static Matcher<'static> {
    static MATCHER: OnceLock<Matcher<'static>> = OnceLock::new();
    MATCHER.get_or_init(|| Matcher::new(model()))
}

/// The roles that people of a made-up team come from.
const ROLES: [&str; 4] =
    ["help-desk-technician", "desktop-support-technician", "systems-administrator", "network-administrator"];

/// Somebody with a part of what a role asks, chosen by `salt`.
fn member(number: usize, role: &str, salt: u64) -> Member {
    let model = model();
    let vector = &model.data.roles[model.role(role).unwrap().at()];
    let kept = vector.requirements.iter().enumerate().filter(|(at, _)| (salt >> (at % 23)) & 3 != 0);
    let skills = kept.map(|(at, r)| {
        let lower = Level::new(r.level.get().saturating_sub(u8::from((salt >> (at % 17)) & 1 == 1)).max(1));
        (model.catalog()[r.skill].id.as_str(), lower)
    });
    Member { id: format!("person-{number}"), profile: model.profile(skills, date(2026, 11, 1)) }
}

fn team() -> impl Strategy<Value = Vec<Member>> {
    proptest::collection::vec((0usize..ROLES.len(), any::<u64>()), 3..24).prop_map(|people| {
        people.into_iter().enumerate().map(|(n, (role, salt))| member(n, ROLES[role], salt)).collect()
    })
}

/// A row of counts that add up to something known: each is true, and the hidden ones are no small group.
fn row_is_safe(told: &[Count], truth: &[usize], min_group: usize) -> Result<(), TestCaseError> {
    let mut hidden = (0, 0);
    for (count, truth) in told.iter().zip(truth) {
        match count {
            Some(count) => {
                prop_assert_eq!(count, truth);
                prop_assert!(*count == 0 || *count >= min_group, "{:?} of {:?}", told, truth);
            }
            None => hidden = (hidden.0 + 1, hidden.1 + truth),
        }
    }
    prop_assert!(hidden.0 != 1 && (hidden.1 == 0 || hidden.1 >= min_group), "{told:?} of {truth:?}");
    Ok(())
}

fn builds(what: What) -> Vec<(SkillRow, Level)> {
    match what {
        What::Skill(skill, level) => vec![(skill, level)],
        What::Step(step) => StepRef::builds(step, model().catalog()).map(|(s, _, l)| (s, l)).collect(),
    }
}

/// Where all people of one count are known to be among those of another, the difference is no small group.
fn differences_are_safe(
    parts: &[(What, Count)],
    wholes: &[(What, Count)],
    min_group: usize,
) -> Result<(), TestCaseError> {
    for (a, some) in parts {
        for (b, all) in wholes {
            let (Some(some), Some(all)) = (some, all) else { continue };
            let whole = builds(*b);
            let within = builds(*a).iter().all(|(s, l)| whole.iter().any(|(t, m)| s == t && m >= l));
            if within && all > some {
                prop_assert!(all - some >= min_group, "{a:?} {some} within {b:?} {all}");
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_is_told_is_true_and_tells_of_no_small_group(
        people in team(),
        min_group in 2usize..7,
        to in prop::option::of(0usize..ROLES.len()),
    ) {
        let to = to.map(|r| model().role(ROLES[r]).unwrap());
        let Ok(view) = cohort(matcher(), &people, to, min_group) else {
            prop_assert!(people.len() < min_group);
            return Ok(());
        };
        prop_assert!(people.len() >= min_group);
        let mut worker = matcher().worker();
        let target = |worker: &mut skillgap::matching::Worker, m: &Member| {
            to.or_else(|| worker.rank(&m.profile, 1).first().map(|s| RoleRow(s.role)))
        };
        let targets: Vec<Option<RoleRow>> = people.iter().map(|m| target(&mut worker, m)).collect();
        let mut sizes: BTreeMap<RoleRow, usize> = BTreeMap::new();
        targets.iter().flatten().for_each(|t| *sizes.entry(*t).or_default() += 1);
        prop_assert!(view.counted <= people.len());
        let rest = people.len() - view.counted;
        prop_assert!(rest == 0 || rest >= min_group || view.counted == 0, "{rest} are left out");

        for t in &view.toward {
            let mut counts = vec![0usize; Verdict::ALL.len()];
            for m in &people {
                let shows = worker.shows(&m.profile);
                counts[worker.standing(&m.profile, t.role, shows).verdict() as usize] += 1;
            }
            row_is_safe(&t.verdicts, &counts, min_group)?;
            prop_assert!(t.ready.is_empty() || t.ready.len() >= min_group);
            let told = t.verdicts[Verdict::Ready as usize].zip(t.verdicts[Verdict::Lateral as usize]);
            prop_assert!(t.ready.is_empty() || told.is_some_and(|(a, b)| a + b == t.ready.len()));
        }
        for s in &view.scarce {
            let asking: Vec<usize> = (0..people.len())
                .filter(|at| {
                    targets[*at].is_some_and(|t| {
                        sizes[&t] >= min_group
                            && model().data.roles[t.at()].requirements.iter().any(|r| r.skill == s.skill)
                    })
                })
                .collect();
            // With a role for all, everyone is counted; else some of these groups may be left out as well.
            if to.is_some() {
                let role = &model().data.roles[to.unwrap().at()];
                let wanted = role.requirements.iter().find(|r| r.skill == s.skill).unwrap().level;
                let met = asking.iter().filter(|at| people[**at].profile.level(s.skill) >= Some(wanted)).count();
                prop_assert_eq!(s.asked, Some(people.len()));
                row_is_safe(&[s.met, s.short], &[met, people.len() - met], min_group)?;
            }
            prop_assert!(s.asked.is_some_and(|a| a >= min_group && a <= asking.len()));
            prop_assert_eq!(s.weight.is_some(), s.short.is_some());
            let hidden = usize::from(s.met.is_none()) + usize::from(s.short.is_none());
            prop_assert!(hidden != 1);
        }
        for l in &view.lifts {
            for count in [l.over, l.raised].into_iter().flatten() {
                prop_assert!(count == 0 || count >= min_group && count <= view.counted);
            }
            if let (Some(over), Some(raised)) = (l.over, l.raised) {
                prop_assert!(raised == over || raised - over >= min_group, "{l:?}");
            }
            prop_assert_eq!(l.gain.is_some(), l.raised.is_some());
        }
        let over: Vec<_> = view.lifts.iter().take(60).map(|l| (l.what, l.over)).collect();
        let raised: Vec<_> = view.lifts.iter().take(60).map(|l| (l.what, l.raised)).collect();
        differences_are_safe(&over, &over, min_group)?;
        differences_are_safe(&raised, &raised, min_group)?;
        differences_are_safe(&over, &raised, min_group)?;

        let all = vec![true; model().catalog().roles.len()];
        let steps = unlocks(matcher(), people.iter().map(|m| &m.profile), |_| all.clone(), min_group);
        for u in &steps {
            prop_assert!(u.people.is_none_or(|p| p >= min_group
                && (p == people.len() || people.len() - p >= min_group)));
            prop_assert_eq!(u.crossings.is_some(), u.people.is_some());
        }
        let counts: Vec<_> = steps.iter().take(60).map(|u| (u.what, u.people)).collect();
        differences_are_safe(&counts, &counts, min_group)?;
    }
}

fn run(args: &[&str]) -> (String, i32) {
    let out = Command::cargo_bin("skillgap").unwrap().args(args).output().unwrap();
    (String::from_utf8(out.stdout).unwrap(), out.status.code().unwrap())
}

#[test]
fn the_command_tells_the_same_in_json_and_csv_and_names_nobody_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("team.csv");
    let mut text = String::from("profile_id,skill,level\n");
    for n in 0..12 {
        let m = member(n, ROLES[n % 2], 0x9E37_79B9_7F4A_7C15u64.rotate_left(u32::try_from(n).unwrap()));
        for h in &m.profile.skills {
            text.push_str(&format!("{},{},{}\n", m.id, model().catalog()[h.skill].id, h.level));
        }
    }
    std::fs::write(&file, text).unwrap();
    let file = file.display().to_string();
    let args =
        ["cohort", &file, "--to", "help-desk-technician", "--on", "2026-11-01", "--top", "20", "--format"];
    let (json, code) = run(&[&args[..], &["json"]].concat());
    assert_eq!(code, 0);
    let doc: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((doc["people"].as_u64(), doc["counted"].as_u64()), (Some(12), Some(12)));
    let (csv, _) = run(&[&args[..], &["csv"]].concat());
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let of = |section: &str| rows.iter().filter(|r| &r[0] == section).count();
    assert_eq!(of("scarce_skill"), doc["scarce"].as_array().unwrap().len());
    assert_eq!(of("certification"), doc["certifications"].as_array().unwrap().len());
    assert_eq!(of("role"), 1);
    for (row, view) in rows.iter().filter(|r| &r[0] == "scarce_skill").zip(doc["scarce"].as_array().unwrap())
    {
        assert_eq!(row[4], view["short"].as_u64().map_or(String::new(), |n| n.to_string()));
    }
    for format in ["json", "csv", "table"] {
        let (out, _) = run(&[&args[..], &[format]].concat());
        assert!(!out.contains("person-"), "{format} names people");
        let (out, _) =
            run(&["unlock", &file, "--top", "5", "--format", if format == "csv" { "json" } else { format }]);
        assert!(!out.contains("person-"), "{format} names people");
    }
    let (_, code) = run(&["cohort", &file, "--min-group", "13"]);
    assert_eq!(code, 4);
}
