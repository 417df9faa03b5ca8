//! What-if, exactly: which roles a step brings over their own threshold. Every role is counted with readiness's own integers.
//!
//! For one person all roles are looked at once; then each candidate touches only the requirements that its skills count for, so that thousands
//! of candidates take milliseconds. A test compares with matching everything again.

mod unlock;

use super::entry;
use super::experience::{self, usual_years};
use super::step::{StepFacts, StepRef};
use crate::catalog::{Need, Status};
use crate::matching::readiness::{MET, Satisfaction, linked_share};
use crate::matching::worth::level_share;
use crate::model::Model;
use crate::units::{CertificationRow, Level, ProjectRow, RoleRow, Seniority, SkillRow};
use crate::vector::Profile;

/// By role, whether it counts for somebody who shows a rung: those asked for (all where `None`), up to a rung above.
#[must_use]
pub fn near_roles(model: &Model, wanted: Option<&[RoleRow]>, shows: Seniority) -> Vec<bool> {
    let roles = model.catalog().roles.iter().enumerate();
    let near = |(row, role): (usize, &crate::catalog::Role)| {
        role.seniority.rung() <= shows.rung() + 1 && wanted.is_none_or(|w| w.contains(&RoleRow::of(row)))
    };
    roles.map(near).collect()
}

/// Something that a person could do or learn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A certification or project.
    Step(StepRef),
    /// A skill at a level, however it is learnt.
    Skill(SkillRow, Level),
}

impl What {
    /// Hours and cost; a skill by itself has none.
    #[must_use]
    pub fn facts(self, model: &Model) -> Option<StepFacts> {
        match self {
            What::Step(step) => Some(step.facts(model.catalog())),
            What::Skill(..) => None,
        }
    }

    fn minutes(self, model: &Model) -> u64 {
        self.facts(model).map_or(u64::MAX, |f| f.minutes)
    }
}

/// A role that crosses its threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// The role.
    pub role: RoleRow,
    /// Readiness now, below the threshold.
    pub before: f64,
    /// Readiness afterwards, at the threshold or above.
    pub after: f64,
}

/// What one or two candidates do for a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Unlock {
    /// One candidate, or a pair.
    pub what: Vec<What>,
    /// Roles that cross, most readiness first.
    pub roles: Vec<Crossing>,
    /// Of a pair: how many roles neither of the two brings over alone.
    pub only_together: usize,
}

#[derive(Clone, Copy, Debug)]
struct Line {
    role: u32,
    importance: u32,
    want: Level,
}

/// What all roles ask, by skill. Immutable; one for any number of people.
#[derive(Debug)]
pub struct WhatIf<'m> {
    model: &'m Model,
    lines: Vec<Line>,
    /// Line numbers of the roles that ask a skill.
    asked: Vec<Vec<u32>>,
    /// The first line of each role.
    starts: Vec<u32>,
    totals: Vec<u64>,
    /// The level at which each skill is usually asked: the median; `None` where nobody asks it.
    usual: Vec<Option<Level>>,
}

/// One person toward all roles.
#[derive(Clone, Debug, Default)]
pub struct Stand {
    /// Share met of each line.
    share: Vec<u32>,
    /// Points met of each role.
    points: Vec<u64>,
    /// Whether a role counts and is not crossed yet.
    open: Vec<bool>,
}

/// A candidate with what it lifts.
#[derive(Clone, Debug)]
struct Lift {
    what: What,
    /// (line, share) above what is met now.
    shares: Vec<(u32, u32)>,
}

/// Reusable memory.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    best: Vec<u32>,
    touched: Vec<u32>,
    gain: Vec<u64>,
    roles: Vec<u32>,
}

/// Pairs are formed of this many of the best single candidates.
pub const PAIRED: usize = 200;

impl Stand {
    /// Whether a role counts and its threshold is not reached.
    #[must_use]
    pub fn is_open(&self, role: RoleRow) -> bool {
        self.open[role.at()]
    }
}

