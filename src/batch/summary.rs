//! What a run did, in numbers.

use std::time::Duration;

use super::reject::{Reason, Reject};

/// Counts that a checkpoint keeps.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Counts {
    /// Profiles with results.
    pub profiles: u64,
    /// Profiles that match no role.
    pub without_match: u64,
    /// Rejects by reason, in the order of [`Reason::ALL`].
    pub rejects: [u64; Reason::ALL.len()],
    /// Rows with more cells than the header.
    pub extra_cells: u64,
    /// With plans: profiles for whose best role there is none.
    pub without_plan: u64,
}

impl Counts {
    /// Adds other counts.
    pub fn add(&mut self, other: &Counts) {
        self.profiles += other.profiles;
        self.without_match += other.without_match;
        self.extra_cells += other.extra_cells;
        self.without_plan += other.without_plan;
        self.rejects.iter_mut().zip(other.rejects).for_each(|(a, b)| *a += b);
    }

    /// All rejects.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.rejects.iter().sum()
    }
}

/// What a run did.
#[derive(Clone, Debug, Default)]
pub struct Summary {
    /// Counts over the whole input, resumed parts included.
    pub counts: Counts,
    /// Names that matched nothing with the number of profiles that have each, most first; ties by name. Of this run only.
    pub unknown: Vec<(String, u64)>,
    /// Mentions of unknown names that were too many to be counted one by one.
    pub unknown_beyond: u64,
    /// Profiles whose id came before in this run; they are kept apart.
    pub repeated_ids: u64,
    /// Whether there may be more of them than could be remembered.
    pub repeated_at_least: bool,
    /// The first rejects, where they go to no file.
    pub first_rejects: Vec<Reject>,
    /// Columns ignored because they hold protected attributes.
    pub protected: Vec<String>,
    /// Columns with a known name that are not read; beside each why.
    pub passed_over: Vec<(String, String)>,
    /// Profiles, rejected ones among them, that were done before this run went on.
    pub resumed_from: u64,
    /// Wall time of this run.
    pub time: Duration,
}
