//! `skillgap crosswalk`

use anyhow::Result;
use skillgap::matching::crosswalk::Crosswalk;
use skillgap::report;
use skillgap::units::RoleRow;

use crate::args::{self, LinesFormat};
use crate::exit::Exit;
use crate::input;
use crate::printer::Printer;

pub fn run(args: &args::Crosswalk, printer: &Printer) -> Result<Exit> {
    let (from, to) = (input::catalog_or_model(&args.from)?, input::catalog_or_model(&args.to)?);
    let crosswalk = Crosswalk::new(&from, &to);
    let roles: Vec<RoleRow> = match &args.role {
        Some(role) => vec![from.role(role)?],
        None => (0..from.catalog().roles.len()).map(RoleRow::of).collect(),
    };
    let rows =
        roles.into_iter().map(|r| report::crosswalks::row(&from, &to, r, &crosswalk.nearest(r, args.top)));
    let doc = report::crosswalks::document(rows.collect());
    match args.format {
        LinesFormat::Json => printer.json(&doc)?,
        LinesFormat::Jsonl => {
            let mut out = Vec::new();
            for row in &doc.roles {
                serde_json::to_writer(&mut out, row)?;
                out.push(b'\n');
            }
            printer.result(&out)?;
        }
        LinesFormat::Table => printer.result(report::crosswalks::text(&doc).as_bytes())?,
    }
    Ok(Exit::Done)
}
