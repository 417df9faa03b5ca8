//! `skillgap convert`

use std::path::Path;

use anyhow::Result;
use skillgap::diagnostics::{Findings, Severity};
use skillgap::error::Error;
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::plan::{Goal, Planner};
use skillgap::report;
use skillgap::text::Subject;

use crate::args::{Convert, ProfileFormat};
use crate::exit::{Exit, Stop};
use crate::input;
use crate::printer::Printer;

pub fn run(args: &Convert, model: Option<&Path>, printer: &Printer) -> Result<Exit> {
    if args.to.is_some() && args.format == ProfileFormat::Csv {
        // A row of CSV says that somebody has a skill; what is only planned has no place there.
        let message = "a profile as CSV has no place for the steps of a plan: leave out --to, or write --format json-resume.";
        return Err(Stop::because(Exit::Usage, message));
    }
    let model = input::model(model)?;
    let (file, bytes) = input::read(&args.profile)?;
    let mut findings = Findings::new();
    let record = skillgap::pipeline::record(&model, &file, &bytes, &mut findings);
    if let Some(f) = findings.iter().find(|f| f.severity == Severity::Error).cloned() {
        return Err(Error::from(f).into());
    }
    for finding in &findings {
        printer.remark(&report::text::safe(&finding.to_string()));
    }
    match args.format {
        ProfileFormat::Csv => printer.result(&report::profiles::csv(&record))?,
        ProfileFormat::JsonResume => {
            let mut builder = model.profile_builder(input::today());
            let certification =
                |name: &str| matches!(builder.resolve(name), Some((Subject::Certification(_), _)));
            let plan = args.to.as_deref().map(|to| plan(&model, &record, to, args.readiness)).transpose()?;
            printer.json(&report::json_resume::document(&record, plan.as_ref(), certification))?;
        }
    }
    Ok(Exit::Done)
}

fn plan(
    model: &Model,
    record: &skillgap::ingest::profile::ProfileRecord,
    to: &str,
    readiness: f64,
) -> Result<report::plans::PlanDocument> {
    let goal = Goal { readiness, from: Some(input::today()), ..Goal::default() };
    goal.check()?;
    let role = model.role(to)?;
    let mut builder = model.profile_builder(input::today());
    let profile = skillgap::pipeline::build(model, &mut builder, record)?;
    let matcher = Matcher::new(model);
    let (shows, _) = matcher.worker().shows(&profile);
    let plan = Planner::new(model).plan(&profile, shows, role, &goal).map_err(|_| {
        Stop::because(Exit::NoSolution, "there is no plan for this role; `skillgap plan` says why.")
    })?;
    Ok(report::plans::document(model, &plan))
}
