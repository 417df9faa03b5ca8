//! A profile and the table of a role's candidates → the integer covering problem whose cheapest solution is the plan.
//!
//! Requirements keep the points that readiness counts (importance × 1/256), so what a plan reaches is what a match would
//! print afterwards. A step lifts a requirement to the points that its skills give, directly or over a link, at the level they reach.
//! Certifications that lapse before they need no longer count are taken for lost, with their renewal among the steps.

use super::candidates::yields;
use super::cover::{Problem, Requirement, Step};
use super::experience;
use super::lapsing::Lapsing;
use super::proposal::{Goal, Minimize};
use super::step::StepRef;
use super::table::Table;
use super::ways::Met;
use crate::catalog::{Catalog, Status};
use crate::matching::readiness::{MET, Satisfaction};
use crate::units::CertificationRow;
use crate::vector::{Held, Links, Profile, RoleVector};

/// The problem with what its step numbers mean. Reusable.
#[derive(Clone, Debug, Default)]
pub struct PlanProblem {
    /// For the solver.
    pub problem: Problem,
    /// The step of each number.
    pub steps: Vec<StepRef>,
    /// What the person has once every certification in question has lapsed, sorted by skill.
    pub held: Vec<Held>,
    /// What they have as long as the plan lasts, likewise.
    during: Vec<Held>,
    satisfaction: Satisfaction,
    /// Level held per skill while the plan lasts, 0 for none; all zero between two problems.
    levels: Vec<u8>,
    /// Whether steps that give points on a requirement are of interest.
    wanted: Vec<bool>,
    /// What is known of each group.
    groups: Vec<Standing>,
    /// Number in the problem per candidate, or a mark.
    number: Vec<u32>,
    queue: Vec<u32>,
    spare: Vec<Step>,
    spare_groups: Vec<Vec<u32>>,
}

/// What is known of a group of needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// Not looked at yet.
    Unseen,
    /// The person meets it as they are.
    Met,
    /// The person does not.
    Open,
    /// Nor is it met, and this is its number in the problem.
    Stated(u32),
}

/// What a plan needs to know of the person.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// What they have.
    pub profile: &'a Profile,
    /// Years of work that are usual on the rung that they show.
    pub usual_years: f64,
    /// Certifications that they hold and that lapse.
    pub lapsing: &'a Lapsing,
}

impl Person<'_> {
    /// Whether they have worked for long enough to take a step that asks for years.
    fn worked(&self, years: f32, step: StepRef, parts: &Parts) -> bool {
        experience::suffice(self.profile, self.usual_years, (years, step), (parts.catalog, parts.links))
    }

    fn holds(&self, row: CertificationRow) -> bool {
        self.profile.holds(row) && self.lapsing.within.binary_search(&row).is_err()
    }
}

const ABSENT: u32 = u32::MAX;
const WANTED: u32 = u32::MAX - 1;

/// How much of the problem is stated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What can be part of a cheapest plan.
    Useful,
    /// Every step that lifts an open requirement: how far all of them together would take the person.
    Whole,
}

/// What a problem is made from.
pub struct Parts<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// Links between its skills.
    pub links: &'a Links,
    /// The role.
    pub role: &'a RoleVector,
    /// Its candidates.
    pub table: &'a Table,
}

