//! `skillgap check`

use anyhow::Result;
use skillgap::catalog::assemble;
use skillgap::diagnostics::Severity;
use skillgap::ingest::catalog::read_folder;
use skillgap::output::write_whole;
use skillgap::report;

use crate::args::{Check, Format};
use crate::exit::Exit;
use crate::printer::Printer;

pub fn run(args: &Check, printer: &Printer) -> Result<Exit> {
    let (coverage, findings) = skillgap::check::check_folder(&args.catalog)?;
    if let Some(file) = &args.coverage_page {
        let (records, _) = read_folder(&args.catalog)?;
        let (catalog, _) = assemble(records);
        write_whole(file, report::coverage_page::page(&catalog, &coverage).as_bytes())?;
    }
    let doc = report::checks::document(&coverage, &findings);
    match args.format {
        Format::Json => printer.json(&doc)?,
        Format::Table => printer.result(report::checks::text(&doc).as_bytes())?,
    }
    Ok(if findings.count(Severity::Error) > 0 { Exit::Rejected } else { Exit::Done })
}
