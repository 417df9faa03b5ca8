//! Gaps and the certifications and projects that close them, against the plain way to work them out: one requirement after the other, one step
//! after the other.

use std::collections::BTreeMap;

use jiff::civil::date;
use skillgap::catalog::Status;
use skillgap::matching::worth::level_share;
use skillgap::matching::{Listed, Matcher};
use skillgap::model::Model;
use skillgap::units::{CertificationRow, Level, ProjectRow, RoleRow};
use skillgap::vector::Profile;

/// As the library has them: steps kept of a role and kind, hours of a step that says none, and how much more counts what the text names.
const KEPT: usize = 32;
const UNKNOWN_HOURS: f32 = 60.0;
const WISHED: f32 = 2.0;

/// A step of a role.
struct Step {
    row: u32,
    hours: f32,
    wished: bool,
    /// Requirement, own level needed, level reached.
    builds: Vec<(usize, u8, Level)>,
}

/// The steps of a role that build most an hour, by row.
fn kept(model: &Model, role: RoleRow, mut steps: Vec<Step>) -> Vec<Step> {
    let asked = &model.data.roles[role.at()].requirements;
    let worth = |s: &Step| {
        let points = s.builds.iter().map(|(at, _, level)| {
            f64::from(asked[*at].importance) * f64::from(level_share(*level, asked[*at].level)) / 256.0
        });
        points.sum::<f64>() / f64::from(s.hours.max(1.0)) * if s.wished { 100.0 } else { 1.0 }
    };
    steps.retain(|s| !s.builds.is_empty());
    steps.sort_by(|a, b| worth(b).total_cmp(&worth(a)).then(a.row.cmp(&b.row)));
    steps.truncate(KEPT);
    steps.sort_by_key(|s| s.row);
    steps
}

/// The certifications and projects of a role.
fn steps(model: &Model, role: RoleRow) -> [Vec<Step>; 2] {
    let (catalog, vector) = (model.catalog(), &model.data.roles[role.at()]);
    let at = |skill| vector.requirements.binary_search_by_key(&skill, |r| r.skill).ok();
    let active = catalog.certifications.iter().enumerate().filter(|(_, c)| c.status == Status::Active);
    let certifications = active.map(|(row, c)| Step {
        row: u32::try_from(row).unwrap(),
        hours: c.study_hours.unwrap_or(UNKNOWN_HOURS),
        wished: vector.certifications.iter().any(|w| w.certification.at() == row),
        builds: c.evidence.iter().filter_map(|(s, level)| Some((at(*s)?, 0, *level))).collect(),
    });
    let fitting = (0..catalog.projects.len())
        .filter(|row| catalog.projects[*row].made_for.is_none_or(|skill| at(skill).is_some()));
    let projects = fitting.map(|row| Step {
        row: u32::try_from(row).unwrap(),
        hours: catalog.design(ProjectRow::of(row)).hours,
        wished: false,
        builds: catalog
            .project_builds(ProjectRow::of(row))
            .filter_map(|b| Some((at(b.skill)?, b.entry.map_or(0, Level::get), b.level)))
            .collect(),
    });
    [kept(model, role, certifications.collect()), kept(model, role, projects.collect())]
}

/// The rows of those that are worth most to somebody who meets requirements so and has these levels of what is asked.
fn best(
    model: &Model,
    role: RoleRow,
    steps: &[Step],
    met: &[(u32, u8)],
    most: usize,
    held: &[u32],
) -> Vec<u32> {
    let asked = &model.data.roles[role.at()].requirements;
    let worth = |s: &Step| {
        let gives = |(at, entry, level): &(usize, u8, Level)| {
            let more = level_share(*level, asked[*at].level).saturating_sub(met[*at].0);
            if met[*at].1 >= *entry { u32::from(asked[*at].importance) * more / 256 / 4 } else { 0 }
        };
        let factor = if s.wished { WISHED } else { 1.0 } / s.hours.max(1.0).sqrt();
        #[allow(clippy::cast_precision_loss)]
        let points = s.builds.iter().map(gives).sum::<u32>() as f32;
        points * factor
    };
    let mut list: Vec<(f32, u32)> = steps.iter().map(|s| (worth(s), s.row)).collect();
    list.retain(|(worth, row)| *worth > 0.0 && !held.contains(row));
    list.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    list.iter().take(most).map(|s| s.1).collect()
}

