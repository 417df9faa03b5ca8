//! Ladders: the published career paths come out of the transitions, nonsense is refused, and the command shows what the library finds.

use assert_cmd::Command;
use jiff::civil::date;
use serde_json::Value;
use skillgap::ingest::catalog::read_folder;
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::plan::moves::{highest_climb, holder};
use skillgap::plan::{NoPath, PathGoal, Pathfinder, Pathways, Refusal};
use skillgap::units::RoleRow;
use skillgap::vector::Profile;

/// Published totals are rounded to years, and a plan may take longer than the usual tenure by some months.
const YEARS_OFF: f64 = 1.0;

/// Somebody who has what a role asks, and holds it.
fn in_role(model: &Model, role: RoleRow) -> Profile {
    let mut person = model.profile(std::iter::empty(), date(2026, 11, 1));
    person.skills = holder(&model.data.roles[role.at()]);
    person.current_role = Some(role);
    person
}

fn goal(to: RoleRow, via: &[RoleRow]) -> PathGoal {
    let via = via.to_vec();
    let from = Some(date(2026, 11, 1));
    PathGoal { to, via, alternatives: 3, weekly_hours: None, readiness: None, most_moves: 6, from }
}

/// What holds of every answer.
fn sound(model: &Model, found: &Pathways, goal: &PathGoal) {
    for p in &found.pathways {
        let last = p.rungs.last().unwrap();
        assert_eq!((p.rungs[0].role, last.role, last.months), (found.start, goal.to, 0));
        assert_eq!(p.months, p.rungs.iter().map(|r| r.months).sum::<u32>());
        assert_eq!(p.minutes, p.rungs.iter().filter_map(|r| r.plan.as_ref()).map(|p| p.minutes).sum::<u64>());
        assert_eq!(p.cents, p.rungs.iter().filter_map(|r| r.plan.as_ref()).map(|p| p.cost.0).sum::<u64>());
        for (here, next) in p.rungs.iter().zip(&p.rungs[1..]) {
            let (low, high) = (model.catalog()[here.role].seniority, model.catalog()[next.role].seniority);
            assert!(here.months >= here.tenure);
            if let Some(plan) = &here.plan {
                let weeks = plan.weeks(plan.minutes);
                assert!(f64::from(here.months) / 10.0 * 365.25 / 12.0 / 7.0 >= weeks - 1e-6);
            }
            let climb = high.rung().saturating_sub(low.rung());
            assert!(climb <= if here.known { highest_climb(low) } else { 1 });
        }
        let mut roles: Vec<RoleRow> = p.rungs.iter().map(|r| r.role).collect();
        roles.sort_unstable();
        roles.dedup();
        assert_eq!(roles.len(), p.rungs.len(), "no role comes twice");
    }
    // None is another one with rungs added.
    for (at, p) in found.pathways.iter().enumerate() {
        for f in &found.pathways[..at] {
            let mut rungs = p.rungs.iter();
            assert!(!f.rungs.iter().all(|r| rungs.any(|mine| mine.role == r.role)));
        }
    }
    let keys: Vec<_> = found.pathways.iter().map(|p| (p.months, p.minutes, p.cents)).collect();
    assert!(keys.is_sorted(), "{keys:?}");
}

