//! The JSON interface: the answers of the command line, over loopback.

use std::sync::Arc;

use axum::Json as Answer;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use skillgap::batch::OutputFormat;
use skillgap::matching::Matcher;
use skillgap::model::Model;
use skillgap::plan::{WhatIf, near_roles};
use skillgap::report;
use skillgap::report::extraction::ExtractionDocument;
use skillgap::report::matches::MatchDocument;
use skillgap::report::pathways::PathDocument;
use skillgap::report::plans::PlanDocument;
use skillgap::report::roles::{RoleDocument, RoleList, TitleDocument};
use skillgap::report::skills::SkillList;
use skillgap::report::unlocks::{self, UnlockDocument};
use skillgap::text::Extractor;
use skillgap::units::{RoleRow, Seniority};
use skillgap::vector::Profile;

use super::ask::{
    BatchAsk, ExtractAsk, FindAsk, MatchAsk, MinimizeAsk, PathAsk, PlanAsk, RolesAsk, UnlockAsk, day,
    how_many,
};
use super::batches::{Lines, Wanted};
use super::engine::{Engine, Tools};
use super::extractors::{Asked, Json, whole};
use super::ladders::{Climb, ladders};
use super::plans::{Wish, plan as plan_of};
use super::problem::Problem;

type Result<T> = std::result::Result<Answer<T>, Problem>;

/// Ranks roles for a profile; the same for the page and the interface.
pub fn matches(
    tools: &mut Tools,
    profile: &Profile,
    top: usize,
    seniority: Option<Seniority>,
    explain: bool,
) -> MatchDocument<'static> {
    let model = tools.model;
    if seniority.is_none() {
        let found = tools.worker.matches(profile, top);
        return report::matches::document(model, profile, &mut tools.worker, &found, explain);
    }
    let matcher = Matcher::new(model).seniority(seniority);
    let mut worker = matcher.worker();
    let found = worker.matches(profile, top);
    report::matches::document(model, profile, &mut worker, &found, explain)
}

/// `POST /api/v1/match`
pub async fn match_roles(
    State(engine): State<Arc<Engine>>,
    Json(ask): Json<MatchAsk>,
) -> Result<MatchDocument<'static>> {
    let top = how_many(ask.top, 5)?;
    let on = day(ask.on.as_deref())?;
    let work = move |engine: &Engine, tools: &mut Tools| {
        let profile = ask.profile.profile(engine, tools.model, on)?;
        let Some(among) = &ask.among else {
            return Ok(matches(tools, &profile, top, ask.seniority, ask.explain));
        };
        let model = tools.model;
        let rows = named(model, among)?;
        let matcher = Matcher::new(model).seniority(ask.seniority).among(&rows);
        let mut worker = matcher.worker();
        let found = worker.matches(&profile, top);
        Ok(report::matches::document(model, &profile, &mut worker, &found, ask.explain))
    };
    engine.work(work).await.map(Answer)
}

/// The roles of a list of ids or titles.
fn named(model: &Model, names: &[String]) -> std::result::Result<Vec<RoleRow>, Problem> {
    if names.len() > ROLES_NAMED {
        return Err(Problem::unusable(
            "out-of-range",
            format!("`among` takes at most {ROLES_NAMED} roles."),
            "",
        ));
    }
    Ok(names.iter().map(|name| model.role(name)).collect::<std::result::Result<Vec<_>, _>>()?)
}

/// Most names in `among`; more than any catalog here has roles that one person would choose from.
const ROLES_NAMED: usize = 1_000;

/// `POST /api/v1/plan`
pub async fn plan(State(engine): State<Arc<Engine>>, Json(ask): Json<PlanAsk>) -> Result<PlanDocument> {
    let on = day(ask.on.as_deref())?;
    let work = move |engine: &Engine, tools: &mut Tools| {
        let wish = Wish {
            readiness: ask.readiness,
            without_musts: ask.without_musts,
            max_hours: ask.max_hours,
            max_cost: ask.max_cost,
            weekly_hours: ask.weekly_hours,
            cost_first: ask.minimize == Some(MinimizeAsk::Cost),
        };
        let goal = wish.goal()?;
        let role = tools.model.role(&ask.to)?;
        let profile = ask.profile.profile(engine, tools.model, on)?;
        plan_of(tools, &profile, role, &goal)
    };
    engine.work(work).await.map(Answer)
}

/// `POST /api/v1/path`
pub async fn path(
    State(engine): State<Arc<Engine>>,
    Json(ask): Json<PathAsk>,
) -> Result<PathDocument<'static>> {
    let on = day(ask.on.as_deref())?;
    let work = move |engine: &Engine, tools: &mut Tools| {
        let climb = Climb {
            alternatives: ask.alternatives,
            weekly_hours: ask.weekly_hours,
            readiness: ask.readiness,
            max_moves: ask.max_moves,
        };
        let to = tools.model.role(&ask.to)?;
        let profile = ask.profile.profile(engine, tools.model, on)?;
        ladders(tools, &profile, to, &climb)
    };
    engine.work(work).await.map(Answer)
}

