//! The pages: each a template around fragments that reports are made of.

mod front;
mod group;
mod ladder;
mod map;
mod people;
mod role;
mod text;
mod way;

pub use front::front;
pub use group::{group, group_file};
pub use ladder::ladder;
pub use map::{map, map_with_person};
pub use people::{download as people_file, people, run as people_run};
pub use role::{role_page, roles};
pub use text::{text, text_read};
pub use way::{download, matches, plan, role, start, to_people, to_start};

use askama::Template;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use skillgap::report::html::filters;

use super::fields::Fields;
use super::problem::Problem;

/// What a page goes on with: the profile, and what was said beside it. It travels in hidden fields, so that nothing is kept here.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// The profile as text.
    pub profile: String,
    /// The present role.
    pub current_role: String,
    /// Only roles of this rung.
    pub seniority: String,
}

impl Carried {
    /// From a form; a chosen file wins over the text beside it.
    pub fn of(fields: &Fields) -> Carried {
        Carried {
            profile: fields.file_or_text("profile").into_owned(),
            current_role: fields.text("current_role").to_owned(),
            seniority: fields.text("seniority").to_owned(),
        }
    }
}

#[derive(Template)]
#[template(path = "web/problem.html")]
struct ProblemPage {
    title: &'static str,
    nav: &'static str,
    message: String,
    remedy: String,
}

/// A problem as a page.
pub fn problem_page(problem: Problem) -> Response {
    let (message, remedy) = problem.text();
    let page = ProblemPage { title: "That did not work", nav: "", message, remedy };
    let mut response = shown(&page);
    *response.status_mut() = problem.status;
    if problem.status == axum::http::StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("1"));
    }
    response.extensions_mut().insert(problem);
    response
}

/// A template as an answer.
pub fn shown(page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => Html(text).into_response(),
        Err(_) => Problem::ours().into_response(),
    }
}
