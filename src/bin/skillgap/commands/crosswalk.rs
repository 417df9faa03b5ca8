//! `skillgap crosswalk`

use std::path::Path;

use anyhow::Result;
use skillgap::matching::crosswalk::Crosswalk;
use skillgap::model::{Model, Params};
use skillgap::report;
use skillgap::units::RoleRow;

use crate::args::{self, LinesFormat};
use crate::exit::Exit;
use crate::input;
use crate::printer::Printer;

pub fn run(args: &args::Crosswalk, printer: &Printer) -> Result<Exit> {
    let (from, to) = (model(&args.from)?, model(&args.to)?);
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

/// A model file, or a catalog folder read as `train` does, without looking for families.
fn model(path: &Path) -> Result<Model> {
    if path.is_dir() {
        let params = Params { families: Some(1), ..Params::default() };
        return Ok(skillgap::pipeline::train(path, &[], params, &mut |_, _, _| {})?.0);
    }
    input::model(Some(path))
}
