//! Which steps can be part of a plan for a role, and what each needs before it: once a role.
//!
//! Steps that build a skill the role asks, and what they need before them, transitively. Four rules keep out what nobody would advise:
//! - A pattern project counts for the skill it was made for, and for what comes with it only where the role asks that skill too.
//! - A skill over which only a link gives credit makes no step a candidate (its credit counts where the step is one anyway).
//! - An entry level in a skill that the role does not ask is reached by the patterns made for that skill, not by any step that touches it.
//! - A certification that is mostly about another trade is no candidate (`plan/apt.rs`), unless another step requires it.

use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};

use super::apt::apt;
use super::entry;
use super::step::StepRef;
use crate::catalog::{Catalog, Need, Status};
use crate::units::{CertificationRow, Level, ProjectRow, SkillRow};
use crate::vector::{Links, RoleVector};

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

/// What meets a group of needs beside a step of the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Met {
    /// Holding a certification.
    Held(CertificationRow),
    /// Having a skill at a level or above.
    Skill(SkillRow, Level),
    /// Years of work in the field of the step that asks for them.
    Years(f32, StepRef),
}

/// What meets a group of needs: what the person has, and steps. A step does not meet its own need, even if it is listed.
#[derive(Debug, Default)]
pub struct Ways {
    /// What the person may have.
    pub met: Vec<Met>,
    /// Steps, none twice.
    pub steps: Vec<StepRef>,
}

/// A step with the groups that it needs; steps that need the same share it.
pub type Needy = (StepRef, Vec<Rc<Ways>>);

/// Looks for the steps of one role.
pub struct Finder<'a> {
    catalog: &'a Catalog,
    links: &'a Links,
    builders: &'a Builders,
    role: &'a RoleVector,
    /// By skill and entry level.
    entries: FxHashMap<(SkillRow, Level), Rc<Ways>>,
    /// Whether a certification is a sensible step.
    apt: FxHashMap<CertificationRow, bool>,
}

impl<'a> Finder<'a> {
    /// A finder that has looked for nothing yet.
    #[must_use]
    pub fn new(catalog: &'a Catalog, links: &'a Links, builders: &'a Builders, role: &'a RoleVector) -> Self {
        let (entries, apt) = (FxHashMap::default(), FxHashMap::default());
        Finder { catalog, links, builders, role, entries, apt }
    }

    /// All candidates, sorted.
    #[must_use]
    pub fn steps(mut self) -> Vec<Needy> {
        let mut seen: FxHashSet<StepRef> = FxHashSet::default();
        let mut looked: FxHashSet<*const Ways> = FxHashSet::default();
        let mut queue: Vec<StepRef> = Vec::new();
        for r in &self.role.requirements {
            let ways = self.ways(r.skill, Level::AWARE);
            queue.extend(ways.into_iter().filter(|s| seen.insert(*s)));
        }
        let mut found: Vec<Needy> = Vec::new();
        while let Some(&step) = queue.get(found.len()) {
            let needs = self.needs(step);
            for ways in needs.iter().filter(|ways| looked.insert(Rc::as_ptr(ways))) {
                queue.extend(ways.steps.iter().copied().filter(|s| seen.insert(*s)));
            }
            found.push((step, needs));
        }
        found.sort_unstable_by_key(|f| f.0);
        found
    }

    fn asks(&self, skill: SkillRow) -> bool {
        self.role.requirements.binary_search_by_key(&skill, |r| r.skill).is_ok()
    }

    /// The steps that bring a skill to a level or above, by the rules of the module.
    fn ways(&mut self, skill: SkillRow, least: Level) -> Vec<StepRef> {
        let asked = self.asks(skill);
        let builders = self.builders;
        let enough = builders.of(skill).iter().filter(|b| b.1 >= least).map(|b| b.0);
        let sensible = |step: &StepRef| match (*step, step.made_for(self.catalog)) {
            (_, Some(made_for)) => made_for == skill || (asked && self.asks(made_for)),
            (StepRef::Certification(row), None) => asked && self.apt(row),
            _ => asked,
        };
        enough.filter(sensible).collect()
    }

    fn apt(&mut self, row: CertificationRow) -> bool {
        let (catalog, role) = (self.catalog, self.role);
        *self.apt.entry(row).or_insert_with(|| apt(catalog, role, row))
    }

    /// The groups that a step needs.
    fn needs(&mut self, step: StepRef) -> Vec<Rc<Ways>> {
        let mut groups = Vec::new();
        for group in step.needs(self.catalog).iter().filter(|g| g.required) {
            let mut ways = Ways::default();
            for need in &group.any_of {
                match *need {
                    Need::Certification(row) => {
                        ways.met.push(Met::Held(row));
                        if self.catalog[row].status == Status::Active {
                            ways.steps.push(StepRef::Certification(row));
                        }
                    }
                    Need::Skill(skill, level) => {
                        ways.met.push(Met::Skill(skill, level));
                        ways.steps.extend(self.ways(skill, level));
                    }
                    Need::Experience(years) => ways.met.push(Met::Years(years, step)),
                }
            }
            groups.push(Rc::new(tidy(ways)));
        }
        for (skill, entry, _) in step.builds(self.catalog) {
            if let Some(entry) = entry {
                groups.push(self.entry(skill, entry));
            }
        }
        groups
    }

    /// What meets an entry level.
    fn entry(&mut self, skill: SkillRow, entry: Level) -> Rc<Ways> {
        if let Some(known) = self.entries.get(&(skill, entry)) {
            return Rc::clone(known);
        }
        let mut ways = Ways { met: vec![Met::Skill(skill, entry)], steps: self.ways(skill, entry) };
        for (relative, level) in entry::relatives(self.links, skill, entry) {
            ways.met.push(Met::Skill(relative, level));
            if self.asks(relative) {
                ways.steps.extend(self.ways(relative, level));
            }
        }
        let ways = Rc::new(tidy(ways));
        self.entries.insert((skill, entry), Rc::clone(&ways));
        ways
    }
}

/// Sorts the steps, each once.
fn tidy(mut ways: Ways) -> Ways {
    ways.steps.sort_unstable();
    ways.steps.dedup();
    ways
}
