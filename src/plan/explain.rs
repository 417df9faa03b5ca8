//! Why each step is in a plan: what it gives alone, what breaks without it, what the cheapest plan without it would take.
//!
//! All three are counted on the problem that was solved, with its own integers: nothing is told about a step that the solver did not see.

use super::cover::{Outcome, Problem};
use super::planner::{EXPLAIN_BUDGET, Planner};
use super::proposal::{Goal, Minimize, NoPlan, Plan};
use super::step::StepRef;
use crate::matching::readiness::share_of;
use crate::model::Model;
use crate::units::{Cents, RoleRow, Seniority, SkillRow};
use crate::vector::Profile;

/// Why a step is in a plan.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// Readiness that it would add today, by itself, in [0, 1]; 0 for a step that only opens the door to others.
    pub alone: f64,
    /// What is left of the plan without it.
    pub without: Without,
    /// The best plan found that does without it; `None` if there is none within the limits.
    pub instead: Option<Instead>,
}

/// A plan with one step taken away.
#[derive(Clone, Debug, PartialEq)]
pub struct Without {
    /// The readiness that the rest reaches.
    pub readiness: f64,
    /// Must-haves that the rest leaves open, by skill.
    pub musts: Vec<SkillRow>,
    /// Steps of the plan that cannot be taken any more, as indices into it.
    pub stranded: Vec<usize>,
}

/// The best plan found without a step.
#[derive(Clone, Debug, PartialEq)]
pub struct Instead {
    /// Its minutes.
    pub minutes: u64,
    /// Its cost.
    pub cost: Cents,
    /// Whether it is proven cheapest.
    pub exact: bool,
    /// Proven lower bound on what is minimised, for every plan without the step: minutes or cents.
    pub bound: u64,
    /// Steps that it has and the plan has not.
    pub steps: Vec<StepRef>,
}

impl Planner<'_> {
    /// A plan with the reason for each of its steps, in their order.
    ///
    /// # Errors
    /// As [`Planner::plan`].
    pub fn explained(
        &mut self,
        profile: &Profile,
        shows: Seniority,
        role: RoleRow,
        goal: &Goal,
    ) -> Result<(Plan, Vec<Reason>), NoPlan> {
        let plan = self.plan(profile, shows, role, goal)?;
        // The problem last stated is the one that the plan solves.
        let place = |step: &StepRef| self.stated.steps.iter().position(|s| s == step);
        let chosen: Vec<usize> = plan.steps.iter().filter_map(|s| place(&s.step)).collect();
        let reasons = (0..chosen.len()).map(|at| self.reason(&chosen, at, goal)).collect();
        Ok((plan, reasons))
    }

    fn reason(&mut self, chosen: &[usize], at: usize, goal: &Goal) -> Reason {
        let problem = &self.stated.problem;
        let all: u64 = problem.requirements.iter().map(|r| u64::from(r.full)).sum();
        let step = u32::try_from(chosen[at]).unwrap_or(u32::MAX);
        let gained = sum(&problem.points_after(&[step])).saturating_sub(problem.points_now());
        let rest: Vec<usize> = (0..chosen.len()).filter(|i| *i != at).collect();
        let done = takable(problem, chosen, &rest);
        let steps: Vec<u32> = done.iter().filter_map(|i| u32::try_from(chosen[*i]).ok()).collect();
        let points = problem.points_after(&steps);
        let open = problem.requirements.iter().zip(&points).enumerate();
        let open = open.filter(|(_, (r, p))| r.must && **p < r.full).map(|(i, _)| i);
        let Model { data, .. } = self.model;
        let requirements = &data.roles[self.stated_for.at()].requirements;
        let without = Without {
            readiness: share_of(sum(&points), all),
            musts: open.map(|i| requirements[i].skill).collect(),
            stranded: rest.into_iter().filter(|i| !done.contains(i)).collect(),
        };
        let alone = if all == 0 { 0.0 } else { share_of(gained, all) };
        Reason { alone, without, instead: self.instead(chosen, chosen[at], goal) }
    }

    fn instead(&mut self, chosen: &[usize], step: usize, goal: &Goal) -> Option<Instead> {
        let mut problem = self.stated.problem.clone();
        // A group without members can never be met, so the step is out of reach.
        problem.steps[step].needs = vec![problem.group(Vec::new())];
        let Ok(Outcome::Plan(found)) = self.solver.solve(&problem, EXPLAIN_BUDGET) else { return None };
        let (minutes, cents) = match goal.minimize {
            Minimize::Hours => (found.primary, found.secondary),
            Minimize::Cost => (found.secondary, found.primary),
        };
        let new = found.steps.iter().map(|j| *j as usize).filter(|j| !chosen.contains(j));
        let steps = new.map(|j| self.stated.steps[j]).collect();
        Some(Instead { minutes, cost: Cents(cents), exact: found.optimal, bound: found.bound, steps })
    }
}

fn sum(points: &[u32]) -> u64 {
    points.iter().map(|p| u64::from(*p)).sum()
}

/// Of the `rest` of the chosen steps, those that can be taken in some order.
fn takable(problem: &Problem, chosen: &[usize], rest: &[usize]) -> Vec<usize> {
    let mut done: Vec<usize> = Vec::new();
    loop {
        let met = |group: &[u32]| group.iter().any(|k| done.iter().any(|d| chosen[*d] == *k as usize));
        let next = rest.iter().find(|i| !done.contains(i) && problem.needs_of(chosen[**i]).all(met));
        match next {
            Some(&next) => done.push(next),
            None => return done,
        }
    }
}
