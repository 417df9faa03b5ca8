//! Depth-first branch and bound over steps.
//!
//! A node is a [`State`]. It is surveyed (forced levels and steps), bounded (a few
//! subgradient steps, fixing steps by reduced cost on the way) and, if it is still
//! open, split on one step (see `split`): first in, then out.
//!
//! Pruning keeps every set that ties with the incumbent on the objective unless
//! it cannot come lexicographically before it, so the plan found does not depend
//! on the order of the search.

use super::bound::Bound;
use super::greedy::Greedy;
use super::incumbent::Incumbent;
use super::model::Core;
use super::split::Splitter;
use super::state::{Mark, State, Status};
use super::survey::Survey;

/// Subgradient steps at the root: so many and one a step of the problem, but no more than the second. A dozen steps are sooner searched than
/// bounded well.
const ROOT_STEPS: (u32, u32) = (12, 60);
/// Further steps at the root for every row beyond [`SMALL`]: multipliers of wide problems settle slowly.
const ROOT_STEPS_PER_ROW: u32 = 4;
/// Rows up to which the root needs no further steps.
const SMALL: u32 = 10;
/// Steps without a better bound after which the subgradient's step is halved.
const PATIENCE: u32 = 3;
/// Subgradient steps at every other node, at most. With fewer the tree grows, with more each node costs more than it saves
/// (measured on plans for next rungs of the shipped catalog, as the two constants that follow and that of `split`).
const NODE_STEPS: u32 = 6;
/// First length of a subgradient step at such a node: its multipliers are near those of its parent already.
const NODE_THETA: f64 = 0.3;
/// Weight of the newest step in the running mean of the relaxed solution: at the root, and at other nodes.
const MEMORY: (f64, f64) = (0.05, 0.3);
/// Rounds of improvement of a heuristic plan, at most.
const ROUNDS: u32 = 5;
/// Steps of the problem times steps of the plan up to which plans are improved, and heuristic plans tried inside the tree: the work
/// grows with this product for every step tried, and nobody's gap is larger than this by far.
const IMPROVABLE: usize = 50_000;
/// Nodes between two heuristic plans inside the tree.
const HEURISTIC_EVERY: u64 = 100;
/// Step visits that count as one node of the budget: a node of a huge problem is
/// charged for its size.
const VISITS_PER_NODE: u64 = 4096;

/// How a search ended.
#[derive(Debug, Clone, Copy)]
pub struct Ended {
    /// Whether the whole tree was searched.
    pub complete: bool,
    /// Proven lower bound on the exact objective of every admissible plan; when
    /// `complete` with a plan, that plan's objective.
    pub bound: u128,
    /// Nodes charged.
    pub nodes: u64,
}

#[derive(Debug, Clone, Copy)]
struct Decision {
    mark: Mark,
    step: u32,
    bound: i64,
}

enum Node {
    Closed,
    Split(u32, i64),
}

/// The search with its buffers.
#[derive(Debug, Default)]
pub struct Search {
    st: State,
    view: Survey,
    bound: Bound,
    greedy: Greedy,
    /// The best plan of the last run.
    pub best: Incumbent,
    decisions: Vec<Decision>,
    fixed: Vec<(u32, Status)>,
    sorted: Vec<u32>,
    draft: Vec<u32>,
    splitter: Splitter,
    visits: u64,
    /// Steps without a better bound after which the subgradient's step is halved.
    patience: u32,
    /// Objective of the last heuristic plan, admissible or not: what the
    /// subgradient aims at while there is no incumbent.
    aim: i64,
}

