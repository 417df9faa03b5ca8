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
//! 4. steps that cost too much for any plan that is as cheap as one at hand are
//!    dropped (`narrow`);
//! 5. a step that needs a group leaves it: some other member comes before it;
//! 6. yields become *levels*: per requirement the distinct useful point values;
//! 7. steps that another one replaces are dropped (`dominate`), and 5 to 7 are done
//!    again with those that are left.
//!
//! Everything is near O(size of the problem) but for sorting the yields.

use super::dominate::Dominance;
use super::model::{Core, NONE};
use super::narrow::Narrow;
use super::order::Fixpoint;
use super::problem::{Axis, Infeasible, Problem, Step};

/// What a reduced problem has to keep.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The cost that is minimised; the other one is the second.
    pub objective: Axis,
    /// Whether only plans of least first cost matter: what is too dear for them goes.
    pub cheapest: bool,
    /// Whether only the least first cost is asked for, not which plan has it. The
    /// limit on that cost does not hold then.
    pub only_first: bool,
    /// Whether the limit on the second cost holds.
    pub held: bool,
    /// Whether plans with less of the second cost matter as well: a step is replaced
    /// only by one that costs no more of it.
    pub both_costs: bool,
}

impl Question {
    /// The best plan within both limits.
    pub const BEST: Self =
        Self { objective: Axis::Primary, cheapest: true, only_first: false, held: true, both_costs: false };
}

/// Rounds of dominance at most; later ones find next to nothing.
const ROUNDS: u32 = 4;

/// Presolve with reusable buffers.
#[derive(Debug, Default)]
pub struct Reducer {
    fixpoint: Fixpoint,
    narrow: Narrow,
    dominance: Dominance,
    best: Vec<u32>,
    useful: Vec<bool>,
    queue: Vec<u32>,
    slot: Vec<u32>,
    row: Vec<u32>,
    levels: Vec<(u32, u32)>,
    pairs: Vec<(u32, u32)>,
    /// New number per group; [`NONE`] where no kept step needs it.
    group: Vec<u32>,
    /// Members of a group that stay.
    kept: Vec<u32>,
    waiting: Vec<u32>,
}

impl Reducer {
    /// Fills `core` from `problem` with what the question needs. Fails when even
    /// all takable steps together are not enough.
    pub fn reduce(
        &mut self,
        problem: &Problem,
        question: Question,
        core: &mut Core,
    ) -> Result<(), Infeasible> {
        let (first, _) = costs(question.objective);
        self.fixpoint.run(problem, first);
        self.reachable(problem)?;
        let certain: u64 =
            problem.requirements.iter().map(|r| u64::from(if r.must { r.full } else { r.now })).sum();
        core.demand = problem.target.saturating_sub(certain) as i64;
        self.mark_useful(problem, core.demand > 0);
        if question.cheapest {
            self.narrow.apply(problem, question.objective, &self.fixpoint, &mut self.useful);
        }
        self.number(problem, question, core);
        for _ in 0..ROUNDS {
            let Some(live) = self.dominance.survivors(core) else { break };
            for (&j, &live) in core.ids.iter().zip(live) {
                self.useful[j as usize] = live;
            }
            self.number(problem, question, core);
        }
        Ok(())
    }

    /// Numbers what is left.
    fn number(&mut self, problem: &Problem, question: Question, core: &mut Core) {
        self.number_steps(problem, question, core);
        self.number_levels(problem, core);
        self.number_groups(problem, core);
    }

