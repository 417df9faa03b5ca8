//! What the model knows of roles: the list by family, and one role.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use serde::Deserialize;
use skillgap::report::html::filters;
use skillgap::report::roles::{Candidate, FamilyView, RoleDocument, families, found};

use super::shown;
use crate::web::api::show;
use crate::web::engine::Engine;
use crate::web::extractors::Asked;
use crate::web::problem::Problem;

#[derive(Template)]
#[template(path = "web/roles.html")]
struct RolesPage {
    title: &'static str,
    nav: &'static str,
    text: String,
    candidates: Vec<Candidate>,
    families: Vec<FamilyView>,
}

/// What the list is asked.
#[derive(Debug, Deserialize)]
pub struct ListAsk {
    /// A title to look for.
    #[serde(default)]
    text: String,
}

/// `GET /roles`
pub async fn roles(
    State(engine): State<Arc<Engine>>,
    Asked(ask): Asked<ListAsk>,
) -> Result<Response, Problem> {
    let work = move |engine: &Engine, _: &mut crate::web::engine::Tools| {
        let model = engine.model;
        let text = ask.text.trim().to_owned();
        let candidates = if text.is_empty() {
            Vec::new()
        } else {
            found(model, &text, &model.titles().find(&text, 10)).candidates
        };
        let families = families(model).families;
        Ok(shown(&RolesPage { title: "Roles", nav: "roles", text, candidates, families }))
    };
    engine.work(work).await
}

#[derive(Template)]
#[template(path = "web/role.html")]
struct RolePage {
    title: String,
    nav: &'static str,
    doc: RoleDocument<'static>,
}

/// `GET /roles/{id}`
pub async fn role_page(
    State(engine): State<Arc<Engine>>,
    Path(id): Path<String>,
) -> Result<Response, Problem> {
    let doc = show(engine.model, &id)?;
    Ok(shown(&RolePage { title: filters::clean_name(&doc.title), nav: "roles", doc }))
}