impl Search {
    /// Finds the best plan of `core`, charging at most `budget` nodes, and at most
    /// `patience` of them while there is no plan.
    pub fn run(&mut self, core: &Core, budget: u64, patience: u64) -> Ended {
        self.best.clear();
        self.decisions.clear();
        self.visits = 0;
        self.draft.clear();
        self.splitter.reset(core);
        self.patience = PATIENCE;
        self.aim = core.cost.iter().sum();
        let mut nodes = 0u64;
        self.st.reset(core);
        self.bound.reset(core);
        self.greedy.prepare(core, &self.st);
        let mut inherited = 0;
        let mut node = self.root(core, &mut inherited);
        loop {
            nodes += 1;
            if let Node::Split(step, bound) = node {
                let mark = self.st.mark();
                self.decisions.push(Decision { mark, step, bound });
                inherited = bound;
                if !self.st.include(core, step as usize) && !self.back_up(core, &mut inherited) {
                    break;
                }
            } else if !self.back_up(core, &mut inherited) {
                break;
            }
            let allowed = if self.best.found { budget } else { budget.min(patience) };
            if nodes + self.visits / VISITS_PER_NODE >= allowed {
                let open = self.decisions.iter().map(|d| d.bound).fold(inherited, i64::min);
                let mut bound = (open.max(0) as u128) << core.shift;
                if self.best.found {
                    bound = bound.min(self.best.weight);
                }
                return Ended { complete: false, bound, nodes };
            }
            node = self.explore(core, NODE_STEPS, inherited);
            let open = matches!(node, Node::Split(..));
            if open && nodes.is_multiple_of(HEURISTIC_EVERY) && self.improvable(core) {
                self.try_greedy(core);
            }
        }
        Ended { complete: true, bound: self.best.weight, nodes }
    }

    /// Undoes to the last decision whose other branch is open and enters it;
    /// false when none is left.
    fn back_up(&mut self, core: &Core, inherited: &mut i64) -> bool {
        while let Some(d) = self.decisions.pop() {
            self.st.undo(core, d.mark);
            if self.st.exclude(core, d.step as usize) {
                *inherited = d.bound;
                return true;
            }
        }
        false
    }

    /// Node zero: heuristic plans around longer subgradient rounds.
    fn root(&mut self, core: &Core, inherited: &mut i64) -> Node {
        if !self.view.update(core, &mut self.st) {
            return Node::Closed;
        }
        self.try_greedy(core);
        let rows = u32::try_from(core.rows()).unwrap_or(u32::MAX);
        let wide = rows.saturating_sub(SMALL).min(100);
        self.patience = PATIENCE + wide / 2;
        let steps = ROOT_STEPS.1.min(ROOT_STEPS.0 + u32::try_from(core.steps()).unwrap_or(u32::MAX));
        let mut node = self.explore(core, steps + ROOT_STEPS_PER_ROW * wide, 0);
        self.patience = PATIENCE;
        if let Node::Split(_, bound) = node {
            *inherited = bound;
            self.try_greedy(core);
            // The new incumbent may close or shrink the root.
            node = self.explore(core, NODE_STEPS, bound);
        }
        node
    }

    /// Runs the heuristic, improves its plan, and keeps it if it is admissible and better.
    fn try_greedy(&mut self, core: &Core) {
        let Some(plan) = self.greedy.plan(core, &self.st, &self.bound) else {
            return;
        };
        self.draft.clear();
        self.draft.extend_from_slice(plan);
        let small = self.improvable(core);
        self.propose(core, !small);
        if !small {
            return;
        }
        let better = self.greedy.improve(core, &self.st, &self.bound, &self.draft, ROUNDS);
        self.draft.clear();
        self.draft.extend_from_slice(better);
        self.propose(core, true);
    }

    /// Whether the last heuristic plan is small enough to be improved.
    fn improvable(&self, core: &Core) -> bool {
        self.draft.len().saturating_mul(core.steps()) <= IMPROVABLE
    }

