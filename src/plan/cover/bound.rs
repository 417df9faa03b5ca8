//! The Lagrangian lower bound.
//!
//! Relaxed with multipliers (integers, scaled cost units, all >= 0):
//! - `u[e]`: element `e` counts as covered only if a chosen step covers it;
//! - `v[n]`: the owner of need `n` is in only if a member of its group is;
//! - `mu`: the sum of second costs keeps its limit.
//!
//! What remains separates. Each free step is taken iff its reduced cost is
//! negative, and the elements solve a fractional knapsack: which of them to leave
//! uncovered, dropping at most `slack` points, to save most `u`. Binding elements
//! (`Survey::need`) cannot be dropped. For any multipliers,
//!
//! `cost of every completion >= chosen cost + sum u - knapsack + sum min(0, rc)`
//!
//! and with step `j` flipped against the sign of its reduced cost the bound rises
//! by `|rc[j]|` (reduced-cost fixing). At best multipliers this is the linear
//! programming bound of the covering model (Geoffrion 1974); the multipliers are
//! improved by projected subgradient steps with Polyak's length (Held, Wolfe and
//! Crowder 1974; Beasley 1990 for set covering).
//!
//! All sums are exact 64-bit integers: `Core::shift` leaves room for one capped
//! multiplier per element and need. The one real-valued part, the knapsack, is
//! bounded from above by its linear-programming dual, rounded up with a margin.
//!
//! One evaluation costs O(yields, needs and memberships of free steps + elements).

use super::model::Core;
use super::state::{State, Status};
use super::survey::Survey;

/// Binary digits after the point in `mu`.
const MU_BITS: u32 = 16;

/// Multipliers and the buffers of an evaluation.
#[derive(Debug, Default)]
pub struct Bound {
    /// Multiplier per element.
    pub u: Vec<i64>,
    /// Multiplier per need.
    pub v: Vec<i64>,
    /// Multiplier of the second-cost limit in `2^-MU_BITS` cost units.
    pub mu: i64,
    /// Reduced cost per step; valid for the steps that were free.
    pub rc: Vec<i64>,
    /// Initial multipliers: cost shares, dual feasible when nothing is needed.
    pub share: Vec<f64>,
    kept_u: Vec<i64>,
    kept_v: Vec<i64>,
    kept_rc: Vec<i64>,
    kept_mu: i64,
    cap: i64,
    mu_cap: i64,
    second_mean: f64,
    prefix: Vec<i64>,
    items: Vec<(f64, u32)>,
    kept: Vec<f64>,
    grad: Vec<f64>,
    /// Open needs of free and chosen steps.
    needs: Vec<u32>,
    need_grad: Vec<f64>,
    /// Charge per group, over its needs.
    charge: Vec<i64>,
    /// Members per group that are taken.
    taken: Vec<u32>,
    load: Vec<f64>,
}

impl Bound {
    /// Sets the multipliers to cost shares: each element takes the least share
    /// that a step covering it would charge if it split its cost over its
    /// elements by points. O(yields + elements).
    pub fn reset(&mut self, core: &Core) {
        let (elements, needs) = (core.elements(), core.owner.len());
        self.cap = (1i64 << 61) / (elements + needs + 4) as i64;
        self.v.clear();
        self.v.resize(needs, 0);
        self.charge.clear();
        self.charge.resize(core.groups(), 0);
        self.mu = 0;
        let second: u64 = core.second.iter().sum();
        self.second_mean = (second as f64 / core.steps().max(1) as f64).max(1.0);
        let room = (u128::from(self.cap as u64) << MU_BITS) / u128::from(second + 1);
        self.mu_cap = room.min(1 << 62) as i64;
        self.rc.clear();
        self.rc.resize(core.steps(), 0);
        self.prefix.clear();
        self.prefix.resize(elements, 0);
        self.kept.clear();
        self.kept.resize(elements, 0.0);
        self.grad.clear();
        self.grad.resize(elements, 0.0);
        self.load.clear();
        self.load.resize(elements, 0.0);
        // Size of an element: its points; a must-have counts as an average row.
        let points: i64 = core.delta.iter().sum();
        let optional = core.row_must.iter().filter(|m| !**m).count().max(1);
        let typical = (points as f64 / optional as f64).max(1.0);
        let size = |e: usize| {
            if core.row_must[core.row_of[e] as usize] { typical } else { core.delta[e] as f64 }
        };
        self.share.clear();
        self.share.resize(elements, f64::INFINITY);
        for j in 0..core.steps() {
            let mut sizes = 0.0;
            for &end in core.ends.at(j) {
                let row = core.row_of[end as usize - 1] as usize;
                sizes += (core.row_start[row] as usize..end as usize).map(size).sum::<f64>();
            }
            for &end in core.ends.at(j) {
                let least = &mut self.share[end as usize - 1];
                *least = least.min(core.cost[j] as f64 / sizes);
            }
        }
        self.u.clear();
        self.u.resize(elements, 0);
        for r in 0..core.rows() {
            let mut least = f64::INFINITY;
            for e in (core.row_start[r] as usize..core.row_start[r + 1] as usize).rev() {
                least = least.min(self.share[e]);
                self.share[e] = if least.is_finite() { least * size(e) } else { 0.0 };
                self.u[e] = (self.share[e] as i64).clamp(0, self.cap);
            }
        }
    }

