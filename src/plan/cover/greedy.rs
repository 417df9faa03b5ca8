//! First plans: take the step with the best value per cost, needs included.
//!
//! Values come from the multipliers of the bound (what covering an element is
//! worth), prices are the steps' costs plus the cheapest way to meet their needs.
//! The plan found is only a starting incumbent: nothing depends on its quality
//! but time. The ratio rule is that of Chvatal (1979) and Wolsey (1982). A plan is then improved by taking one of its steps
//! away and building the rest anew: the greedy rule often buys a small step early that a broad one makes superfluous.

use super::bound::Bound;
use super::model::{Core, NONE};
use super::state::{State, Status};

/// Buffers of the heuristic.
#[derive(Debug, Default)]
pub struct Greedy {
    /// Steps by depth of their needs: each has a member of each group before it.
    order: Vec<u32>,
    rank: Vec<u32>,
    waiting: Vec<u32>,
    met: Vec<bool>,
    price: Vec<f64>,
    /// Cheapest member per group among the steps priced so far.
    cheapest: Vec<u32>,
    /// Cheapest earlier member per need.
    pick: Vec<u32>,
    inside: Vec<bool>,
    /// Least rank of the members inside, per group.
    entered: Vec<u32>,
    covered: Vec<u32>,
    prefix: Vec<f64>,
    points: Vec<i64>,
    stack: Vec<u32>,
    chosen: Vec<u32>,
    tried: Vec<u32>,
    dropping: Vec<u32>,
    start: Vec<u32>,
    best: Vec<u32>,
    /// A step that the plan being built must do without.
    banned: u32,
}

impl Greedy {
    /// Orders the steps by depth of needs. Call once per reduced problem.
    pub fn prepare(&mut self, core: &Core, st: &State) {
        let n = core.steps();
        self.rank.clear();
        self.rank.resize(n, NONE);
        self.order.clear();
        self.met.clear();
        self.met.resize(core.groups(), false);
        self.waiting.clear();
        self.waiting.extend((0..n).map(|j| core.needs.at(j).len() as u32));
        let usable = |j: usize| st.status[j] != Status::Out;
        self.order.extend((0..n as u32).filter(|&j| self.waiting[j as usize] == 0 && usable(j as usize)));
        let mut next = 0;
        while let Some(&k) = self.order.get(next) {
            self.rank[k as usize] = next as u32;
            next += 1;
            for &g in core.member_of.at(k as usize) {
                if std::mem::replace(&mut self.met[g as usize], true) {
                    continue;
                }
                for &need in core.needed_by.at(g as usize) {
                    let j = core.owner[need as usize] as usize;
                    self.waiting[j] -= 1;
                    if self.waiting[j] == 0 && usable(j) {
                        self.order.push(j as u32);
                    }
                }
            }
        }
    }

    /// Builds a plan from the steps already chosen in `st`, with the bound's
    /// multipliers as values. Returns the steps ascending, or `None` if it ran
    /// into a dead end. O(plan length * size of the reduced problem).
    pub fn plan(&mut self, core: &Core, st: &State, bound: &Bound) -> Option<&[u32]> {
        self.start.clear();
        self.start.extend_from_slice(&st.chosen);
        self.banned = NONE;
        self.complete(core, st, bound)?;
        Some(&self.chosen)
    }

    /// Improves a plan that holds every step chosen in `st`: each of its other steps in turn, dearest first, is forbidden and
    /// the rest completed anew; what is cheaper is kept and the round starts again, `rounds` times at most.
    pub fn improve(&mut self, core: &Core, st: &State, bound: &Bound, plan: &[u32], rounds: u32) -> &[u32] {
        self.best.clear();
        self.best.extend_from_slice(plan);
        let weigh = |plan: &[u32]| plan.iter().map(|&j| core.weight[j as usize]).sum::<u128>();
        let mut least = weigh(plan);
        for _ in 0..rounds {
            let mut order = std::mem::take(&mut self.tried);
            order.clear();
            order.extend(self.best.iter().filter(|&&j| st.status[j as usize] == Status::Free));
            order.sort_unstable_by_key(|&j| (std::cmp::Reverse(core.weight[j as usize]), j));
            let mut better = false;
            for &out in &order {
                self.start.clear();
                self.start.extend(self.best.iter().filter(|&&j| j != out));
                self.banned = out;
                if self.complete(core, st, bound).is_some() {
                    let weight = weigh(&self.chosen);
                    if weight < least {
                        least = weight;
                        std::mem::swap(&mut self.best, &mut self.chosen);
                        better = true;
                        break;
                    }
                }
            }
            self.tried = order;
            if !better {
                break;
            }
        }
        self.banned = NONE;
        &self.best
    }

