//! Bodies of requests, with our own answers where they are too large, of another kind, or malformed.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::{StatusCode, header, request::Parts};
use serde::de::DeserializeOwned;

use super::engine::Engine;
use super::problem::Problem;

/// The body of a request as JSON of a type.
#[derive(Debug)]
pub struct Json<T>(pub T);

/// The query of a request.
#[derive(Debug)]
pub struct Asked<T>(pub T);

/// The whole body, at most as large as allowed.
pub async fn whole(request: Request, limit: usize) -> Result<Bytes, Problem> {
    let announced = request.headers().get(header::CONTENT_LENGTH);
    let announced = announced.and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<usize>().ok());
    if announced.is_some_and(|n| n > limit) {
        return Err(Problem::large(limit));
    }
    let body = http_body_util::Limited::new(request.into_body(), limit);
    let read = http_body_util::BodyExt::collect(body).await;
    read.map(http_body_util::Collected::to_bytes).map_err(|e| {
        if e.is::<http_body_util::LengthLimitError>() {
            return Problem::large(limit);
        }
        let message = "The request was cut short, or came too slowly.";
        Problem::new(StatusCode::REQUEST_TIMEOUT, "cut-short", message, "Send it again.")
    })
}

impl<T: DeserializeOwned> FromRequest<Arc<Engine>> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, engine: &Arc<Engine>) -> Result<Json<T>, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let kind = kind.map(|k| k.split(';').next().unwrap_or("").trim().to_ascii_lowercase());
        // A page of another site can send a form, and not JSON, without asking first: so nothing else passes for JSON.
        if kind.as_deref() != Some("application/json") {
            return Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "not-json",
                "The request is not JSON.",
                "Send it with `Content-Type: application/json`.",
            ));
        }
        let bytes = whole(request, engine.limits.body).await?;
        let value = serde_json::from_slice(&bytes).map_err(|e| {
            Problem::malformed(format!("The request does not have the form described: {}.", plain(&e)))
        })?;
        Ok(Json(value))
    }
}

/// What is wrong with JSON, without the names that types have here.
fn plain(e: &serde_json::Error) -> String {
    let numbers = [("expected usize", "expected a whole number"), ("expected f64", "expected a number")];
    let said = numbers.iter().fold(e.to_string(), |said, (name, word)| said.replace(name, word));
    let Some((before, name)) = said.split_once("expected struct ") else { return said };
    let behind = name.trim_start_matches(|c: char| c.is_alphanumeric());
    format!("{before}expected an object{behind}")
}

impl<T: DeserializeOwned> FromRequestParts<Arc<Engine>> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, engine: &Arc<Engine>) -> Result<Asked<T>, Problem> {
        let query = Query::<T>::from_request_parts(parts, engine).await;
        query.map(|Query(q)| Asked(q)).map_err(|e| Problem::malformed(format!("{}.", e.body_text())))
    }
}
