//! The solver against exhaustive enumeration of all subsets.

#![allow(clippy::expect_used)]

#[path = "plan_cover/mod.rs"]
mod common;

use common::{check_plan, sequence_stands, wild};
use skillgap::plan::cover::{Axis, Infeasible, Outcome, Problem, Worker, feasible_order};

/// All subsets that have an order and satisfy the problem, limits aside.
fn admissible(problem: &Problem) -> Vec<(u64, u64, u32, Vec<u32>)> {
    let n = problem.steps.len();
    let masks: Vec<Vec<u32>> =
        (0..n).map(|j| problem.needs_of(j).map(|g| g.iter().fold(0, |m, k| m | 1 << k)).collect()).collect();
    let mut found = Vec::new();
    for set in 0u32..1 << n {
        let mut done = 0u32;
        loop {
            let mut more = done;
            for (j, groups) in masks.iter().enumerate() {
                if set >> j & 1 == 1 && groups.iter().all(|g| g & done != 0) {
                    more |= 1 << j;
                }
            }
            if more == done {
                break;
            }
            done = more;
        }
        if done != set {
            continue;
        }
        let list: Vec<u32> = (0..n as u32).filter(|j| set >> j & 1 == 1).collect();
        if problem.satisfied_by(&problem.points_after(&list)) {
            let (p, s, k) = common::objective(problem, &list);
            found.push((p, s, k as u32, list));
        }
    }
    found.sort_unstable();
    found
}

fn within(problem: &Problem, p: u64, s: u64) -> bool {
    problem.max_primary.is_none_or(|most| p <= most) && problem.max_secondary.is_none_or(|most| s <= most)
}

/// Scales costs until the scaled objective has to drop most of its bits.
fn magnify(problem: &mut Problem) {
    for step in &mut problem.steps {
        step.primary <<= 34;
        step.secondary <<= 36;
    }
    problem.max_primary = problem.max_primary.map(|most| most << 34);
    problem.max_secondary = problem.max_secondary.map(|most| most << 36);
}

fn compare(worker: &mut Worker, seed: u64) {
    let mut problem = wild(seed);
    if seed.is_multiple_of(5) {
        magnify(&mut problem);
    }
    let all = admissible(&problem);
    let best = all.iter().find(|a| within(&problem, a.0, a.1));
    match (worker.solve(&problem, 1_000_000).expect("well-formed"), best) {
        (Outcome::Plan(plan), Some(best)) => {
            check_plan(&problem, &plan);
            assert!(plan.optimal);
            let mut set = plan.steps.clone();
            set.sort_unstable();
            assert_eq!((plan.primary, plan.secondary, &set), (best.0, best.1, &best.3), "seed {seed}");
        }
        (Outcome::Infeasible(Infeasible::Unreachable { best_points, musts_missing }), None) => {
            assert!(all.is_empty(), "seed {seed}");
            let n = problem.steps.len() as u32;
            let takable: Vec<u32> = (0..n).filter(|&j| can_be_taken(&problem, j)).collect();
            let points = problem.points_after(&takable);
            assert_eq!(best_points, points.iter().map(|&p| u64::from(p)).sum::<u64>());
            let missing = |i: &u32| {
                let r = problem.requirements[*i as usize];
                r.must && points[*i as usize] < r.full
            };
            let expected: Vec<u32> = (0..points.len() as u32).filter(missing).collect();
            assert_eq!(musts_missing, expected);
        }
        (Outcome::Infeasible(Infeasible::Limit { which, least_needed, proven, other_held }), None) => {
            assert!(!all.is_empty() && proven, "seed {seed}");
            let held = |a: &&(u64, u64, u32, Vec<u32>)| match which {
                _ if !other_held => true,
                Axis::Primary => problem.max_secondary.is_none_or(|most| a.1 <= most),
                Axis::Secondary => problem.max_primary.is_none_or(|most| a.0 <= most),
            };
            let value = |a: &(u64, u64, u32, Vec<u32>)| if which == Axis::Primary { a.0 } else { a.1 };
            assert_eq!(Some(least_needed), all.iter().filter(held).map(value).min(), "seed {seed}");
        }
        (got, best) => panic!("seed {seed}: {got:?} against {best:?}"),
    }
    if seed.is_multiple_of(4) {
        compare_front(worker, &problem, &all, seed);
    }
}

fn compare_front(worker: &mut Worker, problem: &Problem, all: &[(u64, u64, u32, Vec<u32>)], seed: u64) {
    let mut expected = Vec::new();
    for a in all.iter().filter(|a| within(problem, a.0, a.1)) {
        if expected.last().is_none_or(|l: &&(u64, u64, u32, Vec<u32>)| a.1 < l.1) {
            expected.push(a);
        }
    }
    match worker.pareto(problem, 1_000_000, usize::MAX).expect("well-formed") {
        Ok(front) => {
            assert!(front.complete);
            let got: Vec<_> = front
                .plans
                .iter()
                .map(|p| {
                    check_plan(problem, p);
                    let mut set = p.steps.clone();
                    set.sort_unstable();
                    (p.primary, p.secondary, set)
                })
                .collect();
            let expected: Vec<_> = expected.iter().map(|a| (a.0, a.1, a.3.clone())).collect();
            assert_eq!(got, expected, "seed {seed}");
        }
        Err(Outcome::Infeasible(_)) => assert!(expected.is_empty(), "seed {seed}"),
        Err(other) => panic!("seed {seed}: {other:?}"),
    }
}

/// Whether some order of steps reaches `j`, by trying the closure.
fn can_be_taken(problem: &Problem, j: u32) -> bool {
    let mut done: Vec<u32> = Vec::new();
    loop {
        let ready = (0..problem.steps.len() as u32).find(|k| {
            let mut needs = problem.needs_of(*k as usize);
            !done.contains(k) && needs.all(|g| g.iter().any(|x| done.contains(x)))
        });
        match ready {
            Some(k) => done.push(k),
            None => return done.contains(&j),
        }
    }
}

#[test]
fn same_plan_as_enumeration() {
    let mut worker = Worker::new();
    for seed in 0..24_000 {
        compare(&mut worker, seed);
    }
}

#[test]
fn orders_agree_with_their_definition() {
    for seed in 0..2_000 {
        let problem = wild(seed);
        let all: Vec<u32> = (0..problem.steps.len() as u32).collect();
        if let Some(order) = feasible_order(&problem, &all) {
            assert!(sequence_stands(&problem, &order));
            assert_eq!(order.len(), all.len());
        } else {
            assert!(all.iter().any(|&j| !can_be_taken(&problem, j)));
        }
    }
}