    /// Completes the steps of `start` to a plan in `chosen`, without the banned step.
    fn complete(&mut self, core: &Core, st: &State, bound: &Bound) -> Option<()> {
        self.inside.clear();
        self.inside.resize(core.steps(), false);
        self.entered.clear();
        self.entered.resize(core.groups(), NONE);
        self.covered.clear();
        self.covered.extend_from_slice(&core.row_start[..core.rows()]);
        self.chosen.clear();
        self.stack.clear();
        let mut missing = core.demand;
        for at in 0..self.start.len() {
            let j = self.start[at];
            self.put(core, j, &mut missing);
        }
        for at in 0..self.start.len() {
            self.needs_into_stack(core, self.start[at] as usize);
        }
        self.price_steps(core, st);
        self.add_stack(core, st, &mut missing)?;
        while missing > 0 || self.must_open(core) {
            self.price_steps(core, st);
            let j = self.best_step(core, st, bound, missing)?;
            self.stack.push(j);
            self.add_stack(core, st, &mut missing)?;
        }
        self.drop_superfluous(core);
        self.chosen.sort_unstable();
        Some(())
    }

    /// Puts a step inside with what it covers.
    fn put(&mut self, core: &Core, j: u32, missing: &mut i64) {
        self.inside[j as usize] = true;
        self.chosen.push(j);
        self.enter(core, j as usize);
        for &end in core.ends.at(j as usize) {
            let r = core.row_of[end as usize - 1] as usize;
            let old = self.covered[r];
            if end > old {
                self.covered[r] = end;
                *missing -= core.delta[old as usize..end as usize].iter().sum::<i64>();
            }
        }
    }

    /// Marks the groups of which step `j` is a member.
    fn enter(&mut self, core: &Core, j: usize) {
        for &g in core.member_of.at(j) {
            let rank = &mut self.entered[g as usize];
            *rank = (*rank).min(self.rank[j]);
        }
    }

    /// Whether all needs of step `j` are met by steps inside that come before it.
    fn needs_met(&self, core: &Core, j: usize) -> bool {
        core.needs.at(j).iter().all(|&g| self.entered[g as usize] < self.rank[j])
    }

    fn must_open(&self, core: &Core) -> bool {
        (0..core.rows()).any(|r| core.row_must[r] && self.covered[r] < core.row_start[r + 1])
    }

    /// Price of each step with the cheapest way to meet its needs, in one pass
    /// along the order (shared needs are counted twice: it is a heuristic).
    fn price_steps(&mut self, core: &Core, st: &State) {
        self.price.clear();
        self.price.resize(core.steps(), f64::INFINITY);
        self.pick.clear();
        self.pick.resize(core.owner.len(), NONE);
        self.cheapest.clear();
        self.cheapest.resize(core.groups(), NONE);
        for &j in &self.order {
            let j = j as usize;
            if st.status[j] == Status::Out || j as u32 == self.banned {
                continue;
            }
            let mut price = 0.0;
            for (need, g) in core.needs_of(j) {
                let k = self.cheapest[g];
                self.pick[need] = k;
                price += if k == NONE { f64::INFINITY } else { self.price[k as usize] };
            }
            self.price[j] = if self.inside[j] { 0.0 } else { price + core.cost[j] as f64 + 1.0 };
            for &g in core.member_of.at(j) {
                let k = &mut self.cheapest[g as usize];
                if *k == NONE || self.price[j] < self.price[*k as usize] {
                    *k = j as u32;
                }
            }
        }
    }