/// `POST /api/v1/unlock`
pub async fn unlock(State(engine): State<Arc<Engine>>, Json(ask): Json<UnlockAsk>) -> Result<UnlockDocument> {
    let top = how_many(ask.top, 10)?;
    let on = day(ask.on.as_deref())?;
    let work = move |engine: &Engine, tools: &mut Tools| {
        let profile = ask.profile.profile(engine, tools.model, on)?;
        let among = ask.among.as_deref().map(|names| named(tools.model, names)).transpose()?;
        Ok(unlocked(tools, &profile, among.as_deref(), top))
    };
    engine.work(work).await.map(Answer)
}

/// What single steps bring over the thresholds of which roles.
pub fn unlocked(
    tools: &mut Tools,
    profile: &Profile,
    among: Option<&[RoleRow]>,
    top: usize,
) -> UnlockDocument {
    let model = tools.model;
    let shows = tools.worker.shows(profile).0;
    let roles = near_roles(model, among, shows);
    let field = WhatIf::new(model);
    let stand = field.stand(profile, |r| roles[r.at()]);
    let candidates = field.next_steps(profile, shows);
    let mut singles = field.singles(&stand, &candidates);
    singles.truncate(top);
    let checked = roles.iter().filter(|r| **r).count();
    unlocks::document(shows, checked, candidates.len(), unlocks::singles(model, &singles), None)
}

/// `POST /api/v1/batch`: the file as the body, its results as JSON Lines while they are made.
pub async fn batch(
    State(engine): State<Arc<Engine>>,
    Asked(ask): Asked<BatchAsk>,
    request: Request,
) -> std::result::Result<Response, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
    let kind = kind.map(|k| k.split(';').next().unwrap_or("").trim().to_ascii_lowercase());
    // None of them can be sent by a form of another site.
    if !kind.is_some_and(|k| BATCH_KINDS.contains(&k.as_str())) {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "not-a-file",
            "The request is not a file of people.",
            format!("Send it with one of these content types: {}.", BATCH_KINDS.join(", ")),
        ));
    }
    let wanted = Wanted {
        on: day(ask.on.as_deref())?,
        top: how_many(ask.top, 5)?,
        seniority: ask.seniority,
        plan: ask.plan,
        format: OutputFormat::Jsonl,
    };
    let file = whole(request, engine.limits.batch).await?;
    let body = engine.batch(file, wanted, Lines).await?;
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], body).into_response())
}

/// The content types of a file of people.
pub const BATCH_KINDS: [&str; 3] = ["text/csv", "application/x-ndjson", "application/octet-stream"];

/// `POST /api/v1/extract`
pub async fn extract(
    State(engine): State<Arc<Engine>>,
    Json(ask): Json<ExtractAsk>,
) -> Result<ExtractionDocument> {
    let work = move |_: &Engine, tools: &mut Tools| {
        let mut extractor = Extractor::new(tools.model.lexicon());
        let mentions = extractor.extract(&ask.text);
        Ok(report::extraction::document(tools.model.catalog(), mentions, None))
    };
    engine.work(work).await.map(Answer)
}

/// `GET /api/v1/roles`
pub async fn roles(State(engine): State<Arc<Engine>>, Asked(ask): Asked<RolesAsk>) -> Answer<RoleList> {
    Answer(report::roles::list(engine.model, ask.seniority))
}

/// `GET /api/v1/roles/{id}`: by id only, so that an address always means the same role.
pub async fn role(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
) -> Result<RoleDocument<'static>> {
    Ok(Answer(show(engine.model, &id)?))
}

/// A role by id.
pub fn show(model: &'static Model, id: &str) -> std::result::Result<RoleDocument<'static>, Problem> {
    let row = model.catalog().role(id).ok_or_else(|| {
        let message = "No role has this id.";
        let status = axum::http::StatusCode::NOT_FOUND;
        Problem::new(status, "unknown-role", message, "Look for its title with /api/v1/roles/find?text=….")
    })?;
    Ok(report::roles::show(model, row))
}

/// `GET /api/v1/roles/find`
pub async fn find_role(
    State(engine): State<Arc<Engine>>,
    Asked(ask): Asked<FindAsk>,
) -> Result<TitleDocument> {
    let top = how_many(ask.top, 10)?;
    let work = move |_: &Engine, tools: &mut Tools| {
        let found = tools.model.titles().find(&ask.text, top);
        Ok(report::roles::found(tools.model, &ask.text, &found))
    };
    engine.work(work).await.map(Answer)
}

/// `GET /api/v1/skills/find`
pub async fn find_skill(State(engine): State<Arc<Engine>>, Asked(ask): Asked<FindAsk>) -> Result<SkillList> {
    let top = how_many(ask.top, 10)?;
    Ok(Answer(report::skills::containing(engine.model.catalog(), &ask.text, top)))
}
