//! What the solver is asked and what it answers.
//!
//! All quantities are integers. Points are whatever unit the caller scores
//! requirements in; `primary` and `secondary` are costs in the caller's units
//! (for example minutes of work and cents). Steps and requirements are named by
//! their position in the slices of [`Problem`].

/// One requirement: the person has `now` points of it and could have `full`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement {
    /// Points held today; at most `full`.
    pub now: u32,
    /// Points that count as complete; anything above earns nothing more.
    pub full: u32,
    /// A plan must end with `full` points here, whatever the total is.
    pub must: bool,
}

/// One thing the person can do, at most once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Step {
    /// First cost, minimised first.
    pub primary: u64,
    /// Second cost, minimised among plans of equal `primary`.
    pub secondary: u64,
    /// `(requirement, points)`: doing the step lifts the requirement to at least
    /// `points`. Several steps do not add up on one requirement: the best counts.
    pub yields: Vec<(u32, u32)>,
    /// Groups of [`Problem::groups`] that must all be met before the step.
    pub needs: Vec<u32>,
}

/// The question: the cheapest set of steps that completes every must-have and
/// reaches `target` points in total.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problem {
    /// The requirements, met and unmet.
    pub requirements: Vec<Requirement>,
    /// The catalogue of steps that may be used.
    pub steps: Vec<Step>,
    /// Steps of which one must be done before each step that names the group
    /// among its needs. A step is not before itself, and an empty group can never
    /// be met.
    pub groups: Vec<Vec<u32>>,
    /// Total points wanted, those held today included.
    pub target: u64,
    /// Most `primary` the plan may cost.
    pub max_primary: Option<u64>,
    /// Most `secondary` the plan may cost.
    pub max_secondary: Option<u64>,
}

/// One of the two costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Axis {
    /// The cost minimised first.
    Primary,
    /// The cost minimised second.
    Secondary,
}

/// A plan that meets the question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Solution {
    /// Step indices in an order in which each can be taken.
    pub steps: Vec<u32>,
    /// Sum of the steps' `primary`.
    pub primary: u64,
    /// Sum of the steps' `secondary`.
    pub secondary: u64,
    /// Total points afterwards, over all requirements.
    pub points: u64,
    /// Whether the plan is proven best; false only when the budget ran out.
    pub optimal: bool,
    /// Proven lower bound on the `primary` of every admissible plan; equals
    /// `primary` when `optimal`.
    pub bound: u64,
    /// Search nodes spent.
    pub nodes: u64,
}

/// Why no plan exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Infeasible {
    /// Not even all takable steps together are enough.
    Unreachable {
        /// Total points when every takable step is done.
        best_points: u64,
        /// Must-haves that stay incomplete even then, ascending.
        musts_missing: Vec<u32>,
    },
    /// Plans exist, but none within the limits.
    Limit {
        /// The limit to raise.
        which: Axis,
        /// The least value of that limit under which a plan exists. Exact when
        /// `proven`, otherwise a proven lower bound on it.
        least_needed: u64,
        /// Whether `least_needed` is exact.
        proven: bool,
        /// True when `least_needed` keeps the other limit (or there is none);
        /// false when the other limit has to be raised as well.
        other_held: bool,
    },
}

/// What a solve ends with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A plan; see [`Solution::optimal`].
    Plan(Solution),
    /// Proof that there is none.
    Infeasible(Infeasible),
    /// The budget ran out before any plan was found or excluded.
    Undecided {
        /// Proven lower bound on the `primary` of every admissible plan.
        bound: u64,
        /// Search nodes spent.
        nodes: u64,
    },
}

/// A problem that breaks the rules of its own description.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// `now > full` at this requirement.
    NowAboveFull(usize),
    /// The step yields for a requirement that does not exist.
    NoSuchRequirement {
        /// The step.
        step: usize,
        /// The index it names.
        requirement: u32,
    },
    /// The step needs a group that does not exist.
    NoSuchGroup {
        /// The step.
        step: usize,
        /// The index it names.
        needs: u32,
    },
    /// The group has a member that does not exist.
    NoSuchStep {
        /// The group.
        group: usize,
        /// The index it names.
        member: u32,
    },
    /// The costs of all steps together exceed [`COST_CEILING`] on an axis, or
    /// there are more than `u32::MAX / 2` steps, requirements or groups.
    TooLarge,
}

