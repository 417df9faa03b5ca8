//! A profile and a role's candidates → the integer covering problem whose cheapest solution is the plan.
//!
//! Requirements keep the points that readiness counts (importance × 1/256), so what a plan reaches is what a match would
//! print afterwards. A step lifts a requirement to the points that its skills give, directly or over a link, at the level they reach.
//! Certifications that lapse inside the plan count as lost, with their renewal among the steps.

use super::candidates::{Candidates, Group, Met, yields};
use super::cover::{Problem, Requirement, Step};
use super::planner::{Goal, Minimize};
use super::step::StepRef;
use crate::catalog::{Catalog, Status};
use crate::matching::readiness::{MET, Satisfaction};
use crate::units::CertificationRow;
use crate::vector::{Evidence, Held, Links, Profile, RoleVector};

/// The problem with what its step numbers mean. Reusable.
#[derive(Clone, Debug, Default)]
pub struct PlanProblem {
    /// For the solver.
    pub problem: Problem,
    /// The step of each number.
    pub steps: Vec<StepRef>,
    /// What the person has once every certification in question has lapsed, sorted by skill.
    pub held: Vec<Held>,
    satisfaction: Satisfaction,
    number: Vec<u32>,
    queue: Vec<u32>,
    spare: Vec<Step>,
}

/// What a plan needs to know of the person.
#[derive(Clone, Copy, Debug)]
pub struct Person<'a> {
    /// What they have.
    pub profile: &'a Profile,
    /// Years of work, said or usual for the rung they show.
    pub years: f64,
    /// Held certifications that lapse inside the plan, ascending: each has to be renewed, replaced, or done without.
    pub lapsing: &'a [CertificationRow],
}

impl Person<'_> {
    fn holds(&self, row: CertificationRow) -> bool {
        self.profile.holds(row) && self.lapsing.binary_search(&row).is_err()
    }
}

const ABSENT: u32 = u32::MAX;
const WANTED: u32 = u32::MAX - 1;

/// What a problem is made from.
pub struct Parts<'a> {
    /// The catalog.
    pub catalog: &'a Catalog,
    /// Links between its skills.
    pub links: &'a Links,
    /// The role.
    pub role: &'a RoleVector,
    /// Its candidates.
    pub candidates: &'a Candidates,
}

impl PlanProblem {
    /// States the problem of lifting a person to a goal. O(candidates and their needs).
    pub fn state(&mut self, parts: &Parts, person: &Person, goal: &Goal) {
        self.hold(parts.catalog, person);
        self.satisfaction.fill(&self.held, parts.role, parts.links);
        self.problem.requirements.clear();
        let asked = parts.role.requirements.iter().zip(&self.satisfaction.met);
        self.problem.requirements.extend(asked.map(|(r, met)| Requirement {
            now: u32::from(r.importance) * met.share,
            full: u32::from(r.importance) * MET,
            must: r.essential && goal.musts,
        }));
        self.select(parts, person);
        self.fill(parts, person, goal.minimize);
        let total: u64 = self.problem.requirements.iter().map(|r| u64::from(r.full)).sum();
        self.problem.target = target(goal.readiness, total);
        let minutes = goal.max_hours.map(|h| limit(h * 60.0));
        let cents = goal.max_cost.map(|c| limit(c * 100.0));
        (self.problem.max_primary, self.problem.max_secondary) = match goal.minimize {
            Minimize::Hours => (minutes, cents),
            Minimize::Cost => (cents, minutes),
        };
    }

    /// What the person has without the certifications that lapse.
    fn hold(&mut self, catalog: &Catalog, person: &Person) {
        self.held.clear();
        self.held.extend_from_slice(&person.profile.skills);
        if person.lapsing.is_empty() {
            return;
        }
        self.held.retain_mut(|h| match h.evidence {
            Evidence::Certification(by) if person.lapsing.binary_search(&by).is_ok() => {
                // Another certification may show the skill as well, perhaps at a lower level.
                let others = person.profile.certifications.iter().filter(|c| person.holds(c.certification));
                let shown = others.filter_map(|c| {
                    let evidence = &catalog[c.certification].evidence;
                    let at = evidence.binary_search_by_key(&h.skill, |e| e.0).ok()?;
                    Some((evidence[at].1, std::cmp::Reverse(c.certification)))
                });
                match shown.max() {
                    Some((level, std::cmp::Reverse(row))) => {
                        (h.level, h.evidence) = (level, Evidence::Certification(row));
                        true
                    }
                    None => false,
                }
            }
            _ => true,
        });
    }

