//! Depth-first branch and bound over steps.
//!
//! A node is a [`State`]. It is surveyed (forced levels and steps), bounded (a few
//! subgradient steps, fixing steps by reduced cost on the way) and, if it is still
//! open, split on one step: first in, then out. It is the step that the relaxation
//! leaves most undecided, by cost: the mean of the relaxed solutions along the
//! subgradient tends to a solution of the linear relaxation (Barahona and Anbil
//! 2000), and deciding a dear step that is half in moves the bound most. Where the
//! mean leaves nothing undecided, the step comes from the tightest thing that must
//! happen: the open row or unmet need with the fewest ways, or, if only points are
//! missing, the step of least reduced cost.
//!
//! Pruning keeps every set that ties with the incumbent on the objective unless
//! it cannot come lexicographically before it, so the plan found does not depend
//! on the order of the search.

use super::bound::Bound;
use super::greedy::Greedy;
use super::model::Core;
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
/// (measured on plans for next rungs of the shipped catalog, as the three constants that follow).
const NODE_STEPS: u32 = 6;
/// First length of a subgradient step at such a node: its multipliers are near those of its parent already.
const NODE_THETA: f64 = 0.3;
/// Weight of the newest step in the running mean of the relaxed solution: at the root, and at other nodes.
const MEMORY: (f64, f64) = (0.05, 0.3);
/// How undecided the mean must leave a step for a split on it.
const UNDECIDED: f64 = 0.02;
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

/// Best plan so far.
#[derive(Debug, Default)]
pub struct Incumbent {
    /// Exact objective; meaningful when `found`.
    pub weight: u128,
    /// Steps of the reduced problem, ascending.
    pub steps: Vec<u32>,
    /// Whether there is one.
    pub found: bool,
}

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
    /// Running mean of the relaxed solutions: how far each step is in.
    mean: Vec<f64>,
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
        self.best.found = false;
        self.best.weight = 0;
        self.best.steps.clear();
        self.decisions.clear();
        self.visits = 0;
        self.draft.clear();
        self.mean.clear();
        self.mean.resize(core.steps(), 0.0);
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

    /// Largest scaled objective that is still of interest.
    fn cut(&self, core: &Core) -> i64 {
        let ceiling = core.weight_ceiling();
        let most = match (self.best.found, ceiling) {
            // Anything below the incumbent's first cost starts one factor lower.
            (true, _) if core.only_first => match self.best.weight / core.a {
                0 => return -1,
                first => first * core.a - 1,
            },
            (true, _) => self.best.weight,
            (false, Some(c)) => c,
            (false, None) => return i64::MAX / 4,
        };
        i64::try_from(most >> core.shift).unwrap_or(i64::MAX / 4).min(i64::MAX / 4)
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
            self.offer(core, weight, second);
        }
    }

    /// Makes `sorted` the incumbent if it is admissible and better.
    fn offer(&mut self, core: &Core, weight: u128, second: u64) {
        let within = core.max_second.is_none_or(|most| second <= most)
            && core.weight_ceiling().is_none_or(|most| weight <= most);
        let better = !self.best.found
            || weight < self.best.weight
            || (weight == self.best.weight && self.sorted < self.best.steps);
        if within && better {
            self.best.found = true;
            self.best.weight = weight;
            std::mem::swap(&mut self.best.steps, &mut self.sorted);
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
            self.remember(if at_root { MEMORY.0.max(1.0 / f64::from(round + 1)) } else { MEMORY.1 });
            if lb > highest {
                highest = lb;
                self.bound.keep();
            }
            let cut = self.cut(core);
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
            if best > cut || (best == cut && !self.tie_can_win(core)) {
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
        match self.split_step(core) {
            Some(step) => Node::Split(step, best),
            None => Node::Closed,
        }
    }

    /// Takes the relaxed solution at the present multipliers into the mean.
    fn remember(&mut self, weight: f64) {
        for &j in self.st.free() {
            let inside = if self.bound.rc[j as usize] < 0 { 1.0 } else { 0.0 };
            let mean = &mut self.mean[j as usize];
            *mean += weight * (inside - *mean);
        }
    }

    /// The free step that the mean leaves most undecided, by cost.
    fn undecided(&self, core: &Core) -> Option<u32> {
        let open = |j: u32| {
            let mean = self.mean[j as usize];
            let far = mean.min(1.0 - mean);
            (far > UNDECIDED && core.cost[j as usize] > 0).then(|| (far * core.cost[j as usize] as f64, j))
        };
        let most = self.st.free().iter().filter_map(|&j| open(j));
        most.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1))).map(|m| m.1)
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
        self.offer(core, weight, second);
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

    /// Whether a completion that only ties with the incumbent could come before
    /// it: fills the plan up with the smallest free steps and compares.
    fn tie_can_win(&mut self, core: &Core) -> bool {
        if core.shift > 0 || core.only_first || !self.best.found {
            return true;
        }
        let mut spare = self.best.steps.len() as i64 - self.st.chosen.len() as i64;
        if spare < 0 {
            return false;
        }
        let mut reference = self.best.steps.iter();
        for (j, status) in self.st.status.iter().enumerate() {
            let listed = match status {
                Status::In => true,
                Status::Free if spare > 0 => {
                    spare -= 1;
                    true
                }
                _ => false,
            };
            if listed {
                match reference.next() {
                    Some(&k) if j as u32 == k => {}
                    Some(&k) => return (j as u32) < k,
                    None => return false,
                }
            }
        }
        false
    }

    /// The step to split on; `None` if nothing that is still required has a way.
    fn split_step(&mut self, core: &Core) -> Option<u32> {
        if let Some(step) = self.undecided(core) {
            return Some(step);
        }
        let st = &self.st;
        let open = (0..core.rows()).filter(|&r| self.view.open(st, r));
        let row = open.min_by_key(|&r| self.view.ways[r]);
        let unmet = st.chosen.iter().flat_map(|&j| core.needs.at(j as usize)).map(|&g| g as usize);
        let group = unmet.filter(|&g| st.met[g] == 0).min_by_key(|&g| (st.alive[g], g));
        let row_ways = row.map_or(u32::MAX, |r| self.view.ways[r]);
        let rc = |j: u32| (self.bound.rc[j as usize], j);
        if let Some(g) = group.filter(|&g| st.alive[g] <= row_ways) {
            let members = core.members.at(g).iter().copied();
            return members.filter(|&k| st.status[k as usize] == Status::Free).min_by_key(|&k| rc(k));
        }
        if let Some(r) = row {
            let reaches = |j: &u32| {
                let in_row = |&end: &u32| core.row_of[end as usize - 1] as usize == r;
                let end = core.ends.at(*j as usize).iter().copied().find(in_row);
                end.is_some_and(|end| end >= self.view.need[r])
            };
            return st.free().iter().copied().filter(reaches).min_by_key(|&j| rc(j));
        }
        if self.view.missing > 0 {
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
        let loose: Vec<u32> = self.st.ungrounded(core).collect();
        let st = &self.st;
        let groups = loose.iter().flat_map(|&j| core.needs.at(j as usize));
        let members = groups.flat_map(|&g| core.members.at(g as usize)).copied();
        members.filter(|&k| st.status[k as usize] == Status::Free).min_by_key(|&k| rc(k))
    }
}
