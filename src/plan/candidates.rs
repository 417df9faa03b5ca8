//! What a role's plans are made of, worked out once a role: candidate steps with the points they give and the needs they have.
//!
//! A plan is optimal among the candidates (`plan/ways.rs` tells which steps are). A candidate that another replaces for every person is
//! left out: that one costs no more in hours and in money, gives as much everywhere, needs no more and helps wherever the first helps.

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::step::{StepFacts, StepRef};
use super::ways::{Builders, Finder, Met, Needy};
use crate::catalog::Catalog;
use crate::matching::readiness::linked_share;
use crate::units::{Level, SkillRow};
use crate::vector::{CREDIT_ONE, Links, RoleVector};

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

/// Needs of which one must be met: by the person, or by an earlier step.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Ways in which the person meets it.
    pub met: Vec<Met>,
    /// Candidates that meet it, ascending. A step does not meet its own need, even if it is listed.
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
    /// Groups that must all be met before it.
    pub needs: Vec<u32>,
}

/// The candidates of a role, in the order of steps.
#[derive(Clone, Debug, Default)]
pub struct Candidates {
    /// All of them.
    pub list: Vec<Candidate>,
    /// The groups that they need, each once.
    pub groups: Vec<Group>,
}

impl Candidates {
    /// Works out a role's candidates.
    #[must_use]
    pub fn of(catalog: &Catalog, links: &Links, builders: &Builders, role: &RoleVector) -> Candidates {
        let steps = Finder::new(catalog, links, builders, role).steps();
        let mut candidates = Candidates::default();
        candidates.number(&steps, |step, needs| Candidate {
            step,
            facts: step.facts(catalog),
            years: match step {
                StepRef::Certification(row) => catalog[row].experience_years.unwrap_or(0.0),
                _ => 0.0,
            },
            yields: yields(catalog, links, role, step),
            needs,
        });
        candidates.drop_replaced();
        candidates.drop_late();
        candidates.drop_idle();
        candidates
    }

    /// Numbers steps and groups.
    fn number(&mut self, steps: &[Needy], candidate: impl Fn(StepRef, Vec<u32>) -> Candidate) {
        let at = |step: &StepRef| steps.binary_search_by_key(step, |s| s.0).ok().map(|at| SkillRow::of(at).0);
        let mut numbers: FxHashMap<_, u32> = FxHashMap::default();
        for (step, needs) in steps {
            let mut own = Vec::with_capacity(needs.len());
            for ways in needs {
                let number = numbers.entry(Rc::as_ptr(ways)).or_insert_with(|| {
                    let members = ways.steps.iter().filter_map(at).collect();
                    self.groups.push(Group { met: ways.met.clone(), members });
                    SkillRow::of(self.groups.len() - 1).0
                });
                own.push(*number);
            }
            self.list.push(candidate(*step, own));
        }
    }

    /// For each candidate the groups that it is a member of, ascending.
    fn memberships(&self) -> Vec<Vec<u32>> {
        let mut of: Vec<Vec<u32>> = vec![Vec::new(); self.list.len()];
        for (g, group) in (0u32..).zip(&self.groups) {
            group.members.iter().for_each(|m| of[*m as usize].push(g));
        }
        of
    }

    /// Leaves out what another candidate replaces for every person.
    fn drop_replaced(&mut self) {
        let n = self.list.len();
        let helps = self.memberships();
        let mut by_row: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for (i, c) in self.list.iter().enumerate() {
            c.yields.iter().for_each(|y| by_row.entry(y.requirement).or_default().push(i));
        }
        let mut within = Within::default();
        let replaced: Vec<bool> = (0..n)
            .map(|j| {
                // A replacement gives at least what j gives, so it is found in any of j's rows.
                let row = self.list[j].yields.iter().map(|y| y.requirement);
                let rivals = row.filter_map(|r| by_row.get(&r)).min_by_key(|l| l.len());
                rivals.is_some_and(|l| l.iter().any(|&i| self.replaces(i, j, &helps, &mut within)))
            })
            .collect();
        self.keep(|i| !replaced[i]);
    }

    fn replaces(&self, i: usize, j: usize, helps: &[Vec<u32>], within: &mut Within) -> bool {
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
        let mut given = a.yields.iter();
        let gives = b.yields.iter().all(|y| {
            given.by_ref().find(|x| x.requirement >= y.requirement).is_some_and(|x| {
                x.requirement == y.requirement && x.points >= y.points && (x.direct || !y.direct)
            })
        });
        gives
            && helps[j].iter().all(|h| helps[i].binary_search(h).is_ok())
            && a.needs.iter().all(|&g| b.needs.iter().any(|&h| within.holds(&self.groups, h, g)))
    }

    /// Takes out of each group the members that never meet it first: those that need the group themselves, and those with a need that
    /// whoever meets it meets the group with. In any order of steps the first member of a group is none of these (what it needs would have
    /// met the group before), so the orders stay the same, with far fewer members.
    fn drop_late(&mut self) {
        let mut within = Within::default();
        let kept: Vec<Vec<u32>> = (0u32..)
            .zip(&self.groups)
            .map(|(g, group)| {
                let needs = |m: u32| &self.list[m as usize].needs;
                let mut late = |m: u32| needs(m).iter().any(|&h| within.holds(&self.groups, h, g));
                group.members.iter().copied().filter(|&m| !late(m)).collect()
            })
            .collect();
        for (group, members) in self.groups.iter_mut().zip(kept) {
            group.members = members;
        }
    }

    /// Leaves out helpers that no candidate needs any more.
    fn drop_idle(&mut self) {
        let mut used = vec![false; self.list.len()];
        let mut queue: Vec<usize> =
            (0..used.len()).filter(|i| self.list[*i].yields.iter().any(|y| y.direct)).collect();
        queue.iter().for_each(|i| used[*i] = true);
        while let Some(i) = queue.pop() {
            for m in self.list[i].needs.iter().flat_map(|g| &self.groups[*g as usize].members) {
                if !std::mem::replace(&mut used[*m as usize], true) {
                    queue.push(*m as usize);
                }
            }
        }
        self.keep(|i| used[i]);
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
        for group in &mut self.groups {
            group.members = group.members.iter().filter_map(|m| number[*m as usize]).collect();
        }
    }
}

/// Which groups are met wherever another is; looked at once.
#[derive(Default)]
struct Within {
    known: FxHashMap<(u32, u32), bool>,
}

impl Within {
    /// Whether whatever meets group `h` meets `g`.
    fn holds(&mut self, groups: &[Group], h: u32, g: u32) -> bool {
        let (strong, weak) = (&groups[h as usize], &groups[g as usize]);
        h == g
            || *self.known.entry((h, g)).or_insert_with(|| {
                strong.members.iter().all(|m| weak.members.binary_search(m).is_ok())
                    && strong.met.iter().all(|m| weak.met.iter().any(|x| implied(m, x)))
            })
    }
}

/// Whether whoever meets `strong` meets `weak`.
fn implied(strong: &Met, weak: &Met) -> bool {
    match (strong, weak) {
        (Met::Held(a), Met::Held(b)) => a == b,
        (Met::Skill(a, high), Met::Skill(b, low)) => a == b && high >= low,
        (Met::Years(more, a), Met::Years(less, b)) => a == b && more >= less,
        _ => false,
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
