//! Presolve: from a [`Problem`] to the part of it that can matter.
//!
//! Reductions, each of which keeps the unique optimal plan (proofs in
//! `planning.md`):
//! 1. steps that no order reaches are dropped (`order::Fixpoint`);
//! 2. a must-have's points are certain, so they leave the target and only the
//!    yield that completes it counts; with nothing left of the target, only
//!    must-haves count;
//! 3. steps that neither yield a point still wanted nor help, through needs, one
//!    that does are dropped;
//! 4. yields become *levels*: per requirement the distinct useful point values.
//!
//! Everything is O(size of the problem) but for sorting the yields.

use super::model::{Core, NONE};
use super::order::Fixpoint;
use super::problem::{Axis, Infeasible, Problem};

/// Presolve with reusable buffers.
#[derive(Debug, Default)]
pub struct Reducer {
    fixpoint: Fixpoint,
    takable: Vec<bool>,
    best: Vec<u32>,
    useful: Vec<bool>,
    queue: Vec<u32>,
    slot: Vec<u32>,
    row: Vec<u32>,
    levels: Vec<(u32, u32)>,
    pairs: Vec<(u32, u32)>,
    group: Vec<u32>,
    waiting: Vec<u32>,
}

impl Reducer {
    /// Fills `core` from `problem` with `objective` as the first cost. Fails when
    /// even all takable steps together are not enough.
    pub fn reduce(&mut self, problem: &Problem, objective: Axis, core: &mut Core) -> Result<(), Infeasible> {
        self.fixpoint.takable(problem, &mut self.takable);
        self.reachable(problem)?;
        let certain: u64 =
            problem.requirements.iter().map(|r| u64::from(if r.must { r.full } else { r.now })).sum();
        core.demand = problem.target.saturating_sub(certain) as i64;
        self.mark_useful(problem, core.demand > 0);
        self.number_steps(problem, objective, core);
        self.number_levels(problem, core);
        self.number_groups(problem, core);
        Ok(())
    }

    /// Fails unless doing every takable step satisfies the problem.
    fn reachable(&mut self, problem: &Problem) -> Result<(), Infeasible> {
        self.best.clear();
        self.best.extend(problem.requirements.iter().map(|r| r.now));
        for (j, step) in problem.steps.iter().enumerate() {
            if self.takable[j] {
                for &(i, y) in &step.yields {
                    let best = &mut self.best[i as usize];
                    *best = (*best).max(y);
                }
            }
        }
        for (best, r) in self.best.iter_mut().zip(&problem.requirements) {
            *best = (*best).min(r.full);
        }
        if problem.satisfied_by(&self.best) {
            return Ok(());
        }
        let all = self.best.iter().zip(&problem.requirements).enumerate();
        let musts_missing = all.filter(|(_, (b, r))| r.must && **b < r.full).map(|(i, _)| i as u32).collect();
        let best_points = self.best.iter().map(|&p| u64::from(p)).sum();
        Err(Infeasible::Unreachable { best_points, musts_missing })
    }

    /// Marks the steps that yield a wanted point, and their helpers through needs.
    fn mark_useful(&mut self, problem: &Problem, optional: bool) {
        self.row.clear();
        self.row.extend(problem.requirements.iter().map(|r| {
            let wanted = r.now < r.full && (r.must || optional);
            if wanted { 0 } else { NONE }
        }));
        self.useful.clear();
        self.useful.resize(problem.steps.len(), false);
        self.queue.clear();
        for (j, step) in problem.steps.iter().enumerate() {
            let wanted = |&(i, y): &(u32, u32)| self.wanted(problem, i, y);
            if self.takable[j] && step.yields.iter().any(wanted) {
                self.useful[j] = true;
                self.queue.push(j as u32);
            }
        }
        while let Some(j) = self.queue.pop() {
            for &k in problem.steps[j as usize].needs.iter().flatten() {
                if self.takable[k as usize] && !self.useful[k as usize] {
                    self.useful[k as usize] = true;
                    self.queue.push(k);
                }
            }
        }
    }

    /// Whether `y` points at requirement `i` are worth anything.
    #[inline]
    fn wanted(&self, problem: &Problem, i: u32, y: u32) -> bool {
        let r = &problem.requirements[i as usize];
        self.row[i as usize] != NONE && y > r.now && (!r.must || y >= r.full)
    }

    /// Numbers the kept steps and turns their costs into weights.
    fn number_steps(&mut self, problem: &Problem, objective: Axis, core: &mut Core) {
        core.ids.clear();
        core.first.clear();
        core.second.clear();
        self.slot.clear();
        for (j, step) in problem.steps.iter().enumerate() {
            if !self.useful[j] {
                self.slot.push(NONE);
                continue;
            }
            self.slot.push(core.ids.len() as u32);
            core.ids.push(j as u32);
            let (first, second) = match objective {
                Axis::Primary => (step.primary, step.secondary),
                Axis::Secondary => (step.secondary, step.primary),
            };
            core.first.push(first);
            core.second.push(second);
        }
        (core.max_first, core.max_second) = match objective {
            Axis::Primary => (problem.max_primary, problem.max_secondary),
            Axis::Secondary => (problem.max_secondary, problem.max_primary),
        };
        let second: u64 = core.second.iter().sum();
        // A limit that nothing can break is none; the bound relies on this.
        core.max_second = core.max_second.filter(|&most| most < second);
        let b = core.ids.len() as u128 + 1;
        core.a = (u128::from(second) + 1) * b;
        core.weight.clear();
        let sums = core.first.iter().zip(&core.second);
        core.weight.extend(sums.map(|(&f, &s)| u128::from(f) * core.a + u128::from(s) * b + 1));
        core.only_first = false;
        core.live.clear();
        core.live.resize(core.ids.len(), true);
    }

