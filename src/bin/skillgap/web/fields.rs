//! Forms → fields by name. Both kinds that browsers send: with files and without.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Bytes;
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
    files: BTreeMap<String, Bytes>,
}

/// The fields of a form with a file of many people, which may be larger than other forms.
#[derive(Clone, Debug)]
pub struct Upload(pub Fields);

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

    /// The bytes of a chosen file; none where no file was chosen, or an empty one.
    pub fn file(&self, name: &str) -> Option<&Bytes> {
        self.files.get(name)
    }

    /// A chosen file as text, else the field of that name.
    pub fn file_or_text(&self, name: &str) -> Cow<'_, str> {
        match self.file(name).map(|f| decode(f).0) {
            Some(text) if !text.trim().is_empty() => text,
            _ => Cow::Borrowed(self.text(name)),
        }
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
            return with_files(request, engine.limits.body).await;
        }
        if !kind.starts_with("application/x-www-form-urlencoded") {
            let message = "The request is not a form.";
            let remedy = "Use the form on the page, or the interface under /api/v1.";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-a-form", message, remedy));
        }
        let bytes = whole(request, engine.limits.body).await?;
        let pairs: Vec<(String, String)> = serde_urlencoded::from_bytes(&bytes)
            .map_err(|_| Problem::malformed("The form cannot be read."))?;
        let mut fields = Fields::default();
        for (name, text) in pairs {
            fields.put(name, text)?;
        }
        Ok(fields)
    }
}

impl FromRequest<Arc<Engine>> for Upload {
    type Rejection = Problem;

    async fn from_request(request: Request, engine: &Arc<Engine>) -> Result<Upload, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        if kind.is_some_and(|k| k.to_ascii_lowercase().starts_with("multipart/form-data")) {
            return with_files(request, engine.limits.batch).await.map(Upload);
        }
        Fields::from_request(request, engine).await.map(Upload)
    }
}

async fn with_files(request: Request, limit: usize) -> Result<Fields, Problem> {
    let (parts, body) = request.into_parts();
    // The whole form is read under the limit first: a cut or oversized one then fails in one place.
    let whole = whole(Request::from_parts(parts.clone(), body), limit).await?;
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
            // Browsers send an empty file where none was chosen.
            if !bytes.is_empty() && fields.files.len() < MOST_FIELDS {
                fields.files.insert(name, bytes);
            }
        } else {
            fields.put(name, String::from_utf8_lossy(&bytes).into_owned())?;
        }
    }
    Ok(fields)
}
