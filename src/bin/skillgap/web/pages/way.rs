//! The main way: a profile → ranked roles → one role's gap → the plan. Each page is the answer to a form and holds the next one.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use skillgap::plan::hours_a_week;
use skillgap::report::html::{self, filters};
use skillgap::report::matches::{MatchDocument, match_view};
use skillgap::report::number::plain;
use skillgap::units::{RoleRow, Seniority};
use skillgap::vector::Profile;

use super::{Carried, shown};
use crate::web::engine::{Engine, Tools};
use crate::web::fields::Fields;
use crate::web::plans::{Wish, plan as plan_of};
use crate::web::problem::Problem;
use crate::web::{api, person};

const EXAMPLE: &str = include_str!("../../../../../data/people/help-desk-technician.csv");

/// How many roles the page shows.
const SHOWN: usize = 10;

#[derive(Template)]
#[template(path = "web/start.html")]
struct Start<'a> {
    title: &'static str,
    nav: &'static str,
    profile: &'a str,
    rungs: [Seniority; 6],
    roles: usize,
}

/// What the first page is asked.
#[derive(Debug, serde::Deserialize)]
pub struct StartAsk {
    /// Anything: fill in the shipped example.
    example: Option<String>,
}

/// `GET /`
pub async fn start(State(engine): State<Arc<Engine>>, Query(ask): Query<StartAsk>) -> Response {
    let profile = if ask.example.is_some() { EXAMPLE } else { "" };
    let roles = engine.model.catalog().roles.len();
    shown(&Start { title: "Where do I fit?", nav: "start", profile, rungs: Seniority::ALL, roles })
}

/// `GET` of a page that is the answer to a form: back to the form.
pub async fn to_start() -> Redirect {
    Redirect::to("/")
}

/// `GET` of what the form for many people answers: back to the form.
pub async fn to_people() -> Redirect {
    Redirect::to("/people")
}

#[derive(Template)]
#[template(path = "web/matches.html")]
struct MatchesPage<'a> {
    title: &'static str,
    nav: &'static str,
    carried: &'a Carried,
    remarks: &'a [String],
    body: String,
}

/// The profile that a page carries.
pub fn profile(engine: &Engine, carried: &Carried) -> Result<(Profile, Vec<String>), Problem> {
    if carried.profile.trim().is_empty() {
        let remedy = "Write at least one skill into the box, a name on each line, or choose a file.";
        return Err(Problem::unusable("no-skills", "No skills were given.", remedy));
    }
    let role = Some(carried.current_role.as_str());
    let bytes = carried.profile.as_bytes();
    person::read(engine.model, bytes, role, crate::input::today(), engine.limits.entries)
}

fn rung(carried: &Carried) -> Option<Seniority> {
    Seniority::parse(&carried.seniority)
}

fn ranked(
    engine: &Engine,
    tools: &mut Tools,
    carried: &Carried,
    explain: bool,
) -> Result<(MatchDocument<'static>, Vec<String>), Problem> {
    let (profile, remarks) = profile(engine, carried)?;
    Ok((api::matches(tools, &profile, SHOWN, rung(carried), explain), remarks))
}

/// `POST /match`
pub async fn matches(State(engine): State<Arc<Engine>>, fields: Fields) -> Result<Response, Problem> {
    let carried = Carried::of(&fields);
    let work = move |engine: &Engine, tools: &mut Tools| {
        let (doc, remarks) = ranked(engine, tools, &carried, false)?;
        let body = html::matches_fragment(&doc, true);
        Ok(shown(&MatchesPage {
            title: "Where you fit",
            nav: "start",
            carried: &carried,
            remarks: &remarks,
            body,
        }))
    };
    engine.work(work).await
}

#[derive(Template)]
#[template(path = "web/role_gap.html")]
struct GapPage<'a> {
    title: String,
    nav: &'static str,
    carried: &'a Carried,
    role_id: &'a str,
    body: String,
}

/// The role that a form names.
pub fn row(engine: &Engine, name: &str) -> Result<RoleRow, Problem> {
    if name.is_empty() {
        return Err(Problem::malformed("The form names no role."));
    }
    Ok(engine.model.role(name)?)
}

/// `POST /role`
pub async fn role(State(engine): State<Arc<Engine>>, fields: Fields) -> Result<Response, Problem> {
    let carried = Carried::of(&fields);
    let work = move |engine: &Engine, tools: &mut Tools| {
        let role = row(engine, fields.text("role"))?;
        let (profile, _) = profile(engine, &carried)?;
        let found = tools.worker.match_role(&profile, role);
        let view =
            match_view(engine.model, 1, &found).explained(engine.model, &profile, &mut tools.worker, &found);
        let body = html::role_fragment(&view, true);
        let title = format!("Gap: {}", filters::clean_name(view.role));
        Ok(shown(&GapPage { title, nav: "start", carried: &carried, role_id: view.role_id, body }))
    };
    engine.work(work).await
}

/// Where the slider for hours a week stands at first: at what the profile says, as near as the slider comes to it, so that what is shown is what
/// the form sends on; else at the usual.
pub fn hours_at_first(profile: &Profile) -> f64 {
    hours_a_week(None, profile).round().clamp(1.0, MOST_HOURS)
}

