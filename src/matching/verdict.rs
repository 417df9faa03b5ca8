//! Seniority as a gate with a reason: what the role asks, what the person shows, and what follows.
//!
//! | verdict | the role's rung | readiness |
//! |---|---|---|
//! | ready | the rung shown, or one above | from the role's threshold on |
//! | lateral | the rung of the person's present role | from the role's threshold on |
//! | stretch | the rung shown, or one above | from the role's stretch on, below its threshold |
//! | step down | below the rung shown | from the role's stretch on |
//! | out of reach for now | two above the rung shown, or more | any |
//! | | any | below the role's stretch |
//! | not enough data | any | fewer than three known skills, or a role that asks fewer than five |
//!
//! Threshold and stretch are each role's own, calibrated from the catalog ([`crate::model::Threshold`]).

use serde::{Deserialize, Serialize};

use crate::model::Model;
use crate::units::{RoleRow, Seniority};

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
    /// Two rungs up or more, or too little of what it asks, for now.
    OutOfReach,
    /// Too little is known of the person or of the role to say.
    NotEnoughData,
}

impl Verdict {
    /// All verdicts, in the order of their numbers.
    pub const ALL: [Verdict; 6] = [
        Verdict::Ready,
        Verdict::Lateral,
        Verdict::Stretch,
        Verdict::StepDown,
        Verdict::OutOfReach,
        Verdict::NotEnoughData,
    ];

    /// The word used in files and output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Verdict::Ready => "ready",
            Verdict::Lateral => "lateral",
            Verdict::Stretch => "stretch",
            Verdict::StepDown => "step-down",
            Verdict::OutOfReach => "out-of-reach",
            Verdict::NotEnoughData => "not-enough-data",
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
    /// The readiness from which on it is a stretch.
    pub stretch: f64,
    /// How many known skills the person has.
    pub skills: usize,
    /// How many skills the role asks.
    pub asked: usize,
}

/// With fewer known skills, a profile says little about a rung or a readiness (estimate).
pub const FEWEST_SKILLS: usize = 3;

/// With fewer requirements, a readiness is hardly more than yes or no (estimate).
pub const FEWEST_REQUIREMENTS: usize = 5;

impl Standing {
    /// Where somebody who shows a rung and has so many known skills stands toward a role of a model.
    #[must_use]
    pub fn of(
        model: &Model,
        role: RoleRow,
        shows: (Seniority, bool),
        readiness: f64,
        skills: usize,
    ) -> Standing {
        Standing {
            asks: model.catalog()[role].seniority,
            shows: shows.0,
            from_role: shows.1,
            readiness,
            threshold: model.threshold(role),
            stretch: model.stretch(role),
            skills,
            asked: model.data.roles[role.at()].requirements.len(),
        }
    }

    fn is_thin(&self) -> bool {
        self.skills < FEWEST_SKILLS || self.asked < FEWEST_REQUIREMENTS
    }

    /// The verdict: what is known first, then the rung, then readiness against the role's own thresholds.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        // Each overrules what stands before it. None of it can be foreseen, so nothing jumps.
        let is_lateral = self.from_role & (self.asks == self.shows);
        let mut verdict = if is_lateral { Verdict::Lateral } else { Verdict::Ready };
        let mut overrule = |by: Verdict, when: bool| verdict = if when { by } else { verdict };
        overrule(Verdict::Stretch, self.readiness < self.threshold);
        overrule(Verdict::StepDown, self.asks < self.shows);
        overrule(
            Verdict::OutOfReach,
            (self.asks.rung() > self.shows.rung() + 1) | (self.readiness < self.stretch),
        );
        overrule(Verdict::NotEnoughData, self.is_thin());
        verdict
    }

    /// The reason as a clause.
    #[must_use]
    pub fn reason(&self) -> String {
        if self.skills < FEWEST_SKILLS {
            return format!(
                "the profile has {} known skills; below {FEWEST_SKILLS} they say little",
                self.skills
            );
        }
        if self.asked < FEWEST_REQUIREMENTS {
            return format!(
                "the role asks {} skills; below {FEWEST_REQUIREMENTS} they say little",
                self.asked
            );
        }
        let rungs = if self.asks == self.shows {
            let by = if self.from_role { "your present role has" } else { "you show" };
            format!("asks {}, as {by}", self.asks)
        } else {
            let far = if self.asks.rung() > self.shows.rung() + 1 { ", more than a rung below" } else { "" };
            format!("asks {}; you show {}{far}", self.asks, self.shows)
        };
        let (readiness, threshold) = (self.readiness, self.threshold);
        let met = match self.verdict() {
            Verdict::OutOfReach if readiness < self.stretch => {
                format!("readiness {readiness:.2}, below the {:.2} that a stretch begins at", self.stretch)
            }
            Verdict::Stretch => {
                format!(
                    "readiness {readiness:.2}, between a stretch at {:.2} and ready at {threshold:.2}",
                    self.stretch
                )
            }
            _ => format!("readiness {readiness:.2} against {threshold:.2}"),
        };
        format!("{rungs}; {met}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Seniority::{Director, Entry, Mid, Senior};

    #[test]
    fn each_verdict_has_its_place_and_its_reason() {
        let stands = |asks, shows, from_role, readiness| Standing {
            asks,
            shows,
            from_role,
            readiness,
            threshold: 0.6,
            stretch: 0.3,
            skills: 9,
            asked: 20,
        };
        for (asks, shows, from_role, readiness, verdict, reason) in [
            (Mid, Mid, false, 0.6, Verdict::Ready, "as you show; readiness 0.60 against 0.60"),
            (Senior, Mid, true, 0.7, Verdict::Ready, "asks senior; you show mid; readiness 0.70"),
            (Mid, Mid, true, 0.6, Verdict::Lateral, "as your present role has"),
            (Mid, Mid, true, 0.59, Verdict::Stretch, "between a stretch at 0.30 and ready at 0.60"),
            (Senior, Mid, false, 0.3, Verdict::Stretch, "asks senior; you show mid; readiness 0.30"),
            (Entry, Mid, false, 0.9, Verdict::StepDown, "asks entry; you show mid"),
            (Entry, Mid, false, 0.2, Verdict::OutOfReach, "below the 0.30 that a stretch begins at"),
            (Mid, Mid, false, 0.29, Verdict::OutOfReach, "below the 0.30"),
            (Director, Mid, true, 1.0, Verdict::OutOfReach, "you show mid, more than a rung below"),
        ] {
            let standing = stands(asks, shows, from_role, readiness);
            assert_eq!(standing.verdict(), verdict, "{standing:?}");
            assert!(standing.reason().contains(reason), "{}", standing.reason());
        }
        let few = Standing { skills: 2, ..stands(Mid, Mid, false, 0.9) };
        assert_eq!(few.verdict(), Verdict::NotEnoughData);
        assert!(few.reason().contains("2 known skills"));
        let small = Standing { asked: 4, ..stands(Mid, Mid, false, 0.9) };
        assert_eq!(small.verdict(), Verdict::NotEnoughData);
        assert!(small.reason().contains("asks 4 skills"));
        assert!(Verdict::ALL.iter().enumerate().all(|(at, v)| *v as usize == at));
    }
}
