//! What is asked of a ladder, and what is answered: the ladders by their rungs, or why there is none.

use jiff::civil::Date;

use super::moves::Refusal;
use super::proposal::Plan;
use crate::error::Error;
use crate::matching::gap::Gap;
use crate::units::{RoleRow, SkillRow, fits_a_week};

/// What is asked of a ladder.
#[derive(Clone, Debug, PartialEq)]
pub struct PathGoal {
    /// The role at the top.
    pub to: RoleRow,
    /// Roles that it must go through, in order, and no others; empty for any.
    pub via: Vec<RoleRow>,
    /// How many ladders, at least 1.
    pub alternatives: usize,
    /// Hours a week for learning, above 0. Where not given, see [`super::hours_a_week`].
    pub weekly_hours: Option<f64>,
    /// Readiness to reach before each move, in (0, 1]; each role's own threshold where not given.
    pub readiness: Option<f64>,
    /// Most moves on a ladder.
    pub most_moves: usize,
    /// The day on which the ladder starts: certifications that lapse before a move have to be renewed, replaced or done without for it. Where
    /// not given, no certification lapses.
    pub from: Option<Date>,
}

impl PathGoal {
    /// Checks all ranges.
    ///
    /// # Errors
    /// A number is out of its range.
    pub fn check(&self) -> crate::error::Result<()> {
        let wrong = |name, range, value: String| Err(Error::Parameter { name, range, value });
        if self.alternatives == 0 || self.alternatives > 100 {
            return wrong("--alternatives", "from 1 to 100", self.alternatives.to_string());
        }
        if let Some(hours) = self.weekly_hours.filter(|h| !fits_a_week(*h)) {
            return wrong("--weekly-hours", "above 0 and at most 168", hours.to_string());
        }
        if let Some(r) = self.readiness.filter(|r| !(*r > 0.0 && *r <= 1.0)) {
            return wrong("--readiness", "above 0 and at most 1", r.to_string());
        }
        if self.most_moves == 0 || self.most_moves > 20 {
            return wrong("--max-moves", "from 1 to 20", self.most_moves.to_string());
        }
        Ok(())
    }
}

/// One role on a ladder, and what is done there before the move to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Rung {
    /// The role.
    pub role: RoleRow,
    /// Months spent here, in tenths; 0 on the goal.
    pub months: u32,
    /// Typical tenure before the move, in tenths of a month.
    pub tenure: u32,
    /// Whether the catalog knows the move that follows (else skills make it feasible).
    pub known: bool,
    /// The plan for the next rung; `None` on the goal, and where no steps of the catalog lead there.
    pub plan: Option<Plan>,
    /// Readiness for the next rung on arrival here, with what this role teaches.
    pub readiness: f64,
    /// What keeps one from the next rung: must-haves that are open, then the largest gaps up to the readiness asked.
    pub blocking: Vec<Gap>,
    /// Must-haves of the next rung that no step of the catalog builds; they are learnt on the job.
    pub unbuildable: Vec<SkillRow>,
}

/// A ladder: the first rung is where the person stands, the last is the goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Pathway {
    /// From the start to the goal.
    pub rungs: Vec<Rung>,
    /// Sum of the rungs' months, in tenths.
    pub months: u32,
    /// Sum of the plans' minutes.
    pub minutes: u64,
    /// Sum of the plans' cost in cents.
    pub cents: u64,
}

/// The ladders found.
#[derive(Clone, Debug, PartialEq)]
pub struct Pathways {
    /// Where they start.
    pub start: RoleRow,
    /// Whether the start was told from the profile's skills, because it says no present role: the best-fitting one not above the rung that it shows.
    pub start_guessed: bool,
    /// Hours a week that months are counted by.
    pub weekly_hours: f64,
    /// By months, then hours, then cost.
    pub pathways: Vec<Pathway>,
    /// Whether these are proven to be the cheapest: the search was not cut short.
    pub complete: bool,
}

/// Why there is no ladder.
#[derive(Clone, Debug, PartialEq)]
pub enum NoPath {
    /// The profile says no present role, and shares nothing with any other than the goal on the rung that it shows or below.
    NoStart,
    /// The person holds the goal already.
    Already(RoleRow),
    /// A move of a given ladder is none.
    Refused {
        /// From.
        from: RoleRow,
        /// To.
        to: RoleRow,
        /// Why.
        why: Refusal,
    },
    /// No moves lead to the goal within the most allowed; the least number of moves that does, if any number does.
    TooFar {
        /// Where it would start.
        start: RoleRow,
        /// The moves that the shortest ladder takes.
        least_moves: Option<usize>,
        /// Why the direct move is none.
        direct: Option<Refusal>,
    },
    /// The search was cut short before it found any ladder.
    Undecided,
}

/// Whether a ladder goes through all rungs of another and more: the same way with a detour, and no alternative to it.
pub(super) fn is_detour(pathway: &Pathway, shorter: &Pathway) -> bool {
    let mut rungs = pathway.rungs.iter();
    shorter.rungs.iter().all(|r| rungs.any(|mine| mine.role == r.role))
}
