//! `skillgap match`

use std::path::Path;

use anyhow::Result;
use skillgap::diagnostics::Place;
use skillgap::error::Error;
use skillgap::matching::{Matcher, Worker};
use skillgap::model::Model;
use skillgap::plan::{Goal, Planner};
use skillgap::report;
use skillgap::units::RoleRow;
use skillgap::vector::Profile;

use crate::args::{Match, Person, ReportFormat};
use crate::exit::{Exit, Stop};
use crate::input;
use crate::printer::Printer;

pub fn run(args: &Match, model: Option<&Path>, printer: &Printer) -> Result<Exit> {
    // The process ends with the command: giving back a large model piece by piece takes longer than a match.
    let model = std::mem::ManuallyDrop::new(input::model(model)?);
    let (file, bytes) = input::read(&args.profile)?;
    let profile = read_profile(&model, &file, &bytes, &args.person, printer)?;
    let mut matcher = Matcher::new(&model).seniority(args.considered.seniority);
    if let Some(file) = &args.considered.among {
        matcher = matcher.among(&among(&model, file)?);
    }
    let mut worker = matcher.worker();
    let matches = worker.matches(&profile, args.top);
    let mut doc = {
        // A page without evidence would leave out what it is for.
        let explain = args.explain || args.format == ReportFormat::Html;
        report::matches::document(&model, &profile, &mut worker, &matches, explain)
    };
    if let Some(then) = args.person.day.on {
        let now = args.now.unwrap_or_else(input::today);
        // A day that is past gives the same answer for ever; one to come is worth comparing with today.
        if now < then {
            // What is wrong with the file was said above.
            let role = args.person.current_role.as_deref();
            let before = skillgap::pipeline::profile_in_role(&model, &file, &bytes, now, role).0?;
            report::matches::compare(&model, &mut doc, &before, &mut worker, (now, then));
        }
    }
    if args.plan {
        doc.plan = plan(&model, &profile, &mut worker, &matches, args)?;
    }
    match args.format {
        ReportFormat::Json => printer.json(&doc)?,
        ReportFormat::Html => printer.result(report::html::matches_report(&doc).as_bytes())?,
        ReportFormat::Table => {
            let mut text = report::text::matches(&doc, printer.width());
            if let Some(plan) = &doc.plan {
                text.push('\n');
                text.push_str(&report::text::plan(plan, printer.width()));
            }
            printer.result(text.as_bytes())?;
        }
    }
    Ok(Exit::Done)
}

/// The plan for the first role; `None` where no role matches.
fn plan(
    model: &Model,
    profile: &Profile,
    worker: &mut Worker,
    matches: &[skillgap::matching::Match],
    args: &Match,
) -> Result<Option<report::plans::PlanDocument>> {
    let Some(first) = matches.first() else { return Ok(None) };
    let (shows, _) = worker.shows(profile);
    let goal = Goal { from: Some(args.person.day.get()), ..Goal::default() };
    let plan = Planner::new(model).plan(profile, shows, first.role, &goal);
    let plan = plan.map_err(|why| Stop::because(Exit::NoSolution, report::refusals::no_plan(model, &why)))?;
    Ok(Some(report::plans::document(model, &plan)))
}

/// Reads the profile of one person.
pub fn profile(model: &Model, path: &Path, person: &Person, printer: &Printer) -> Result<Profile> {
    let (file, bytes) = input::read(path)?;
    read_profile(model, &file, &bytes, person, printer)
}

/// The profile of one person in bytes that were read.
pub fn read_profile(
    model: &Model,
    file: &str,
    bytes: &[u8],
    person: &Person,
    printer: &Printer,
) -> Result<Profile> {
    let role = person.current_role.as_deref();
    let (profile, findings) = skillgap::pipeline::profile_in_role(model, file, bytes, person.day.get(), role);
    // The first error comes back as the error of the run; the others are said here.
    let first = findings.iter().position(|f| f.severity == skillgap::diagnostics::Severity::Error);
    for (at, finding) in findings.iter().enumerate() {
        if Some(at) != first {
            printer.remark(&report::text::safe(&finding.to_string()));
        }
    }
    Ok(profile?)
}

/// The roles that a file names, one id or title a line; a file that names none is an error.
pub fn among(model: &Model, path: &Path) -> Result<Vec<RoleRow>> {
    let (file, bytes) = input::read(path)?;
    let (text, _) = skillgap::ingest::bytes::decode(&bytes);
    let names = text.lines().map(str::trim).filter(|l| !l.is_empty());
    let roles = names.map(|name| Ok(model.role(name)?)).collect::<Result<Vec<RoleRow>>>()?;
    if roles.is_empty() {
        return Err(Error::Input {
            place: Place::file(file),
            message: "The file names no role.".to_owned(),
            remedy: "Write the id or title of a role on each line, or leave out --among.".to_owned(),
        }
        .into());
    }
    Ok(roles)
}
