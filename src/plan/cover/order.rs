//! Taking orders: which steps can be taken at all, and in which order a plan is.
//!
//! A group is met once one member has been done before; support is therefore the
//! least fixpoint of "all groups met", and two steps that only support each other
//! are in no order at all. Both questions are one counting pass (Dowling and
//! Gallier 1984, linear-time Horn satisfiability).

use super::problem::{Problem, Step};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Marks a group that nothing meets, and a step that no order reaches.
pub const NEVER: u32 = u32::MAX;

/// The fixpoint over a whole [`Problem`], cheapest steps first (Knuth 1977, a
/// generalisation of Dijkstra's algorithm), with reusable buffers.
#[derive(Debug, Default)]
pub struct Fixpoint {
    /// Whether some order of steps reaches the step.
    pub takable: Vec<bool>,
    /// Least first cost of any set with an order that holds the step, from below:
    /// the step's own and the dearest of what its needs take one by one.
    pub least: Vec<u64>,
    /// The member of each group that comes first by `least`; [`NEVER`] if none can.
    pub first: Vec<u32>,
    waiting: Vec<u32>,
    /// Groups that a step is a member of: `uses[uses_start[k]..uses_start[k + 1]]`.
    uses_start: Vec<u32>,
    uses: Vec<u32>,
    /// Steps that need a group, likewise.
    owners_start: Vec<u32>,
    owners: Vec<u32>,
    heap: BinaryHeap<Reverse<(u64, u32)>>,
}

impl Fixpoint {
    /// Works everything out anew with `cost` as the first cost.
    /// O(steps + needs + members, times the logarithm of the helping steps).
    pub fn run(&mut self, problem: &Problem, cost: impl Fn(&Step) -> u64) {
        let n = problem.steps.len();
        self.index(problem);
        self.takable.clear();
        self.takable.resize(n, false);
        self.least.clear();
        self.least.resize(n, u64::MAX);
        self.first.clear();
        self.first.resize(problem.groups.len(), NEVER);
        self.waiting.clear();
        self.waiting.extend(problem.steps.iter().map(|s| s.needs.len() as u32));
        self.heap.clear();
        for (j, step) in problem.steps.iter().enumerate() {
            if step.needs.is_empty() {
                self.reach(j, cost(step));
            }
        }
        while let Some(Reverse((least, k))) = self.heap.pop() {
            for at in self.uses_start[k as usize]..self.uses_start[k as usize + 1] {
                let g = self.uses[at as usize] as usize;
                if self.first[g] != NEVER {
                    continue;
                }
                self.first[g] = k;
                for at in self.owners_start[g]..self.owners_start[g + 1] {
                    let j = self.owners[at as usize] as usize;
                    self.waiting[j] -= 1;
                    if self.waiting[j] == 0 {
                        self.reach(j, least.saturating_add(cost(&problem.steps[j])));
                    }
                }
            }
        }
    }

    fn reach(&mut self, j: usize, least: u64) {
        (self.takable[j], self.least[j]) = (true, least);
        if self.uses_start[j] < self.uses_start[j + 1] {
            self.heap.push(Reverse((least, j as u32)));
        }
    }

    /// Builds the indices from members to groups and from groups to owners. A
    /// group named twice by a step waits twice.
    fn index(&mut self, problem: &Problem) {
        let groups = || problem.groups.iter().enumerate();
        let uses = || groups().flat_map(|(g, members)| members.iter().map(move |&k| (k, g as u32)));
        invert(problem.steps.len(), uses, &mut self.uses_start, &mut self.uses);
        let steps = || problem.steps.iter().enumerate();
        let owners = || steps().flat_map(|(j, step)| step.needs.iter().map(move |&g| (g, j as u32)));
        invert(problem.groups.len(), owners, &mut self.owners_start, &mut self.owners);
    }
}

/// Lists by key, from pairs of key and entry.
fn invert<I: Iterator<Item = (u32, u32)>>(
    keys: usize,
    pairs: impl Fn() -> I,
    start: &mut Vec<u32>,
    entries: &mut Vec<u32>,
) {
    start.clear();
    start.resize(keys + 2, 0);
    let mut count = 0;
    for (key, _) in pairs() {
        start[key as usize + 2] += 1;
        count += 1;
    }
    for key in 0..keys {
        start[key + 2] += start[key + 1];
    }
    entries.clear();
    entries.resize(count, 0);
    // Counted two places on, each start is moved to its place by the filling.
    for (key, entry) in pairs() {
        let at = &mut start[key as usize + 1];
        entries[*at as usize] = entry;
        *at += 1;
    }
    start.truncate(keys + 1);
}

/// Puts a set of steps into the order in which, at every point, the smallest
/// index that can be taken is taken. `None` if the set has no order.
/// O(s log s + s * members of the set's groups) for s steps.
pub fn feasible_order(problem: &Problem, set: &[u32]) -> Option<Vec<u32>> {
    let mut set: Vec<u32> = set.to_vec();
    set.sort_unstable();
    set.dedup();
    // (member position, owner position, group number) for members inside the set.
    let mut edges: Vec<(u32, u32, u32)> = Vec::new();
    let mut waiting: Vec<u32> = Vec::with_capacity(set.len());
    let mut groups = 0u32;
    for (at, &j) in set.iter().enumerate() {
        let step = problem.steps.get(j as usize)?;
        waiting.push(step.needs.len() as u32);
        for members in problem.needs_of(j as usize) {
            for k in members {
                if let Ok(member) = set.binary_search(k) {
                    edges.push((member as u32, at as u32, groups));
                }
            }
            groups += 1;
        }
    }
    edges.sort_unstable();
    let mut met = vec![false; groups as usize];
    let mut ready: BinaryHeap<Reverse<u32>> = BinaryHeap::new();
    ready.extend((0..set.len() as u32).filter(|&at| waiting[at as usize] == 0).map(Reverse));
    let mut order = Vec::with_capacity(set.len());
    while let Some(Reverse(at)) = ready.pop() {
        order.push(set[at as usize]);
        let from = edges.partition_point(|e| e.0 < at);
        for &(_, owner, g) in edges[from..].iter().take_while(|e| e.0 == at) {
            if !std::mem::replace(&mut met[g as usize], true) {
                waiting[owner as usize] -= 1;
                if waiting[owner as usize] == 0 {
                    ready.push(Reverse(owner));
                }
            }
        }
    }
    (order.len() == set.len()).then_some(order)
}
