//! What-if against doing it: for every candidate the person is given what it builds, and every role is matched again.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use jiff::civil::date;
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::plan::{What, WhatIf, usual_years};
use skillgap::units::{Level, RoleRow, SkillRow};
use skillgap::vector::{Evidence, Held, Profile};

fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| Model::shipped().unwrap())
}

/// The person with the candidates done.
fn done(profile: &Profile, whats: &[What]) -> Profile {
    let mut person = profile.clone();
    let mut learn = |skill: SkillRow, level: Level| {
        let held = Held { skill, level, evidence: Evidence::Exact };
        match person.skills.binary_search_by_key(&skill, |h| h.skill) {
            Ok(at) if person.skills[at].level < level => person.skills[at] = held,
            Ok(_) => {}
            Err(at) => person.skills.insert(at, held),
        }
    };
    for what in whats {
        match *what {
            What::Skill(skill, level) => learn(skill, level),
            What::Step(step) => step.builds(model().catalog()).for_each(|(s, _, l)| learn(s, l)),
        }
    }
    person
}

/// Roles whose own threshold the person reaches.
fn reached(matcher: &Matcher, profile: &Profile, counts: impl Fn(RoleRow) -> bool) -> BTreeSet<RoleRow> {
    let mut worker = matcher.worker();
    let rows = (0..model().catalog().roles.len()).map(RoleRow::of).filter(|r| counts(*r));
    rows.filter(|r| worker.standing(profile, *r, worker_shows()).readiness >= model().threshold(*r)).collect()
}

/// The rung shown does not matter for a readiness.
fn worker_shows() -> (skillgap::units::Seniority, bool) {
    (skillgap::units::Seniority::Mid, false)
}

/// The skill of a pattern is asked by one of the roles.
fn is_for(what: What, roles: &BTreeSet<RoleRow>) -> bool {
    let What::Step(step) = what else { return true };
    let asks =
        |role: &RoleRow, skill| model().data.roles[role.at()].requirements.iter().any(|r| r.skill == skill);
    step.made_for(model().catalog()).is_none_or(|skill| roles.iter().any(|r| asks(r, skill)))
}

/// People of some roles, each with a part of what the role asks, so that some thresholds are near.
fn people() -> Vec<Profile> {
    let model = model();
    let roles = model.catalog().roles.len();
    (0..roles)
        .step_by(roles / 6)
        .map(|row| {
            let vector = &model.data.roles[row];
            let names = vector.requirements.iter().enumerate().filter(|(at, _)| at % 5 != 3);
            let skills = names.map(|(_, r)| (model.catalog()[r.skill].id.as_str(), Some(r.level)));
            model.profile(skills, date(2026, 11, 1))
        })
        .collect()
}

#[test]
fn every_single_step_unlocks_exactly_what_matching_again_finds() {
    let matcher = Matcher::new(model());
    let field = WhatIf::new(model());
    let mut found = 0;
    for profile in people() {
        let shows = matcher.worker().shows(&profile).0;
        let counts = |r: RoleRow| model().catalog()[r].seniority.rung() <= shows.rung() + 1;
        let stand = field.stand(&profile, counts);
        let candidates = field.candidates(&profile, usual_years(shows));
        let singles = field.singles(&stand, &candidates);
        let now = reached(&matcher, &profile, counts);
        // Every third candidate keeps the test short; all that are listed are checked.
        let some = candidates
            .iter()
            .enumerate()
            .filter(|(at, w)| at % 3 == 0 || singles.iter().any(|u| u.what[0] == **w));
        for (_, &what) in some {
            let then = reached(&matcher, &done(&profile, &[what]), counts);
            let want: BTreeSet<RoleRow> = then.difference(&now).copied().collect();
            let listed = singles.iter().find(|u| u.what == [what]);
            let got: BTreeSet<RoleRow> = listed.iter().flat_map(|u| &u.roles).map(|c| c.role).collect();
            if is_for(what, &want) {
                assert_eq!(got, want, "{what:?}");
            } else {
                assert!(listed.is_none(), "{what:?} is for none of the roles it would bring over");
            }
            found += got.len();
        }
        // Most roles first.
        assert!(singles.windows(2).all(|w| w[0].roles.len() >= w[1].roles.len()));
    }
    assert!(found >= 30, "only {found} crossings: the people of this test are too far from everything");
}

#[test]
fn pairs_unlock_exactly_what_matching_again_finds() {
    let matcher = Matcher::new(model());
    let field = WhatIf::new(model());
    let mut checked = 0;
    for profile in people() {
        let shows = matcher.worker().shows(&profile).0;
        let counts = |r: RoleRow| model().catalog()[r].seniority.rung() <= shows.rung() + 1;
        let stand = field.stand(&profile, counts);
        let candidates = field.candidates(&profile, usual_years(shows));
        let now = reached(&matcher, &profile, counts);
        for pair in field.pairs(&stand, &candidates, 40) {
            let brings = |whats: &[What]| -> BTreeSet<RoleRow> {
                reached(&matcher, &done(&profile, whats), counts).difference(&now).copied().collect()
            };
            let got: BTreeSet<RoleRow> = pair.roles.iter().map(|c| c.role).collect();
            assert_eq!(got, brings(&pair.what));
            let alone: BTreeSet<RoleRow> =
                brings(&pair.what[..1]).union(&brings(&pair.what[1..])).copied().collect();
            assert_eq!(pair.only_together, got.difference(&alone).count());
            assert!(pair.only_together > 0);
            checked += 1;
        }
    }
    assert!(checked >= 10, "only {checked} pairs");
}
