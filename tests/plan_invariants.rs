//! Properties that hold at sizes where nothing can be enumerated.

#![allow(clippy::expect_used)]

#[path = "plan_cover/mod.rs"]
mod common;

use common::{HARD, LADDERS, SHAPES, WIDE, career, check_plan, objective};
use skillgap::plan::cover::{Outcome, Problem, Requirement, Step, Worker, feasible_order};

/// Whether `steps` without the one at `at` is still a plan within the rules.
fn stands_without(problem: &Problem, steps: &[u32], at: usize) -> bool {
    let rest: Vec<u32> = steps.iter().enumerate().filter(|s| s.0 != at).map(|s| *s.1).collect();
    feasible_order(problem, &rest).is_some() && problem.satisfied_by(&problem.points_after(&rest))
}

#[test]
fn plans_keep_every_promise() {
    let mut worker = Worker::new();
    for (name, shape) in SHAPES {
        for seed in 0..300 {
            let problem = career(seed, shape);
            let outcome = worker.solve(&problem, 100_000).expect("well-formed");
            if let Outcome::Plan(plan) = &outcome {
                check_plan(&problem, plan);
                for at in 0..plan.steps.len() {
                    assert!(!stands_without(&problem, &plan.steps, at), "{name} {seed}: superfluous");
                }
            }
            // A fresh worker gives the same answer: nothing is carried over.
            if seed % 10 == 0 {
                assert_eq!(Worker::new().solve(&problem, 100_000), Ok(outcome));
            }
        }
    }
}

#[test]
fn raising_the_target_never_makes_it_cheaper() {
    let mut worker = Worker::new();
    for seed in 0..60 {
        let mut problem = career(seed, WIDE);
        let goal = problem.target;
        let mut last = (0, 0);
        for percent in [60, 80, 95, 100] {
            problem.target = goal * percent / 100;
            if let Ok(Outcome::Plan(plan)) = worker.solve(&problem, 100_000) {
                let cost = (plan.primary, plan.secondary);
                assert!(cost >= last, "seed {seed}");
                last = cost;
            }
        }
    }
}

#[test]
fn renaming_steps_keeps_the_costs() {
    let mut worker = Worker::new();
    for seed in 0..100 {
        let problem = career(seed, HARD);
        let n = problem.steps.len() as u32;
        let mut turned = problem.clone();
        turned.steps.reverse();
        for k in turned.groups.iter_mut().flatten() {
            *k = n - 1 - *k;
        }
        let pair = (worker.solve(&problem, 100_000), worker.solve(&turned, 100_000));
        if let (Ok(Outcome::Plan(a)), Ok(Outcome::Plan(b))) = pair {
            assert_eq!(objective(&problem, &a.steps), objective(&turned, &b.steps), "seed {seed}");
        }
    }
}

/// `plan/candidates.rs` takes out of each group the members with a need that meets the group whenever it is met itself.
#[test]
fn members_that_come_too_late_change_no_plan() {
    let mut worker = Worker::new();
    let mut fewer = 0;
    for seed in 0..200 {
        let problem = career(seed, LADDERS);
        let within = |h: &[u32], g: &[u32]| h.iter().all(|k| g.contains(k));
        let mut early = problem.clone();
        for group in &mut early.groups {
            let all = group.clone();
            group.retain(|k| !problem.needs_of(*k as usize).any(|h| within(h, &all)));
            fewer += all.len() - group.len();
        }
        let pair = (worker.solve(&problem, 100_000), worker.solve(&early, 100_000));
        match pair {
            (Ok(Outcome::Plan(a)), Ok(Outcome::Plan(b))) => {
                assert!(a.optimal && b.optimal, "seed {seed}");
                assert_eq!(a.steps, b.steps, "seed {seed}");
                check_plan(&problem, &b);
            }
            (a, b) => assert_eq!(a.ok(), b.ok(), "seed {seed}"),
        }
    }
    assert!(fewer > 1_000, "only {fewer} members were late");
}

#[test]
fn fronts_fall_and_match_single_solves() {
    let mut worker = Worker::new();
    for seed in 0..60 {
        let mut problem = career(seed, WIDE);
        let Ok(Ok(front)) = worker.pareto(&problem, 100_000, usize::MAX) else { panic!("{seed}") };
        assert!(front.complete);
        for pair in front.plans.windows(2) {
            assert!(pair[0].primary < pair[1].primary && pair[0].secondary > pair[1].secondary);
        }
        for plan in &front.plans {
            check_plan(&problem, plan);
            problem.max_secondary = Some(plan.secondary);
            assert_eq!(cost(worker.solve(&problem, 100_000).ok()), Some((plan.primary, plan.secondary)));
        }
        problem.max_secondary = None;
        let Ok(Ok(capped)) = worker.pareto(&problem, 100_000, 2) else { panic!("{seed}") };
        assert_eq!(capped.plans.len(), front.plans.len().min(2));
    }
}

fn cost(outcome: Option<Outcome>) -> Option<(u64, u64)> {
    match outcome {
        Some(Outcome::Plan(plan)) => Some((plan.primary, plan.secondary)),
        _ => None,
    }
}

#[test]
fn a_met_target_needs_no_steps() {
    let problem = Problem {
        requirements: vec![Requirement { now: 3, full: 3, must: true }],
        steps: vec![Step::default()],
        target: 3,
        max_primary: Some(0),
        max_secondary: Some(0),
        ..Problem::default()
    };
    let Ok(Outcome::Plan(plan)) = Worker::new().solve(&problem, 10) else { panic!() };
    assert!(plan.optimal && plan.steps.is_empty() && plan.points == 3);
}

#[test]
fn malformed_problems_are_refused() {
    let mut worker = Worker::new();
    let mut problem = Problem {
        requirements: vec![Requirement { now: 0, full: 1, must: false }],
        steps: vec![Step { yields: vec![(1, 1)], ..Step::default() }],
        ..Problem::default()
    };
    assert!(worker.solve(&problem, 10).is_err());
    problem.steps[0] = Step { needs: vec![0], ..Step::default() };
    assert!(worker.solve(&problem, 10).is_err());
    problem.group(vec![7]);
    assert!(worker.solve(&problem, 10).is_err());
    problem.groups.clear();
    problem.steps[0] = Step { primary: u64::MAX, ..Step::default() };
    assert!(worker.solve(&problem, 10).is_err());
    problem.steps.clear();
    problem.requirements[0].now = 2;
    assert!(worker.solve(&problem, 10).is_err());
}
