//! Hours against money: the plans of which none is beaten in both.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use skillgap::report::html::{self, filters};
use skillgap::report::plans::document;

use super::way::{Controls, profile, row};
use super::{Carried, shown};
use crate::web::engine::{Engine, Tools};
use crate::web::fields::Fields;
use crate::web::plans::no_plan;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "web/front.html")]
struct FrontPage<'a> {
    title: String,
    nav: &'static str,
    carried: &'a Carried,
    role_id: &'a str,
    controls: &'a Controls,
    said: String,
    body: String,
}

/// `POST /front`
pub async fn front(State(engine): State<Arc<Engine>>, fields: Fields) -> Result<Response, Problem> {
    let carried = Carried::of(&fields);
    let work = move |engine: &Engine, tools: &mut Tools| {
        let role = row(engine, fields.text("role"))?;
        let (profile, _) = profile(engine, &carried)?;
        let controls = Controls::of(&fields, &profile)?;
        let goal = controls.wish().goal()?;
        let (shows, _) = tools.worker.shows(&profile);
        let model = tools.model;
        let (said, body) = match tools.planner().front(&profile, shows, role, &goal) {
            Ok(front) => {
                let mut plans: Vec<_> = front.plans.iter().map(|p| document(model, p)).collect();
                plans.sort_by(|a, b| a.total_hours.total_cmp(&b.total_hours));
                (String::new(), html::front_fragment(&plans, front.complete, true))
            }
            Err(why) => {
                let (message, remedy) = no_plan(model, &why).text();
                (format!("{message} {remedy}"), String::new())
            }
        };
        let known = &model.catalog()[role];
        let title = format!("Hours against money: {}", filters::clean_name(&known.title));
        Ok(shown(&FrontPage {
            title,
            nav: "start",
            carried: &carried,
            role_id: &known.id,
            controls: &controls,
            said,
            body,
        }))
    };
    engine.work(work).await
}