/// The right end of the slider for hours a week; its left end and its step are 1.
const MOST_HOURS: f64 = 40.0;

/// The controls of the plan page as they stand.
pub struct Controls {
    pub readiness: u32,
    pub weekly_hours: f64,
    max_cost: Option<f64>,
    max_hours: Option<f64>,
    pub without_musts: bool,
    cost_first: bool,
}

/// The right end of the slider for money; there it means "any".
const ANY_COST: f64 = 5_000.0;

impl Controls {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn of(fields: &Fields, profile: &Profile) -> Result<Controls, Problem> {
        let readiness = fields.number("readiness")?.unwrap_or(80.0);
        if !(1.0..=100.0).contains(&readiness) {
            return Err(Problem::unusable(
                "out-of-range",
                "The readiness must be from 1 to 100 per cent.",
                "",
            ));
        }
        Ok(Controls {
            readiness: readiness as u32,
            weekly_hours: fields.number("weekly_hours")?.unwrap_or_else(|| hours_at_first(profile)),
            max_cost: fields.number("max_cost")?.filter(|c| *c < ANY_COST),
            max_hours: fields.number("max_hours")?,
            without_musts: fields.ticked("without_musts"),
            cost_first: fields.text("minimize") == "cost",
        })
    }

    pub fn wish(&self) -> Wish {
        Wish {
            readiness: Some(f64::from(self.readiness) / 100.0),
            without_musts: self.without_musts,
            max_hours: self.max_hours,
            max_cost: self.max_cost,
            weekly_hours: Some(self.weekly_hours),
            cost_first: self.cost_first,
        }
    }
}

#[derive(Template)]
#[template(path = "web/plan.html")]
struct PlanPage<'a> {
    title: String,
    nav: &'static str,
    carried: &'a Carried,
    role_id: &'a str,
    controls: Controls,
    any_cost: f64,
    said: String,
    found: bool,
    body: String,
}

/// `POST /plan`
pub async fn plan(State(engine): State<Arc<Engine>>, fields: Fields) -> Result<Response, Problem> {
    let carried = Carried::of(&fields);
    let work = move |engine: &Engine, tools: &mut Tools| {
        let role = row(engine, fields.text("role"))?;
        let (profile, _) = profile(engine, &carried)?;
        let controls = Controls::of(&fields, &profile)?;
        let goal = controls.wish().goal()?;
        // No plan within the limits is an answer: the sliders stay, with the reason below them.
        let (said, body, found) = match plan_of(tools, &profile, role, &goal) {
            Ok(doc) => {
                let steps = if doc.steps.len() == 1 { "step" } else { "steps" };
                let said = format!(
                    "{} {steps}, {} hours, ${}, {} weeks.",
                    doc.steps.len(),
                    plain(doc.total_hours),
                    plain(doc.total_cost_usd),
                    plain(doc.total_weeks)
                );
                (said, html::plan_fragment(&doc), true)
            }
            Err(problem) if problem.code() == "no-plan" => {
                let (message, remedy) = problem.text();
                (format!("{message} {remedy}"), String::new(), false)
            }
            Err(problem) => return Err(problem),
        };
        let known = &engine.model.catalog()[role];
        let title = format!("Plan: {}", filters::clean_name(&known.title));
        let role_id = &known.id;
        let any_cost = ANY_COST;
        Ok(shown(&PlanPage {
            title,
            nav: "start",
            carried: &carried,
            role_id,
            controls,
            any_cost,
            said,
            found,
            body,
        }))
    };
    engine.work(work).await
}

/// `POST /download/{file}`: the same answer as a file.
pub async fn download(
    State(engine): State<Arc<Engine>>,
    Path(file): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let carried = Carried::of(&fields);
    let work = move |engine: &Engine, tools: &mut Tools| {
        let json = "application/json";
        let page = "text/html; charset=utf-8";
        let (kind, bytes) = match file.as_str() {
            "matches.html" => {
                (page, html::matches_report(&ranked(engine, tools, &carried, true)?.0).into_bytes())
            }
            "matches.json" => (json, in_json(&ranked(engine, tools, &carried, true)?.0)?),
            "plan.html" | "plan.json" => {
                let role = row(engine, fields.text("role"))?;
                let (profile, _) = profile(engine, &carried)?;
                let goal = Controls::of(&fields, &profile)?.wish().goal()?;
                let doc = plan_of(tools, &profile, role, &goal)?;
                if file == "plan.json" {
                    (json, in_json(&doc)?)
                } else {
                    (page, html::plan_report(&doc).into_bytes())
                }
            }
            _ => return Err(Problem::nowhere()),
        };
        let name = format!("attachment; filename=\"{file}\"");
        Ok((
            StatusCode::OK,
            [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, name)],
            bytes,
        )
            .into_response())
    };
    engine.work(work).await
}

/// A view as the file that the command line writes.
pub fn in_json(document: &impl serde::Serialize) -> Result<Vec<u8>, Problem> {
    let mut bytes = serde_json::to_vec_pretty(document).map_err(|_| Problem::ours())?;
    bytes.push(b'\n');
    Ok(bytes)
}
