//! Dominance: a step that another one replaces in every plan is dropped.
//!
//! `i` replaces `j` when it costs no more (on both axes if the second one is
//! limited), yields at least as much in every row, can be taken whenever `j` can
//! (each group that `i` needs contains one that `j` needs), and helps wherever `j`
//! helps (it is in every group that `j` is in). At equal cost the smaller index
//! wins, which is what the last tie rule asks for. The relation is transitive and
//! strict, so all dominated steps go at once. Without them the groups are smaller,
//! which lets further steps be replaced: presolve comes back here.

use super::model::{Core, NONE};

/// Pair tests at most, so that presolve stays short on huge catalogues; what is
/// left untested is merely kept.
const TESTS: usize = 400_000;

/// Buffers of the dominance pass.
#[derive(Debug, Default)]
pub struct Dominance {
    /// Rows a step yields in, as bits modulo 64.
    rows: Vec<u64>,
    queue: Vec<u32>,
    /// Live needs that each step helps with.
    uses: Vec<u32>,
    /// Whether a step stays.
    live: Vec<bool>,
}

impl Dominance {
    /// Which steps stay: not the dominated ones, nor those whose only use was to
    /// help these; `None` where all do. O(steps * steps per row), at most `TESTS` tests.
    pub fn survivors(&mut self, core: &Core) -> Option<&[bool]> {
        self.live.clear();
        self.live.resize(core.steps(), true);
        self.rows.clear();
        for j in 0..core.steps() {
            let row = |end: &u32| 1u64 << (core.row_of[*end as usize - 1] % 64);
            self.rows.push(core.ends.at(j).iter().map(row).fold(0, |a, b| a | b));
        }
        self.queue.clear();
        let mut tests = 0;
        for j in 0..core.steps() {
            if self.has_better(core, j, &mut tests) {
                self.queue.push(j as u32);
            }
            if tests > TESTS {
                break;
            }
        }
        for &j in &self.queue {
            self.live[j as usize] = false;
        }
        self.drop_idle_helpers(core);
        self.live.contains(&false).then_some(&self.live)
    }

    /// Whether some step replaces `j`. Candidates come from the shortest list
    /// that must contain them.
    fn has_better(&self, core: &Core, j: usize, tests: &mut usize) -> bool {
        let helped = core.member_of.at(j).iter().map(|&g| core.members.at(g as usize));
        let shortest = helped.min_by_key(|list| list.len());
        if let Some(list) = shortest {
            *tests += list.len();
            return list.iter().any(|&i| self.replaces(core, i as usize, j));
        }
        let Some(&end) = core.ends.at(j).first() else {
            return false;
        };
        let row = core.row_of[end as usize - 1] as usize;
        (end..=core.row_start[row + 1]).any(|same_or_higher| {
            let list = core.enders.at(same_or_higher as usize);
            *tests += list.len();
            list.iter().any(|&i| self.replaces(core, i as usize, j))
        })
    }

    /// Whether `i` can stand in for `j` in every plan, strictly.
    fn replaces(&self, core: &Core, i: usize, j: usize) -> bool {
        if core.weight[i] > core.weight[j] || self.rows[j] & !self.rows[i] != 0 || i == j {
            return false;
        }
        if core.weight[i] == core.weight[j] && i > j {
            return false;
        }
        if core.both_costs && core.second[i] > core.second[j] {
            return false;
        }
        let mut other = core.ends.at(i).iter();
        let yields = core.ends.at(j).iter().all(|&end| {
            let row = core.row_of[end as usize - 1];
            other.by_ref().any(|&o| core.row_of[o as usize - 1] == row && o >= end)
        });
        yields
            && core.needs_of(i).all(|(_, g)| core.needs_of(j).any(|(_, h)| contains(core, g, h)))
            && core.member_of.at(j).iter().all(|g| core.member_of.at(i).binary_search(g).is_ok())
    }

    /// Drops the steps that yield nothing and whose groups all have dead owners.
    fn drop_idle_helpers(&mut self, core: &Core) {
        self.uses.clear();
        for j in 0..core.steps() {
            let live = |n: &&u32| self.live[core.owner[**n as usize] as usize];
            let idle = core.ends.at(j).is_empty();
            let needs = core.member_of.at(j).iter().flat_map(|&g| core.needed_by.at(g as usize));
            self.uses.push(if idle { needs.filter(live).count() as u32 } else { NONE });
        }
        self.queue.clear();
        for j in 0..core.steps() {
            if self.live[j] && self.uses[j] == 0 {
                self.live[j] = false;
                self.queue.push(j as u32);
            }
        }
        while let Some(j) = self.queue.pop() {
            for &g in core.needs.at(j as usize) {
                for &k in core.members.at(g as usize) {
                    let k = k as usize;
                    if self.live[k] && self.uses[k] != NONE {
                        self.uses[k] -= 1;
                        if self.uses[k] == 0 {
                            self.live[k] = false;
                            self.queue.push(k as u32);
                        }
                    }
                }
            }
        }
    }
}

/// Whether group `g` has every member of group `h`.
fn contains(core: &Core, g: usize, h: usize) -> bool {
    let members = core.members.at(g);
    g == h || core.members.at(h).iter().all(|k| members.binary_search(k).is_ok())
}
