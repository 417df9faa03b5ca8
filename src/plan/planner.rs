//! The plan: exact, ordered, with its proof.

use std::sync::{Arc, OnceLock};

use super::candidates::Candidates;
use super::cover::{Axis, Infeasible, Outcome, Worker as Solver};
use super::experience::usual_years;
use super::lapsing::Lapsing;
use super::layout;
use super::problem::{Parts, Person, PlanProblem, Scope};
use super::proposal::{Goal, Minimize, NoPlan, Plan, PlanFront};
use super::table::Table;
use super::ways::Builders;
use crate::model::Model;
use crate::units::{RoleRow, Seniority};
use crate::vector::Profile;

/// Search nodes for one plan: a second or two at most on the shipped catalog; small gaps take a few dozen.
pub(super) const NODE_BUDGET: u64 = 10_000;

/// Search nodes for the plan that does without one step: it need not be proven to say what the step saves at least.
pub(super) const EXPLAIN_BUDGET: u64 = 2_000;

/// Most plans of a front.
const FRONT_CAP: usize = 60;

/// What planners of one model share: worked out once a role, when first needed.
#[derive(Debug)]
struct Shared {
    builders: Builders,
    roles: Vec<OnceLock<Table>>,
}

impl Shared {
    fn table(&self, model: &Model, role: RoleRow) -> &Table {
        let data = &model.data;
        self.roles[role.at()].get_or_init(|| {
            let vector = &data.roles[role.at()];
            let all = Candidates::of(&data.catalog, &data.links, &self.builders, vector);
            Table::of(&all, vector.requirements.len())
        })
    }
}

/// Plans for one model. Reuses its memory from plan to plan; one per thread, see [`Planner::sibling`].
#[derive(Debug)]
pub struct Planner<'m> {
    pub(super) model: &'m Model,
    shared: Arc<Shared>,
    pub(super) solver: Solver,
    pub(super) stated: PlanProblem,
    /// The role of the problem last stated.
    pub(super) stated_for: RoleRow,
}

impl<'m> Planner<'m> {
    /// A planner for a model.
    #[must_use]
    pub fn new(model: &'m Model) -> Planner<'m> {
        let builders = Builders::build(model.catalog());
        let mut roles = Vec::new();
        roles.resize_with(model.catalog().roles.len(), OnceLock::new);
        let shared = Arc::new(Shared { builders, roles });
        Planner {
            model,
            shared,
            solver: Solver::new(),
            stated: PlanProblem::default(),
            stated_for: RoleRow(0),
        }
    }

    /// A planner for another thread, which shares what is worked out once a role. Its answers are the same.
    #[must_use]
    pub fn sibling(&self) -> Planner<'m> {
        let shared = Arc::clone(&self.shared);
        let (solver, stated) = (Solver::new(), PlanProblem::default());
        Planner { model: self.model, shared, solver, stated, stated_for: RoleRow(0) }
    }

    /// The cheapest plan for a profile, or why there is none. `shows` is the rung that the person shows.
    ///
    /// # Errors
    /// [`NoPlan`]: the goal cannot be reached, or not within the limits.
    pub fn plan(
        &mut self,
        profile: &Profile,
        shows: Seniority,
        role: RoleRow,
        goal: &Goal,
    ) -> Result<Plan, NoPlan> {
        let mut lapsing = Lapsing::default();
        loop {
            let person = person(profile, shows, &lapsing);
            self.state(&person, role, goal, Scope::Useful);
            let solution = match self.solver.solve(&self.stated.problem, NODE_BUDGET) {
                Ok(Outcome::Plan(solution)) => solution,
                Ok(Outcome::Infeasible(why)) => return Err(self.explain(&person, role, why, goal)),
                Ok(Outcome::Undecided { .. }) | Err(_) => return Err(NoPlan::Undecided),
            };
            let mut plan = layout::lay_out(self.model, &self.stated, &person, role, &solution.steps, goal);
            if !self.more_lapse(profile, &plan, goal, &mut lapsing) {
                (plan.optimal, plan.bound) = (solution.optimal, solution.bound);
                return Ok(plan);
            }
        }
    }

