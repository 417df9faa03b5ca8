//! `skillgap extract`

use std::path::Path;

use anyhow::Result;
use skillgap::diagnostics::{Findings, Place};
use skillgap::error::Error;
use skillgap::ingest::bytes::decode;
use skillgap::ingest::table::{Table, column_key};
use skillgap::report;
use skillgap::report::extraction::{ExtractionDocument, document};
use skillgap::text::Extractor;

use crate::args::{Extract, LinesFormat};
use crate::exit::Exit;
use crate::input;
use crate::printer::Printer;

pub fn run(args: &Extract, model: Option<&Path>, printer: &Printer) -> Result<Exit> {
    let model = input::model(model)?;
    let (file, bytes) = input::read(args.file.as_deref().unwrap_or(Path::new("-")))?;
    let mut extractor = Extractor::new(model.lexicon());
    let catalog = model.catalog();
    let documents: Vec<ExtractionDocument> = match &args.text {
        None => {
            let (text, _) = decode(&bytes);
            vec![document(catalog, extractor.extract(&text), None)]
        }
        Some(column) => {
            let mut findings = Findings::new();
            let table = Table::read(&file, &bytes, &mut findings);
            printer.findings(&findings);
            let text = column_of(&table, column)?;
            let id = args.id.as_deref().map(|name| column_of(&table, name)).transpose()?;
            let rows = table.rows.iter().enumerate().map(|(n, row)| {
                let id = id.map_or_else(|| (n + 1).to_string(), |c| row.cell(Some(c)).to_owned());
                document(catalog, extractor.extract(row.cell(Some(text))), Some(id))
            });
            rows.collect()
        }
    };
    match args.format {
        LinesFormat::Json if documents.len() == 1 => printer.json(&documents[0])?,
        LinesFormat::Json => printer.json(&documents)?,
        LinesFormat::Jsonl => {
            let mut out = Vec::new();
            for d in &documents {
                serde_json::to_writer(&mut out, d)?;
                out.push(b'\n');
            }
            printer.result(&out)?;
        }
        LinesFormat::Table => {
            let mut out = String::new();
            for d in &documents {
                out.push_str(&report::text::extraction(d));
            }
            printer.result(out.as_bytes())?;
        }
    }
    Ok(Exit::Done)
}

fn column_of(table: &Table, name: &str) -> Result<usize> {
    let found = table.column(&column_key(name));
    Ok(found.ok_or_else(|| Error::Input {
        place: Place::line(table.file.clone(), 1),
        message: format!("There is no column “{name}”; the header names {}.", table.header.join(", ")),
        remedy: "Name one of them.".to_owned(),
    })?)
}
