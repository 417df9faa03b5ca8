//! Which step an open node is split on.
//!
//! It is the step that the relaxation leaves most undecided, by cost: the mean of
//! the relaxed solutions along the subgradient tends to a solution of the linear
//! relaxation (Barahona and Anbil 2000), and deciding a dear step that is half in
//! moves the bound most. Where the mean leaves nothing undecided, the step comes
//! from the tightest thing that must happen: the open row or unmet need with the
//! fewest ways, or, if only points are missing, the step of least reduced cost.

use super::bound::Bound;
use super::model::Core;
use super::state::{State, Status};
use super::survey::Survey;

/// How undecided the mean must leave a step for a split on it (measured as the constants of `search`).
const UNDECIDED: f64 = 0.02;

/// Chooses the steps to split on.
#[derive(Debug, Default)]
pub struct Splitter {
    /// Running mean of the relaxed solutions: how far each step is in.
    mean: Vec<f64>,
}

impl Splitter {
    /// Nothing is remembered.
    pub fn reset(&mut self, core: &Core) {
        self.mean.clear();
        self.mean.resize(core.steps(), 0.0);
    }

    /// Takes the relaxed solution at the present multipliers into the mean.
    #[inline]
    pub fn remember(&mut self, st: &State, bound: &Bound, weight: f64) {
        for &j in st.free() {
            let inside = if bound.rc[j as usize] < 0 { 1.0 } else { 0.0 };
            let mean = &mut self.mean[j as usize];
            *mean += weight * (inside - *mean);
        }
    }

    /// The free step that the mean leaves most undecided, by cost.
    fn undecided(&self, core: &Core, st: &State) -> Option<u32> {
        let open = |j: u32| {
            let mean = self.mean[j as usize];
            let far = mean.min(1.0 - mean);
            (far > UNDECIDED && core.cost[j as usize] > 0).then(|| (far * core.cost[j as usize] as f64, j))
        };
        let most = st.free().iter().filter_map(|&j| open(j));
        most.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|m| m.1)
    }

    /// The step to split on; `None` if nothing that is still required has a way.
    pub fn step(&self, core: &Core, state: &mut State, view: &Survey, bound: &Bound) -> Option<u32> {
        if let Some(step) = self.undecided(core, state) {
            return Some(step);
        }
        let st = &*state;
        let open = (0..core.rows()).filter(|&r| view.open(st, r));
        let row = open.min_by_key(|&r| view.ways[r]);
        let unmet = st.chosen.iter().flat_map(|&j| core.needs.at(j as usize)).map(|&g| g as usize);
        let group = unmet.filter(|&g| st.met[g] == 0).min_by_key(|&g| (st.alive[g], g));
        let row_ways = row.map_or(u32::MAX, |r| view.ways[r]);
        let rc = |j: u32| (bound.rc[j as usize], j);
        if let Some(g) = group.filter(|&g| st.alive[g] <= row_ways) {
            let members = core.members.at(g).iter().copied();
            return members.filter(|&k| st.status[k as usize] == Status::Free).min_by_key(|&k| rc(k));
        }
        if let Some(r) = row {
            let reaches = |j: &u32| {
                let in_row = |&end: &u32| core.row_of[end as usize - 1] as usize == r;
                let end = core.ends.at(*j as usize).iter().copied().find(in_row);
                end.is_some_and(|end| end >= view.need[r])
            };
            return st.free().iter().copied().filter(reaches).min_by_key(|&j| rc(j));
        }
        if view.missing > 0 {
            let gains = |j: &u32| {
                core.ends
                    .at(*j as usize)
                    .iter()
                    .any(|&end| end > st.covered[core.row_of[end as usize - 1] as usize])
            };
            return st.free().iter().copied().filter(gains).min_by_key(|&j| rc(j));
        }
        // All required, but some chosen steps only support each other: one of the
        // other members of their groups has to come in.
        let loose: Vec<u32> = state.ungrounded(core).collect();
        let st = &*state;
        let groups = loose.iter().flat_map(|&j| core.needs.at(j as usize));
        let members = groups.flat_map(|&g| core.members.at(g as usize)).copied();
        members.filter(|&k| st.status[k as usize] == Status::Free).min_by_key(|&k| rc(k))
    }
}