    /// Fails unless doing every takable step satisfies the problem.
    fn reachable(&mut self, problem: &Problem) -> Result<(), Infeasible> {
        self.best.clear();
        self.best.extend(problem.requirements.iter().map(|r| r.now));
        for (j, step) in problem.steps.iter().enumerate() {
            if self.fixpoint.takable[j] {
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
            if self.fixpoint.takable[j] && step.yields.iter().any(wanted) {
                self.useful[j] = true;
                self.queue.push(j as u32);
            }
        }
        while let Some(j) = self.queue.pop() {
            for &k in problem.needs_of(j as usize).flatten() {
                if self.fixpoint.takable[k as usize] && !self.useful[k as usize] {
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
    fn number_steps(&mut self, problem: &Problem, question: Question, core: &mut Core) {
        core.ids.clear();
        core.first.clear();
        core.second.clear();
        let (first, second) = costs(question.objective);
        self.slot.clear();
        for (j, step) in problem.steps.iter().enumerate() {
            if !self.useful[j] {
                self.slot.push(NONE);
                continue;
            }
            self.slot.push(core.ids.len() as u32);
            core.ids.push(j as u32);
            core.first.push(first(step));
            core.second.push(second(step));
        }
        let (max_first, max_second) = match question.objective {
            Axis::Primary => (problem.max_primary, problem.max_secondary),
            Axis::Secondary => (problem.max_secondary, problem.max_primary),
        };
        let second: u64 = core.second.iter().sum();
        core.max_first = max_first.filter(|_| !question.only_first);
        // A limit that nothing can break is none; the bound relies on this.
        core.max_second = max_second.filter(|&most| question.held && most < second);
        core.both_costs = question.both_costs || core.max_second.is_some();
        let b = core.ids.len() as u128 + 1;
        core.a = (u128::from(second) + 1) * b;
        core.weight.clear();
        let sums = core.first.iter().zip(&core.second);
        core.weight.extend(sums.map(|(&f, &s)| u128::from(f) * core.a + u128::from(s) * b + 1));
        core.only_first = question.only_first;
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
        self.group.clear();
        self.group.resize(problem.groups.len(), NONE);
        core.needs.clear();
        core.owner.clear();
        let mut groups = 0;
        for (new, &j) in core.ids.iter().enumerate() {
            self.queue.clear();
            for &g in &problem.steps[j as usize].needs {
                let number = &mut self.group[g as usize];
                if *number == NONE {
                    *number = groups;
                    groups += 1;
                }
                if !self.queue.contains(number) {
                    self.queue.push(*number);
                }
            }
            for &g in &self.queue {
                core.needs.push(g);
                core.owner.push(new as u32);
            }
            core.needs.close();
        }
        core.needed_by.invert_positions(&core.needs, groups as usize);
        self.queue.clear();
        self.queue.resize(groups as usize, 0);
        for (old, &new) in (0u32..).zip(&self.group).filter(|(_, new)| **new != NONE) {
            self.queue[new as usize] = old;
        }
        core.members.clear();
        for at in 0..groups as usize {
            self.kept.clear();
            let members = &problem.groups[self.queue[at] as usize];
            let kept = members.iter().map(|&k| self.slot[k as usize]).filter(|&k| k != NONE);
            let owner = |k: u32| core.needs.at(k as usize).contains(&(at as u32));
            self.kept.extend(kept.filter(|&k| !owner(k)));
            self.kept.sort_unstable();
            self.kept.dedup();
            self.kept.iter().for_each(|&k| core.members.push(k));
            core.members.close();
        }
        core.member_of.invert(&core.members, core.ids.len());
        core.cyclic = self.has_circle(core);
        // Headroom: any signed sum of one multiplier per element and need stays
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

    /// Whether the graph "member before owner" has a directed circle; groups are
    /// nodes between the two.
    fn has_circle(&mut self, core: &Core) -> bool {
        let steps = core.steps();
        self.waiting.clear();
        self.waiting.extend((0..steps).map(|j| core.needs.at(j).len() as u32));
        self.waiting.extend((0..core.groups()).map(|g| core.members.at(g).len() as u32));
        self.queue.clear();
        self.queue.extend((0..self.waiting.len() as u32).filter(|&v| self.waiting[v as usize] == 0));
        let mut seen = 0;
        while let Some(v) = self.queue.pop() {
            seen += 1;
            let mut arrive = |next: usize| {
                self.waiting[next] -= 1;
                if self.waiting[next] == 0 {
                    self.queue.push(next as u32);
                }
            };
            match (v as usize).checked_sub(steps) {
                None => core.member_of.at(v as usize).iter().for_each(|&g| arrive(steps + g as usize)),
                Some(g) => core.needed_by.at(g).iter().for_each(|&n| arrive(core.owner[n as usize] as usize)),
            }
        }
        seen < self.waiting.len()
    }
}

/// Reads one cost of a step.
pub type Cost = fn(&Step) -> u64;

/// How to read the first and the second cost of a step under an objective.
pub fn costs(objective: Axis) -> (Cost, Cost) {
    match objective {
        Axis::Primary => (|s| s.primary, |s| s.secondary),
        Axis::Secondary => (|s| s.secondary, |s| s.primary),
    }
}
