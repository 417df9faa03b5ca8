//! The role map as a page, with the person on it where a profile is sent.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use skillgap::report::html::filters;
use skillgap::report::map::{Look, draw};
use skillgap::report::roles::{FamilyView, families};

use super::{Carried, shown};
use crate::web::engine::{Engine, Tools};
use crate::web::fields::Fields;
use crate::web::person;
use crate::web::problem::Problem;

/// How many of the best roles are asked for; the map uses the first few.
const BEST: usize = 8;

#[derive(Template)]
#[template(path = "web/map.html")]
struct MapPage<'a> {
    title: &'static str,
    nav: &'static str,
    carried: &'a Carried,
    person: bool,
    svg: String,
    families: Vec<FamilyView>,
}

/// `GET /map`
pub async fn map(State(engine): State<Arc<Engine>>) -> Result<Response, Problem> {
    engine.work(|engine, _| Ok(page(engine, &Carried::default(), &[]))).await
}

/// `POST /map`
pub async fn map_with_person(State(engine): State<Arc<Engine>>, fields: Fields) -> Result<Response, Problem> {
    let carried = Carried::of(&fields);
    let work = move |engine: &Engine, tools: &mut Tools| {
        let role = Some(carried.current_role.as_str());
        let bytes = carried.profile.as_bytes();
        let (profile, _) =
            person::read(engine.model, bytes, role, crate::input::today(), engine.limits.entries)?;
        let best = tools.worker.matches(&profile, BEST);
        let person: Vec<_> = best.iter().map(|m| (m.role, m.fit)).collect();
        Ok(page(engine, &carried, &person))
    };
    engine.work(work).await
}

fn page(engine: &Engine, carried: &Carried, person: &[(skillgap::units::RoleRow, f64)]) -> Response {
    let map = engine.map().clone().with_person(person);
    let svg = draw(engine.model, &map, Look::Linked);
    let families = families(engine.model).families;
    shown(&MapPage { title: "Role map", nav: "map", carried, person: map.person.is_some(), svg, families })
}
