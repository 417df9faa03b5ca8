//! Forms → fields by name. Both kinds that browsers send: with files and without.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{FromRequest, Multipart, Request};
use axum::http::{StatusCode, header};
use skillgap::ingest::bytes::decode;

use super::engine::Engine;
use super::extractors::whole;
use super::problem::Problem;

/// Fields of a form by name; where a name comes twice the later one counts.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    texts: BTreeMap<String, String>,
}

/// More fields than any form here has.
const MOST_FIELDS: usize = 64;

impl Fields {
    /// A field without blanks around it; empty where it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", |t| t.trim())
    }

    /// A field that is a number, if it was filled in.
    pub fn number(&self, name: &str) -> Result<Option<f64>, Problem> {
        let text = self.text(name);
        if text.is_empty() {
            return Ok(None);
        }
        let number = text.parse::<f64>().ok().filter(|n| n.is_finite());
        number.map(Some).ok_or_else(|| {
            let message = format!("“{}” is not a number.", skillgap::ingest::level::shorten(text));
            Problem::unusable("not-a-number", message, "Write digits, such as 8 or 2.5.")
        })
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str) -> bool {
        !self.text(name).is_empty()
    }

    fn put(&mut self, name: String, text: String) -> Result<(), Problem> {
        if self.texts.len() >= MOST_FIELDS && !self.texts.contains_key(&name) {
            return Err(Problem::malformed("The form has too many fields."));
        }
        self.texts.insert(name, text);
        Ok(())
    }
}

impl FromRequest<Arc<Engine>> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, engine: &Arc<Engine>) -> Result<Fields, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let kind = kind.unwrap_or("").to_ascii_lowercase();
        if kind.starts_with("multipart/form-data") {
            return with_files(request, engine).await;
        }
        if !kind.starts_with("application/x-www-form-urlencoded") {
            let message = "The request is not a form.";
            let remedy = "Use the form on the page, or the interface under /api/v1.";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-a-form", message, remedy));
        }
        let bytes = whole(request, engine).await?;
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes)
            .map_err(|_| Problem::malformed("The form cannot be read."))?;
        let mut fields = Fields::default();
        for (name, text) in pairs {
            fields.put(name, text)?;
        }
        Ok(fields)
    }
}

async fn with_files(request: Request, engine: &Arc<Engine>) -> Result<Fields, Problem> {
    let (parts, body) = request.into_parts();
    let limit = engine.limits.body;
    // The whole form is read under the limit first: a cut or oversized one then fails in one place.
    let whole = whole(Request::from_parts(parts.clone(), body), engine).await?;
    let request = Request::from_parts(parts, axum::body::Body::from(whole));
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| Problem::malformed("The form cannot be read."))?;
    let mut fields = Fields::default();
    let broken = |e: axum::extract::multipart::MultipartError| {
        if e.status() == StatusCode::PAYLOAD_TOO_LARGE {
            Problem::large(limit)
        } else {
            Problem::malformed("The form cannot be read.")
        }
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or("").to_owned();
        let file = field.file_name().is_some();
        let bytes = field.bytes().await.map_err(broken)?;
        if file {
            // A file counts as the text that it holds, and only where one was chosen.
            let (text, _) = decode(&bytes);
            if !text.trim().is_empty() {
                fields.put(format!("{name}_file"), text.into_owned())?;
            }
        } else {
            fields.put(name, String::from_utf8_lossy(&bytes).into_owned())?;
        }
    }
    Ok(fields)
}
