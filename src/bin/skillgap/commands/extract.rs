//! `skillgap extract`

use std::path::Path;

use anyhow::Result;
use skillgap::diagnostics::{Findings, Place};
use skillgap::error::Error;
use skillgap::ingest::bytes::decode;
use skillgap::ingest::table::{Table, column_key};
use skillgap::model::Model;
use skillgap::report;
use skillgap::report::extraction::{ExtractionDocument, document};
use skillgap::text::knowledge::KnowledgeFinder;
use skillgap::text::{Extractor, Mention, NearestScratch, Subject};
use skillgap::vector::TypicalScratch;

use crate::args::{Extract, LinesFormat};
use crate::exit::Exit;
use crate::input;
use crate::printer::Printer;

pub fn run(args: &Extract, model: Option<&Path>, printer: &Printer) -> Result<Exit> {
    let model = input::model(model)?;
    let (file, bytes) = input::read(args.file.as_deref().unwrap_or(Path::new("-")))?;
    let mut extractor = Extractor::new(model.lexicon());
    let mut further = Further::of(&model, args);
    let documents: Vec<ExtractionDocument> = match &args.text {
        None => {
            let (text, _) = decode(&bytes);
            vec![further.document(extractor.extract(&text), &text, None)]
        }
        Some(column) => {
            let mut findings = Findings::new();
            let table = Table::read(&file, &bytes, &mut findings);
            printer.findings(&findings);
            let text = column_of(&table, column)?;
            let id = args.id.as_deref().map(|name| column_of(&table, name)).transpose()?;
            let rows = table.rows.iter().enumerate().map(|(n, row)| {
                let id = id.map_or_else(|| (n + 1).to_string(), |c| row.cell(Some(c)).to_owned());
                let text = row.cell(Some(text));
                further.document(extractor.extract(text), text, Some(id))
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

/// What is asked for beside the mentions.
struct Further<'m> {
    model: &'m Model,
    places: bool,
    finder: KnowledgeFinder,
    typical: Option<usize>,
    nearest: Option<usize>,
    typical_scratch: TypicalScratch,
    nearest_scratch: NearestScratch,
}

impl<'m> Further<'m> {
    fn of(model: &'m Model, args: &Extract) -> Further<'m> {
        Further {
            model,
            places: args.places,
            finder: KnowledgeFinder::default(),
            typical: args.typical,
            nearest: args.nearest,
            typical_scratch: TypicalScratch::default(),
            nearest_scratch: NearestScratch::default(),
        }
    }

    fn document(&mut self, mentions: &[Mention], text: &str, id: Option<String>) -> ExtractionDocument {
        let catalog = self.model.catalog();
        let mut doc = document(catalog, mentions, id);
        if self.places {
            let found = self.finder.find(text, mentions, catalog);
            doc.places = Some(report::extraction::places(catalog, text, &found));
        }
        doc.nearest = self.nearest.map(|most| {
            let found = self.model.skill_index().nearest(text, most, &mut self.nearest_scratch);
            report::extraction::nearest(catalog, &found)
        });
        doc.typical = self.typical.map(|most| {
            let named = |skill| mentions.iter().any(|m| m.subject == Subject::Skill(skill));
            let (index, skills) = (self.model.typical_index(), self.model.skill_index());
            let found = index.ask_text(text, skills, catalog.skills.len(), &mut self.typical_scratch);
            report::extraction::typical(catalog, &found, named, most)
        });
        doc
    }
}

fn column_of(table: &Table, name: &str) -> Result<usize> {
    let found = table.column(&column_key(name));
    Ok(found.ok_or_else(|| Error::Input {
        place: Place::line(table.file.clone(), 1),
        message: format!("There is no column “{name}”; the header names {}.", table.header.join(", ")),
        remedy: "Name one of them.".to_owned(),
    })?)
}