    /// Remembers the present multipliers and reduced costs.
    pub fn keep(&mut self) {
        self.kept_u.clone_from(&self.u);
        self.kept_v.clone_from(&self.v);
        self.kept_rc.clone_from(&self.rc);
        self.kept_mu = self.mu;
    }

    /// Returns to what was last remembered.
    pub fn restore(&mut self) {
        self.u.clone_from(&self.kept_u);
        self.v.clone_from(&self.kept_v);
        self.rc.clone_from(&self.kept_rc);
        self.mu = self.kept_mu;
    }

    /// The bound at the present multipliers; fills `rc`.
    pub fn evaluate(&mut self, core: &Core, st: &State, view: &Survey) -> i64 {
        let mut total = st.cost + self.price_elements(core, st, view);
        let limit = core.max_second.filter(|_| self.mu > 0);
        if let Some(most) = limit {
            let left = most.saturating_sub(st.second);
            // `left` is below the sum of second costs, so `mu_cap` bounds this.
            total -= (u128::from(self.mu as u64) * u128::from(left)).div_ceil(1 << MU_BITS) as i64;
        }
        for &j in st.free() {
            let j = j as usize;
            let mut rc = core.cost[j];
            for &end in core.ends.at(j) {
                rc -= self.prefix[end as usize - 1];
            }
            if limit.is_some() {
                rc += ((self.mu as u128 * u128::from(core.second[j])) >> MU_BITS) as i64;
            }
            self.rc[j] = rc;
        }
        if !core.owner.is_empty() {
            total += self.price_groups(core, st);
        }
        for &j in st.free() {
            total = total.saturating_add(self.rc[j as usize].min(0));
        }
        total
    }

    /// Charges unmet needs to their owners and credits the members of their
    /// groups; returns the charge to owners that are in.
    fn price_groups(&mut self, core: &Core, st: &State) -> i64 {
        self.needs.clear();
        let mut total = 0;
        self.charge.fill(0);
        for &j in st.free().iter().chain(&st.chosen) {
            let mut charge = 0;
            for (need, g) in core.needs_of(j as usize) {
                if st.met[g] == 0 {
                    self.needs.push(need as u32);
                    charge += self.v[need];
                    self.charge[g] += self.v[need];
                }
            }
            if st.status[j as usize] == Status::In {
                total += charge;
            } else {
                self.rc[j as usize] += charge;
            }
        }
        for g in (0..core.groups()).filter(|&g| self.charge[g] > 0) {
            for &k in core.members.at(g) {
                if st.status[k as usize] == Status::Free {
                    self.rc[k as usize] -= self.charge[g];
                }
            }
        }
        total
    }

    /// Fills `prefix` (what covering up to an element earns a step) and `kept`
    /// (how much of an element the knapsack keeps); returns sum of u less knapsack.
    fn price_elements(&mut self, core: &Core, st: &State, view: &Survey) -> i64 {
        let mut total = 0;
        self.items.clear();
        for r in 0..core.rows() {
            let (from, to) = (core.row_start[r] as usize, core.row_start[r + 1] as usize);
            let (covered, top) = (st.covered[r] as usize, view.top[r] as usize);
            let need = view.need[r] as usize;
            self.prefix[from..covered].fill(0);
            if view.missing <= 0 && !core.row_must[r] {
                self.prefix[covered..to].fill(0);
                continue;
            }
            let mut sum = 0;
            for e in covered..top {
                sum += self.u[e];
                self.prefix[e] = sum;
                self.kept[e] = 1.0;
                if e >= need && self.u[e] > 0 {
                    self.items.push((self.u[e] as f64 / core.delta[e] as f64, e as u32));
                }
            }
            total += sum;
        }
        if self.items.is_empty() || view.slack <= 0 {
            return total;
        }
        let (dropped, room) = self.fill_knapsack(core, view.slack);
        // Any rate gives an upper bound on the knapsack: its dual.
        let mut rate = 0.0;
        if let Some(&(ratio, e)) = self.items.get(dropped) {
            self.kept[e as usize] = 1.0 - room as f64 / core.delta[e as usize] as f64;
            rate = ratio;
        }
        let mut saved = rate * view.slack as f64;
        for &(ratio, e) in &self.items[..dropped] {
            self.kept[e as usize] = 0.0;
            saved += (ratio - rate) * core.delta[e as usize] as f64;
        }
        let rounding = 1.0 + 1e-15 * (self.items.len() + 4) as f64;
        total - (saved * rounding) as i64 - 2
    }