impl PlanProblem {
    /// States the problem of lifting a person to a goal. O(candidates that lift what is open, and what they need).
    pub fn state(&mut self, parts: &Parts, person: &Person, goal: &Goal, scope: Scope) {
        let (profile, lapsing) = (person.profile, person.lapsing);
        profile.skills_without(&lapsing.within, parts.catalog, &mut self.during);
        profile.skills_without(&lapsing.by_the_end, parts.catalog, &mut self.held);
        self.satisfaction.fill(&self.held, parts.role, parts.links);
        self.problem.requirements.clear();
        let asked = parts.role.requirements.iter().zip(&self.satisfaction.met);
        self.problem.requirements.extend(asked.map(|(r, met)| Requirement {
            now: u32::from(r.importance) * met.share,
            full: u32::from(r.importance) * MET,
            must: r.essential && goal.musts,
        }));
        let total: u64 = self.problem.requirements.iter().map(|r| u64::from(r.full)).sum();
        self.problem.target = target(goal.readiness, total);
        self.want(scope);
        self.levels.resize(parts.catalog.skills.len(), 0);
        self.during.iter().for_each(|h| self.levels[h.skill.at()] = h.level.get());
        self.select(parts, person);
        self.fill(parts, person, goal.minimize);
        self.during.iter().for_each(|h| self.levels[h.skill.at()] = 0);
        let minutes = goal.max_hours.map(|h| limit(h * 60.0));
        let cents = goal.max_cost.map(|c| limit(c * 100.0));
        (self.problem.max_primary, self.problem.max_secondary) = match goal.minimize {
            Minimize::Hours => (minutes, cents),
            Minimize::Cost => (cents, minutes),
        };
    }

    /// Finds the requirements that a plan has to lift: open must-haves, and every open one if must-haves alone do not reach the target.
    fn want(&mut self, scope: Scope) {
        let asked = &self.problem.requirements;
        let certain: u64 = asked.iter().map(|r| u64::from(if r.must { r.full } else { r.now })).sum();
        let optional = certain < self.problem.target || scope == Scope::Whole;
        self.wanted.clear();
        self.wanted.extend(asked.iter().map(|r| r.now < r.full && (r.must || optional)));
    }

    /// Marks the candidates that lift a wanted requirement, and what they need, and numbers them.
    fn select(&mut self, parts: &Parts, person: &Person) {
        let table = parts.table;
        self.number.clear();
        self.number.resize(table.entries().len(), ABSENT);
        self.groups.clear();
        self.groups.resize(table.groups(), Standing::Unseen);
        self.queue.clear();
        for requirement in (0u32..).zip(&self.wanted).filter(|(_, wanted)| **wanted).map(|(r, _)| r) {
            for &at in table.lifters(requirement) {
                if self.number[at as usize] == ABSENT && self.lifts(table, at) && available(parts, at, person)
                {
                    self.number[at as usize] = WANTED;
                    self.queue.push(at);
                }
            }
        }
        while let Some(at) = self.queue.pop() {
            for &group in table.needs(at) {
                if self.groups[group as usize] != Standing::Unseen {
                    continue;
                }
                let met = table.met(group).iter().any(|met| self.meets(*met, parts, person));
                self.groups[group as usize] = if met { Standing::Met } else { Standing::Open };
                for &m in table.members(group).iter().filter(|_| !met) {
                    if self.number[m as usize] == ABSENT && available(parts, m, person) {
                        self.number[m as usize] = WANTED;
                        self.queue.push(m);
                    }
                }
            }
        }
        self.steps.clear();
        for (number, entry) in self.number.iter_mut().zip(table.entries()).filter(|(n, _)| **n == WANTED) {
            *number = CertificationRow::of(self.steps.len()).0;
            self.steps.push(entry.step);
        }
    }

    /// Whether a candidate gives points on a wanted requirement, and builds a skill that is open.
    fn lifts(&self, table: &Table, candidate: u32) -> bool {
        let (mut wanted, mut direct) = (false, false);
        for y in table.yields(candidate) {
            let lifts = y.points > self.problem.requirements[y.requirement as usize].now;
            wanted |= lifts && self.wanted[y.requirement as usize];
            direct |= lifts && y.direct;
        }
        wanted && direct
    }

    /// Whether a person has what meets a group.
    fn meets(&self, met: Met, parts: &Parts, person: &Person) -> bool {
        match met {
            Met::Held(row) => person.holds(row),
            Met::Skill(skill, level) => self.levels[skill.at()] >= level.get(),
            Met::Years(years, step) => person.worked(years, step, parts),
        }
    }

