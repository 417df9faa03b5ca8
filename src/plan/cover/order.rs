//! Taking orders: which steps can be taken at all, and in which order a plan is.
//!
//! A group is met once one member has been done before; support is therefore the
//! least fixpoint of "all groups met", and two steps that only support each other
//! are in no order at all. Both questions are one counting pass (Dowling and
//! Gallier 1984, linear-time Horn satisfiability).

use super::model::Lists;
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
    /// Groups per step that it is a member of.
    uses: Lists,
    /// Steps per group that need it; twice where a step names it twice, and so
    /// waits twice.
    owners: Lists,
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
            for at in self.uses.span(k as usize) {
                let g = self.uses.items()[at] as usize;
                if self.first[g] != NEVER {
                    continue;
                }
                self.first[g] = k;
                for at in self.owners.span(g) {
                    let j = self.owners.items()[at] as usize;
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
        if !self.uses.at(j).is_empty() {
            self.heap.push(Reverse((least, j as u32)));
        }
    }

    /// Builds the indices from members to groups and from groups to owners.
    fn index(&mut self, problem: &Problem) {
        let groups = || (0u32..).zip(&problem.groups);
        let uses = || groups().flat_map(|(g, members)| members.iter().map(move |&k| (k, g)));
        self.uses.gather(problem.steps.len(), uses);
        let steps = || (0u32..).zip(&problem.steps);
        let owners = || steps().flat_map(|(j, step)| step.needs.iter().map(move |&g| (g, j)));
        self.owners.gather(problem.groups.len(), owners);
    }
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
