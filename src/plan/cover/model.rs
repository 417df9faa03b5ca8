//! The reduced problem in flat arrays: what presolve writes and the search reads.
//!
//! The objective (first cost, second cost, number of steps) becomes one number
//! per step, `weight = first * a + second * b + 1` with `b` above any number of
//! steps and `a` above any second cost plus count, so that sums of weights order
//! sets exactly as the three sums do.

/// Marks "no such position".
pub const NONE: u32 = u32::MAX;

/// Lists of lists in one array: slice `i` is `items[start[i]..start[i + 1]]`.
#[derive(Debug, Default, Clone)]
pub struct Lists {
    start: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Empties it, keeping the memory.
    pub fn clear(&mut self) {
        self.start.clear();
        self.start.push(0);
        self.items.clear();
    }

    /// Adds one item to the list being built.
    pub fn push(&mut self, item: u32) {
        self.items.push(item);
    }

    /// Ends the list being built.
    pub fn close(&mut self) {
        self.start.push(self.items.len() as u32);
    }

    /// The list at `i`.
    #[inline]
    pub fn at(&self, i: usize) -> &[u32] {
        &self.items[self.start[i] as usize..self.start[i + 1] as usize]
    }

    /// Positions of the items of list `i` among all items.
    #[inline]
    pub fn span(&self, i: usize) -> std::ops::Range<usize> {
        self.start[i] as usize..self.start[i + 1] as usize
    }

    /// All items, list after list.
    #[inline]
    pub fn items(&self) -> &[u32] {
        &self.items
    }

    /// Number of lists.
    pub fn len(&self) -> usize {
        self.start.len().saturating_sub(1)
    }

    /// Makes `self` the reverse of `other`: list `v` holds, ascending, the lists
    /// of `other` that contain `v`. Values are below `count`.
    pub fn invert(&mut self, other: &Self, count: usize) {
        let of = |list: usize| other.at(list).iter().map(move |&v| (v, list as u32));
        self.gather(count, || (0..other.len()).flat_map(of));
    }

    /// The same with the positions of `v` among all items of `other`.
    pub fn invert_positions(&mut self, other: &Self, count: usize) {
        self.gather(count, || other.items.iter().copied().zip(0u32..));
    }

    /// Makes `count` lists from pairs of a list's number, below `count`, and an
    /// item for it; each list keeps the order of its pairs.
    pub fn gather<I: Iterator<Item = (u32, u32)>>(&mut self, count: usize, pairs: impl Fn() -> I) {
        self.start.clear();
        self.start.resize(count + 2, 0);
        for (list, _) in pairs() {
            self.start[list as usize + 2] += 1;
        }
        for list in 0..count {
            self.start[list + 2] += self.start[list + 1];
        }
        self.items.clear();
        self.items.resize(self.start[count + 1] as usize, 0);
        // Counted two places on, each start is moved to its place by the filling.
        for (list, item) in pairs() {
            let at = &mut self.start[list as usize + 1];
            self.items[*at as usize] = item;
            *at += 1;
        }
        self.start.truncate(count + 1);
    }
}

/// The reduced problem. Steps, rows (requirements with something to gain),
/// elements (one per row and level, rows contiguous, levels ascending), groups and
/// needs (one per step and group that it waits for, contiguous per step) are
/// numbered from zero; step numbers keep the caller's relative order, which the
/// last tie rule relies on.
#[derive(Debug, Default)]
pub struct Core {
    /// Caller's index per step.
    pub ids: Vec<u32>,
    /// First cost per step.
    pub first: Vec<u64>,
    /// Second cost per step.
    pub second: Vec<u64>,
    /// Exact objective per step.
    pub weight: Vec<u128>,
    /// `weight >> shift`, small enough for the bound's 64-bit arithmetic.
    pub cost: Vec<i64>,
    /// Bits dropped from `weight` in `cost`.
    pub shift: u32,
    /// Factor of the first cost in `weight`.
    pub a: u128,
    /// Per step: one past the highest element it covers, one entry per row it
    /// yields in, rows ascending. It covers that element and those below.
    pub ends: Lists,
    /// Row of each element.
    pub row_of: Vec<u32>,
    /// Points gained by going from the level below to this element's level; zero
    /// in must-have rows.
    pub delta: Vec<i64>,
    /// First element per row, plus one final entry.
    pub row_start: Vec<u32>,
    /// Whether the row must be completed (such rows have one element).
    pub row_must: Vec<bool>,
    /// Steps per end: list `end` holds those that end there.
    pub enders: Lists,
    /// Groups per step that it needs; the position of each is the need's number.
    pub needs: Lists,
    /// Step that has each need.
    pub owner: Vec<u32>,
    /// Members per group, ascending, without steps that need the group themselves.
    pub members: Lists,
    /// Groups per step that it is a member of.
    pub member_of: Lists,
    /// Needs per group.
    pub needed_by: Lists,
    /// Whether needs can run in a circle.
    pub cyclic: bool,
    /// Points the optional rows must gain together.
    pub demand: i64,
    /// Limit on the sum of `first`.
    pub max_first: Option<u64>,
    /// Limit on the sum of `second`.
    pub max_second: Option<u64>,
    /// Only the least sum of `first` is asked for, not which plan has it.
    pub only_first: bool,
    /// Whether a step may stand in for another only where it costs no more of
    /// either cost (see `dominate`).
    pub both_costs: bool,
}

impl Core {
    /// Number of steps.
    #[inline]
    pub fn steps(&self) -> usize {
        self.ids.len()
    }

    /// Number of rows.
    #[inline]
    pub fn rows(&self) -> usize {
        self.row_must.len()
    }

    /// Number of elements.
    #[inline]
    pub fn elements(&self) -> usize {
        self.delta.len()
    }

    /// Number of groups.
    #[inline]
    pub fn groups(&self) -> usize {
        self.members.len()
    }

    /// Needs of step `j` with their groups.
    #[inline]
    pub fn needs_of(&self, j: usize) -> impl Iterator<Item = (usize, usize)> {
        let span = self.needs.span(j);
        span.clone().zip(self.needs.at(j).iter().map(|&g| g as usize))
    }

    /// Largest weight a set within the limit on the first cost can have, if there
    /// is such a limit.
    pub fn weight_ceiling(&self) -> Option<u128> {
        self.max_first.map(|most| (u128::from(most) + 1).saturating_mul(self.a) - 1)
    }
}
