//! All trade-offs between the two costs.
//!
//! Epsilon constraint (Haimes, Lasdon and Wismer 1971): solve, demand strictly
//! less of the second cost, repeat. Each solve is exact and lexicographic, so
//! every plan found is non-dominated and none is skipped; the presolve is shared.

use super::problem::{Malformed, Outcome, Problem, Solution};
use super::reduce::Question;
use super::{Worker, first_of};

/// Non-dominated plans, cheapest primary first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Front {
    /// Plans with strictly rising primary and strictly falling secondary.
    pub plans: Vec<Solution>,
    /// Whether the list is the whole front; false when the cap or the budget cut
    /// it short, or when there is no plan at all.
    pub complete: bool,
}

impl Worker {
    /// All non-dominated (primary, secondary) pairs within the problem's limits,
    /// one plan each, at most `cap`; `budget` is per plan. Without any
    /// proven plan the answer is the outcome of the first solve.
    pub fn pareto(
        &mut self,
        problem: &Problem,
        budget: u64,
        cap: usize,
    ) -> Result<Result<Front, Outcome>, Malformed> {
        problem.validate()?;
        let question = Question { cheapest: false, both_costs: true, ..Question::BEST };
        if let Err(why) = self.reducer.reduce(problem, question, &mut self.core) {
            return Ok(Err(Outcome::Infeasible(why)));
        }
        let mut plans: Vec<Solution> = Vec::new();
        while plans.len() < cap {
            let ended = self.search.run(&self.core, budget, budget);
            if !self.search.best.found {
                if plans.is_empty() {
                    return Ok(Err(self.outcome(problem, ended, budget)));
                }
                return Ok(Ok(Front { plans, complete: ended.complete }));
            }
            let mut plan = self.solution(problem, ended);
            // Whatever comes later in the sweep costs at least as much.
            if let Some(before) = plans.last() {
                plan.bound = plan.bound.max(before.bound).min(plan.primary);
            }
            debug_assert!(plan.bound >= first_of(ended.bound, &self.core) || !plan.optimal);
            let (proven, secondary) = (plan.optimal, plan.secondary);
            if !proven {
                // An unproven plan may be dominated: it does not belong here.
                let complete = false;
                return Ok(if plans.is_empty() {
                    Err(Outcome::Plan(plan))
                } else {
                    Ok(Front { plans, complete })
                });
            }
            plans.push(plan);
            let Some(less) = secondary.checked_sub(1) else {
                return Ok(Ok(Front { plans, complete: true }));
            };
            self.core.max_second = Some(less);
        }
        Ok(Ok(Front { plans, complete: false }))
    }
}
