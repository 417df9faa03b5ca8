//! What a role's plans are made of, worked out once a role: candidate steps with the points they give and the needs they have.
//!
//! Candidates are the steps that build a skill the role asks, and what they need before them, transitively. Four rules keep out what
//! nobody would advise; a plan is optimal among the candidates:
//! - A pattern project counts for the skill it was made for, and for what comes with it only where the role asks that skill too.
//! - A skill over which only a link gives credit makes no step a candidate (its credit counts where the step is one anyway).
//! - An entry level in a skill that the role does not ask is reached by the patterns made for that skill, not by any step that touches it.
//! - A certification that is mostly about another trade is no candidate (`plan/apt.rs`), unless another step requires it.
//!
//! A candidate that another replaces for every person is left out: that one costs no more in hours and in money, gives as much everywhere,
//! needs no more and helps wherever the first helps.

use rustc_hash::{FxHashMap, FxHashSet};

use super::apt::apt;
use super::entry;
use super::step::{StepFacts, StepRef};
use crate::catalog::{Catalog, Need, Status};
use crate::matching::readiness::linked_share;
use crate::units::{CertificationRow, Level, ProjectRow, SkillRow};
use crate::vector::{CREDIT_ONE, Links, RoleVector};

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

/// Points that a step gives on one requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Yield {
    /// Index of the requirement.
    pub requirement: u32,
    /// To how many points it lifts it.
    pub points: u32,
    /// Whether it builds the very skill (else a linked one).
    pub direct: bool,
}

/// What meets a group of needs beside a step of the plan.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Met {
    /// Holding a certification.
    Held(CertificationRow),
    /// Having a skill at a level or above.
    Skill(SkillRow, Level),
    /// Years of work.
    Years(f32),
}

impl Met {
    /// The same as numbers that can be compared and hashed.
    fn code(&self) -> (u8, u32, u32) {
        match *self {
            Met::Held(row) => (0, row.0, 0),
            Met::Skill(skill, level) => (1, skill.0, u32::from(level.get())),
            Met::Years(years) => (2, years.to_bits(), 0),
        }
    }
}

/// Needs of which one must be met: by the person, or by an earlier step.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Ways in which the person meets it.
    pub met: Vec<Met>,
    /// Candidates that meet it, ascending. The step itself does not, even if it is
    /// listed.
    pub members: Vec<u32>,
}

/// A step that may be in a plan for the role.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// What it is.
    pub step: StepRef,
    /// Hours and cost.
    pub facts: StepFacts,
    /// Years of experience that it asks.
    pub years: f32,
    /// By requirement.
    pub yields: Vec<Yield>,
    /// All must be met.
    pub groups: Vec<Group>,
}

/// The candidates of a role, in the order of steps.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// All of them.
    pub list: Vec<Candidate>,
}

impl Candidates {
    /// Works out a role's candidates.
    #[must_use]
    pub fn of(catalog: &Catalog, links: &Links, builders: &Builders, role: &RoleVector) -> Candidates {
        let open = Open { catalog, links, builders, role };
        let steps = open.steps();
        let numbers: FxHashMap<StepRef, u32> =
            steps.iter().enumerate().map(|(i, s)| (*s, SkillRow::of(i).0)).collect();
        let list = steps.iter().map(|step| Candidate {
            step: *step,
            facts: step.facts(catalog),
            years: match step {
                StepRef::Certification(row) => catalog[*row].experience_years.unwrap_or(0.0),
                _ => 0.0,
            },
            yields: open.yields(*step),
            groups: open.groups(*step, &numbers),
        });
        let mut candidates = Candidates { list: list.collect() };
        candidates.drop_replaced();
        candidates.drop_late();
        candidates.drop_idle();
        candidates
    }

    /// The groups, each once, and the numbers of those that each candidate needs.
    #[must_use]
    pub fn shared_groups(&self) -> (Vec<&Group>, Vec<Vec<u32>>) {
        let mut numbers: FxHashMap<(Vec<(u8, u32, u32)>, &[u32]), u32> = FxHashMap::default();
        let mut groups: Vec<&Group> = Vec::new();
        let mut needs: Vec<Vec<u32>> = Vec::new();
        for c in &self.list {
            let mut own = Vec::with_capacity(c.groups.len());
            for g in &c.groups {
                let key = (g.met.iter().map(Met::code).collect(), g.members.as_slice());
                own.push(*numbers.entry(key).or_insert_with(|| {
                    groups.push(g);
                    SkillRow::of(groups.len() - 1).0
                }));
            }
            needs.push(own);
        }
        (groups, needs)
    }

