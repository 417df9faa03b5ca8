//! The search state: which steps are in, out or still free, with undo.
//!
//! Including or excluding one step runs the consequences through the needs to
//! their end: a group with one member left forces it once its owner is in, and a
//! group with none left excludes its owner. Work is proportional to the groups
//! touched, and undo to what was changed.

use super::model::Core;

/// Decision on one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Not decided.
    Free,
    /// In the plan.
    In,
    /// Not in the plan.
    Out,
}

/// A point to undo to.
#[derive(Debug, Clone, Copy)]
pub struct Mark {
    trail: u32,
    raised: u32,
    groundings: u32,
}

/// In, out and free steps with all sums that follow from them.
#[derive(Debug, Default)]
pub struct State {
    /// Decision per step.
    pub status: Vec<Status>,
    /// Steps in the plan, in the order decided.
    pub chosen: Vec<u32>,
    /// One past the highest covered element per row; the row's first if none.
    pub covered: Vec<u32>,
    /// Points gained in optional rows.
    pub gained: i64,
    /// Exact objective of the chosen steps.
    pub weight: u128,
    /// Sum of scaled costs of the chosen steps.
    pub cost: i64,
    /// Sum of second costs of the chosen steps.
    pub second: u64,
    /// Chosen members per group.
    pub met: Vec<u32>,
    /// Members per group that are not out.
    pub alive: Vec<u32>,
    /// Free steps are `order[..free]`; removal swaps to the end, so undoing in
    /// reverse order only moves the boundary.
    order: Vec<u32>,
    place: Vec<u32>,
    free: usize,
    trail: Vec<u32>,
    raised: Vec<(u32, u32)>,
    pending: Vec<(u32, Status)>,
    waiting: Vec<u32>,
    reached: Vec<u32>,
    seen: Vec<bool>,
    /// Steps that the last grounding rests on: each group that it met was first met by
    /// one of them. While all of them stay, it holds.
    bears: Vec<bool>,
    /// How often steps have been grounded.
    groundings: u32,
    /// Whether the last grounding may not hold any more.
    loose: bool,
}

impl State {
    /// Everything is free.
    pub fn reset(&mut self, core: &Core) {
        let n = core.steps();
        self.status.clear();
        self.status.resize(n, Status::Free);
        self.chosen.clear();
        self.covered.clear();
        self.covered.extend_from_slice(&core.row_start[..core.rows()]);
        (self.gained, self.weight, self.cost, self.second) = (0, 0, 0, 0);
        self.met.clear();
        self.met.resize(core.groups(), 0);
        self.alive.clear();
        self.alive.extend((0..core.groups()).map(|g| core.members.at(g).len() as u32));
        self.order.clear();
        self.order.extend(0..n as u32);
        self.place.clear();
        self.place.extend(0..n as u32);
        self.free = n;
        self.trail.clear();
        self.raised.clear();
        self.pending.clear();
        self.bears.clear();
        self.bears.resize(n, false);
        (self.groundings, self.loose) = (0, true);
    }

    /// Free steps in an order that depends only on the decisions made.
    #[inline]
    pub fn free(&self) -> &[u32] {
        &self.order[..self.free]
    }

    /// The point to return to with `undo`.
    pub fn mark(&self) -> Mark {
        let (trail, raised) = (self.trail.len() as u32, self.raised.len() as u32);
        Mark { trail, raised, groundings: self.groundings }
    }

    /// Puts step `j` in, with all consequences; false on contradiction.
    pub fn include(&mut self, core: &Core, j: usize) -> bool {
        self.pending.push((j as u32, Status::In));
        self.settle(core)
    }

    /// Puts step `j` out, with all consequences; false on contradiction.
    pub fn exclude(&mut self, core: &Core, j: usize) -> bool {
        self.pending.push((j as u32, Status::Out));
        self.settle(core)
    }

    fn settle(&mut self, core: &Core) -> bool {
        while let Some((j, status)) = self.pending.pop() {
            let j = j as usize;
            if self.status[j] == status {
                continue;
            }
            let agrees = self.status[j] == Status::Free
                && if status == Status::In { self.put_in(core, j) } else { self.put_out(core, j) };
            if !agrees {
                self.pending.clear();
                return false;
            }
        }
        true
    }

    fn take_from_free(&mut self, j: usize, status: Status) {
        self.status[j] = status;
        self.trail.push(j as u32);
        self.free -= 1;
        let (at, last) = (self.place[j] as usize, self.order[self.free]);
        self.order[at] = last;
        self.place[last as usize] = at as u32;
        self.order[self.free] = j as u32;
        self.place[j] = self.free as u32;
    }

    fn put_in(&mut self, core: &Core, j: usize) -> bool {
        self.take_from_free(j, Status::In);
        self.chosen.push(j as u32);
        self.weight += core.weight[j];
        self.cost += core.cost[j];
        self.second += core.second[j];
        for &end in core.ends.at(j) {
            let row = core.row_of[end as usize - 1] as usize;
            let old = self.covered[row];
            if end > old {
                self.raised.push((row as u32, old));
                self.covered[row] = end;
                self.gained += core.delta[old as usize..end as usize].iter().sum::<i64>();
            }
        }
        for &g in core.member_of.at(j) {
            self.met[g as usize] += 1;
        }
        let mut possible = true;
        for &g in core.needs.at(j) {
            let g = g as usize;
            if self.met[g] == 0 {
                match self.alive[g] {
                    0 => possible = false,
                    1 => self.force_last(core, g),
                    _ => {}
                }
            }
        }
        possible
    }

