//! The worked example of `docs/planning.md`, solved.

use skillgap::plan::cover::{Axis, Infeasible, Outcome, Problem, Requirement, Step, Worker};

/// Linux 4 (a must), Ansible 4 and Git 2, each worth 1000 points × 256; the person has Linux 3.
fn problem() -> Problem {
    let full = 256_000;
    let requirement = |now, must| Requirement { now, full, must };
    let step = |hours: u64, usd: u64, yields: &[(u32, u32)], needs: &[u32]| Step {
        primary: hours * 60,
        secondary: usd * 100,
        yields: yields.to_vec(),
        needs: needs.to_vec(),
    };
    Problem {
        requirements: vec![requirement(192_000, true), requirement(0, false), requirement(0, false)],
        steps: vec![
            // 0, a course in Linux; 1, a first lab in Ansible; 2, GitHub Foundations; 3, a lab in Git.
            step(80, 0, &[(0, full)], &[]),
            step(25, 0, &[(1, full / 2)], &[]),
            step(20, 99, &[(2, full)], &[]),
            step(24, 0, &[(2, full)], &[]),
            // 4, servers as code: needs the lab in Ansible and something in Git.
            step(60, 0, &[(0, full), (1, full)], &[0, 1]),
        ],
        groups: vec![vec![1], vec![2, 3]],
        target: 3 * 256_000 * 8 / 10,
        max_primary: None,
        max_secondary: None,
    }
}

fn plan(problem: &Problem) -> (Vec<u32>, u64, u64) {
    match Worker::new().solve(problem, 1_000) {
        Ok(Outcome::Plan(s)) if s.optimal => (s.steps, s.primary / 60, s.secondary / 100),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_broad_project_with_its_needs_beats_the_course() {
    // 25 + 20 + 60 hours close all three; the course with the two small steps takes 80 + 25 + 20.
    assert_eq!(plan(&problem()), (vec![1, 2, 4], 105, 99));
}

#[test]
fn without_money_the_lab_in_git_takes_the_place_of_the_certificate() {
    let free = Problem { max_secondary: Some(0), ..problem() };
    assert_eq!(plan(&free), (vec![1, 3, 4], 109, 0));
}

#[test]
fn a_limit_that_is_too_tight_is_named_with_the_least_that_would_do() {
    let tight = Problem { max_primary: Some(100 * 60), ..problem() };
    let got = Worker::new().solve(&tight, 1_000);
    let Ok(Outcome::Infeasible(Infeasible::Limit { which, least_needed, proven, .. })) = got else {
        panic!("{got:?}")
    };
    assert_eq!((which, least_needed / 60, proven), (Axis::Primary, 105, true));
}

#[test]
fn the_front_is_these_two_plans() {
    let front = Worker::new().pareto(&problem(), 1_000, 10).unwrap().unwrap();
    let pairs: Vec<(u64, u64)> = front.plans.iter().map(|p| (p.primary / 60, p.secondary / 100)).collect();
    assert_eq!((pairs, front.complete), (vec![(105, 99), (109, 0)], true));
}
