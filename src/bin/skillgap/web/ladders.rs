//! Ladders with the reason where there is none.

use skillgap::matching::Matcher;
use skillgap::plan::{PathGoal, Pathfinder, hours_a_week};
use skillgap::report::pathways::{PathDocument, document};
use skillgap::report::refusals::no_path;
use skillgap::units::RoleRow;
use skillgap::vector::Profile;

use super::engine::Tools;
use super::plans::check_hours;
use super::problem::Problem;

/// A climb as sent; what is not said is as on the command line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Climb {
    /// How many ladders.
    pub alternatives: Option<usize>,
    /// Hours a week.
    pub weekly_hours: Option<f64>,
    /// Readiness before each move.
    pub readiness: Option<f64>,
    /// Most moves.
    pub max_moves: Option<usize>,
}

/// The ladders of a profile to a role.
pub fn ladders(
    tools: &mut Tools,
    profile: &Profile,
    to: RoleRow,
    climb: &Climb,
) -> Result<PathDocument<'static>, Problem> {
    let out = |ok: bool, name: &str, range: &str| {
        let bad = || Problem::unusable("out-of-range", format!("{name} must be {range}."), "");
        if ok { Ok(()) } else { Err(bad()) }
    };
    let goal = PathGoal {
        to,
        via: Vec::new(),
        alternatives: climb.alternatives.unwrap_or(3),
        weekly_hours: climb.weekly_hours,
        readiness: climb.readiness,
        most_moves: climb.max_moves.unwrap_or(6),
        from: Some(crate::input::today()),
    };
    // Fewer than on the command line: each ladder is a search, and others wait.
    out((1..=10).contains(&goal.alternatives), "The number of ladders", "from 1 to 10")?;
    check_hours(hours_a_week(goal.weekly_hours, profile))?;
    out(goal.readiness.is_none_or(|r| r > 0.0 && r <= 1.0), "The readiness", "above 0 and at most 1")?;
    out((1..=10).contains(&goal.most_moves), "The most moves", "from 1 to 10")?;
    let model = tools.model;
    let matcher = Matcher::new(model);
    let found = Pathfinder::new(&matcher).find(profile, &goal).map_err(|why| {
        let sentence = no_path(model, &why, &goal);
        let mut letters = sentence.chars();
        let first = letters.next().map_or_else(String::new, |c| c.to_uppercase().collect());
        Problem::unusable("no-path", format!("{first}{}", letters.as_str()), "")
    })?;
    Ok(document(model, &found, to))
}
