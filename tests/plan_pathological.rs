//! Catalogues at the edge of sense: the budget bounds the time, and whatever
//! comes back keeps its promises.

#![allow(clippy::expect_used)]

#[path = "plan_cover/mod.rs"]
mod common;

use common::{Rng, check_plan};
use skillgap::plan::cover::{Infeasible, Outcome, Problem, Requirement, Step, Worker};
use std::time::{Duration, Instant};

const N: u32 = 10_000;
/// Far above what any of these takes; a hang is what it catches.
const PATIENCE: Duration = Duration::from_secs(60);

fn wants(points: u32, must: bool) -> Requirement {
    Requirement { now: 0, full: points, must }
}

fn solve(name: &str, problem: &Problem, budget: u64) -> Outcome {
    let start = Instant::now();
    let outcome = Worker::new().solve(problem, budget).expect("well-formed");
    println!("{name}: {:?}", start.elapsed());
    assert!(start.elapsed() < PATIENCE, "{name}");
    if let Outcome::Plan(plan) = &outcome {
        check_plan(problem, plan);
        println!(
            "  {} steps, optimal {}, {} nodes, {} of {}",
            plan.steps.len(),
            plan.optimal,
            plan.nodes,
            plan.bound,
            plan.primary
        );
    }
    outcome
}

#[test]
fn all_free_steps() {
    let mut rng = Rng(1);
    let mut problem =
        Problem { requirements: vec![wants(100, false); 40], target: 3000, ..Problem::default() };
    for _ in 0..N {
        let yields = (0..3).map(|_| (rng.below(40) as u32, rng.within(1, 110) as u32)).collect();
        problem.steps.push(Step { yields, ..Step::default() });
    }
    assert!(matches!(solve("all free", &problem, 2_000), Outcome::Plan(_)));
}

#[test]
fn identical_steps() {
    let mut problem = Problem { requirements: vec![wants(5, true); 10], target: 50, ..Problem::default() };
    for j in 0..N {
        problem.steps.push(Step { primary: 7, yields: vec![(j % 10, 5)], ..Step::default() });
    }
    let Outcome::Plan(plan) = solve("identical", &problem, 2_000) else { panic!() };
    assert!(plan.optimal);
    assert_eq!(plan.steps, (0..10).collect::<Vec<_>>());
}

#[test]
fn one_long_chain() {
    let mut problem = Problem { requirements: vec![wants(1, true)], target: 1, ..Problem::default() };
    for j in 0..N {
        let needs = if j > 0 { vec![problem.group(vec![j - 1])] } else { vec![] };
        let yields = if j == N - 1 { vec![(0, 1)] } else { vec![] };
        problem.steps.push(Step { primary: 1, secondary: 1, yields, needs });
    }
    let Outcome::Plan(plan) = solve("chain", &problem, 2_000) else { panic!() };
    assert!(plan.optimal && plan.steps.len() == N as usize);
    problem.max_primary = Some(u64::from(N) - 1);
    let least_needed = u64::from(N);
    assert!(matches!(
        solve("chain over limit", &problem, 2_000),
        Outcome::Infeasible(Infeasible::Limit { least_needed: l, proven: true, .. }) if l == least_needed
    ));
}

#[test]
fn one_long_chain_with_choices() {
    let mut rng = Rng(5);
    let mut problem =
        Problem { requirements: vec![wants(1, true), wants(9, false)], target: 8, ..Problem::default() };
    for j in 0..N {
        let needs = if j > 1 { vec![problem.group(vec![j - 1, j - 2])] } else { vec![] };
        let yields = if j == N - 1 { vec![(0, 1), (1, 3)] } else { vec![(1, rng.below(10) as u32)] };
        problem.steps.push(Step { primary: rng.below(9), secondary: rng.below(9), yields, needs });
    }
    assert!(matches!(solve("choices", &problem, 2_000), Outcome::Plan(_) | Outcome::Undecided { .. }));
}

#[test]
fn one_ring_with_and_without_entry() {
    let mut problem = Problem { requirements: vec![wants(1, true)], target: 1, ..Problem::default() };
    for j in 0..N {
        let needs = vec![problem.group(vec![(j + N - 1) % N])];
        let yields = if j == N / 2 { vec![(0, 1)] } else { vec![] };
        problem.steps.push(Step { primary: 1, yields, needs, ..Step::default() });
    }
    assert!(matches!(
        solve("ring", &problem, 2_000),
        Outcome::Infeasible(Infeasible::Unreachable { best_points: 0, .. })
    ));
    problem.steps.push(Step { primary: 9, ..Step::default() });
    problem.groups[0].push(N);
    let Outcome::Plan(plan) = solve("ring with entry", &problem, 2_000) else { panic!() };
    assert!(plan.steps.len() == N as usize / 2 + 2 && plan.optimal);
}

#[test]
fn a_thicket_of_needs() {
    let mut rng = Rng(3);
    let mut problem =
        Problem { requirements: vec![wants(1000, false); 40], target: 30_000, ..Problem::default() };
    for _ in 0..N {
        let group = |rng: &mut Rng| (0..3).map(|_| rng.below(u64::from(N)) as u32).collect::<Vec<_>>();
        let needs = (0..rng.below(3)).map(|_| problem.group(group(&mut rng))).collect();
        let yields = (0..5).map(|_| (rng.below(40) as u32, rng.within(1, 1100) as u32)).collect();
        problem.steps.push(Step { primary: rng.below(100), secondary: rng.below(9), yields, needs });
    }
    problem.max_secondary = Some(400);
    assert!(!matches!(solve("thicket", &problem, 1_000), Outcome::Infeasible(_)));
}

#[test]
fn no_budget_at_all() {
    let problem = common::career(3, common::HARD);
    match solve("no budget", &problem, 0) {
        Outcome::Plan(plan) => assert!(plan.bound <= plan.primary),
        Outcome::Undecided { .. } => {}
        other => panic!("{other:?}"),
    }
}