    /// The step of highest value per price that brings anything.
    fn best_step(&mut self, core: &Core, st: &State, bound: &Bound, missing: i64) -> Option<u32> {
        self.prefix.clear();
        self.points.clear();
        for r in 0..core.rows() {
            let (mut value, mut points) = (0.0, 0);
            let idle = !core.row_must[r] && missing <= 0;
            for e in core.row_start[r]..core.row_start[r + 1] {
                if e >= self.covered[r] && !idle {
                    // A share of the initial value keeps every element attractive.
                    value += bound.u[e as usize] as f64 + 0.05 * bound.share[e as usize] + 1e-3;
                    points += core.delta[e as usize];
                }
                self.prefix.push(value);
                self.points.push(points);
            }
        }
        let mut best: Option<(f64, u32)> = None;
        for &j in st.free() {
            if self.inside[j as usize] || !self.price[j as usize].is_finite() {
                continue;
            }
            let (mut musts, mut optional, mut points) = (0.0, 0.0, 0);
            for &end in core.ends.at(j as usize) {
                let e = end as usize - 1;
                if core.row_must[core.row_of[e] as usize] {
                    musts += self.prefix[e];
                } else {
                    optional += self.prefix[e];
                    points += self.points[e];
                }
            }
            if points > missing && points > 0 {
                optional *= missing.max(0) as f64 / points as f64;
            }
            let value = musts + optional;
            if value <= 0.0 {
                continue;
            }
            let ratio = value / self.price[j as usize];
            if best.is_none_or(|b| ratio > b.0 || (ratio == b.0 && j < b.1)) {
                best = Some((ratio, j));
            }
        }
        best.map(|b| b.1)
    }

    /// Queues the picked members of the unmet groups of `j`.
    fn needs_into_stack(&mut self, core: &Core, j: usize) {
        if !self.needs_met(core, j) {
            // The owner stands for its groups; the picks are looked up when
            // prices are known.
            self.stack.push(j as u32);
        }
    }

    /// Adds the queued steps and what they need.
    fn add_stack(&mut self, core: &Core, st: &State, missing: &mut i64) -> Option<()> {
        while let Some(j) = self.stack.pop() {
            let j = j as usize;
            if st.status[j] == Status::Out || self.rank[j] == NONE || j as u32 == self.banned {
                self.stack.clear();
                return None;
            }
            if !self.inside[j] {
                self.put(core, j as u32, missing);
            }
            for (need, g) in core.needs_of(j) {
                if self.entered[g] >= self.rank[j] {
                    if self.pick[need] == NONE {
                        self.stack.clear();
                        return None;
                    }
                    self.stack.push(self.pick[need]);
                }
            }
        }
        Some(())
    }

    /// Tries to leave out each step, dearest first.
    fn drop_superfluous(&mut self, core: &Core) {
        let mut order = std::mem::take(&mut self.dropping);
        order.clear();
        order.extend_from_slice(&self.chosen);
        order.sort_unstable_by_key(|&j| (std::cmp::Reverse(core.weight[j as usize]), j));
        for &j in &order {
            self.inside[j as usize] = false;
            if self.stands(core) {
                self.chosen.retain(|&k| k != j);
            } else {
                self.inside[j as usize] = true;
            }
        }
        self.dropping = order;
    }

    /// Whether the steps inside meet rows, demand and (along the order) needs.
    fn stands(&mut self, core: &Core) -> bool {
        self.covered.clear();
        self.covered.extend_from_slice(&core.row_start[..core.rows()]);
        self.entered.fill(NONE);
        for at in 0..self.chosen.len() {
            let j = self.chosen[at] as usize;
            if self.inside[j] {
                self.enter(core, j);
            }
        }
        for &j in &self.chosen {
            let j = j as usize;
            if !self.inside[j] {
                continue;
            }
            if !self.needs_met(core, j) {
                return false;
            }
            for &end in core.ends.at(j) {
                let held = &mut self.covered[core.row_of[end as usize - 1] as usize];
                *held = (*held).max(end);
            }
        }
        let gained: i64 = (0..core.rows())
            .map(|r| {
                let span = core.row_start[r] as usize..self.covered[r] as usize;
                core.delta[span].iter().sum::<i64>()
            })
            .sum();
        gained >= core.demand && !self.must_open(core)
    }
}
