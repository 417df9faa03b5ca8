//! Goals within their ranges, and plans with the reason where there is none.

use skillgap::plan::{Goal, Minimize, NoPlan, hours_a_week};
use skillgap::report::number::plain;
use skillgap::report::plans::{PlanDocument, document};
use skillgap::units::RoleRow;
use skillgap::vector::Profile;

use super::engine::Tools;
use super::problem::Problem;

/// A goal as sent; what is not said is as on the command line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish {
    /// Readiness to reach.
    pub readiness: Option<f64>,
    /// Whether must-haves may stay open.
    pub without_musts: bool,
    /// Most hours.
    pub max_hours: Option<f64>,
    /// Most US dollars.
    pub max_cost: Option<f64>,
    /// Hours a week.
    pub weekly_hours: Option<f64>,
    /// Whether money is minimised instead of hours.
    pub cost_first: bool,
}

impl Wish {
    /// The goal, every number in its range.
    pub fn goal(self) -> Result<Goal, Problem> {
        let usual = Goal::default();
        let check = |ok: bool, name: &str, range: &str| {
            let bad = || Problem::unusable("out-of-range", format!("{name} must be {range}."), "");
            if ok { Ok(()) } else { Err(bad()) }
        };
        let readiness = self.readiness.unwrap_or(usual.readiness);
        check(readiness > 0.0 && readiness <= 1.0, "The readiness to reach", "above 0 and at most 1")?;
        self.weekly_hours.map_or(Ok(()), check_hours)?;
        for (limit, name) in [(self.max_hours, "The most hours"), (self.max_cost, "The most cost")] {
            check(
                limit.is_none_or(|l| l.is_finite() && (0.0..=1e9).contains(&l)),
                name,
                "from 0 to 1,000,000,000",
            )?;
        }
        Ok(Goal {
            readiness,
            musts: !self.without_musts,
            minimize: if self.cost_first { Minimize::Cost } else { Minimize::Hours },
            max_hours: self.max_hours,
            max_cost: self.max_cost,
            weekly_hours: self.weekly_hours,
            from: Some(crate::input::today()),
            until: None,
        })
    }
}

/// Whether so many hours a week are taken: less than a minute would make weeks that no calendar holds.
pub fn check_hours(hours: f64) -> Result<(), Problem> {
    if (0.02..=168.0).contains(&hours) {
        return Ok(());
    }
    Err(Problem::unusable("out-of-range", "The hours a week must be from 0.02 to 168.", ""))
}

/// The plan of a profile for a role.
pub fn plan(
    tools: &mut Tools,
    profile: &Profile,
    role: RoleRow,
    goal: &Goal,
) -> Result<PlanDocument, Problem> {
    check_hours(hours_a_week(goal.weekly_hours, profile))?;
    let (shows, _) = tools.worker.shows(profile);
    let model = tools.model;
    let plan = tools.planner().plan(profile, shows, role, goal).map_err(|why| no_plan(model, &why))?;
    Ok(document(model, &plan))
}

/// Why there is no plan.
pub fn no_plan(model: &skillgap::model::Model, why: &NoPlan) -> Problem {
    let (message, remedy) = reason(model, why);
    Problem::unusable("no-plan", message, remedy)
}

fn reason(model: &skillgap::model::Model, why: &NoPlan) -> (String, String) {
    match why {
        NoPlan::Unreachable { best, musts } => {
            let names: Vec<&str> = musts.iter().map(|s| model.catalog()[*s].name.as_str()).collect();
            let open = if names.is_empty() {
                String::new()
            } else {
                format!(" No step closes these must-haves: {}.", names.join(", "))
            };
            let message = format!("All steps together reach a readiness of {:.0}%.{open}", best * 100.0);
            (message, "Ask for less readiness, or let must-haves stay open.".to_owned())
        }
        NoPlan::Limit { hours, least, exact, .. } => {
            let least = plain((least * 10.0).ceil() / 10.0);
            let about = if *exact { "" } else { "at least " };
            let (needs, what) =
                if *hours { (format!("{least} hours"), "hours") } else { (format!("${least}"), "cost") };
            let message = format!("No plan stays within the limit on {what}: it takes {about}{needs}.");
            (message, "Raise the limit, or ask for less readiness.".to_owned())
        }
        NoPlan::Undecided => (
            "The search ended without a plan or a proof that there is none.".to_owned(),
            "Ask for less readiness, or let must-haves stay open.".to_owned(),
        ),
    }
}
