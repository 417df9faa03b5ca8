//! The plan: exact, ordered, with its proof.

use std::sync::{Arc, OnceLock};

use jiff::civil::Date;

use super::candidates::Candidates;
use super::cover::{Axis, Infeasible, Outcome, Worker as Solver};
use super::layout;
use super::problem::{Parts, Person, PlanProblem, Scope};
use super::step::{StepFacts, StepRef};
use super::table::Table;
use super::ways::Builders;
use crate::error::Error;
use crate::model::Model;
use crate::units::{Cents, CertificationRow, Level, RoleRow, Seniority, SkillRow, fits_a_week};
use crate::vector::Profile;

/// What is minimised first; the other breaks ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Minimize {
    /// Hours of work.
    Hours,
    /// US dollars.
    Cost,
}

/// What a plan must reach, and within what.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Readiness to reach, in (0, 1].
    pub readiness: f64,
    /// Whether every must-have has to be met in full.
    pub musts: bool,
    /// What is minimised.
    pub minimize: Minimize,
    /// Most hours allowed.
    pub max_hours: Option<f64>,
    /// Most US dollars allowed.
    pub max_cost: Option<f64>,
    /// Hours a week, above 0; what weeks are counted by.
    pub weekly_hours: f64,
    /// The day on which the plan starts; certifications that lapse between it and the plan's end have to be renewed, replaced or done
    /// without. Where not given, no certification lapses.
    pub from: Option<Date>,
}

impl Default for Goal {
    fn default() -> Goal {
        Goal {
            readiness: 0.8,
            musts: true,
            minimize: Minimize::Hours,
            max_hours: None,
            max_cost: None,
            weekly_hours: 8.0,
            from: None,
        }
    }
}

impl Goal {
    /// Checks all ranges.
    ///
    /// # Errors
    /// A number is out of its range.
    pub fn check(&self) -> crate::error::Result<()> {
        let check = |ok: bool, name, range, value: f64| {
            if ok { Ok(()) } else { Err(Error::Parameter { name, range, value: value.to_string() }) }
        };
        let (readiness, hours) = (self.readiness, self.weekly_hours);
        check(readiness > 0.0 && readiness <= 1.0, "--readiness", "above 0 and at most 1", readiness)?;
        check(fits_a_week(hours), "--weekly-hours", "above 0 and at most 168", hours)?;
        for (limit, name) in [(self.max_hours, "--max-hours"), (self.max_cost, "--max-cost")] {
            if let Some(limit) = limit {
                check(limit.is_finite() && limit >= 0.0, name, "0 or more", limit)?;
            }
        }
        Ok(())
    }
}

/// A skill that a step raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raise {
    /// The skill.
    pub skill: SkillRow,
    /// The level before, if the person had it.
    pub from: Option<Level>,
    /// The level after.
    pub to: Level,
    /// Whether the role asks it.
    pub asked: bool,
}

/// A step in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanStep {
    /// What it is.
    pub step: StepRef,
    /// Hours and cost.
    pub facts: StepFacts,
    /// Skills that it raises at this point of the plan.
    pub raises: Vec<Raise>,
    /// Requirements (skills of the role) that it closes in full at this point.
    pub closes: Vec<SkillRow>,
    /// Earlier steps that it waits for, as indices into the plan.
    pub after: Vec<usize>,
    /// Readiness once it is done.
    pub readiness_after: f64,
    /// For a renewal: the day on which the certification lapses.
    pub due: Option<Date>,
}

/// The cheapest steps to a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The role.
    pub role: RoleRow,
    /// Readiness now.
    pub readiness_before: f64,
    /// Readiness at the end.
    pub readiness_after: f64,
    /// In order.
    pub steps: Vec<PlanStep>,
    /// Sum of the steps' minutes.
    pub minutes: u64,
    /// Sum of the steps' cost.
    pub cost: Cents,
    /// Hours a week that weeks are counted by.
    pub weekly_hours: f64,
    /// Whether nothing cheaper exists: proven.
    pub optimal: bool,
    /// What was minimised.
    pub minimize: Minimize,
    /// Proven lower bound on what was minimised: minutes or cents.
    pub bound: u64,
    /// Certifications that lapse inside the plan and that it does without.
    pub lapses: Vec<CertificationRow>,
}

/// Plans none of which is beaten in hours and in money at once.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanFront {
    /// Fewest hours first.
    pub plans: Vec<Plan>,
    /// Whether the front is whole: proven.
    pub complete: bool,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq)]
pub enum NoPlan {
    /// All steps of the catalog together do not reach the goal.
    Unreachable {
        /// The readiness that they reach.
        best: f64,
        /// Must-haves that no steps close.
        musts: Vec<SkillRow>,
    },
    /// A limit is too tight.
    Limit {
        /// Whether it is the one on hours; else the one on cost.
        hours: bool,
        /// The least that would do, in hours or US dollars.
        least: f64,
        /// Whether that is exact, or a lower bound on it.
        exact: bool,
        /// Whether the other limit has to be raised as well.
        other_too: bool,
    },
    /// The search ended without a plan or a proof.
    Undecided,
}

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
        let mut lapsing = Vec::new();
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
        let mut lapsing = Vec::new();
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
            let before = lapsing.len();
            for plan in &plans {
                self.more_lapse(profile, plan, goal, &mut lapsing);
            }
            if lapsing.len() == before {
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

    /// Adds the certifications that lapse before a plan ends; whether there were more than before. The list only grows, so that the
    /// rounds end: at most one a certification.
    fn more_lapse(
        &self,
        profile: &Profile,
        plan: &Plan,
        goal: &Goal,
        lapsing: &mut Vec<CertificationRow>,
    ) -> bool {
        let Some(end) = goal.from.and_then(|from| layout::day_after(from, plan.weeks(plan.minutes))) else {
            return false;
        };
        let before = lapsing.len();
        for held in profile.certifications.iter().filter(|c| c.valid) {
            let facts = &self.model.catalog()[held.certification];
            let lapses = layout::lapses_on(facts, held.earned).is_some_and(|day| day < end);
            if lapses && lapsing.binary_search(&held.certification).is_err() {
                lapsing.push(held.certification);
            }
        }
        lapsing.sort_unstable();
        lapsing.len() > before
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

/// The person of a profile, with the years that are said or usual.
pub(super) fn person<'a>(
    profile: &'a Profile,
    shows: Seniority,
    lapsing: &'a [CertificationRow],
) -> Person<'a> {
    Person { profile, years: profile.years.unwrap_or_else(|| usual_years(shows)), lapsing }
}

/// Years of work that people on a rung usually have: what experience prerequisites are checked against where a profile says no
/// years. Estimates, in line with the years of the shipped transitions.
#[must_use]
pub fn usual_years(shows: Seniority) -> f64 {
    [0.0, 2.0, 5.0, 9.0, 13.0, 16.0][shows.rung()]
}

impl Plan {
    /// Weeks that so many minutes take.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn weeks(&self, minutes: u64) -> f64 {
        minutes as f64 / 60.0 / self.weekly_hours
    }
}
