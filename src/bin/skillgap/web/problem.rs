//! What goes wrong, as an answer: a status, a short stable code, a sentence and the way out. In JSON or as a page.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;
use skillgap::error::Error;
use skillgap::report::SCHEMA_VERSION;
use skillgap::report::html::filters::clean_name;

/// Why there is no answer.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The status.
    pub status: StatusCode,
    code: &'static str,
    message: String,
    remedy: String,
}

/// The body of an answer that is none.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProblemDocument {
    /// Version of this shape.
    schema_version: u32,
    /// What is wrong.
    error: ProblemView,
}

/// What is wrong and what to do.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ProblemView {
    /// A short stable name of the kind of problem.
    code: &'static str,
    /// A sentence.
    message: String,
    /// The way out; empty where there is none.
    remedy: String,
}

impl Problem {
    /// A problem with a message and a way out.
    pub fn new(
        status: StatusCode,
        code: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Problem {
        Problem { status, code, message: message.into(), remedy: remedy.into() }
    }

    /// Input that can be read and cannot be used.
    pub fn unusable(code: &'static str, message: impl Into<String>, remedy: impl Into<String>) -> Problem {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, message, remedy)
    }

    /// A form or a request that does not have its shape.
    pub fn malformed(message: impl Into<String>) -> Problem {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "malformed",
            message,
            "See /api/v1/openapi.json for what is asked.",
        )
    }

    /// Nothing here.
    pub fn nowhere() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "not-found", "There is nothing at this address.", "Start at /.")
    }

    /// A way of asking that this address does not know.
    pub fn method() -> Problem {
        let message = "This address does not answer requests of this method.";
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", message, "")
    }

    /// More at once than allowed.
    pub fn busy() -> Problem {
        let message = "Too many requests are waiting.";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message, "Try again in a second.")
    }

    /// Longer than allowed.
    pub fn late() -> Problem {
        let message = "The answer took longer than allowed.";
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, "late", message, "Ask for less, or try again.")
    }

    /// A body larger than allowed.
    pub fn large(limit: usize) -> Problem {
        let message = format!("The request is larger than {} MiB.", limit >> 20);
        Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            message,
            "Send less, start the page with a larger --max-body, or use the command line, which has no such limit.",
        )
    }

    /// A fault of the program.
    pub fn ours() -> Problem {
        let message = "The program failed on this request; the others go on.";
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", message, "Please report it.")
    }

    /// The code.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// The message and the way out, as text.
    pub fn text(&self) -> (String, String) {
        (self.message.clone(), self.remedy.clone())
    }

    /// As it stands in an answer.
    pub fn view(self) -> ProblemView {
        ProblemView { code: self.code, message: self.message, remedy: self.remedy }
    }

    /// As JSON.
    pub fn json(self) -> Response {
        let status = self.status;
        let body = ProblemDocument { schema_version: SCHEMA_VERSION, error: self.view() };
        let mut response = (status, axum::Json(body)).into_response();
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

impl IntoResponse for Problem {
    /// JSON; the problem itself goes along, so that it can be shown as a page instead.
    fn into_response(self) -> Response {
        let mut response = self.clone().json();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        match error {
            Error::Input { place, message, remedy } => {
                let at = if place.line > 0 { format!("Line {}: ", place.line) } else { String::new() };
                Problem::unusable("unusable-profile", format!("{at}{message}"), remedy)
            }
            Error::UnknownRole { name, candidates } => {
                let remedy = if candidates.is_empty() {
                    "The list of roles shows all.".to_owned()
                } else {
                    format!("The nearest: {}.", candidates.join("; "))
                };
                let message = format!("No role is called “{}”.", clean_name(&name));
                Problem::unusable("unknown-role", message, remedy)
            }
            other @ Error::Parameter { .. } => Problem::unusable("out-of-range", other.to_string(), ""),
            other => Problem::unusable("unusable", other.to_string(), ""),
        }
    }
}
