//! Many people: a file in, results and rejects out, with the way told while it goes on.

use std::sync::Arc;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use skillgap::batch::{Counts, OutputFormat, REJECTS_HEADER};
use skillgap::report;
use skillgap::units::Seniority;

use super::shown;
use crate::web::ask::how_many;
use crate::web::batches::{Encode, Part, SummaryView, Wanted, line};
use crate::web::engine::Engine;
use crate::web::fields::{Fields, Upload};
use crate::web::problem::{Problem, ProblemView};

#[derive(Template)]
#[template(path = "web/people.html")]
struct PeoplePage {
    title: &'static str,
    nav: &'static str,
    rungs: [Seniority; 6],
    largest: usize,
}

/// `GET /people`
pub async fn people(State(engine): State<Arc<Engine>>) -> Response {
    let largest = engine.limits.batch >> 20;
    shown(&PeoplePage { title: "Many people", nav: "people", rungs: Seniority::ALL, largest })
}

/// The file of a form, or the text in its box.
pub fn file(fields: &Fields) -> Result<Bytes, Problem> {
    let file = match fields.file("people") {
        Some(file) => file.clone(),
        None => Bytes::from(fields.text("people").to_owned()),
    };
    if file.is_empty() {
        let remedy = "Choose a CSV or JSON Lines file with one person a row, or with a column `profile_id`.";
        return Err(Problem::unusable("no-file", "No file was chosen.", remedy));
    }
    Ok(file)
}

fn wanted(fields: &Fields, format: OutputFormat) -> Result<Wanted, Problem> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let top = how_many(fields.number("top")?.map(|n| n.clamp(0.0, 1e6) as usize), 5)?;
    let seniority = Seniority::parse(fields.text("seniority"));
    Ok(Wanted { on: crate::input::today(), top, seniority, plan: fields.ticked("plan"), format })
}

fn format(fields: &Fields) -> OutputFormat {
    if fields.text("format") == "jsonl" { OutputFormat::Jsonl } else { OutputFormat::Csv }
}

/// What the page's script is told after each chunk.
#[derive(Serialize)]
struct Progress<'a> {
    read: u64,
    profiles: u64,
    rejected: u64,
    results: std::borrow::Cow<'a, str>,
    rejects: String,
}

/// The last thing that the page's script is told.
#[derive(Serialize)]
struct Ended {
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<SummaryView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ProblemView>,
}

/// Pieces of both files with the counts so far, one JSON object a line.
struct Events;

impl Encode for Events {
    fn head(&mut self, wanted: &Wanted) -> Vec<u8> {
        let csv = wanted.format == OutputFormat::Csv;
        let results = if csv { report::csv::header(wanted.plan) } else { String::new() }.into();
        let mut out = Vec::new();
        let rejects = REJECTS_HEADER.to_owned();
        line(&Progress { read: 0, profiles: 0, rejected: 0, results, rejects }, &mut out);
        out
    }

    fn part(&mut self, part: &Part) -> Vec<u8> {
        let mut rejects = Vec::new();
        part.rejects.iter().for_each(|r| r.write(&mut rejects));
        let (mut out, counts) = (Vec::new(), part.counts);
        let event = Progress {
            read: part.read,
            profiles: counts.profiles,
            rejected: counts.rejected(),
            results: String::from_utf8_lossy(part.results),
            rejects: String::from_utf8_lossy(&rejects).into_owned(),
        };
        line(&event, &mut out);
        out
    }

    fn end(&mut self, counts: &Counts) -> Vec<u8> {
        let mut out = Vec::new();
        line(&Ended { summary: Some(SummaryView::of(counts)), error: None }, &mut out);
        out
    }

    fn failed(&mut self, problem: Problem) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        line(&Ended { summary: None, error: Some(problem.view()) }, &mut out);
        Some(out)
    }
}

/// `POST /people/run`: for the page's script.
pub async fn run(State(engine): State<Arc<Engine>>, Upload(fields): Upload) -> Result<Response, Problem> {
    let wanted = wanted(&fields, format(&fields))?;
    let body = engine.batch(file(&fields)?, wanted, Events).await?;
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response())
}

/// One of the two files, without a script.
struct OneFile {
    rejects: bool,
}

impl Encode for OneFile {
    fn head(&mut self, wanted: &Wanted) -> Vec<u8> {
        match (self.rejects, wanted.format) {
            (true, _) => REJECTS_HEADER.as_bytes().to_vec(),
            (false, OutputFormat::Csv) => report::csv::header(wanted.plan).into_bytes(),
            (false, _) => Vec::new(),
        }
    }

    fn part(&mut self, part: &Part) -> Vec<u8> {
        if !self.rejects {
            return part.results.to_vec();
        }
        let mut out = Vec::new();
        part.rejects.iter().for_each(|r| r.write(&mut out));
        out
    }

    fn end(&mut self, _: &Counts) -> Vec<u8> {
        Vec::new()
    }

    fn failed(&mut self, _: Problem) -> Option<Vec<u8>> {
        None
    }
}

/// `POST /people/{file}`: results or rejects as a download.
pub async fn download(
    State(engine): State<Arc<Engine>>,
    Path(wish): Path<String>,
    Upload(fields): Upload,
) -> Result<Response, Problem> {
    let (rejects, format) = match wish.as_str() {
        "rejects" => (true, OutputFormat::Csv),
        "results" => (false, format(&fields)),
        _ => return Err(Problem::nowhere()),
    };
    let mut wanted = wanted(&fields, format)?;
    // A plan never makes or saves a reject.
    wanted.plan &= !rejects;
    let (kind, ending) = match format {
        OutputFormat::Jsonl => ("application/x-ndjson", "jsonl"),
        _ => ("text/csv; charset=utf-8", "csv"),
    };
    let body = engine.batch(file(&fields)?, wanted, OneFile { rejects }).await?;
    let name = format!("attachment; filename=\"{wish}.{ending}\"");
    Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], body).into_response())
}
