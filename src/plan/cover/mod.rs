//! Exact solver for cheapest plans: requirements to cover, steps with yields and
//! needs, two costs.
//!
//! The problem is a set multicover with a shared demand (each requirement counts
//! its best chosen yield), and/or precedence and a lexicographic objective; see
//! `planning.md` for the model, the proofs and measured times.
//!
//! - `problem`: question and answer; - `order`: taking orders;
//! - `model`, `reduce`, `narrow`, `dominate`: presolve; - `state`, `survey`: propagation;
//! - `bound`: Lagrangian lower bound; - `greedy`: first plans;
//! - `search`: branch and bound; - `split`: where it branches; - `incumbent`: its best plan;
//! - `front`: all trade-offs of the two costs.
//!
//! Every answer is a function of the problem and the node budget alone: no clock,
//! no randomness, no state carried from one solve to the next.

mod bound;
mod dominate;
mod front;
mod greedy;
mod incumbent;
mod model;
mod narrow;
mod order;
mod problem;
mod reduce;
mod search;
mod split;
mod state;
mod survey;

pub use front::Front;
pub use order::feasible_order;
pub use problem::{Axis, COST_CEILING, Infeasible, Malformed, Outcome, Problem, Requirement, Solution, Step};

use model::Core;
use reduce::{Question, Reducer};
use search::{Ended, Search};

/// Nodes after which a search under a secondary limit without any plan is
/// interrupted to ask whether there is one.
const PROBE: u64 = 50;

/// Solves problems one after the other, keeping its memory between them.
#[derive(Debug, Default)]
pub struct Worker {
    reducer: Reducer,
    core: Core,
    search: Search,
}

impl Worker {
    /// A worker without memory yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Finds the best plan, charging at most about `budget` search nodes (with
    /// limits several searches may be needed, each within `budget`).
    pub fn solve(&mut self, problem: &Problem, budget: u64) -> Result<Outcome, Malformed> {
        problem.validate()?;
        if let Err(why) = self.reducer.reduce(problem, Question::BEST, &mut self.core) {
            return Ok(Outcome::Infeasible(why));
        }
        let patience = if self.core.max_second.is_some() { PROBE } else { budget };
        let mut ended = self.search.run(&self.core, budget, patience);
        if !ended.complete && !self.search.best.found && patience < budget {
            // Nothing within the secondary limit so far: bounding the secondary
            // itself settles whether there is a plan faster than more of the same.
            if let Some(fault) = self.secondary_at_fault(problem, budget) {
                return Ok(fault);
            }
            if let Err(why) = self.reducer.reduce(problem, Question::BEST, &mut self.core) {
                return Ok(Outcome::Infeasible(why));
            }
            ended = self.search.run(&self.core, budget, budget);
        }
        match self.outcome(problem, ended, budget) {
            Outcome::Plan(plan) if !plan.optimal && problem.max_secondary.is_none() => {
                Ok(Outcome::Plan(self.second_look(problem, budget, plan)))
            }
            outcome => Ok(outcome),
        }
    }

    /// An unproven plan, or a better one, with the better of two bounds: the search goes over the problem once more without
    /// removing steps that cost less of the second cost. It branches elsewhere then, and often ends where the first look did not.
    fn second_look(&mut self, problem: &Problem, budget: u64, first: Solution) -> Solution {
        let question = Question { both_costs: true, ..Question::BEST };
        if self.reducer.reduce(problem, question, &mut self.core).is_err() {
            return first;
        }
        let ended = self.search.run(&self.core, budget, budget);
        if !self.search.best.found {
            return first;
        }
        let second = self.solution(problem, ended);
        let bound = first.bound.max(second.bound);
        let nodes = first.nodes + second.nodes;
        let better = (second.primary, second.secondary) < (first.primary, first.secondary);
        let best = if second.optimal || better { second } else { first };
        Solution { bound: bound.min(best.primary), nodes, ..best }
    }