    /// Puts the items that the knapsack takes whole first, and after them the one it
    /// takes in part; returns how many are whole, and the points left for that one.
    /// Halves what is undecided: O(items).
    fn fill_knapsack(&mut self, core: &Core, slack: i64) -> (usize, i64) {
        let (mut from, mut to, mut room) = (0, self.items.len(), slack);
        while from < to {
            let half = (to - from) / 2;
            let undecided = &mut self.items[from..to];
            undecided.select_nth_unstable_by(half, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let points: i64 = undecided[..=half].iter().map(|item| core.delta[item.1 as usize]).sum();
            if points < room {
                room -= points;
                from += half + 1;
            } else {
                to = from + half;
            }
        }
        (from, room)
    }

    /// One subgradient step from the multipliers last evaluated to `lb`, aiming
    /// at the value `aim`; `theta` scales its length.
    pub fn ascend(&mut self, core: &Core, st: &State, view: &Survey, lb: i64, aim: i64, theta: f64) {
        let mut norm = 0.0;
        let mut used = 0u64;
        self.load.fill(0.0);
        for &j in st.free() {
            if self.rc[j as usize] < 0 {
                used += core.second[j as usize];
                for &end in core.ends.at(j as usize) {
                    self.load[end as usize - 1] += 1.0;
                }
            }
        }
        for r in 0..core.rows() {
            if view.missing <= 0 && !core.row_must[r] {
                continue;
            }
            let mut cover = 0.0;
            for e in (st.covered[r] as usize..view.top[r] as usize).rev() {
                cover += self.load[e];
                let mut grad = self.kept[e] - cover;
                if grad < 0.0 && self.u[e] == 0 {
                    grad = 0.0;
                }
                self.grad[e] = grad;
                norm += grad * grad;
            }
        }
        self.need_grad.clear();
        if !core.owner.is_empty() {
            // A group that is not met has no member that is in.
            self.taken.clear();
            self.taken.resize(core.groups(), 0);
            for &k in st.free().iter().filter(|&&k| self.rc[k as usize] < 0) {
                core.member_of.at(k as usize).iter().for_each(|&g| self.taken[g as usize] += 1);
            }
            for &need in &self.needs {
                let j = core.owner[need as usize] as usize;
                let inside = st.status[j] == Status::In || self.rc[j] < 0;
                let members = self.taken[core.needs.items()[need as usize] as usize];
                let mut grad = f64::from(u8::from(inside)) - f64::from(members);
                if grad < 0.0 && self.v[need as usize] == 0 {
                    grad = 0.0;
                }
                self.need_grad.push(grad);
                norm += grad * grad;
            }
        }
        let mut second_grad = 0.0;
        if let Some(most) = core.max_second {
            let left = most.saturating_sub(st.second);
            second_grad = (used as f64 - left as f64) / self.second_mean;
            if second_grad < 0.0 && self.mu == 0 {
                second_grad = 0.0;
            }
            norm += second_grad * second_grad;
        }
        if norm < 1e-9 {
            return;
        }
        let step = theta * (aim.saturating_sub(lb)).max(1) as f64 / norm;
        for r in 0..core.rows() {
            if view.missing <= 0 && !core.row_must[r] {
                continue;
            }
            for e in st.covered[r] as usize..view.top[r] as usize {
                let moved = self.u[e] as f64 + step * self.grad[e];
                self.u[e] = (moved as i64).clamp(0, self.cap);
            }
        }
        if !core.owner.is_empty() {
            for (&need, &grad) in self.needs.iter().zip(&self.need_grad) {
                let moved = self.v[need as usize] as f64 + step * grad;
                self.v[need as usize] = (moved as i64).clamp(0, self.cap);
            }
        }
        if second_grad != 0.0 {
            let scale = f64::from(1u32 << MU_BITS) / self.second_mean;
            let moved = self.mu as f64 + step * second_grad * scale;
            self.mu = (moved as i64).clamp(0, self.mu_cap);
        }
    }
}
