//! The plan: exact, ordered, with its proof.

use super::cover::{Axis, Infeasible, Outcome, Worker as Solver};
use super::problem::{Builders, Person, PlanProblem, problem};
use super::schedule;
use super::step::{StepFacts, StepRef};
use crate::matching::readiness::{Satisfaction, readiness};
use crate::model::Model;
use crate::units::{Cents, Level, RoleRow, Seniority, SkillRow};
use crate::vector::{Evidence, Held, Profile};

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
        }
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
const NODE_BUDGET: u64 = 2_000;

/// Plans for one model. Reuses its memory from plan to plan; one per thread.
#[derive(Debug)]
pub struct Planner<'m> {
    model: &'m Model,
    builders: Builders,
    solver: Solver,
}

impl<'m> Planner<'m> {
    /// A planner for a model.
    #[must_use]
    pub fn new(model: &'m Model) -> Planner<'m> {
        let builders = Builders::build(model.catalog());
        Planner { model, builders, solver: Solver::new() }
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
        let data = &self.model.data;
        let vector = &data.roles[role.at()];
        let person = Person { profile, years: profile.years.unwrap_or_else(|| usual_years(shows)) };
        let stated = problem(&data.catalog, &data.links, &self.builders, vector, &person, goal);
        let outcome = self.solver.solve(&stated.problem, NODE_BUDGET);
        match outcome {
            Ok(Outcome::Plan(solution)) => {
                let chosen: Vec<usize> = solution.steps.iter().map(|s| *s as usize).collect();
                let mut plan = self.lay_out(profile, role, &stated, &chosen, goal);
                plan.optimal = solution.optimal;
                plan.bound = solution.bound;
                Ok(plan)
            }
            Ok(Outcome::Infeasible(why)) => Err(self.explain(&stated, role, why, goal)),
            Ok(Outcome::Undecided { .. }) | Err(_) => Err(NoPlan::Undecided),
        }
    }

    /// scratch
    pub fn stated(&self, profile: &Profile, shows: Seniority, role: RoleRow, goal: &Goal) -> PlanProblem {
        let data = &self.model.data;
        let person = Person { profile, years: profile.years.unwrap_or_else(|| usual_years(shows)) };
        problem(&data.catalog, &data.links, &self.builders, &data.roles[role.at()], &person, goal)
    }
    /// scratch
    pub fn solve_stated(&mut self, s: &PlanProblem, budget: u64) -> Result<Outcome, super::cover::Malformed> {
        self.solver.solve(&s.problem, budget)
    }

    #[allow(clippy::cast_precision_loss)]
    fn explain(&self, stated: &PlanProblem, role: RoleRow, why: Infeasible, goal: &Goal) -> NoPlan {
        match why {
            Infeasible::Unreachable { best_points, musts_missing } => {
                let all: u64 = stated.problem.requirements.iter().map(|r| u64::from(r.full)).sum();
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

    /// Puts chosen steps in order and works out what each raises and closes.
    fn lay_out(
        &self,
        profile: &Profile,
        role: RoleRow,
        stated: &PlanProblem,
        chosen: &[usize],
        goal: &Goal,
    ) -> Plan {
        let data = &self.model.data;
        let vector = &data.roles[role.at()];
        let place = |step: u32| chosen.iter().position(|c| *c == step as usize);
        let waits: Vec<Vec<Vec<usize>>> = chosen
            .iter()
            .map(|c| {
                let groups = stated.problem.steps[*c].needs.iter();
                groups.map(|g| g.iter().filter_map(|s| place(*s)).collect()).collect()
            })
            .collect();
        let worth = |j: usize, done: &[bool]| {
            let step = &stated.problem.steps[chosen[j]];
            let gain: u64 = step
                .yields
                .iter()
                .map(|&(r, points)| {
                    let before = chosen.iter().zip(done).filter(|(_, d)| **d).flat_map(|(c, _)| {
                        stated.problem.steps[*c].yields.iter().filter(|y| y.0 == r).map(|y| y.1)
                    });
                    let now = before.max().unwrap_or(0).max(stated.problem.requirements[r as usize].now);
                    u64::from(points.saturating_sub(now))
                })
                .sum();
            let minutes = stated.steps[chosen[j]].facts(&data.catalog).minutes.max(1);
            #[allow(clippy::cast_precision_loss)]
            let worth = gain as f64 / minutes as f64;
            worth
        };
        let order = schedule::order(chosen.len(), &waits, worth);
        let mut held: Vec<Held> = profile.skills.clone();
        let mut satisfaction = Satisfaction::default();
        satisfaction.fill(&held, vector, &data.links);
        let before = readiness(vector, &satisfaction);
        let mut plan = Plan {
            role,
            readiness_before: before,
            readiness_after: before,
            steps: Vec::new(),
            minutes: 0,
            cost: Cents(0),
            weekly_hours: goal.weekly_hours,
            optimal: false,
            minimize: goal.minimize,
            bound: 0,
        };
        for &j in &order {
            let step = stated.steps[chosen[j]];
            let open: Vec<bool> = satisfaction.met.iter().map(|m| m.share < 256).collect();
            let raises = raise(&mut held, step, &self.model.data.catalog, vector);
            satisfaction.fill(&held, vector, &data.links);
            let closes = vector
                .requirements
                .iter()
                .zip(open.iter().zip(&satisfaction.met))
                .filter(|(_, (open, met))| **open && met.share >= 256)
                .map(|(r, _)| r.skill)
                .collect();
            let facts = step.facts(&data.catalog);
            let mut after: Vec<usize> =
                waits[j].iter().flatten().filter_map(|w| order.iter().position(|o| o == w)).collect();
            after.retain(|a| *a < plan.steps.len());
            after.sort_unstable();
            after.dedup();
            plan.minutes += facts.minutes;
            plan.cost.0 += facts.cost.0;
            plan.readiness_after = readiness(vector, &satisfaction);
            plan.steps.push(PlanStep {
                step,
                facts,
                raises,
                closes,
                after,
                readiness_after: plan.readiness_after,
            });
        }
        plan
    }
}

/// Applies a step to what a person has.
fn raise(
    held: &mut Vec<Held>,
    step: StepRef,
    catalog: &crate::catalog::Catalog,
    role: &crate::vector::RoleVector,
) -> Vec<Raise> {
    let mut raises = Vec::new();
    for (skill, _, level) in step.builds(catalog) {
        let asked = role.requirements.binary_search_by_key(&skill, |r| r.skill).is_ok();
        match held.binary_search_by_key(&skill, |h| h.skill) {
            Ok(at) if held[at].level < level => {
                raises.push(Raise { skill, from: Some(held[at].level), to: level, asked });
                held[at].level = level;
            }
            Ok(_) => {}
            Err(at) => {
                raises.push(Raise { skill, from: None, to: level, asked });
                held.insert(at, Held { skill, level, evidence: Evidence::Exact });
            }
        }
    }
    raises
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
