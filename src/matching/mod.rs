//! Profile × roles → fit, readiness, verdict, gaps, each with its explanation.
//!
//! Ranking is by fit ([`worth`]), judging by readiness ([`readiness`]), and seniority is a gate with a reason ([`verdict`]):
//! three numbers that are never mixed. Batches run the same code with the same scratch, so batch equals single.

pub mod crosswalk;
pub mod gap;
pub mod index;
pub mod kernel;
mod lanes;
mod matcher;
mod order;
pub mod postings;
pub mod reach;
pub mod readiness;
mod remedy;
mod steps;
mod sums;
pub mod top;
pub mod verdict;
pub mod worth;

pub use gap::{Gap, GapKind};
pub use index::Index;
pub use kernel::Kernel;
pub use matcher::{FitExplanation, FitPart, Judged, Listed, Match, Matcher, Matches, Worker};
pub use remedy::Remedies;
pub use verdict::{Standing, Verdict};