    /// Writes the solver's steps, in the memory of the problem before.
    fn fill(&mut self, parts: &Parts, person: &Person, minimize: Minimize) {
        let renewals: Vec<CertificationRow> = person
            .lapsing
            .by_the_end
            .iter()
            .copied()
            .filter(|row| parts.catalog[*row].status == Status::Active)
            .collect();
        let first_renewal = self.steps.len();
        self.steps.extend(renewals.iter().map(|row| StepRef::Renewal(*row)));
        let mut steps = std::mem::take(&mut self.problem.steps);
        self.spare.append(&mut steps);
        self.spare_groups.append(&mut self.problem.groups);
        for (at, entry) in (0u32..).zip(parts.table.entries()) {
            if self.number[at as usize] == ABSENT {
                continue;
            }
            let mut step = self.spare.pop().unwrap_or_default();
            (step.primary, step.secondary) = costs(entry.minutes, entry.cents, minimize);
            step.yields.clear();
            let now = |r: u32| self.problem.requirements[r as usize].now;
            let worth = parts.table.yields(at).iter().filter(|y| y.points > now(y.requirement));
            step.yields.extend(worth.map(|y| (y.requirement, y.points)));
            step.needs.clear();
            for &group in parts.table.needs(at) {
                if self.groups[group as usize] == Standing::Open {
                    let number = self.state_group(parts, group, &renewals, first_renewal);
                    self.groups[group as usize] = Standing::Stated(number);
                }
                if let Standing::Stated(number) = self.groups[group as usize] {
                    step.needs.push(number);
                }
            }
            steps.push(step);
        }
        for row in renewals {
            let renewal = StepRef::Renewal(row);
            let facts = renewal.facts(parts.catalog);
            let mut step = self.spare.pop().unwrap_or_default();
            (step.primary, step.secondary) = costs(facts.minutes, facts.cost.0, minimize);
            step.needs.clear();
            step.yields.clear();
            let all = yields(parts.catalog, parts.links, parts.role, renewal);
            step.yields.extend(all.iter().map(|y| (y.requirement, y.points)));
            steps.push(step);
        }
        self.problem.steps = steps;
    }

    /// Writes a group with the members that are in the problem, and the renewals that meet it; gives its number.
    fn state_group(
        &mut self,
        parts: &Parts,
        group: u32,
        renewals: &[CertificationRow],
        first_renewal: usize,
    ) -> u32 {
        let mut members = self.spare_groups.pop().unwrap_or_default();
        members.clear();
        let numbers = parts.table.members(group).iter().map(|m| self.number[*m as usize]);
        members.extend(numbers.filter(|n| *n != ABSENT));
        for (at, row) in renewals.iter().enumerate() {
            let shows = |met: &Met| match *met {
                Met::Held(held) => held == *row,
                Met::Skill(skill, level) => {
                    let evidence = &parts.catalog[*row].evidence;
                    let at = evidence.binary_search_by_key(&skill, |e| e.0);
                    at.is_ok_and(|at| evidence[at].1 >= level)
                }
                Met::Years(..) => false,
            };
            if parts.table.met(group).iter().any(shows) {
                members.push(CertificationRow::of(first_renewal + at).0);
            }
        }
        self.problem.group(members)
    }
}

/// The points that a share of `total` is.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
pub fn target(readiness: f64, total: u64) -> u64 {
    (readiness * total as f64 - 1e-6).ceil().max(0.0) as u64
}

fn costs(minutes: u64, cents: u64, minimize: Minimize) -> (u64, u64) {
    match minimize {
        Minimize::Hours => (minutes, cents),
        Minimize::Cost => (cents, minutes),
    }
}

/// Whether a person may take a step at all: not held (nor to be renewed instead), and enough years of work.
fn available(parts: &Parts, candidate: u32, person: &Person) -> bool {
    let entry = &parts.table.entries()[candidate as usize];
    let free = match entry.step {
        StepRef::Certification(row) => !person.profile.holds(row),
        StepRef::Project(_) | StepRef::Renewal(_) => true,
    };
    free && person.worked(entry.years, entry.step, parts)
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn limit(value: f64) -> u64 {
    (value + 1e-6).floor().clamp(0.0, 1e15) as u64
}