    /// Marks the candidates that lift an open requirement, and what they need, and numbers them.
    fn select(&mut self, parts: &Parts, person: &Person) {
        let list = &parts.candidates.list;
        self.number.clear();
        self.number.resize(list.len(), ABSENT);
        self.queue.clear();
        for (at, c) in (0u32..).zip(list) {
            let lifts = |r: u32, points: u32| points > self.problem.requirements[r as usize].now;
            if c.yields.iter().any(|y| y.direct && lifts(y.requirement, y.points))
                && available(c.step, c.years, person)
            {
                self.number[at as usize] = WANTED;
                self.queue.push(at);
            }
        }
        while let Some(at) = self.queue.pop() {
            for group in list[at as usize].groups.iter().filter(|g| !met(g, &self.held, person)) {
                for &m in &group.members {
                    let c = &list[m as usize];
                    if self.number[m as usize] == ABSENT && available(c.step, c.years, person) {
                        self.number[m as usize] = WANTED;
                        self.queue.push(m);
                    }
                }
            }
        }
        self.steps.clear();
        for (number, c) in self.number.iter_mut().zip(list).filter(|(n, _)| **n == WANTED) {
            *number = CertificationRow::of(self.steps.len()).0;
            self.steps.push(c.step);
        }
    }

    /// Writes the solver's steps, in the memory of the problem before.
    fn fill(&mut self, parts: &Parts, person: &Person, minimize: Minimize) {
        let renewals: Vec<CertificationRow> = person
            .lapsing
            .iter()
            .copied()
            .filter(|row| parts.catalog[*row].status == Status::Active)
            .collect();
        let first_renewal = self.steps.len();
        self.steps.extend(renewals.iter().map(|row| StepRef::Renewal(*row)));
        let mut steps = std::mem::take(&mut self.problem.steps);
        self.spare.append(&mut steps);
        let list = parts.candidates.list.iter().zip(&self.number).filter(|(_, n)| **n != ABSENT);
        for (c, _) in list {
            let mut step = self.spare.pop().unwrap_or_default();
            (step.primary, step.secondary) = costs(c.facts.minutes, c.facts.cost.0, minimize);
            step.yields.clear();
            let now = |r: u32| self.problem.requirements[r as usize].now;
            let worth = c.yields.iter().filter(|y| y.points > now(y.requirement));
            step.yields.extend(worth.map(|y| (y.requirement, y.points)));
            let mut used = 0;
            for group in c.groups.iter().filter(|g| !met(g, &self.held, person)) {
                if step.needs.len() == used {
                    step.needs.push(Vec::new());
                }
                let members = &mut step.needs[used];
                used += 1;
                members.clear();
                members
                    .extend(group.members.iter().map(|m| self.number[*m as usize]).filter(|n| *n != ABSENT));
                for (at, row) in renewals.iter().enumerate() {
                    let shows = |met: &Met| match *met {
                        Met::Held(held) => held == *row,
                        Met::Skill(skill, level) => {
                            let evidence = &parts.catalog[*row].evidence;
                            let at = evidence.binary_search_by_key(&skill, |e| e.0);
                            at.is_ok_and(|at| evidence[at].1 >= level)
                        }
                        Met::Years(_) => false,
                    };
                    if group.met.iter().any(shows) {
                        members.push(CertificationRow::of(first_renewal + at).0);
                    }
                }
            }
            step.needs.truncate(used);
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
}

/// Whether a person meets a group of needs as they are.
fn met(group: &Group, held: &[Held], person: &Person) -> bool {
    group.met.iter().any(|met| match *met {
        Met::Held(row) => person.holds(row),
        Met::Skill(skill, level) => {
            held.binary_search_by_key(&skill, |h| h.skill).is_ok_and(|at| held[at].level >= level)
        }
        Met::Years(years) => f64::from(years) <= person.years + 1e-9,
    })
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
fn available(step: StepRef, years: f32, person: &Person) -> bool {
    let free = match step {
        StepRef::Certification(row) => !person.profile.holds(row),
        StepRef::Project(_) | StepRef::Renewal(_) => true,
    };
    free && f64::from(years) <= person.years + 1e-9
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn limit(value: f64) -> u64 {
    (value + 1e-6).floor().clamp(0.0, 1e15) as u64
}
