//! Taking orders: which steps can be taken at all, and in which order a plan is.
//!
//! A group is met once one member has been done before; support is therefore the
//! least fixpoint of "all groups met", and two steps that only support each other
//! are in no order at all. Both questions are one counting pass (Dowling and
//! Gallier 1984, linear-time Horn satisfiability).

use super::problem::Problem;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Reusable buffers for the fixpoint over a whole [`Problem`].
#[derive(Debug, Default)]
pub struct Fixpoint {
    /// Unmet groups left per step; zero once it can be taken.
    waiting: Vec<u32>,
    /// Start of each step's slice in `uses`; length steps + 1.
    uses_start: Vec<u32>,
    /// Group numbers that a step is a member of.
    uses: Vec<u32>,
    /// Step that each group belongs to.
    owner: Vec<u32>,
    /// Whether a group has been met.
    met: Vec<bool>,
    /// Steps found takable, in the order found.
    reached: Vec<u32>,
}

impl Fixpoint {
    /// Sets `takable[j]` for every step that some order of steps reaches.
    /// O(steps + members of all groups).
    pub fn takable(&mut self, problem: &Problem, takable: &mut Vec<bool>) {
        let n = problem.steps.len();
        takable.clear();
        if problem.steps.iter().all(|s| s.needs.is_empty()) {
            takable.resize(n, true);
            return;
        }
        takable.resize(n, false);
        self.index(problem);
        self.reached.clear();
        for (j, takable) in takable.iter_mut().enumerate() {
            if self.waiting[j] == 0 {
                *takable = true;
                self.reached.push(j as u32);
            }
        }
        let mut next = 0;
        while let Some(&k) = self.reached.get(next) {
            next += 1;
            let (from, to) = (self.uses_start[k as usize], self.uses_start[k as usize + 1]);
            for at in from..to {
                let g = self.uses[at as usize] as usize;
                if self.met[g] {
                    continue;
                }
                self.met[g] = true;
                let j = self.owner[g] as usize;
                self.waiting[j] -= 1;
                if self.waiting[j] == 0 {
                    takable[j] = true;
                    self.reached.push(j as u32);
                }
            }
        }
    }

    /// Builds the member-to-group index.
    fn index(&mut self, problem: &Problem) {
        let n = problem.steps.len();
        self.waiting.clear();
        self.owner.clear();
        self.uses_start.clear();
        self.uses_start.resize(n + 1, 0);
        for (j, step) in problem.steps.iter().enumerate() {
            self.waiting.push(step.needs.len() as u32);
            for group in &step.needs {
                self.owner.push(j as u32);
                for &k in group {
                    self.uses_start[k as usize + 1] += 1;
                }
            }
        }
        for j in 0..n {
            self.uses_start[j + 1] += self.uses_start[j];
        }
        self.met.clear();
        self.met.resize(self.owner.len(), false);
        self.uses.clear();
        self.uses.resize(self.uses_start[n] as usize, 0);
        let mut g = 0u32;
        for step in &problem.steps {
            for group in &step.needs {
                for &k in group {
                    let at = &mut self.uses_start[k as usize];
                    self.uses[*at as usize] = g;
                    *at += 1;
                }
                g += 1;
            }
        }
        // Filling moved every start to its end; shift them back by one place.
        for j in (1..=n).rev() {
            self.uses_start[j] = self.uses_start[j - 1];
        }
        self.uses_start[0] = 0;
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
        for group in &step.needs {
            for k in group {
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
