//! Addresses → handlers, inside the guard and the limits.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::timeout::RequestBodyDeadlineLayer;

use super::engine::Engine;
use super::guard::guard;
use super::problem::Problem;
use super::{api, assets, openapi, pages};

/// All addresses. `port` is the one that clients must name.
pub fn router(engine: Arc<Engine>, port: u16) -> Router {
    let body_time = engine.limits.body_time;
    let document = openapi::document(port);
    let api = Router::new()
        .route("/match", post(api::match_roles))
        .route("/plan", post(api::plan))
        .route("/path", post(api::path))
        .route("/extract", post(api::extract))
        .route("/unlock", post(api::unlock))
        .route("/batch", post(api::batch))
        .route("/roles", get(api::roles))
        .route("/roles/find", get(api::find_role))
        .route("/roles/{id}", get(api::role))
        .route("/skills/find", get(api::find_skill))
        .route("/openapi.json", get(move || std::future::ready(axum::Json(document.clone()))));
    Router::new()
        .nest("/api/v1", api)
        .route("/", get(pages::start))
        .route("/match", get(pages::to_start).post(pages::matches))
        .route("/role", get(pages::to_start).post(pages::role))
        .route("/plan", get(pages::to_start).post(pages::plan))
        .route("/path", get(pages::to_start).post(pages::ladder))
        .route("/download/{file}", post(pages::download))
        .route("/front", get(pages::to_start).post(pages::front))
        .route("/cohort", get(pages::to_people).post(pages::group))
        .route("/cohort/{file}", get(pages::to_people).post(pages::group_file))
        .route("/people", get(pages::people))
        .route("/people/run", get(pages::to_people).post(pages::people_run))
        .route("/people/{file}", get(pages::to_people).post(pages::people_file))
        .route("/roles", get(pages::roles))
        .route("/roles/{id}", get(pages::role_page))
        .route("/map", get(pages::map).post(pages::map_with_person))
        .route("/text", get(pages::text).post(pages::text_read))
        .route("/assets/style.css", get(assets::style))
        .route("/assets/page.js", get(assets::script))
        .route("/favicon.ico", get(assets::icon))
        .fallback(nowhere)
        .method_not_allowed_fallback(wrong_method)
        // Our own limits, which people can change, stand in `extractors::whole`.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(in_our_words))
        .layer(RequestBodyDeadlineLayer::new(body_time))
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send>| Problem::ours().json()))
        .layer(from_fn_with_state(port, guard))
        .with_state(engine)
}

async fn nowhere() -> Problem {
    Problem::nowhere()
}

async fn wrong_method() -> Problem {
    Problem::method()
}

/// A marker that the answer is a problem in JSON which a page should show as a page.
async fn in_our_words(request: Request, next: Next) -> Response {
    let page = !request.uri().path().starts_with("/api/");
    let response = next.run(request).await;
    match response.extensions().get::<Problem>() {
        Some(problem) if page => {
            let allow = response.headers().get(axum::http::header::ALLOW).cloned();
            let mut shown = pages::problem_page(problem.clone());
            if let Some(allow) = allow {
                shown.headers_mut().insert(axum::http::header::ALLOW, allow);
            }
            shown
        }
        // A path that is no UTF-8, for one, is refused by the router itself, in plain text.
        None if response.status().is_client_error() => {
            let mut told = Problem::malformed("The request cannot be read.");
            told.status = response.status();
            if page { pages::problem_page(told) } else { told.into_response() }
        }
        _ => response,
    }
}