    fn put_out(&mut self, core: &Core, j: usize) -> bool {
        self.take_from_free(j, Status::Out);
        self.loose |= self.bears[j];
        let mut possible = true;
        for &g in core.member_of.at(j) {
            let g = g as usize;
            self.alive[g] -= 1;
            if self.met[g] > 0 || self.alive[g] > 1 {
                continue;
            }
            for &need in core.needed_by.at(g) {
                let owner = core.owner[need as usize];
                match (self.alive[g], self.status[owner as usize]) {
                    (0, Status::In) => possible = false,
                    (0, Status::Free) => self.pending.push((owner, Status::Out)),
                    (1, Status::In) => {
                        self.force_last(core, g);
                        break;
                    }
                    _ => {}
                }
            }
        }
        possible
    }

    /// Queues the only member of group `g` that is not out.
    fn force_last(&mut self, core: &Core, g: usize) {
        let alive = |k: &&u32| self.status[**k as usize] != Status::Out;
        if let Some(&k) = core.members.at(g).iter().find(alive) {
            self.pending.push((k, Status::In));
        }
    }

    /// Returns to `mark`.
    pub fn undo(&mut self, core: &Core, mark: Mark) {
        while self.trail.len() > mark.trail as usize {
            let Some(j) = self.trail.pop() else { break };
            let j = j as usize;
            if self.status[j] == Status::In {
                self.chosen.pop();
                self.weight -= core.weight[j];
                self.cost -= core.cost[j];
                self.second -= core.second[j];
                for &g in core.member_of.at(j) {
                    self.met[g as usize] -= 1;
                }
            } else {
                for &g in core.member_of.at(j) {
                    self.alive[g as usize] += 1;
                }
            }
            self.status[j] = Status::Free;
            self.free += 1;
        }
        while self.raised.len() > mark.raised as usize {
            let Some((row, old)) = self.raised.pop() else {
                break;
            };
            let now = std::mem::replace(&mut self.covered[row as usize], old);
            self.gained -= core.delta[old as usize..now as usize].iter().sum::<i64>();
        }
        // One made since then knows nothing of the steps that are back.
        self.loose = self.groundings != mark.groundings;
    }

    /// Whether every need of every chosen step is met by a chosen step.
    pub fn needs_met(&self, core: &Core) -> bool {
        self.chosen.iter().all(|&j| core.needs.at(j as usize).iter().all(|&g| self.met[g as usize] > 0))
    }

    /// Marks in `seen` the steps that can be taken in some order using only steps
    /// that are in (`and_free` = false) or not out (`and_free` = true).
    fn ground(&mut self, core: &Core, and_free: bool) {
        let n = core.steps();
        let usable = |s: Status| s == Status::In || (and_free && s == Status::Free);
        self.seen.clear();
        self.seen.resize(core.groups(), false);
        self.waiting.clear();
        self.waiting.extend((0..n).map(|j| core.needs.at(j).len() as u32));
        self.reached.clear();
        if and_free {
            self.bears.fill(false);
        }
        for j in 0..n {
            if self.waiting[j] == 0 && usable(self.status[j]) {
                self.reached.push(j as u32);
            }
        }
        let mut next = 0;
        while let Some(&k) = self.reached.get(next) {
            next += 1;
            for &g in core.member_of.at(k as usize) {
                if std::mem::replace(&mut self.seen[g as usize], true) {
                    continue;
                }
                if and_free {
                    self.bears[k as usize] = true;
                }
                for &need in core.needed_by.at(g as usize) {
                    let j = core.owner[need as usize] as usize;
                    self.waiting[j] -= 1;
                    if self.waiting[j] == 0 && usable(self.status[j]) {
                        self.reached.push(j as u32);
                    }
                }
            }
        }
    }

    /// Puts out the free steps that no order reaches any more; false if a chosen
    /// step is among them. Only needed when needs run in circles: otherwise the
    /// group counts say the same. O(steps + members), or nothing while the last
    /// grounding holds.
    pub fn drop_ungrounded(&mut self, core: &Core) -> bool {
        if !self.loose {
            return true;
        }
        self.ground(core, true);
        self.groundings += 1;
        self.loose = false;
        for j in 0..core.steps() {
            if self.waiting[j] > 0 && self.status[j] != Status::Out && !self.exclude(core, j) {
                return false;
            }
        }
        true
    }

    /// Chosen steps that the chosen steps alone cannot reach in any order.
    pub fn ungrounded<'a>(&'a mut self, core: &Core) -> impl Iterator<Item = u32> + 'a {
        self.ground(core, false);
        let waiting = &self.waiting;
        self.chosen.iter().copied().filter(move |&j| waiting[j as usize] > 0)
    }

    /// The chosen steps, ascending.
    pub fn chosen_sorted(&self, into: &mut Vec<u32>) {
        into.clear();
        into.extend_from_slice(&self.chosen);
        into.sort_unstable();
    }
}
