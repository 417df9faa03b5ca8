//! The ladder to a far goal.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use skillgap::report::html::{self, filters};

use super::way::hours_at_first;
use super::{Carried, shown};
use crate::web::engine::{Engine, Tools};
use crate::web::fields::Fields;
use crate::web::ladders::{Climb, ladders};
use crate::web::person;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "web/ladder.html")]
struct LadderPage<'a> {
    title: String,
    nav: &'static str,
    carried: &'a Carried,
    to: String,
    weekly_hours: f64,
    said: String,
    body: String,
}

/// `POST /path`
pub async fn ladder(State(engine): State<Arc<Engine>>, fields: Fields) -> Result<Response, Problem> {
    let carried = Carried::of(&fields);
    let work = move |engine: &Engine, tools: &mut Tools| {
        // The goal typed on this page wins over the role that one came from.
        let asked = if fields.text("to").is_empty() { fields.text("role") } else { fields.text("to") };
        let to = engine.model.role(asked)?;
        let role = Some(carried.current_role.as_str());
        let bytes = carried.profile.as_bytes();
        let (profile, _) =
            person::read(engine.model, bytes, role, crate::input::today(), engine.limits.entries)?;
        let asked = fields.number("weekly_hours")?;
        let weekly_hours = asked.unwrap_or_else(|| hours_at_first(&profile));
        let climb = Climb { weekly_hours: Some(weekly_hours), ..Climb::default() };
        let (said, body) = match ladders(tools, &profile, to, &climb) {
            Ok(doc) => (String::new(), html::path_fragment(&doc)),
            Err(problem) if problem.code() == "no-path" => {
                let (message, remedy) = problem.text();
                (format!("{message} {remedy}"), String::new())
            }
            Err(problem) => return Err(problem),
        };
        let to = filters::clean_name(&engine.model.catalog()[to].title);
        let title = format!("The way to {to}");
        Ok(shown(&LadderPage { title, nav: "start", carried: &carried, to, weekly_hours, said, body }))
    };
    engine.work(work).await
}