#[test]
fn the_published_career_paths_take_about_their_years() {
    let model = Model::shipped().unwrap();
    let matcher = Matcher::new(&model);
    let mut finder = Pathfinder::new(&matcher);
    let (records, _) = read_folder(std::path::Path::new("data")).unwrap();
    assert!(records.career_paths.len() >= 20);
    let mut wrong = Vec::new();
    for path in &records.career_paths {
        let rungs: Vec<RoleRow> = path.roles.iter().map(|id| model.role(id).unwrap()).collect();
        let (start, to) = (rungs[0], rungs[rungs.len() - 1]);
        let person = in_role(&model, start);
        let goal = goal(to, &rungs[1..rungs.len() - 1]);
        let found = finder.find(&person, &goal).unwrap();
        sound(&model, &found, &goal);
        let years = f64::from(found.pathways[0].months) / 120.0;
        if (years - f64::from(path.years)).abs() > YEARS_OFF {
            wrong.push(format!("{}: {years:.1} years, published {}", path.roles.join(" > "), path.years));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_free_search_is_never_slower_than_the_published_ladder() {
    let model = Model::shipped().unwrap();
    let matcher = Matcher::new(&model);
    let mut finder = Pathfinder::new(&matcher);
    for path in [
        ["network-technician", "it-manager", "director-of-information", "chief-information-officer"],
        ["technical-support-specialist", "systems-administrator", "it-manager", "director-of-information"],
        ["field-service-technician", "technical-support-specialist", "systems-administrator", "it-manager"],
    ] {
        let rungs = path.map(|id| model.role(id).unwrap());
        let person = in_role(&model, rungs[0]);
        let given = finder.find(&person, &goal(rungs[3], &rungs[1..3])).unwrap();
        let free_goal = goal(rungs[3], &[]);
        let free = finder.find(&person, &free_goal).unwrap();
        sound(&model, &free, &free_goal);
        assert!(free.complete, "{path:?}");
        assert!(free.pathways[0].months <= given.pathways[0].months, "{path:?}");
        // Found again, the same.
        assert_eq!(finder.find(&person, &free_goal).unwrap(), free);
    }
}

#[test]
fn nonsense_is_refused_with_its_reason() {
    let model = Model::shipped().unwrap();
    let matcher = Matcher::new(&model);
    let mut finder = Pathfinder::new(&matcher);
    let row = |id: &str| model.role(id).unwrap();
    let entry = row("help-desk-technician");
    for to in ["vp-information-technology", "chief-information-officer"] {
        // Through nothing: one move.
        let found = finder.find(&in_role(&model, entry), &PathGoal { most_moves: 1, ..goal(row(to), &[]) });
        match found {
            Err(NoPath::TooFar {
                direct: Some(Refusal::Climb { rungs }), least_moves: Some(least), ..
            }) => {
                assert!(rungs >= 4 && least >= 2, "{to}: {rungs} {least}");
            }
            other => panic!("{to}: {other:?}"),
        }
        // With room, every rung is climbed in its turn.
        let goal = goal(row(to), &[]);
        let found = finder.find(&in_role(&model, entry), &goal).unwrap();
        sound(&model, &found, &goal);
        assert!(found.pathways[0].rungs.len() >= 4);
    }
    let held = finder.find(&in_role(&model, entry), &goal(entry, &[]));
    assert_eq!(held, Err(NoPath::Already(entry)));
    let empty = model.profile(std::iter::empty(), date(2026, 11, 1));
    assert_eq!(finder.find(&empty, &goal(entry, &[])), Err(NoPath::NoStart));
}

fn skillgap(args: &[&str]) -> std::process::Output {
    Command::cargo_bin("skillgap").unwrap().args(args).output().unwrap()
}

#[test]
fn the_command_shows_rungs_with_months_plans_and_what_blocks() {
    let profile = "data/people/help-desk-technician.csv";
    let args =
        ["path", profile, "--to", "IT manager", "--alternatives", "2", "--on", "2026-11-02", "--format"];
    let out = skillgap(&[&args[..], &["json"]].concat());
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let doc: Value = serde_json::from_slice(&out.stdout).unwrap();
    let pathways = doc["pathways"].as_array().unwrap();
    assert_eq!(pathways.len(), 2);
    for p in pathways {
        let rungs = p["rungs"].as_array().unwrap();
        let number = |v: &Value| v.as_f64().unwrap();
        let months: f64 = rungs.iter().map(|r| number(&r["months"])).sum();
        assert!((months - number(&p["total_months"])).abs() < 0.05);
        let (goal, way) = rungs.split_last().unwrap();
        assert_eq!(goal["role_id"], "it-manager");
        assert!((number(&goal["hours_so_far"]) - number(&p["total_hours"])).abs() < 0.2);
        assert_eq!(number(&goal["cost_usd_so_far"]), number(&p["total_cost_usd"]));
        let mut until = 0.0;
        for r in way {
            until += number(&r["months"]);
            assert!((number(&r["until_month"]) - until).abs() < 0.05);
            assert!(r["plan"].is_object() && r["readiness_for_next"].is_number());
            let below = number(&r["plan"]["readiness_before"]) < number(&r["plan"]["readiness_after"]);
            assert!(!below || !r["blocking"].as_array().unwrap().is_empty(), "what is planned for blocks");
        }
    }
    let out = skillgap(&[&args[..], &["table"]].concat());
    let table = String::from_utf8(out.stdout).unwrap();
    assert!(table.contains("IT Manager (senior)") && table.contains(" years: "), "{table}");

    let far = skillgap(&["path", profile, "--to", "cio", "--max-moves", "1"]);
    assert_eq!(far.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&far.stderr).contains("it climbs 5 rungs"), "{:?}", far.stderr);
}

#[test]
fn among_some_roles_no_ladder_leads_through_others() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("roles.txt");
    let ladders = |among: Option<&str>| -> Vec<Vec<String>> {
        let me =
            ["path", "data/people/help-desk-technician.csv", "--to", "network engineer", "--format", "json"];
        let mut command = Command::cargo_bin("skillgap").unwrap();
        command.args(me).args(["--current-role", "Desktop Support Technician", "--alternatives", "2"]);
        if let Some(roles) = among {
            std::fs::write(&file, roles).unwrap();
            command.arg("--among").arg(&file);
        }
        let out = command.output().unwrap();
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        let doc: Value = serde_json::from_slice(&out.stdout).unwrap();
        let roles = |p: &Value| {
            let rungs = p["rungs"].as_array().unwrap();
            rungs.iter().map(|r| r["role_id"].as_str().unwrap().to_owned()).collect()
        };
        doc["pathways"].as_array().unwrap().iter().map(roles).collect()
    };
    let all = ladders(None);
    assert_eq!(all.len(), 2);
    // Those of the second ladder alone: it is found again, and the first, which goes through another, is not. The goal need not be named.
    let between = all[1][1..all[1].len() - 1].to_vec();
    assert!(between.iter().any(|role| !all[0].contains(role)));
    let some = ladders(Some(&between.join("\n")));
    assert_eq!(some[0], all[1]);
    assert!(some.iter().all(|l| l[1..l.len() - 1].iter().all(|role| between.contains(role))), "{some:?}");
}
