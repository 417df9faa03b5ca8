//! What the rows still allow: reachable levels, slack, forced levels and steps.
//!
//! With `slack` points to spare between what the free steps can still reach and
//! what is missing, a row may lose at most `slack`: every level whose loss would
//! cost more is as binding as a must-have. A binding level with a single free
//! step that reaches it forces the step.

use super::model::Core;
use super::state::State;

/// Row-level view of a state. Element positions as in [`State::covered`].
#[derive(Debug, Default)]
pub struct Survey {
    /// One past the highest element that chosen or free steps reach, per row.
    pub top: Vec<u32>,
    /// One past the highest element that every completion covers, per row.
    pub need: Vec<u32>,
    /// Free steps that reach `need`, per row; only meaningful in open rows.
    pub ways: Vec<u32>,
    /// Points missing from the optional rows; at most zero when none are.
    pub missing: i64,
    /// Reachable optional points beyond `missing`.
    pub slack: i64,
    only: Vec<u32>,
    forced: Vec<u32>,
}

impl Survey {
    /// Whether every completion must still raise row `r`.
    #[inline]
    pub fn open(&self, st: &State, r: usize) -> bool {
        self.need[r] > st.covered[r]
    }

    /// Brings the view up to date and forces what is forced, to the fixpoint.
    /// False if no completion exists. O(yields of free steps) per round.
    pub fn update(&mut self, core: &Core, st: &mut State) -> bool {
        loop {
            if !self.hold_second_limit(core, st) || !self.levels(core, st) {
                return false;
            }
            if !self.count_ways(core, st) {
                return false;
            }
            if self.forced.is_empty() {
                return true;
            }
            for at in 0..self.forced.len() {
                if !st.include(core, self.forced[at] as usize) {
                    return false;
                }
            }
        }
    }

    /// Puts out the free steps that alone would break the limit on second costs.
    fn hold_second_limit(&mut self, core: &Core, st: &mut State) -> bool {
        let Some(most) = core.max_second else {
            return true;
        };
        let Some(left) = most.checked_sub(st.second) else {
            return false;
        };
        self.forced.clear();
        self.forced.extend(st.free().iter().filter(|&&j| core.second[j as usize] > left));
        self.forced.iter().all(|&j| st.exclude(core, j as usize)) && st.second <= most
    }

    /// Recomputes `top`, `missing`, `slack` and `need`.
    fn levels(&mut self, core: &Core, st: &State) -> bool {
        self.top.clear();
        self.top.extend_from_slice(&st.covered);
        for &j in st.free() {
            for &end in core.ends.at(j as usize) {
                let top = &mut self.top[core.row_of[end as usize - 1] as usize];
                *top = (*top).max(end);
            }
        }
        self.missing = core.demand - st.gained;
        let mut reach = 0;
        for r in 0..core.rows() {
            // Must-have elements carry no points, so no test is needed here.
            reach += core.delta[st.covered[r] as usize..self.top[r] as usize].iter().sum::<i64>();
        }
        self.slack = reach - self.missing;
        if self.missing > 0 && self.slack < 0 {
            return false;
        }
        self.need.clear();
        for r in 0..core.rows() {
            let (covered, top) = (st.covered[r], self.top[r]);
            if core.row_must[r] {
                if top < core.row_start[r + 1] {
                    return false;
                }
                self.need.push(top);
            } else if self.missing <= 0 {
                self.need.push(covered);
            } else {
                let (mut end, mut loss) = (top, 0);
                while end > covered {
                    loss += core.delta[end as usize - 1];
                    if loss > self.slack {
                        break;
                    }
                    end -= 1;
                }
                self.need.push(end);
            }
        }
        true
    }

    /// Counts the ways to each binding level and collects the forced steps.
    fn count_ways(&mut self, core: &Core, st: &State) -> bool {
        self.forced.clear();
        self.ways.clear();
        self.ways.resize(core.rows(), 0);
        if !(0..core.rows()).any(|r| self.open(st, r)) {
            return true;
        }
        self.only.clear();
        self.only.resize(core.rows(), 0);
        for &j in st.free() {
            for &end in core.ends.at(j as usize) {
                let r = core.row_of[end as usize - 1] as usize;
                if end >= self.need[r] {
                    self.ways[r] += 1;
                    self.only[r] = j;
                }
            }
        }
        for r in 0..core.rows() {
            if self.open(st, r) {
                match self.ways[r] {
                    0 => return false,
                    1 => self.forced.push(self.only[r]),
                    _ => {}
                }
            }
        }
        true
    }

    /// Whether the chosen steps complete every row that must be and reach the
    /// demand (needs aside).
    pub fn satisfied(&self, core: &Core, st: &State) -> bool {
        self.missing <= 0 && (0..core.rows()).all(|r| !self.open(st, r))
    }
}
