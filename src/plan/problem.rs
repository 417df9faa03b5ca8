//! A profile and a role → the integer covering problem whose cheapest solution is the plan.
//!
//! Requirements keep the points that readiness counts (importance × 1/256), so what a plan reaches is what a match would
//! print afterwards. A step lifts a requirement to the points that its skills give, directly or over a link, at the level they reach.
//! Steps considered are those that lift an open requirement, and what they need before them, transitively.

use rustc_hash::FxHashMap;

use super::cover::{Problem, Requirement, Step};
use super::planner::{Goal, Minimize};
use super::step::StepRef;
use crate::catalog::{Catalog, Need, Status};
use crate::matching::readiness::{MET, Satisfaction, linked_share};
use crate::units::{CertificationRow, Level, ProjectRow, SkillRow};
use crate::vector::{Links, Profile, RoleVector};

/// Which steps build which skill. Immutable.
#[derive(Debug)]
pub struct Builders {
    by_skill: Vec<Vec<(StepRef, Level)>>,
}

impl Builders {
    /// Inverts a catalog. Retired certifications build nothing.
    #[must_use]
    pub fn build(catalog: &Catalog) -> Builders {
        let n = catalog.skills.len();
        let mut builders = Builders { by_skill: vec![Vec::new(); n] };
        let active = |row: &usize| catalog.certifications[*row].status == Status::Active;
        let certifications = (0..catalog.certifications.len()).filter(active);
        let certifications = certifications.map(|row| StepRef::Certification(CertificationRow::of(row)));
        let projects = (0..catalog.projects.len()).map(|row| StepRef::Project(ProjectRow::of(row)));
        for step in certifications.chain(projects) {
            for (skill, _, level) in step.builds(catalog) {
                builders.by_skill[skill.at()].push((step, level));
            }
        }
        builders
    }

    /// The steps that build a skill, with the level that each reaches.
    #[must_use]
    pub fn of(&self, skill: SkillRow) -> &[(StepRef, Level)] {
        &self.by_skill[skill.at()]
    }
}

/// The problem with what its step numbers mean.
#[derive(Clone, Debug)]
pub struct PlanProblem {
    /// For the solver.
    pub problem: Problem,
    /// The step of each number.
    pub steps: Vec<StepRef>,
}

/// A need that no step meets and the profile does not either: `Err`; met already: `Ok(None)`; else the steps that meet it.
type NeedSteps = Option<Vec<StepRef>>;

/// What a builder needs to know of the person.
pub struct Person<'a> {
    /// What they have.
    pub profile: &'a Profile,
    /// Years of work, said or usual for the rung they show.
    pub years: f64,
}

