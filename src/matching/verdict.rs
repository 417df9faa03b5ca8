//! Seniority as a gate with a reason: what the role asks, what the person shows, and what follows.

use serde::{Deserialize, Serialize};

use crate::units::Seniority;

/// What a person may expect of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Ready, on this rung or the next.
    Ready,
    /// Ready, on the rung that the person's present role has.
    Lateral,
    /// Not ready yet, within reach of a plan.
    Stretch,
    /// A rung below what the person shows.
    StepDown,
    /// Two rungs up or more, or too little of what it asks.
    OutOfReach,
}

impl Verdict {
    /// All verdicts, in the order of their numbers.
    pub const ALL: [Verdict; 5] =
        [Verdict::Ready, Verdict::Lateral, Verdict::Stretch, Verdict::StepDown, Verdict::OutOfReach];

    /// The word used in files and output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Ready => "ready",
            Verdict::Lateral => "lateral",
            Verdict::Stretch => "stretch",
            Verdict::StepDown => "step-down",
            Verdict::OutOfReach => "out-of-reach",
        }
    }
}

/// Where a person stands toward a role: all that the verdict rests on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Standing {
    /// The role's rung.
    pub asks: Seniority,
    /// The rung that the person shows.
    pub shows: Seniority,
    /// Whether the rung shown is that of the person's present role (else it is told from skills and levels).
    pub from_role: bool,
    /// Readiness for the role.
    pub readiness: f64,
    /// The readiness from which on a person is ready for it.
    pub threshold: f64,
}

/// A stretch may lack at most this much readiness to the threshold on the next rung up.
///
/// An estimate: about half of what a typical role asks can be built within a year by the shipped catalog's plans.
const WIDEST_STRETCH: f64 = 0.45;

impl Standing {
    /// The verdict: rung first, then readiness against the threshold.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let ready = self.readiness >= self.threshold;
        let near = self.readiness >= self.threshold - WIDEST_STRETCH;
        match self.asks.rung().cmp(&self.shows.rung()) {
            std::cmp::Ordering::Less => Verdict::StepDown,
            std::cmp::Ordering::Equal if ready && self.from_role => Verdict::Lateral,
            std::cmp::Ordering::Equal if ready => Verdict::Ready,
            std::cmp::Ordering::Equal => Verdict::Stretch,
            std::cmp::Ordering::Greater if self.asks.rung() > self.shows.rung() + 1 => Verdict::OutOfReach,
            std::cmp::Ordering::Greater if ready => Verdict::Ready,
            std::cmp::Ordering::Greater if near => Verdict::Stretch,
            std::cmp::Ordering::Greater => Verdict::OutOfReach,
        }
    }

    /// The reason as a clause.
    #[must_use]
    pub fn reason(&self) -> String {
        let met = format!("readiness {:.2} against {:.2}", self.readiness, self.threshold);
        let rungs = if self.asks == self.shows {
            format!("asks {}, as you show", self.asks)
        } else {
            format!("asks {}; you show {}", self.asks, self.shows)
        };
        format!("{rungs}; {met}")
    }
}
