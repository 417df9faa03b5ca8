//! `skillgap path`

use std::path::Path as File;

use anyhow::Result;
use skillgap::error::Error;
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::plan::{NoPath, PathGoal, Pathfinder, Refusal};
use skillgap::report;
use skillgap::units::RoleRow;

use crate::args::{Path, PlanFormat};
use crate::exit::{Exit, Stop};
use crate::input;
use crate::printer::Printer;

pub fn run(args: &Path, model: Option<&File>, printer: &Printer) -> Result<Exit> {
    check(args)?;
    let model = input::model(model)?;
    let to = model.role(&args.to)?;
    let via = args.via.iter().map(|r| Ok(model.role(r)?)).collect::<Result<Vec<RoleRow>>>()?;
    let profile = super::r#match::profile(&model, &args.profile, &args.person, printer)?;
    let mut matcher = Matcher::new(&model);
    if let Some(file) = &args.among {
        matcher = matcher.among(&super::r#match::among(&model, file)?);
    }
    let goal = PathGoal {
        to,
        via,
        alternatives: args.alternatives,
        weekly_hours: args.weekly_hours,
        readiness: args.readiness,
        most_moves: args.max_moves,
    };
    let found = Pathfinder::new(&matcher).find(&profile, &goal);
    let found = found.map_err(|why| Stop::because(Exit::NoSolution, sentence(&model, &why, &goal)))?;
    let doc = report::pathways::document(&model, &found, to, args.weekly_hours);
    match args.format {
        PlanFormat::Json => printer.json(&doc)?,
        PlanFormat::Html => printer.result(report::html::path_report(&doc).as_bytes())?,
        PlanFormat::Ics => printer.result(report::calendar::path(&doc, args.person.day.get()).as_bytes())?,
        PlanFormat::Markdown => {
            printer.result(report::checklist::path(&doc, args.person.day.get()).as_bytes())?
        }
        PlanFormat::Table => printer.result(report::ladders::text(&doc, printer.width()).as_bytes())?,
    }
    Ok(Exit::Done)
}

fn check(args: &Path) -> Result<()> {
    let wrong = |name, range, value: String| Err(Error::Parameter { name, range, value }.into());
    if args.alternatives == 0 || args.alternatives > 100 {
        return wrong("--alternatives", "from 1 to 100", args.alternatives.to_string());
    }
    if !(args.weekly_hours > 0.0 && args.weekly_hours <= 168.0) {
        return wrong("--weekly-hours", "above 0 and at most 168", args.weekly_hours.to_string());
    }
    if let Some(r) = args.readiness.filter(|r| !(*r > 0.0 && *r <= 1.0)) {
        return wrong("--readiness", "above 0 and at most 1", r.to_string());
    }
    if args.max_moves == 0 || args.max_moves > 20 {
        return wrong("--max-moves", "from 1 to 20", args.max_moves.to_string());
    }
    Ok(())
}

/// Why there is no ladder, and what would help; the page says the same.
pub fn sentence(model: &Model, why: &NoPath, goal: &PathGoal) -> String {
    let title = |role: RoleRow| {
        let role = &model.catalog()[role];
        format!("{} ({})", role.title, role.seniority)
    };
    match *why {
        NoPath::NoStart => {
            "the profile shares nothing with any role, so there is nowhere to start from. Name the present role with --current-role.".to_owned()
        }
        NoPath::Already(role) => format!("the profile's present role is {} already.", title(role)),
        NoPath::Refused { from, to, why } => {
            format!("nobody moves from {} to {} at once: {}.", title(from), title(to), refusal(why))
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
