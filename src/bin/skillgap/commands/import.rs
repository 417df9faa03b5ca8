//! `skillgap import`

use anyhow::Result;
use skillgap::ingest::write::tables;
use skillgap::ingest::{esco, onet};
use skillgap::output::write_folder;
use skillgap::report;

use crate::args::{Format, Import, Taxonomy};
use crate::exit::Exit;
use crate::printer::Printer;

pub fn run(args: &Import, printer: &Printer) -> Result<Exit> {
    let imported = match args.taxonomy {
        Taxonomy::Esco => esco::import(&args.folder, args.language.as_deref())?,
        Taxonomy::Onet => onet::import(&args.folder)?,
    };
    write_folder(&args.output, &tables(&imported.records)?)?;
    match args.format {
        Format::Json => printer.json(&report::imports::document(&imported.report))?,
        Format::Table => printer.result(report::imports::text(&imported.report).as_bytes())?,
    }
    Ok(Exit::Done)
}