/// Largest admissible sum of one cost over all steps: keeps the single-number
/// objective (see `model`) within 128 bits.
pub const COST_CEILING: u64 = 1 << 47;

impl std::fmt::Display for Malformed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NowAboveFull(i) => write!(f, "requirement {i} holds more points than its full"),
            Self::NoSuchRequirement { step, requirement } => {
                write!(f, "step {step} yields for unknown requirement {requirement}")
            }
            Self::NoSuchGroup { step, needs } => {
                write!(f, "step {step} needs unknown group {needs}")
            }
            Self::NoSuchStep { group, member } => {
                write!(f, "group {group} has the unknown step {member}")
            }
            Self::TooLarge => write!(f, "the costs or counts exceed the solver's range"),
        }
    }
}

impl std::error::Error for Malformed {}

impl Problem {
    /// Checks the rules that the solver relies on. O(size of the problem).
    pub fn validate(&self) -> Result<(), Malformed> {
        let ceiling = u32::MAX as usize / 2;
        if self.steps.len().max(self.requirements.len()).max(self.groups.len()) > ceiling {
            return Err(Malformed::TooLarge);
        }
        if let Some(i) = self.requirements.iter().position(|r| r.now > r.full) {
            return Err(Malformed::NowAboveFull(i));
        }
        let (mut primary, mut secondary) = (0u64, 0u64);
        for (j, step) in self.steps.iter().enumerate() {
            primary = primary.saturating_add(step.primary);
            secondary = secondary.saturating_add(step.secondary);
            if let Some(&(requirement, _)) =
                step.yields.iter().find(|y| y.0 as usize >= self.requirements.len())
            {
                return Err(Malformed::NoSuchRequirement { step: j, requirement });
            }
            if let Some(&needs) = step.needs.iter().find(|&&g| g as usize >= self.groups.len()) {
                return Err(Malformed::NoSuchGroup { step: j, needs });
            }
        }
        for (group, members) in self.groups.iter().enumerate() {
            if let Some(&member) = members.iter().find(|&&k| k as usize >= self.steps.len()) {
                return Err(Malformed::NoSuchStep { group, member });
            }
        }
        if primary > COST_CEILING || secondary > COST_CEILING {
            return Err(Malformed::TooLarge);
        }
        Ok(())
    }

    /// Adds a group and gives its number, to be named among the needs of steps.
    pub fn group(&mut self, members: Vec<u32>) -> u32 {
        self.groups.push(members);
        self.groups.len() as u32 - 1
    }

    /// The members of each group that step `j` needs.
    pub fn needs_of(&self, j: usize) -> impl Iterator<Item = &[u32]> {
        self.steps[j].needs.iter().map(|&g| self.groups[g as usize].as_slice())
    }

    /// Points held today, over all requirements.
    pub fn points_now(&self) -> u64 {
        self.requirements.iter().map(|r| u64::from(r.now)).sum()
    }

    /// Points per requirement after doing `steps` (any order, needs not checked).
    pub fn points_after(&self, steps: &[u32]) -> Vec<u32> {
        let mut points: Vec<u32> = self.requirements.iter().map(|r| r.now).collect();
        for step in steps.iter().filter_map(|&j| self.steps.get(j as usize)) {
            for &(i, y) in &step.yields {
                let full = self.requirements[i as usize].full;
                let held = &mut points[i as usize];
                *held = (*held).max(y.min(full));
            }
        }
        points
    }

    /// Whether these points complete every must-have and reach the target.
    pub fn satisfied_by(&self, points: &[u32]) -> bool {
        let musts = self.requirements.iter().zip(points).all(|(r, &p)| !r.must || p >= r.full);
        musts && points.iter().map(|&p| u64::from(p)).sum::<u64>() >= self.target
    }
}
