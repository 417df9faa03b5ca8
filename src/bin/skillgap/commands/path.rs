//! `skillgap path`

use std::path::Path as File;

use anyhow::Result;
use skillgap::matching::Matcher;
use skillgap::plan::{PathGoal, Pathfinder};
use skillgap::report;
use skillgap::units::RoleRow;

use crate::args::{Path, PlanFormat};
use crate::exit::{Exit, Stop};
use crate::input;
use crate::printer::Printer;

pub fn run(args: &Path, model: Option<&File>, printer: &Printer) -> Result<Exit> {
    let model = input::model(model)?;
    let to = model.role(&args.to)?;
    let via = args.via.iter().map(|r| Ok(model.role(r)?)).collect::<Result<Vec<RoleRow>>>()?;
    let (file, bytes) = input::read(&args.profile)?;
    let profile = super::r#match::read_profile(&model, &file, &bytes, &args.person, printer)?;
    let mut matcher = Matcher::new(&model);
    if let Some(file) = &args.among {
        let mut among = super::r#match::among(&model, file)?;
        among.extend(via.iter().copied().chain([to]));
        matcher = matcher.among(&among);
    }
    let goal = PathGoal {
        to,
        via,
        alternatives: args.alternatives,
        weekly_hours: args.weekly_hours,
        readiness: args.readiness,
        most_moves: args.max_moves,
        from: Some(args.person.day.get()),
    };
    goal.check()?;
    let found = Pathfinder::new(&matcher).find(&profile, &goal);
    let found = found
        .map_err(|why| Stop::because(Exit::NoSolution, report::refusals::no_path(&model, &why, &goal)))?;
    let doc = report::pathways::document(&model, &found, to);
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