/// Numbers below `most`, of which each follows from the one before.
fn numbers(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |most| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % most
    }
}

/// Skills of the role at any level, others, and a certification or two.
fn profile(model: &Model, role: RoleRow, seed: u64) -> Profile {
    let (catalog, asked) = (model.catalog(), &model.data.roles[role.at()].requirements);
    let mut number = numbers(seed);
    let mut names: Vec<(String, Option<Level>)> = Vec::new();
    for r in asked {
        if number(3) == 0 {
            names.push((catalog[r.skill].id.to_string(), Level::new(u8::try_from(1 + number(5)).unwrap())));
        }
    }
    for _ in 0..number(12) {
        let skill = number(catalog.skills.len());
        names.push((catalog.skills[skill].id.to_string(), Level::new(u8::try_from(1 + number(5)).unwrap())));
    }
    for _ in 0..number(3) {
        names.push((catalog.certifications[number(catalog.certifications.len())].id.to_string(), None));
    }
    model.profile(names.iter().map(|(name, level)| (name.as_str(), *level)), date(2026, 1, 1))
}

#[test]
fn lists_are_those_of_the_plain_way() {
    let model = Model::shipped().unwrap();
    let mut seen = BTreeMap::new();
    for role in (0..model.data.roles.len()).map(RoleRow::of) {
        let asked = &model.data.roles[role.at()].requirements;
        let [certifications, projects] = steps(&model, role);
        for (gaps, pointers) in [(usize::MAX, 3), (5, 40), (1, 1)] {
            let matcher = Matcher::new(&model).listed(Listed { gaps, pointers });
            let mut worker = matcher.worker();
            let profile = profile(&model, role, role.0.into());
            let held: Vec<u32> = (0..u32::try_from(model.catalog().certifications.len()).unwrap())
                .filter(|row| profile.holds(CertificationRow(*row)))
                .collect();
            let own = |skill| profile.skills.iter().find(|h| h.skill == skill).map_or(0, |h| h.level.get());
            let shares = &worker.satisfaction(&profile, role).met;
            let met: Vec<(u32, u8)> =
                shares.iter().zip(asked).map(|(m, r)| (m.share, own(r.skill))).collect();
            let found = worker.match_role(&profile, role);

            let points = |at: usize| u32::from(asked[at].importance) * (256 - met[at].0);
            let mut want: Vec<usize> = (0..asked.len()).filter(|at| met[*at].0 < 256).collect();
            want.sort_by_key(|at| (std::cmp::Reverse(points(*at)), *at));
            want.truncate(gaps);
            let listed: Vec<usize> = found.gaps.iter().map(|g| g.requirement).collect();
            assert_eq!(listed, want, "gaps of {role:?}");
            let want = best(&model, role, &certifications, &met, pointers, &held);
            let rows: Vec<u32> = found.certifications.iter().map(|c| c.0).collect();
            assert_eq!(rows, want, "certifications of {role:?}");
            let want = best(&model, role, &projects, &met, pointers, &[]);
            let rows: Vec<u32> = found.projects.iter().map(|p| p.0).collect();
            assert_eq!(rows, want, "projects of {role:?}");

            *seen.entry("listed").or_insert(0) += listed.len() + rows.len() + found.certifications.len();
            *seen.entry("in part").or_insert(0) += met.iter().filter(|m| (1..256).contains(&m.0)).count();
            *seen.entry("large").or_insert(0) += usize::from(asked.len() > 64);
        }
    }
    // What the lists are worked out from in other ways has been there.
    assert!(seen["listed"] > 10_000 && seen["in part"] > 1_000 && seen["large"] > 0, "{seen:?}");
}
