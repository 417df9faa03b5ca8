//! What is asked of a plan, and what is answered: the goal; the steps in their places, or why there is no plan.

use jiff::civil::Date;

use super::step::{StepFacts, StepRef};
use crate::error::Error;
use crate::units::{Cents, CertificationRow, Level, RoleRow, SkillRow, fits_a_week};
use crate::vector::Profile;

/// What is minimised first; the other breaks ties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Minimize {
    /// Hours of work.
    Hours,
    /// US dollars.
    Cost,
}

/// What a plan must reach, and within what.
#[derive(Clone, Debug, PartialEq)]
pub struct Goal {
    /// Readiness to reach, in (0, 1].
    pub readiness: f64,
    /// Whether every must-have has to be met in full.
    pub musts: bool,
    /// What is minimised.
    pub minimize: Minimize,
    /// Most hours allowed.
    pub max_hours: Option<f64>,
    /// Most US dollars allowed.
    pub max_cost: Option<f64>,
    /// Hours a week, above 0; what weeks are counted by. Where not given, see [`hours_a_week`].
    pub weekly_hours: Option<f64>,
    /// The day on which the plan starts; certifications that lapse between it and the plan's end have to be renewed, replaced or done
    /// without. Where not given, no certification lapses.
    pub from: Option<Date>,
    /// The day up to which certifications must count, where that is later than the plan's end; of no effect without the day on which it starts.
    pub until: Option<Date>,
}

/// Hours a week for learning: as asked for, else as the profile says, else 8.
#[must_use]
pub fn hours_a_week(asked: Option<f64>, person: &Profile) -> f64 {
    asked.or(person.weekly_hours).unwrap_or(8.0)
}

impl Default for Goal {
    fn default() -> Goal {
        Goal {
            readiness: 0.8,
            musts: true,
            minimize: Minimize::Hours,
            max_hours: None,
            max_cost: None,
            weekly_hours: None,
            from: None,
            until: None,
        }
    }
}

impl Goal {
    /// Checks all ranges.
    ///
    /// # Errors
    /// A number is out of its range.
    pub fn check(&self) -> crate::error::Result<()> {
        let check = |ok: bool, name, range, value: f64| {
            if ok { Ok(()) } else { Err(Error::Parameter { name, range, value: value.to_string() }) }
        };
        let readiness = self.readiness;
        check(readiness > 0.0 && readiness <= 1.0, "--readiness", "above 0 and at most 1", readiness)?;
        if let Some(hours) = self.weekly_hours {
            check(fits_a_week(hours), "--weekly-hours", "above 0 and at most 168", hours)?;
        }
        for (limit, name) in [(self.max_hours, "--max-hours"), (self.max_cost, "--max-cost")] {
            if let Some(limit) = limit {
                check(limit.is_finite() && limit >= 0.0, name, "0 or more", limit)?;
            }
        }
        Ok(())
    }
}

/// A skill that a step raises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Raise {
    /// The skill.
    pub skill: SkillRow,
    /// The level before, if the person had it.
    pub from: Option<Level>,
    /// The level after.
    pub to: Level,
    /// Whether the role asks it.
    pub asked: bool,
}

/// A step in its place.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanStep {
    /// What it is.
    pub step: StepRef,
    /// Hours and cost.
    pub facts: StepFacts,
    /// Skills that it raises at this point of the plan.
    pub raises: Vec<Raise>,
    /// Requirements (skills of the role) that it closes in full at this point.
    pub closes: Vec<SkillRow>,
    /// Earlier steps that it waits for, as indices into the plan.
    pub after: Vec<usize>,
    /// Readiness once it is done.
    pub readiness_after: f64,
    /// For a renewal: the day on which the certification lapses.
    pub due: Option<Date>,
}

/// The cheapest steps to a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The role.
    pub role: RoleRow,
    /// Readiness now.
    pub readiness_before: f64,
    /// Readiness at the end.
    pub readiness_after: f64,
    /// In order.
    pub steps: Vec<PlanStep>,
    /// Sum of the steps' minutes.
    pub minutes: u64,
    /// Sum of the steps' cost.
    pub cost: Cents,
    /// Hours a week that weeks are counted by.
    pub weekly_hours: f64,
    /// Whether nothing cheaper exists: proven.
    pub optimal: bool,
    /// What was minimised.
    pub minimize: Minimize,
    /// Proven lower bound on what was minimised: minutes or cents.
    pub bound: u64,
    /// Certifications that lapse inside the plan and that it does without.
    pub lapses: Vec<CertificationRow>,
}

impl Plan {
    /// Weeks that so many minutes take.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn weeks(&self, minutes: u64) -> f64 {
        minutes as f64 / 60.0 / self.weekly_hours
    }
}

/// Plans none of which is beaten in hours and in money at once.
#[derive(Clone, Debug, PartialEq)]
pub struct PlanFront {
    /// Fewest hours first.
    pub plans: Vec<Plan>,
    /// Whether the front is whole: proven.
    pub complete: bool,
}

/// Why there is no plan.
#[derive(Clone, Debug, PartialEq)]
pub enum NoPlan {
    /// All steps of the catalog together do not reach the goal.
    Unreachable {
        /// The readiness that they reach.
        best: f64,
        /// Must-haves that no steps close.
        musts: Vec<SkillRow>,
    },
    /// A limit is too tight.
    Limit {
        /// Whether it is the one on hours; else the one on cost.
        hours: bool,
        /// The least that would do, in hours or US dollars.
        least: f64,
        /// Whether that is exact, or a lower bound on it.
        exact: bool,
        /// Whether the other limit has to be raised as well.
        other_too: bool,
    },
    /// The search ended without a plan or a proof.
    Undecided,
}
