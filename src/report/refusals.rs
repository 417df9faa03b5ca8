//! Why there is no plan or no ladder, as sentences with the way out; options are named as on the command line.

use crate::model::Model;
use crate::plan::{NoPath, NoPlan, PathGoal, Refusal};
use crate::units::RoleRow;

/// Why there is no plan, and what would help.
#[must_use]
pub fn no_plan(model: &Model, why: &NoPlan) -> String {
    match why {
        NoPlan::Unreachable { best, musts } => {
            let names: Vec<&str> = musts.iter().map(|s| model.catalog()[*s].name.as_str()).collect();
            let musts = if names.is_empty() {
                String::new()
            } else {
                format!(" No step closes these must-haves: {}; --without-musts leaves them open.", names.join(", "))
            };
            // Rounded down: what is asked is not reached.
            let percent = (best * 1000.0).floor() / 10.0;
            format!("all steps of the catalog together reach a readiness of {percent}%.{musts} Lower --readiness, or add steps to the catalog.")
        }
        NoPlan::Limit { hours, least, exact, other_too } => {
            let (option, unit) = if *hours { ("--max-hours", "hours") } else { ("--max-cost", "USD") };
            let least = super::number::plain((least * 10.0).ceil() / 10.0);
            let about = if *exact { "" } else { "at least " };
            let other = if *other_too { ", and the other limit has to be raised as well" } else { "" };
            format!("no plan stays within {option}: it takes {about}{least} {unit}{other}.")
        }
        NoPlan::Undecided => {
            "the search ended without a plan or a proof that there is none. Lower --readiness, or use --without-musts.".to_owned()
        }
    }
}

/// Why there is no ladder, and what would help.
#[must_use]
pub fn no_path(model: &Model, why: &NoPath, goal: &PathGoal) -> String {
    let title = |role: RoleRow| {
        let role = &model.catalog()[role];
        format!("{} ({})", role.title, role.seniority)
    };
    match *why {
        NoPath::NoStart => {
            "the profile states no present role and shares nothing with another role at the level it shows or below, so there is nowhere to start from. Name the present role with --current-role.".to_owned()
        }
        NoPath::Already(role) => format!("the profile's present role is {} already.", title(role)),
        NoPath::Refused { from, to, why } => {
            format!("the move from {} to {} is refused: {}.", title(from), title(to), refusal(why))
        }
        NoPath::TooFar { start, least_moves: Some(least), direct } => {
            let why = direct.map_or_else(String::new, |d| format!(" (a direct move is refused: {})", refusal(d)));
            format!(
                "no ladder from {} to {} has {} moves or fewer{why}. Allow {least} with --max-moves.",
                title(start),
                title(goal.to),
                goal.most_moves
            )
        }
        NoPath::TooFar { start, least_moves: None, direct } => {
            let why = direct.map_or_else(String::new, |d| format!(" A direct move is refused: {}.", refusal(d)));
            format!(
                "no moves of the catalog lead from {} to {}.{why} Add moves to transitions.csv, or name another --current-role.",
                title(start),
                title(goal.to)
            )
        }
        NoPath::Undecided => {
            "the search ended before it found a ladder. Lower --max-moves, or limit the roles with --among.".to_owned()
        }
    }
}

fn refusal(why: Refusal) -> String {
    match why {
        Refusal::Climb { rungs } => format!(
            "it climbs {rungs} rungs, and a move climbs one, or two (from senior on three) where the catalog knows it"
        ),
        Refusal::Unknown => {
            "the catalog knows no such move, and the skills of the one are too far from the other".to_owned()
        }
    }
}
