//! `skillgap roles`

use std::path::Path;

use anyhow::Result;
use skillgap::ingest::bytes::decode;
use skillgap::model::Model;
use skillgap::report;

use crate::args::{LinesFormat, Roles, RolesCommand};
use crate::exit::{Exit, Stop};
use crate::input;
use crate::printer::Printer;

pub fn run(args: &Roles, model: Option<&Path>, printer: &Printer) -> Result<Exit> {
    let model = input::model(model)?;
    match args.command.as_ref().unwrap_or(&RolesCommand::List) {
        RolesCommand::List => {
            let list = report::roles::list(&model, args.seniority);
            match args.format {
                LinesFormat::Json => printer.json(&list)?,
                LinesFormat::Jsonl => lines(&list.roles, printer)?,
                LinesFormat::Table => {
                    printer.result(report::text::roles(&list, printer.width()).as_bytes())?
                }
            }
        }
        RolesCommand::Show { role, typical } => {
            let row = model.role(role)?;
            let mut doc = report::roles::show(&model, row);
            doc.typical = typical.map(|most| report::roles::typical(&model, row, most));
            match args.format {
                LinesFormat::Table => printer.result(report::text::role(&doc).as_bytes())?,
                LinesFormat::Json | LinesFormat::Jsonl => printer.json(&doc)?,
            }
        }
        RolesCommand::Find { title, file, top } => {
            find(&model, &title.join(" "), file.as_deref(), *top, args, printer)?
        }
        RolesCommand::Map(map) => super::role_map::run(map, &model, printer)?,
        RolesCommand::Families => {
            let doc = report::roles::families(&model);
            match args.format {
                LinesFormat::Json => printer.json(&doc)?,
                LinesFormat::Jsonl => lines(&doc.families, printer)?,
                LinesFormat::Table => printer.result(report::text::families(&doc).as_bytes())?,
            }
        }
    }
    Ok(Exit::Done)
}

fn find(
    model: &Model,
    title: &str,
    file: Option<&Path>,
    top: usize,
    args: &Roles,
    printer: &Printer,
) -> Result<()> {
    if let Some(file) = file {
        let (_, bytes) = input::read(file)?;
        let (text, _) = decode(&bytes);
        let titles = text.lines().map(str::trim).filter(|t| !t.is_empty());
        let documents: Vec<_> =
            titles.map(|t| report::roles::found(model, t, &model.titles().find(t, top))).collect();
        return lines(&documents, printer);
    }
    if title.is_empty() {
        return Err(Stop::because(Exit::Usage, "name a title, or a file of titles with --file."));
    }
    let doc = report::roles::found(model, title, &model.titles().find(title, top));
    match args.format {
        LinesFormat::Table => printer.result(report::text::found(&doc).as_bytes()),
        LinesFormat::Json => printer.json(&doc),
        LinesFormat::Jsonl => lines(&[doc], printer),
    }
}

fn lines<T: serde::Serialize>(documents: &[T], printer: &Printer) -> Result<()> {
    let mut out = Vec::new();
    for d in documents {
        serde_json::to_writer(&mut out, d)?;
        out.push(b'\n');
    }
    printer.result(&out)
}