    /// Builds rows, elements and the steps' ends; then the scaled costs.
    fn number_levels(&mut self, problem: &Problem, core: &mut Core) {
        self.levels.clear();
        for &j in &core.ids {
            for &(i, y) in &problem.steps[j as usize].yields {
                if self.wanted(problem, i, y) {
                    self.levels.push((i, y.min(problem.requirements[i as usize].full)));
                }
            }
        }
        self.levels.sort_unstable();
        self.levels.dedup();
        core.row_of.clear();
        core.delta.clear();
        core.row_start.clear();
        core.row_must.clear();
        let mut below = 0;
        for (e, &(i, y)) in self.levels.iter().enumerate() {
            let r = &problem.requirements[i as usize];
            if e == 0 || self.levels[e - 1].0 != i {
                self.row[i as usize] = core.row_must.len() as u32;
                core.row_start.push(e as u32);
                core.row_must.push(r.must);
                below = r.now;
            }
            core.row_of.push(core.row_must.len() as u32 - 1);
            core.delta.push(if r.must { 0 } else { i64::from(y - below) });
            below = y;
        }
        core.row_start.push(self.levels.len() as u32);
        core.ends.clear();
        for &j in &core.ids {
            self.pairs.clear();
            for &(i, y) in &problem.steps[j as usize].yields {
                if self.wanted(problem, i, y) {
                    self.pairs.push((i, y.min(problem.requirements[i as usize].full)));
                }
            }
            self.pairs.sort_unstable();
            for at in 0..self.pairs.len() {
                // Of several yields at one requirement the last is the largest.
                if self.pairs.get(at + 1).is_some_and(|next| next.0 == self.pairs[at].0) {
                    continue;
                }
                let row = self.row[self.pairs[at].0 as usize] as usize;
                let span = core.row_start[row] as usize..core.row_start[row + 1] as usize;
                let below = self.levels[span.clone()].partition_point(|l| l.1 <= self.pairs[at].1);
                core.ends.push((span.start + below) as u32);
            }
            core.ends.close();
        }
        core.enders.invert(&core.ends, core.delta.len() + 1);
    }

    /// Builds groups over the kept steps and the scaled costs.
    fn number_groups(&mut self, problem: &Problem, core: &mut Core) {
        core.group_start.clear();
        core.owner.clear();
        core.members.clear();
        for (new, &j) in core.ids.iter().enumerate() {
            core.group_start.push(core.owner.len() as u32);
            for group in &problem.steps[j as usize].needs {
                self.group.clear();
                let kept = group.iter().map(|&k| self.slot[k as usize]);
                // A step cannot be done before itself.
                self.group.extend(kept.filter(|&k| k != NONE && k as usize != new));
                self.group.sort_unstable();
                self.group.dedup();
                for &k in &self.group {
                    core.members.push(k);
                }
                core.members.close();
                core.owner.push(new as u32);
            }
        }
        core.group_start.push(core.owner.len() as u32);
        core.member_of.invert(&core.members, core.ids.len());
        core.cyclic = self.has_circle(core);
        // Headroom: any signed sum of one multiplier per element and group stays
        // below 2^62 (see `bound`), and costs must not exceed a multiplier.
        let terms = (core.delta.len() + core.owner.len() + 4) as u128;
        let room = (1u128 << 50).min((1u128 << 61) / terms);
        let total: u128 = core.weight.iter().sum();
        core.shift = 0;
        while (total >> core.shift) >= room {
            core.shift += 1;
        }
        core.cost.clear();
        core.cost.extend(core.weight.iter().map(|w| (w >> core.shift) as i64));
    }

    /// Whether the graph "member before owner" has a directed circle.
    fn has_circle(&mut self, core: &Core) -> bool {
        if core.owner.is_empty() {
            return false;
        }
        self.waiting.clear();
        self.waiting.extend(
            (0..core.steps()).map(|j| core.groups(j).map(|g| core.members.at(g).len() as u32).sum::<u32>()),
        );
        self.queue.clear();
        self.queue.extend((0..core.steps() as u32).filter(|&j| self.waiting[j as usize] == 0));
        let mut seen = 0;
        while let Some(k) = self.queue.pop() {
            seen += 1;
            for &g in core.member_of.at(k as usize) {
                let j = core.owner[g as usize] as usize;
                self.waiting[j] -= 1;
                if self.waiting[j] == 0 {
                    self.queue.push(j as u32);
                }
            }
        }
        seen < core.steps()
    }
}
