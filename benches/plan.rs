//! Exact plans a second on the shipped catalog, with the distribution and the hardest cases.
//!
//! `cargo bench --bench plan [-- COUNT [WORDS]]`, WORDS being part of the name of what is to run. People are made from the catalog's own moves
//! with a fixed seed: someone who holds a role has its requirements, a sixth of them missing and a fifth one level lower. `own role`: planned to full standing in the role they hold, as `batch
//! --plan` does for the top role. `next role`: planned for the role that a known move leads to. `newcomer`: a third of the requirements.

#[path = "support/clock.rs"]
mod clock;

use std::time::Instant;

use clock::cpu;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{RngCore, SeedableRng};
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::plan::{Goal, Planner};
use skillgap::units::{Level, RoleRow};
use skillgap::vector::{Evidence, Held, Profile};

fn below(rng: &mut Xoshiro256PlusPlus, n: u64) -> u64 {
    ((u128::from(rng.next_u64()) * u128::from(n)) >> 64) as u64
}

/// Someone with the requirements of a role, `missing` and `lower` in percent.
fn person(model: &Model, role: RoleRow, rng: &mut Xoshiro256PlusPlus, missing: u64, lower: u64) -> Profile {
    let mut skills = Vec::new();
    for r in &model.data.roles[role.at()].requirements {
        let level = if below(rng, 100) < lower { r.level.get().max(2) - 1 } else { r.level.get() };
        if below(rng, 100) >= missing {
            let level = Level::new(level).unwrap_or(Level::AWARE);
            skills.push(Held { skill: r.skill, level, evidence: Evidence::Exact });
        }
    }
    Profile { skills, current_role: Some(role), ..Profile::default() }
}

fn main() {
    let count: usize = std::env::args().filter_map(|a| a.parse().ok()).next().unwrap_or(2_000);
    let words = std::env::args()
        .skip(1)
        .find(|a| a.parse::<usize>().is_err() && !a.starts_with('-'))
        .unwrap_or_default();
    let model = match Model::shipped() {
        Ok(model) => model,
        Err(e) => {
            eprintln!("{e}");
            std::process::exit(1);
        }
    };
    let matcher = Matcher::new(&model);
    let mut worker = matcher.worker();
    let transitions = &model.catalog().transitions;
    for (name, missing, lower, next, target) in [
        ("own role, readiness 0.8", 17, 20, false, Some(0.8)),
        ("own role, own threshold + musts", 17, 20, false, None),
        ("next role, own threshold", 17, 20, true, None),
        ("next role, readiness 0.8", 17, 20, true, Some(0.8)),
        ("newcomer, readiness 0.8", 67, 20, false, Some(0.8)),
    ] {
        if !name.contains(&words) {
            continue;
        }
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(42);
        let cases: Vec<(Profile, RoleRow)> = (0..count)
            .map(|_| {
                let t = transitions[below(&mut rng, transitions.len() as u64) as usize];
                let person = person(&model, t.from, &mut rng, missing, lower);
                let top = worker.rank(&person, 1).first().map_or(t.from, |s| RoleRow(s.role));
                (person, if next { t.to } else { top })
            })
            .collect();
        let mut planner = Planner::new(&model);
        let goal =
            |role| Goal { readiness: target.unwrap_or_else(|| model.threshold(role)), ..Goal::default() };
        // What is worked out once a role is not part of a plan's time.
        for (person, role) in &cases {
            planner.warm(*role);
            let _ = person;
        }
        let mut times: Vec<(f64, usize)> = Vec::with_capacity(count);
        let (mut proven, mut unproven, mut none, mut steps, mut empty) = (0, 0, 0, 0, 0);
        let began = cpu();
        for (at, (person, role)) in cases.iter().enumerate() {
            let shows = model.catalog()[*role].seniority;
            let start = Instant::now();
            let plan = planner.plan(person, shows, *role, &goal(*role));
            times.push((start.elapsed().as_secs_f64() * 1e6, at));
            match plan {
                Ok(plan) => {
                    steps += plan.steps.len();
                    empty += usize::from(plan.steps.is_empty());
                    if plan.optimal { proven += 1 } else { unproven += 1 }
                }
                Err(_) => none += 1,
            }
        }
        let seconds = cpu() - began;
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let at = |q: f64| times[((count - 1) as f64 * q) as usize].0;
        println!(
            "{name}: {:.0} plans per CPU second ({count} plans); us p10 {:.0} median {:.0} p90 {:.0} p99 {:.0} max {:.0}",
            count as f64 / seconds,
            at(0.1),
            at(0.5),
            at(0.9),
            at(0.99),
            at(1.0)
        );
        println!(
            "  proven {proven} (of them nothing to do {empty}), at the budget {unproven}, no plan {none}; mean steps {:.1}",
            steps as f64 / (proven + unproven).max(1) as f64
        );
        for (us, at) in times.iter().rev().take(3) {
            let (person, role) = &cases[*at];
            let from = person.current_role.map_or("", |r| model.catalog()[r].id.as_str());
            println!("  hardest: {us:.0} us, case {at}: {from} -> {}", model.catalog()[*role].id);
        }
    }
}