    /// Turns the end of a search on the primary objective into an answer.
    fn outcome(&mut self, problem: &Problem, ended: Ended, budget: u64) -> Outcome {
        if self.search.best.found {
            return Outcome::Plan(self.solution(problem, ended));
        }
        if ended.complete {
            return self.limit_at_fault(problem, budget, ended.nodes);
        }
        Outcome::Undecided { bound: first_of(ended.bound, &self.core), nodes: ended.nodes }
    }

    /// The incumbent in the caller's terms.
    fn solution(&self, problem: &Problem, ended: Ended) -> Solution {
        let (core, best) = (&self.core, &self.search.best);
        let ids: Vec<u32> = best.steps.iter().map(|&j| core.ids[j as usize]).collect();
        let steps = feasible_order(problem, &ids);
        debug_assert!(steps.is_some(), "an incumbent has an order");
        let primary = ids.iter().map(|&j| problem.steps[j as usize].primary).sum();
        let secondary = ids.iter().map(|&j| problem.steps[j as usize].secondary).sum();
        let points = problem.points_after(&ids).iter().map(|&p| u64::from(p)).sum();
        let bound = first_of(ended.bound, core);
        let optimal = ended.complete || ended.bound >= best.weight;
        let bound = if optimal { primary } else { bound.min(primary) };
        let steps = steps.unwrap_or(ids);
        Solution { steps, primary, secondary, points, optimal, bound, nodes: ended.nodes }
    }

    /// Names the limit that excludes every plan. Called after a complete search
    /// without a plan, which only limits can cause: all steps together satisfy.
    fn limit_at_fault(&mut self, problem: &Problem, budget: u64, spent: u64) -> Outcome {
        if let Some(fault) = self.secondary_at_fault(problem, budget) {
            return fault;
        }
        if let Some(most) = problem.max_primary
            && let Some((value, proven)) = self.least(problem, Axis::Primary, true, budget)
        {
            return limit(Axis::Primary, value.max(most + 1), proven, true);
        }
        Outcome::Undecided { bound: 0, nodes: spent }
    }

    /// The secondary limit as the reason, if no plan keeps it whatever its
    /// primary; prefers the least value that works within the primary limit.
    fn secondary_at_fault(&mut self, problem: &Problem, budget: u64) -> Option<Outcome> {
        let most = problem.max_secondary?;
        let (free, proven) = self.least(problem, Axis::Secondary, false, budget)?;
        if free <= most {
            return None;
        }
        if problem.max_primary.is_some() {
            if let Some((held, proven)) = self.least(problem, Axis::Secondary, true, budget) {
                return Some(limit(Axis::Secondary, held.max(free), proven, true));
            }
            return Some(limit(Axis::Secondary, free, proven, false));
        }
        Some(limit(Axis::Secondary, free, proven, true))
    }

    /// Least value of one cost without its own limit, with or without the other,
    /// and whether it is exact (otherwise a lower bound); `None` if proven that
    /// there is no plan.
    fn least(&mut self, problem: &Problem, axis: Axis, other_held: bool, budget: u64) -> Option<(u64, bool)> {
        let question = Question {
            objective: axis,
            cheapest: false,
            only_first: true,
            held: other_held,
            both_costs: false,
        };
        self.reducer.reduce(problem, question, &mut self.core).ok()?;
        let ended = self.search.run(&self.core, budget, budget);
        if !ended.complete {
            return Some((first_of(ended.bound, &self.core), false));
        }
        let best = &self.search.best;
        let value = best.steps.iter().map(|&j| self.core.first[j as usize]).sum();
        best.found.then_some((value, true))
    }
}

fn limit(which: Axis, least_needed: u64, proven: bool, other_held: bool) -> Outcome {
    Outcome::Infeasible(Infeasible::Limit { which, least_needed, proven, other_held })
}

/// First cost implied by a bound on the objective.
fn first_of(bound: u128, core: &Core) -> u64 {
    u64::try_from(bound / core.a.max(1)).unwrap_or(u64::MAX)
}