/// Builds the problem of lifting a profile to a goal for a role.
#[must_use]
pub fn problem(
    catalog: &Catalog,
    links: &Links,
    builders: &Builders,
    role: &RoleVector,
    person: &Person,
    goal: &Goal,
) -> PlanProblem {
    let mut satisfaction = Satisfaction::default();
    satisfaction.fill(&person.profile.skills, role, links);
    let requirements: Vec<Requirement> = role
        .requirements
        .iter()
        .zip(&satisfaction.met)
        .map(|(r, met)| Requirement {
            now: u32::from(r.importance) * met.share,
            full: u32::from(r.importance) * MET,
            must: r.essential && goal.musts,
        })
        .collect();
    let mut open =
        Open { catalog, links, builders, person, role, numbers: FxHashMap::default(), steps: Vec::new() };
    open.add_lifting(&requirements);
    open.close_over_needs();
    let steps = open.solver_steps(&requirements, goal.minimize);
    let total: u64 = requirements.iter().map(|r| u64::from(r.full)).sum();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let target = (goal.readiness * total as f64 - 1e-6).ceil().max(0.0) as u64;
    let minutes = goal.max_hours.map(|h| limit(h * 60.0));
    let cents = goal.max_cost.map(|c| limit(c * 100.0));
    let (max_primary, max_secondary) = match goal.minimize {
        Minimize::Hours => (minutes, cents),
        Minimize::Cost => (cents, minutes),
    };
    PlanProblem {
        problem: Problem { requirements, steps, target, max_primary, max_secondary },
        steps: open.steps,
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
fn limit(value: f64) -> u64 {
    (value + 1e-6).floor().clamp(0.0, 1e15) as u64
}

struct Open<'a> {
    catalog: &'a Catalog,
    links: &'a Links,
    builders: &'a Builders,
    person: &'a Person<'a>,
    role: &'a RoleVector,
    numbers: FxHashMap<StepRef, u32>,
    steps: Vec<StepRef>,
}

impl Open<'_> {
    fn add(&mut self, step: StepRef) {
        let available = match step {
            StepRef::Certification(row) => {
                !self.person.profile.holds(row)
                    && self.catalog[row].status == Status::Active
                    && self.catalog[row]
                        .experience_years
                        .is_none_or(|y| f64::from(y) <= self.person.years + 1e-9)
            }
            StepRef::Project(_) => true,
        };
        if available && !self.numbers.contains_key(&step) {
            self.numbers.insert(step, u32::try_from(self.steps.len()).unwrap_or(u32::MAX));
            self.steps.push(step);
        }
    }

    /// Steps that lift an open requirement, in the order of steps, so that numbers do not depend on requirements' order.
    fn add_lifting(&mut self, requirements: &[Requirement]) {
        let mut lifting: Vec<StepRef> = Vec::new();
        // Only steps that build what is asked itself: a linked skill's partial credit counts when it comes along, but nobody should
        // learn one build tool because "build tools" are asked and another would count in part.
        for (r, _) in self.role.requirements.iter().zip(requirements).filter(|(_, p)| p.now < p.full) {
            lifting.extend(self.ways(r.skill, Level::AWARE));
        }
        lifting.sort_unstable();
        lifting.dedup();
        lifting.into_iter().for_each(|s| self.add(s));
    }

    /// The sensible steps that bring a skill to a level or above.
    fn ways(&self, skill: SkillRow, least: Level) -> impl Iterator<Item = StepRef> + '_ {
        let enough = self.builders.of(skill).iter().filter(move |b| b.1 >= least).map(|b| b.0);
        enough.filter(move |step| self.sensible(*step, skill))
    }

    /// Whether a step is a sensible way to learn `skill`: a pattern is for the skill it was made for, and for what comes with it
    /// only where the role asks that skill too. Otherwise any skill of a family would do to pick up its by-products.
    fn sensible(&self, step: StepRef, skill: SkillRow) -> bool {
        step.made_for(self.catalog).is_none_or(|made_for| {
            made_for == skill || self.role.requirements.binary_search_by_key(&made_for, |r| r.skill).is_ok()
        })
    }

    /// Adds what the steps need before them, and what that needs.
    fn close_over_needs(&mut self) {
        let mut next = 0;
        while next < self.steps.len() {
            for group in self.need_groups(self.steps[next]).into_iter().flatten() {
                group.into_iter().for_each(|s| self.add(s));
            }
            next += 1;
        }
    }

    /// The groups of steps of which one must come before `step`; groups that the person meets are left out, and one that
    /// nothing can meet is empty.
    fn need_groups(&self, step: StepRef) -> Vec<NeedSteps> {
        let mut groups = Vec::new();
        for group in step.needs(self.catalog).iter().filter(|g| g.required) {
            let mut steps = Vec::new();
            let mut met = false;
            for need in &group.any_of {
                match *need {
                    Need::Certification(row) => {
                        met |= self.person.profile.holds(row);
                        steps.push(StepRef::Certification(row));
                    }
                    Need::Skill(skill, level) => {
                        met |= self.person.profile.level(skill) >= Some(level);
                        steps.extend(self.ways(skill, level));
                    }
                    Need::Experience(years) => met |= f64::from(years) <= self.person.years + 1e-9,
                }
            }
            groups.push((!met).then_some(steps));
        }
        for (skill, entry, _) in step.builds(self.catalog) {
            if let Some(entry) = entry
                && self.person.profile.level(skill) < Some(entry)
            {
                // Ways to a skill that the role does not ask would open the whole catalog: such a step is not for this role.
                let asked = self.role.requirements.binary_search_by_key(&skill, |r| r.skill).is_ok();
                let ways = self
                    .ways(skill, entry)
                    .filter(|s| (asked || s.made_for(self.catalog) == Some(skill)) && *s != step);
                groups.push(Some(ways.collect()));
            }
        }
        groups
    }

    fn solver_steps(&self, requirements: &[Requirement], minimize: Minimize) -> Vec<Step> {
        self.steps
            .iter()
            .map(|step| {
                let facts = step.facts(self.catalog);
                let (primary, secondary) = match minimize {
                    Minimize::Hours => (facts.minutes, facts.cost.0),
                    Minimize::Cost => (facts.cost.0, facts.minutes),
                };
                let needs = self.need_groups(*step).into_iter().flatten();
                let needs = needs
                    .map(|group| {
                        let mut numbers: Vec<u32> =
                            group.iter().filter_map(|s| self.numbers.get(s).copied()).collect();
                        numbers.sort_unstable();
                        numbers.dedup();
                        numbers
                    })
                    .collect();
                Step { primary, secondary, yields: self.yields(*step, requirements), needs }
            })
            .collect()
    }

    /// The points to which a step lifts each open requirement.
    fn yields(&self, step: StepRef, requirements: &[Requirement]) -> Vec<(u32, u32)> {
        let mut yields: Vec<(u32, u32)> = Vec::new();
        let mut lift = |skill: SkillRow, credit: u16, level: Level| {
            if let Ok(at) = self.role.requirements.binary_search_by_key(&skill, |r| r.skill) {
                let r = &self.role.requirements[at];
                let points = u32::from(r.importance) * linked_share(credit, level, r.level);
                if points > requirements[at].now {
                    yields.push((u32::try_from(at).unwrap_or(u32::MAX), points));
                }
            }
        };
        for (skill, _, level) in step.builds(self.catalog) {
            lift(skill, crate::vector::CREDIT_ONE, level);
            self.links.from(skill).iter().for_each(|l| lift(l.to, l.credit, level));
        }
        yields.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        yields.dedup_by_key(|y| y.0);
        yields
    }
}