    /// Takes out of each group the members that never meet it first: those that need the group themselves, and those with a need that
    /// whoever meets it meets the group with. In any order of steps the first member of a group is none of these (what it needs would have
    /// met the group before), so the orders stay the same, with far fewer members.
    fn drop_late(&mut self) {
        let (groups, needs) = self.shared_groups();
        let mut within: FxHashMap<(u32, u32), bool> = FxHashMap::default();
        let mut late = |m: u32, g: u32| {
            needs[m as usize].iter().any(|&h| {
                let mut test = || weaker(groups[g as usize], groups[h as usize]);
                h == g || *within.entry((h, g)).or_insert_with(&mut test)
            })
        };
        let mut kept = |g: u32| {
            let members = groups[g as usize].members.iter().copied();
            members.filter(|&m| !late(m, g)).collect::<Vec<u32>>()
        };
        let kept: Vec<Vec<u32>> = (0..SkillRow::of(groups.len()).0).map(&mut kept).collect();
        for (c, needs) in self.list.iter_mut().zip(&needs) {
            for (group, g) in c.groups.iter_mut().zip(needs) {
                group.members.clone_from(&kept[*g as usize]);
            }
        }
    }

    /// Leaves out what another candidate replaces for every person.
    fn drop_replaced(&mut self) {
        let n = self.list.len();
        let mut helps: Vec<Vec<(u32, u32)>> = vec![Vec::new(); n];
        for (owner, c) in (0u32..).zip(&self.list) {
            for (at, group) in (0u32..).zip(&c.groups) {
                group.members.iter().for_each(|m| helps[*m as usize].push((owner, at)));
            }
        }
        let mut by_row: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for (i, c) in self.list.iter().enumerate() {
            c.yields.iter().for_each(|y| by_row.entry(y.requirement).or_default().push(i));
        }
        let replaced: Vec<bool> = (0..n)
            .map(|j| {
                // A replacement gives at least what j gives, so it is found in any of j's rows.
                let row = self.list[j].yields.iter().map(|y| y.requirement);
                let rivals = row.filter_map(|r| by_row.get(&r)).min_by_key(|l| l.len());
                rivals.is_some_and(|l| l.iter().any(|&i| self.replaces(i, j, &helps)))
            })
            .collect();
        self.keep(|i| !replaced[i]);
    }

    fn replaces(&self, i: usize, j: usize, helps: &[Vec<(u32, u32)>]) -> bool {
        let (a, b) = (&self.list[i], &self.list[j]);
        let cost = |f: &StepFacts| (f.minutes, f.cost.0);
        let ((am, ac), (bm, bc)) = (cost(&a.facts), cost(&b.facts));
        if i == j || am > bm || ac > bc || a.years > b.years || ((am, ac) == (bm, bc) && i > j) {
            return false;
        }
        // A certification that the person holds cannot replace anything, but then what it gives is there already; one that the
        // person may renew could be missing, so only what cannot be held replaces something else.
        if matches!(a.step, StepRef::Certification(_)) {
            return false;
        }
        let gives = b.yields.iter().all(|y| {
            a.yields
                .iter()
                .any(|x| x.requirement == y.requirement && x.points >= y.points && (x.direct || !y.direct))
        });
        gives
            && a.groups.iter().all(|g| b.groups.iter().any(|h| weaker(g, h)))
            && helps[j].iter().all(|h| helps[i].binary_search(h).is_ok())
    }

    /// Keeps some candidates and renumbers.
    fn keep(&mut self, wanted: impl Fn(usize) -> bool) {
        let mut next = 0;
        let number: Vec<Option<u32>> = (0..self.list.len())
            .map(|i| {
                wanted(i).then(|| {
                    next += 1;
                    next - 1
                })
            })
            .collect();
        let mut i = 0;
        self.list.retain(|_| {
            i += 1;
            number[i - 1].is_some()
        });
        for group in self.list.iter_mut().flat_map(|c| &mut c.groups) {
            group.members = group.members.iter().filter_map(|m| number[*m as usize]).collect();
        }
    }

    /// Leaves out helpers that no candidate needs any more.
    fn drop_idle(&mut self) {
        let mut used = vec![false; self.list.len()];
        let mut queue: Vec<usize> =
            (0..used.len()).filter(|i| self.list[*i].yields.iter().any(|y| y.direct)).collect();
        queue.iter().for_each(|i| used[*i] = true);
        while let Some(i) = queue.pop() {
            for m in self.list[i].groups.iter().flat_map(|g| &g.members) {
                if !std::mem::replace(&mut used[*m as usize], true) {
                    queue.push(*m as usize);
                }
            }
        }
        self.keep(|i| used[i]);
    }
}

/// Whether whatever meets the group `than` meets `g`.
fn weaker(g: &Group, than: &Group) -> bool {
    than.members.iter().all(|m| g.members.binary_search(m).is_ok())
        && than.met.iter().all(|m| g.met.iter().any(|x| implied(m, x)))
}

/// Whether whoever meets `strong` meets `weak`.
fn implied(strong: &Met, weak: &Met) -> bool {
    match (strong, weak) {
        (Met::Held(a), Met::Held(b)) => a == b,
        (Met::Skill(a, high), Met::Skill(b, low)) => a == b && high >= low,
        (Met::Years(more), Met::Years(less)) => more >= less,
        _ => false,
    }
}

