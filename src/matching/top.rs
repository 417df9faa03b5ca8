//! What ranking gives.

/// A role with its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankedRole {
    /// The role's row.
    pub role: u32,
    /// Fit.
    pub fit: f64,
}
