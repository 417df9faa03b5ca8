//! Many people seen together, as a page and as files.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use skillgap::diagnostics::{Findings, Severity};
use skillgap::ingest::bytes::decode;
use skillgap::ingest::people::read_many;
use skillgap::matching::Matcher;
use skillgap::plan::cohort::{Member, cohort};
use skillgap::report::cohorts::{self, CohortDocument};
use skillgap::report::html;
use skillgap::report::html::filters;

use super::people::file;
use super::shown;
use super::way::in_json;
use crate::web::engine::{Engine, Tools};
use crate::web::fields::Fields;
use crate::web::problem::Problem;

/// Entries of each list.
const SHOWN: usize = 15;
/// Remarks on rows that are shown one by one.
const REMARKS: usize = 10;

/// What the page about a group goes on with.
struct Asked {
    people: String,
    to: String,
    min_group: usize,
}

impl Asked {
    fn of(fields: &Fields) -> Result<Asked, Problem> {
        let people = decode(&file(fields)?).0.into_owned();
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let min_group = fields.number("min_group")?.map_or(5, |n| n.clamp(0.0, 1e6) as usize);
        if !(1..=1_000).contains(&min_group) {
            let message = "The smallest group must be from 1 to 1000 people.";
            return Err(Problem::unusable("out-of-range", message, ""));
        }
        Ok(Asked { people, to: fields.text("to").to_owned(), min_group })
    }

    /// The group as shown, with remarks on rows that were left out.
    fn seen(&self, engine: &Engine) -> Result<(CohortDocument, Vec<String>), Problem> {
        let model = engine.model;
        let to = Some(self.to.as_str()).filter(|t| !t.is_empty()).map(|t| model.role(t)).transpose()?;
        let mut findings = Findings::new();
        let records = read_many("people", self.people.as_bytes(), &mut findings);
        let most = engine.limits.cohort_people;
        if records.len() > most {
            let message =
                format!("The file holds {} people; at most {most} are seen together here.", records.len());
            let remedy = "Use `skillgap cohort`, which has no such limit.";
            return Err(Problem::unusable("too-many-rows", message, remedy));
        }
        let about = |f: &skillgap::diagnostics::Finding| {
            let at = if f.place.line > 0 { format!("Line {}: ", f.place.line) } else { String::new() };
            format!("{at}{} {}", f.message, f.remedy)
        };
        let mut remarks: Vec<String> =
            findings.iter().filter(|f| f.severity != Severity::Note).map(about).collect();
        let mut builder = model.profile_builder(crate::input::today());
        let mut members = Vec::with_capacity(records.len());
        for record in records {
            match skillgap::pipeline::build(model, &mut builder, &record) {
                Ok(profile) => members.push(Member { id: record.id, profile }),
                Err(e) => {
                    let (message, remedy) = Problem::from(e).text();
                    remarks.push(format!("Line {}: {message} {remedy}", record.line));
                }
            }
        }
        let people = members.len();
        let matcher = Matcher::new(model);
        let view = cohort(&matcher, &members, to, self.min_group).map_err(|_| {
            let mut message = format!(
                "The file holds {people} people that can be read, and a group below {} is never broken out.",
                self.min_group
            );
            if let Some(first) = remarks.first() {
                message = format!("{message} {first}");
            }
            Problem::unusable("too-few", message, "Add people, or lower the smallest group.")
        })?;
        let doc = cohorts::document(model, &view, self.min_group, SHOWN).with_heat(&matcher, &members, &view);
        if remarks.len() > REMARKS {
            let more = remarks.len() - REMARKS;
            remarks.truncate(REMARKS);
            remarks.push(format!("and {more} rows more."));
        }
        Ok((doc, remarks))
    }
}

#[derive(Template)]
#[template(path = "web/group.html")]
struct GroupPage<'a> {
    title: &'static str,
    nav: &'static str,
    asked: &'a Asked,
    remarks: &'a [String],
    body: String,
}

/// `POST /cohort`
pub async fn group(State(engine): State<Arc<Engine>>, fields: Fields) -> Result<Response, Problem> {
    let work = move |engine: &Engine, _: &mut Tools| {
        let asked = Asked::of(&fields)?;
        let (doc, remarks) = asked.seen(engine)?;
        let body = html::cohort_fragment(&doc);
        Ok(shown(&GroupPage {
            title: "The group together",
            nav: "people",
            asked: &asked,
            remarks: &remarks,
            body,
        }))
    };
    engine.work(work).await
}

/// `POST /cohort/{file}`: the same as a file.
pub async fn group_file(
    State(engine): State<Arc<Engine>>,
    Path(wish): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let work = move |engine: &Engine, _: &mut Tools| {
        let kind = match wish.as_str() {
            "group.html" => "text/html; charset=utf-8",
            "group.csv" => "text/csv; charset=utf-8",
            "group.json" => "application/json",
            _ => return Err(Problem::nowhere()),
        };
        let (doc, _) = Asked::of(&fields)?.seen(engine)?;
        let bytes = match wish.as_str() {
            "group.html" => html::cohort_report(&doc).into_bytes(),
            "group.csv" => cohorts::csv(&doc),
            _ => in_json(&doc)?,
        };
        let name = format!("attachment; filename=\"{wish}\"");
        Ok(([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes)
            .into_response())
    };
    engine.work(work).await
}
