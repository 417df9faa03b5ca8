//! `skillgap cohort`

use std::path::Path;

use anyhow::Result;
use skillgap::diagnostics::{Findings, Severity};
use skillgap::error::Error;
use skillgap::ingest::people::read_many;
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::plan::cohort::{Member, cohort};
use skillgap::report::{self, cohorts};

use crate::args::{Cohort, TableFormat};
use crate::exit::{Exit, Stop};
use crate::input;
use crate::printer::Printer;

pub fn run(args: &Cohort, model: Option<&Path>, printer: &Printer) -> Result<Exit> {
    let model = input::model(model)?;
    let to = args.to.as_deref().map(|r| model.role(r)).transpose()?;
    let (file, bytes) = input::read_many(&args.profiles)?;
    let (members, rejected) = members(&model, &file, &bytes, args.day.get(), printer)?;
    enough(members.len(), args.min_group)?;
    let matcher = Matcher::new(&model);
    let Ok(view) = cohort(&matcher, &members, to, args.min_group) else {
        return Ok(Exit::NoSolution);
    };
    let mut doc =
        cohorts::document(&model, &view, args.min_group, args.top).with_heat(&matcher, &members, &view);
    if args.names {
        cohorts::name_people(&mut doc, &view);
    }
    match args.format {
        TableFormat::Json => printer.json(&doc)?,
        TableFormat::Html => printer.result(report::html::cohort_report(&doc).as_bytes())?,
        TableFormat::Csv => printer.result(&cohorts::csv(&doc))?,
        TableFormat::Table => printer.result(cohorts::text(&doc, printer.width()).as_bytes())?,
    }
    Ok(if rejected { Exit::Rejected } else { Exit::Done })
}

/// Rows and people that could not be used are told one by one up to so many.
const LISTED: usize = 20;

/// Everyone in a file, and whether some row or role of it could not be used; what could not is said on stderr.
pub fn members(
    model: &Model,
    file: &str,
    bytes: &[u8],
    on: jiff::civil::Date,
    printer: &Printer,
) -> Result<(Vec<Member>, bool)> {
    let mut findings = Findings::new();
    let records = read_many(file, bytes, &mut findings);
    let mut rejected = findings.has_errors();
    let first = findings.iter().find(|f| f.severity == Severity::Error);
    if let Some(f) = first.filter(|_| records.is_empty()) {
        return Err(Error::from(f.clone()).into());
    }
    let mut untold = printer.first_findings(&findings, LISTED);
    let mut told = findings.iter().count() - untold;
    let mut builder = model.profile_builder(on);
    let mut members = Vec::new();
    for record in records {
        match skillgap::pipeline::build(model, &mut builder, &record) {
            Ok(profile) => members.push(Member { id: record.id, profile }),
            Err(e) => {
                rejected = true;
                if told >= LISTED {
                    untold += 1;
                    continue;
                }
                told += 1;
                let id = skillgap::report::text::safe(&record.id);
                printer.error(&anyhow::Error::new(e).context(format!("{file}:{}: {id}", record.line)));
            }
        }
    }
    if untold > 0 {
        printer.remark(&format!("… and {untold} more."));
    }
    Ok((members, rejected))
}

/// A file with fewer people than the smallest group that may be told has no answer.
pub fn enough(people: usize, min_group: usize) -> Result<()> {
    if people >= min_group.max(1) {
        return Ok(());
    }
    let message = format!(
        "the file holds {people} people, and a group below {min_group} is never broken out. Add people, or lower --min-group."
    );
    Err(Stop::because(Exit::NoSolution, message))
}