    /// All plans that no other beats in hours and in money at once, within the goal's limits.
    ///
    /// # Errors
    /// As [`Planner::plan`].
    pub fn front(
        &mut self,
        profile: &Profile,
        shows: Seniority,
        role: RoleRow,
        goal: &Goal,
    ) -> Result<PlanFront, NoPlan> {
        let mut lapsing = Lapsing::default();
        loop {
            let person = person(profile, shows, &lapsing);
            self.state(&person, role, goal, Scope::Useful);
            let front = match self.solver.pareto(&self.stated.problem, NODE_BUDGET, FRONT_CAP) {
                Ok(Ok(front)) => front,
                Ok(Err(Outcome::Infeasible(why))) => return Err(self.explain(&person, role, why, goal)),
                Ok(Err(Outcome::Plan(_))) => {
                    // Not even the first plan is proven: it is shown as what it is.
                    let plan = self.plan(profile, shows, role, goal)?;
                    return Ok(PlanFront { plans: vec![plan], complete: false });
                }
                Ok(Err(Outcome::Undecided { .. })) | Err(_) => return Err(NoPlan::Undecided),
            };
            let mut plans: Vec<Plan> = Vec::new();
            for solution in &front.plans {
                let mut plan =
                    layout::lay_out(self.model, &self.stated, &person, role, &solution.steps, goal);
                (plan.optimal, plan.bound) = (solution.optimal, solution.bound);
                plans.push(plan);
            }
            let mut more = false;
            for plan in &plans {
                more |= self.more_lapse(profile, plan, goal, &mut lapsing);
            }
            if !more {
                if goal.minimize == Minimize::Cost {
                    plans.reverse();
                }
                return Ok(PlanFront { plans, complete: front.complete });
            }
        }
    }

    /// Works out a role's candidates ahead of its first plan.
    pub fn warm(&self, role: RoleRow) {
        self.shared.table(self.model, role);
    }

    /// States the problem of a person and a role.
    pub(super) fn state(&mut self, person: &Person, role: RoleRow, goal: &Goal, scope: Scope) {
        let data = &self.model.data;
        let vector = &data.roles[role.at()];
        let table = self.shared.table(self.model, role);
        let parts = Parts { catalog: &data.catalog, links: &data.links, role: vector, table };
        self.stated.state(&parts, person, goal, scope);
        self.stated_for = role;
    }

    /// Whether more certifications lapse than those that a plan was made for.
    fn more_lapse(&self, profile: &Profile, plan: &Plan, goal: &Goal, lapsing: &mut Lapsing) -> bool {
        let ends = goal.from.and_then(|from| layout::day_after(from, plan.weeks(plan.minutes)));
        ends.is_some_and(|ends| lapsing.grow(profile, self.model.catalog(), ends, goal.until))
    }

    #[allow(clippy::cast_precision_loss)]
    fn explain(&mut self, person: &Person, role: RoleRow, why: Infeasible, goal: &Goal) -> NoPlan {
        match why {
            Infeasible::Unreachable { .. } => {
                // How far all steps would take them is asked of all steps.
                self.state(person, role, goal, Scope::Whole);
                let whole = match self.solver.solve(&self.stated.problem, 0) {
                    Ok(Outcome::Infeasible(whole)) => whole,
                    _ => why,
                };
                let Infeasible::Unreachable { best_points, musts_missing } = whole else {
                    return NoPlan::Undecided;
                };
                let all: u64 = self.stated.problem.requirements.iter().map(|r| u64::from(r.full)).sum();
                let vector = &self.model.data.roles[role.at()];
                NoPlan::Unreachable {
                    best: if all == 0 { 1.0 } else { best_points as f64 / all as f64 },
                    musts: musts_missing.iter().map(|m| vector.requirements[*m as usize].skill).collect(),
                }
            }
            Infeasible::Limit { which, least_needed, proven, other_held } => {
                let hours = (which == Axis::Primary) == (goal.minimize == Minimize::Hours);
                let least = least_needed as f64 / if hours { 60.0 } else { 100.0 };
                NoPlan::Limit { hours, least, exact: proven, other_too: !other_held }
            }
        }
    }
}

/// The person of a profile who shows a rung.
pub(super) fn person<'a>(profile: &'a Profile, shows: Seniority, lapsing: &'a Lapsing) -> Person<'a> {
    Person { profile, usual_years: usual_years(shows), lapsing }
}