struct Open<'a> {
    catalog: &'a Catalog,
    links: &'a Links,
    builders: &'a Builders,
    role: &'a RoleVector,
}

impl Open<'_> {
    fn asks(&self, skill: SkillRow) -> bool {
        self.role.requirements.binary_search_by_key(&skill, |r| r.skill).is_ok()
    }

    /// The steps that bring a skill to a level or above, by the rules of the module.
    fn ways(&self, skill: SkillRow, least: Level) -> impl Iterator<Item = StepRef> + '_ {
        let enough = self.builders.of(skill).iter().filter(move |b| b.1 >= least).map(|b| b.0);
        let asked = self.asks(skill);
        enough.filter(move |step| match (*step, step.made_for(self.catalog)) {
            (_, Some(made_for)) => made_for == skill || (asked && self.asks(made_for)),
            (StepRef::Certification(row), None) => asked && apt(self.catalog, self.role, row),
            _ => asked,
        })
    }

    /// All candidates, sorted.
    fn steps(&self) -> Vec<StepRef> {
        let mut seen: FxHashSet<StepRef> = FxHashSet::default();
        let mut queue: Vec<StepRef> = Vec::new();
        for r in &self.role.requirements {
            queue.extend(self.ways(r.skill, Level::AWARE).filter(|s| seen.insert(*s)));
        }
        let mut next = 0;
        while let Some(&step) = queue.get(next) {
            next += 1;
            for (_, ways) in self.needs(step) {
                queue.extend(ways.into_iter().filter(|s| seen.insert(*s)));
            }
        }
        queue.sort_unstable();
        queue
    }

    /// The groups of a step: how the person meets each, and the steps that do.
    fn needs(&self, step: StepRef) -> Vec<(Vec<Met>, Vec<StepRef>)> {
        let mut groups = Vec::new();
        for group in step.needs(self.catalog).iter().filter(|g| g.required) {
            let (mut met, mut ways) = (Vec::new(), Vec::new());
            for need in &group.any_of {
                match *need {
                    Need::Certification(row) => {
                        met.push(Met::Held(row));
                        if self.catalog[row].status == Status::Active {
                            ways.push(StepRef::Certification(row));
                        }
                    }
                    Need::Skill(skill, level) => {
                        met.push(Met::Skill(skill, level));
                        ways.extend(self.ways(skill, level));
                    }
                    Need::Experience(years) => met.push(Met::Years(years)),
                }
            }
            groups.push((met, ways));
        }
        for (skill, entry, _) in step.builds(self.catalog) {
            if let Some(entry) = entry {
                let mut ways: Vec<StepRef> = self.ways(skill, entry).collect();
                let mut met = vec![Met::Skill(skill, entry)];
                for (relative, level) in entry::relatives(self.links, skill, entry) {
                    met.push(Met::Skill(relative, level));
                    ways.extend(self.ways(relative, level).filter(|_| self.asks(relative)));
                }
                groups.push((met, ways));
            }
        }
        groups
    }

    fn groups(&self, step: StepRef, numbers: &FxHashMap<StepRef, u32>) -> Vec<Group> {
        let numbered = self.needs(step).into_iter().map(|(met, ways)| {
            let mut members: Vec<u32> = ways.iter().filter_map(|s| numbers.get(s).copied()).collect();
            members.sort_unstable();
            members.dedup();
            Group { met, members }
        });
        numbered.collect()
    }

    /// The points that a step gives on each requirement, directly or over links.
    fn yields(&self, step: StepRef) -> Vec<Yield> {
        yields(self.catalog, self.links, self.role, step)
    }
}

/// The points that a step gives on each requirement of a role, directly or over links; by requirement.
#[must_use]
pub fn yields(catalog: &Catalog, links: &Links, role: &RoleVector, step: StepRef) -> Vec<Yield> {
    let mut yields: Vec<Yield> = Vec::new();
    let mut lift = |skill: SkillRow, credit: u16, level: Level, direct: bool| {
        if let Ok(at) = role.requirements.binary_search_by_key(&skill, |r| r.skill) {
            let r = &role.requirements[at];
            let points = u32::from(r.importance) * linked_share(credit, level, r.level);
            if points > 0 {
                yields.push(Yield { requirement: SkillRow::of(at).0, points, direct });
            }
        }
    };
    for (skill, _, level) in step.builds(catalog) {
        lift(skill, CREDIT_ONE, level, true);
        links.from(skill).iter().for_each(|l| lift(l.to, l.credit, level, false));
    }
    yields.sort_unstable_by(|a, b| {
        a.requirement.cmp(&b.requirement).then(b.points.cmp(&a.points)).then(b.direct.cmp(&a.direct))
    });
    yields.dedup_by(|later, first| {
        let same = later.requirement == first.requirement;
        first.direct |= same && later.direct;
        same
    });
    yields
}