    /// Offers the draft, and lets the subgradient aim at it.
    fn propose(&mut self, core: &Core, improved: bool) {
        let weight: u128 = self.draft.iter().map(|&j| core.weight[j as usize]).sum();
        let second: u64 = self.draft.iter().map(|&j| core.second[j as usize]).sum();
        self.aim = self.aim.min((weight >> core.shift) as i64);
        // Under a limit the first plan may keep it where the improved one does not.
        if improved || core.max_second.is_some() {
            self.sorted.clone_from(&self.draft);
            self.best.offer(core, &mut self.sorted, weight, second);
        }
    }

    /// Surveys, bounds and fixes the present node.
    fn explore(&mut self, core: &Core, steps: u32, inherited: i64) -> Node {
        if self.settle(core) {
            return Node::Closed;
        }
        let mut best = inherited;
        let mut round = 0;
        let at_root = steps > NODE_STEPS;
        let mut theta = if at_root { 1.0 } else { NODE_THETA };
        let mut since = 0;
        let mut highest = i64::MIN;
        loop {
            self.visits += self.st.free().len() as u64;
            let lb = self.bound.evaluate(core, &self.st, &self.view);
            let weight = if at_root { MEMORY.0.max(1.0 / f64::from(round + 1)) } else { MEMORY.1 };
            self.splitter.remember(&self.st, &self.bound, weight);
            if lb > highest {
                highest = lb;
                self.bound.keep();
            }
            let cut = self.best.cut(core);
            if lb > best {
                best = lb;
                since = 0;
            } else {
                since += 1;
                if since >= self.patience {
                    theta *= 0.5;
                    since = 0;
                }
            }
            if best > cut || (best == cut && !self.best.tie_can_win(core, &self.st)) {
                return Node::Closed;
            }
            if self.fix(core, lb, cut) {
                for at in 0..self.fixed.len() {
                    let (j, status) = self.fixed[at];
                    let agrees = if status == Status::In {
                        self.st.include(core, j as usize)
                    } else {
                        self.st.exclude(core, j as usize)
                    };
                    if !agrees {
                        return Node::Closed;
                    }
                }
                if self.settle(core) {
                    return Node::Closed;
                }
            }
            round += 1;
            if round >= steps {
                break;
            }
            let aim = if self.best.found { cut } else { cut.min(self.aim) };
            self.bound.ascend(core, &self.st, &self.view, lb, aim + 1, theta);
        }
        // Children and the split start from the best multipliers, not from the last.
        self.bound.restore();
        match self.splitter.step(core, &mut self.st, &self.view, &self.bound) {
            Some(step) => Node::Split(step, best),
            None => Node::Closed,
        }
    }

    /// Brings survey and needs up to date; true when the node is finished, either
    /// without completion or with the chosen steps as its best one.
    fn settle(&mut self, core: &Core) -> bool {
        if !self.view.update(core, &mut self.st) {
            return true;
        }
        if core.cyclic {
            let free = self.st.free().len();
            if !self.st.drop_ungrounded(core) {
                return true;
            }
            if self.st.free().len() != free && !self.view.update(core, &mut self.st) {
                return true;
            }
        }
        if !self.view.satisfied(core, &self.st) || !self.st.needs_met(core) {
            return false;
        }
        if core.cyclic && self.st.ungrounded(core).next().is_some() {
            return false;
        }
        // Every other completion is a superset and weighs more.
        let (weight, second) = (self.st.weight, self.st.second);
        self.st.chosen_sorted(&mut self.sorted);
        self.best.offer(core, &mut self.sorted, weight, second);
        true
    }

    /// Collects the free steps whose other decision the bound excludes.
    fn fix(&mut self, core: &Core, lb: i64, cut: i64) -> bool {
        self.fixed.clear();
        debug_assert_eq!(core.steps(), self.bound.rc.len());
        for &j in self.st.free() {
            let rc = self.bound.rc[j as usize];
            if lb.saturating_add(rc.saturating_abs()) > cut {
                self.fixed.push((j, if rc > 0 { Status::Out } else { Status::In }));
            }
        }
        !self.fixed.is_empty()
    }
}
