//! `skillgap train`

use anyhow::Result;
use skillgap::diagnostics::{Findings, Severity};
use skillgap::error::Error;
use skillgap::model::{Params, encode};
use skillgap::output::write_whole;
use skillgap::report;
use skillgap::report::text::safe;

use crate::args::{Format, Train};
use crate::exit::Exit;
use crate::printer::Printer;
use crate::progress::TrainBar;

/// Warnings that are listed.
const LISTED: usize = 10;

pub fn run(args: &Train, printer: &Printer) -> Result<Exit> {
    let params = Params { seed: args.seed, dimensions: args.dimensions, families: args.families };
    let mut bar = TrainBar::new(printer.quiet());
    let mut tell = |stage, done, total| bar.tell(stage, done, total);
    let trained = skillgap::pipeline::train_with(&args.catalog, &args.with, &args.roles, params, &mut tell);
    bar.done();
    let (mut model, mut findings) = match trained {
        Ok(trained) => trained,
        Err(error) => {
            if let Error::Catalog { findings, .. } = &error {
                printer.findings(findings);
            }
            return Err(error.into());
        }
    };
    if let Some(people) = &args.people {
        let people = super::evaluate::labelled(people, args.labels.as_deref(), args.half, printer)?;
        let mut learning = Findings::new();
        model = skillgap::pipeline::learn_people(
            model,
            &people,
            args.prior,
            crate::input::today(),
            &mut learning,
        )?;
        printer.findings(&learning);
        findings.append(learning);
    }
    let warnings = findings.count(Severity::Warning);
    let bytes = encode(&model)?;
    write_whole(&args.output, &bytes)?;
    let summary = report::roles::summary(&model, bytes.len(), warnings);
    match args.format {
        Format::Json => printer.json(&summary)?,
        Format::Table => {
            printer.remark(&report::text::summary(&summary, &args.output.display().to_string()));
            if warnings > 0 {
                // Not all of them are of the catalog, where `check` would list them.
                let first = findings.iter().filter(|f| f.severity == Severity::Warning).take(LISTED);
                first.for_each(|finding| printer.remark(&safe(&finding.to_string())));
                printer.remark(&format!(
                    "{warnings} warnings, at most {LISTED} of them listed here; `skillgap check {}` lists all of the catalog's.",
                    args.catalog.display()
                ));
            }
        }
    }
    Ok(Exit::Done)
}