impl<'m> WhatIf<'m> {
    /// Inverts what the roles of a model ask.
    #[must_use]
    pub fn new(model: &'m Model) -> WhatIf<'m> {
        let skills = model.catalog().skills.len();
        let mut all = WhatIf {
            model,
            lines: Vec::new(),
            asked: vec![Vec::new(); skills],
            starts: vec![0],
            totals: Vec::new(),
            usual: vec![None; skills],
        };
        let mut levels: Vec<Vec<Level>> = vec![Vec::new(); skills];
        for (role, vector) in model.data.roles.iter().enumerate() {
            for r in &vector.requirements {
                all.asked[r.skill.at()].push(RoleRow::of(all.lines.len()).0);
                levels[r.skill.at()].push(r.level);
                let importance = u32::from(r.importance);
                all.lines.push(Line { role: RoleRow::of(role).0, importance, want: r.level });
            }
            all.starts.push(RoleRow::of(all.lines.len()).0);
            all.totals.push(vector.total_importance() * u64::from(MET));
        }
        for (usual, list) in all.usual.iter_mut().zip(&mut levels) {
            list.sort_unstable();
            *usual = list.get(list.len() / 2).copied();
        }
        all
    }

    /// Where a person stands toward the roles that `counts`.
    #[must_use]
    pub fn stand(&self, profile: &Profile, counts: impl Fn(RoleRow) -> bool) -> Stand {
        let mut stand = Stand { share: vec![0; self.lines.len()], ..Stand::default() };
        let mut satisfaction = Satisfaction::default();
        for (role, vector) in self.model.data.roles.iter().enumerate() {
            satisfaction.fill(&profile.skills, vector, &self.model.data.links);
            let first = self.starts[role] as usize;
            let mut points = 0;
            for (at, (r, met)) in vector.requirements.iter().zip(&satisfaction.met).enumerate() {
                stand.share[first + at] = met.share;
                points += u64::from(r.importance) * u64::from(met.share);
            }
            stand.points.push(points);
            let row = RoleRow::of(role);
            let below = self.readiness(role, points) < self.model.threshold(row);
            stand.open.push(below && self.totals[role] > 0 && counts(row));
        }
        stand
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &'m Model {
        self.model
    }

    /// A person's readiness for a role.
    #[must_use]
    pub fn readiness_of(&self, stand: &Stand, role: RoleRow) -> f64 {
        self.readiness(role.at(), stand.points[role.at()])
    }

    /// What a candidate gives back of the readiness for one open role, and whether it brings it over.
    #[must_use]
    pub fn toward(
        &self,
        stand: &Stand,
        what: What,
        role: RoleRow,
        scratch: &mut Scratch,
    ) -> Option<(f64, bool)> {
        if !self.is_for(what, std::iter::once(role)) {
            return None;
        }
        let lift = self.lift(stand, what, scratch);
        let gains = lift.shares.iter().filter(|s| self.lines[s.0 as usize].role == role.0);
        let gain: u64 = gains
            .map(|(at, share)| {
                u64::from(self.lines[*at as usize].importance) * u64::from(share - stand.share[*at as usize])
            })
            .sum();
        let after = self.readiness(role.at(), stand.points[role.at()] + gain);
        (gain > 0).then(|| (after - self.readiness_of(stand, role), after >= self.model.threshold(role)))
    }

    #[allow(clippy::cast_precision_loss)]
    fn readiness(&self, role: usize, points: u64) -> f64 {
        match self.totals[role] {
            0 => 1.0,
            all => points as f64 / all as f64,
        }
    }

    /// As [`WhatIf::candidates`], for somebody who shows a rung.
    #[must_use]
    pub fn next_steps(&self, profile: &Profile, shows: Seniority) -> Vec<What> {
        self.candidates(profile, usual_years(shows))
    }

    /// Everything that a person could do next: certifications and projects whose needs are met, and single skills at the level usually asked. `usual`
    /// years of work count where the profile says none.
    #[must_use]
    pub fn candidates(&self, profile: &Profile, usual: f64) -> Vec<What> {
        let catalog = self.model.catalog();
        let known = (catalog, &self.model.data.links);
        let worked = |years: f32, step: StepRef| experience::suffice(profile, usual, (years, step), known);
        let certifications = (0..catalog.certifications.len()).map(CertificationRow::of).filter(|row| {
            let c = &catalog[*row];
            c.status == Status::Active
                && !profile.holds(*row)
                && c.experience_years.is_none_or(|years| worked(years, StepRef::Certification(*row)))
        });
        let projects = (0..catalog.projects.len()).map(ProjectRow::of);
        let steps = certifications.map(StepRef::Certification).chain(projects.map(StepRef::Project));
        let ready = steps.filter(|step| {
            let needs = step.needs(catalog).iter().filter(|g| g.required).all(|g| {
                g.any_of.iter().any(|need| match *need {
                    Need::Certification(c) => profile.holds(c),
                    Need::Skill(skill, level) => profile.level(skill) >= Some(level),
                    Need::Experience(years) => worked(years, *step),
                })
            });
            needs
                && step.builds(catalog).all(|(skill, entry, _)| {
                    entry
                        .is_none_or(|e| entry::stands(&self.model.data.links, skill, e, |s| profile.level(s)))
                })
        });
        let skills = self.usual.iter().enumerate().filter_map(|(skill, level)| {
            let skill = SkillRow::of(skill);
            level.filter(|l| profile.level(skill) < Some(*l)).map(|l| What::Skill(skill, l))
        });
        ready.map(What::Step).chain(skills).collect()
    }

    /// Whether a candidate is one to take for some of these roles. A pattern is for learning the skill it was made for: where none of them asks
    /// it, what comes with it is real and no reason to do it.
    fn is_for(&self, what: What, mut roles: impl Iterator<Item = RoleRow>) -> bool {
        let made_for = match what {
            What::Step(step) => step.made_for(self.model.catalog()),
            What::Skill(..) => None,
        };
        let asks = |role: RoleRow, skill| {
            let vector = &self.model.data.roles[role.at()];
            vector.requirements.binary_search_by_key(&skill, |r| r.skill).is_ok()
        };
        made_for.is_none_or(|skill| roles.any(|role| asks(role, skill)))
    }

    /// What a candidate lifts above what is met now.
    fn lift(&self, stand: &Stand, what: What, scratch: &mut Scratch) -> Lift {
        scratch.best.resize(self.lines.len(), 0);
        scratch.touched.clear();
        let mut offer = |to: SkillRow, credit: Option<u16>, level: Level| {
            for &at in &self.asked[to.at()] {
                let line = &self.lines[at as usize];
                if !stand.open[line.role as usize] {
                    continue;
                }
                let share = match credit {
                    None => level_share(level, line.want),
                    Some(credit) => linked_share(credit, level, line.want),
                };
                if share > stand.share[at as usize].max(scratch.best[at as usize]) {
                    if scratch.best[at as usize] == 0 {
                        scratch.touched.push(at);
                    }
                    scratch.best[at as usize] = share;
                }
            }
        };
        let mut build = |skill: SkillRow, level: Level| {
            offer(skill, None, level);
            for link in self.model.data.links.from(skill) {
                offer(link.to, Some(link.credit), level);
            }
        };
        match what {
            What::Skill(skill, level) => build(skill, level),
            What::Step(step) => step.builds(self.model.catalog()).for_each(|(s, _, l)| build(s, l)),
        }
        scratch.touched.sort_unstable();
        let best = &mut scratch.best;
        let shares =
            scratch.touched.iter().map(|at| (*at, std::mem::take(&mut best[*at as usize]))).collect();
        Lift { what, shares }
    }
}
