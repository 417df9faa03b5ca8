//! Narrowing: steps that no cheapest plan can hold, told by a plan at hand.
//!
//! A quick greedy plan costs `W` of the first cost. A set with an order that holds
//! step `j` costs at least `Fixpoint::least[j]`, so where that exceeds `W` the step
//! is in no plan that is cheapest or ties with it. Under limits this holds if the
//! plan at hand keeps them. Most people lack little: a plan of 20 hours leaves a few
//! dozen of a thousand steps.

use super::order::{Fixpoint, NEVER};
use super::problem::{Axis, Problem};
use super::reduce::{Cost, costs};

/// Buffers of the greedy plan.
#[derive(Debug, Default)]
pub struct Narrow {
    /// Points per requirement, at most its full.
    points: Vec<u32>,
    inside: Vec<bool>,
    chosen: Vec<u32>,
    stack: Vec<u32>,
    /// Steps worth looking at.
    lifters: Vec<u32>,
}

impl Narrow {
    /// Takes away `useful` from the steps that a plan at hand excludes; from none
    /// where the greedy plan breaks a limit. O(plan length * yields of the steps).
    pub fn apply(&mut self, problem: &Problem, objective: Axis, fixpoint: &Fixpoint, useful: &mut [bool]) {
        if !self.plan(problem, fixpoint, useful) {
            return;
        }
        let (first, second) = costs(objective);
        self.drop_superfluous(problem, fixpoint, first);
        let sum = |cost: Cost| self.chosen.iter().map(|&j| cost(&problem.steps[j as usize])).sum();
        let (spent, other): (u64, u64) = (sum(first), sum(second));
        let (most, most_other) = match objective {
            Axis::Primary => (problem.max_primary, problem.max_secondary),
            Axis::Secondary => (problem.max_secondary, problem.max_primary),
        };
        if most.is_some_and(|most| spent > most) || most_other.is_some_and(|most| other > most) {
            return;
        }
        for (useful, &least) in useful.iter_mut().zip(&fixpoint.least) {
            *useful &= least <= spent;
        }
    }

    /// Builds a plan by most points for the least cost; false if it got stuck.
    fn plan(&mut self, problem: &Problem, fixpoint: &Fixpoint, useful: &[bool]) -> bool {
        self.points.clear();
        self.points.extend(problem.requirements.iter().map(|r| r.now));
        self.inside.clear();
        self.inside.resize(problem.steps.len(), false);
        self.chosen.clear();
        self.lifters.clear();
        let lifts = |j: &u32| useful[*j as usize] && !problem.steps[*j as usize].yields.is_empty();
        self.lifters.extend((0..problem.steps.len() as u32).filter(lifts));
        while !problem.satisfied_by(&self.points) {
            let held: u64 = self.points.iter().map(|&p| u64::from(p)).sum();
            let missing = problem.target.saturating_sub(held);
            let mut best: Option<(f64, u32)> = None;
            for &j in self.lifters.iter().filter(|&&j| !self.inside[j as usize]) {
                let (mut must, mut other) = (0u64, 0u64);
                for &(i, y) in &problem.steps[j as usize].yields {
                    let r = &problem.requirements[i as usize];
                    let gain = u64::from(y.min(r.full).saturating_sub(self.points[i as usize]));
                    match r.must {
                        // Only what completes a must-have is worth something.
                        true => must += if y >= r.full { gain } else { 0 },
                        false => other += gain,
                    }
                }
                let gain = must + other.min(missing);
                let ratio = gain as f64 / (fixpoint.least[j as usize] as f64 + 1.0);
                if gain > 0 && best.is_none_or(|b| ratio > b.0) {
                    best = Some((ratio, j));
                }
            }
            let Some((_, j)) = best else { return false };
            self.add(problem, fixpoint, j);
        }
        true
    }

    /// Puts a step in with the first way to meet each of its needs.
    fn add(&mut self, problem: &Problem, fixpoint: &Fixpoint, j: u32) {
        self.stack.push(j);
        while let Some(j) = self.stack.pop() {
            if std::mem::replace(&mut self.inside[j as usize], true) {
                continue;
            }
            self.chosen.push(j);
            let step = &problem.steps[j as usize];
            for &(i, y) in &step.yields {
                let held = &mut self.points[i as usize];
                *held = (*held).max(y.min(problem.requirements[i as usize].full));
            }
            debug_assert!(step.needs.iter().all(|&g| fixpoint.first[g as usize] != NEVER));
            self.stack.extend(step.needs.iter().map(|&g| fixpoint.first[g as usize]));
        }
    }

    /// Leaves out what is not needed, dearest first.
    fn drop_superfluous(&mut self, problem: &Problem, fixpoint: &Fixpoint, cost: Cost) {
        self.chosen.sort_unstable_by_key(|&j| (std::cmp::Reverse(cost(&problem.steps[j as usize])), j));
        let mut at = 0;
        while let Some(&j) = self.chosen.get(at) {
            let helps =
                |k: &u32| problem.steps[*k as usize].needs.iter().any(|&g| fixpoint.first[g as usize] == j);
            self.stack.clear();
            self.stack.extend(self.chosen.iter().filter(|&&k| k != j));
            if !self.stack.iter().any(helps) && problem.satisfied_by(&problem.points_after(&self.stack)) {
                std::mem::swap(&mut self.chosen, &mut self.stack);
            } else {
                at += 1;
            }
        }
        self.stack.clear();
    }
}
