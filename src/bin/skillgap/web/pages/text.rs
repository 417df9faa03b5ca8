//! A text with what it names highlighted in place.

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use skillgap::report::extraction::{ExtractionDocument, document};
use skillgap::report::html::filters;
use skillgap::text::Extractor;

use super::shown;
use crate::web::engine::{Engine, Tools};
use crate::web::fields::Fields;
use crate::web::problem::Problem;

/// A stretch of the text.
struct Piece {
    text: String,
    /// What it names, and how strongly; empty for text between mentions.
    what: String,
    strength: &'static str,
}

#[derive(Template)]
#[template(path = "web/text.html")]
struct TextPage {
    title: &'static str,
    nav: &'static str,
    text: String,
    pieces: Vec<Piece>,
    doc: Option<ExtractionDocument>,
}

/// `GET /text`
pub async fn text() -> Response {
    page(String::new(), Vec::new(), None)
}

fn page(text: String, pieces: Vec<Piece>, doc: Option<ExtractionDocument>) -> Response {
    shown(&TextPage { title: "Read a text", nav: "text", text, pieces, doc })
}

/// `POST /text`
pub async fn text_read(State(engine): State<Arc<Engine>>, fields: Fields) -> Result<Response, Problem> {
    let text = fields.file_or_text("text").into_owned();
    let work = move |_: &Engine, tools: &mut Tools| {
        let mut extractor = Extractor::new(tools.model.lexicon());
        let doc = document(tools.model.catalog(), extractor.extract(&text), None);
        let pieces = pieces(&text, &doc);
        Ok(page(text, pieces, Some(doc)))
    };
    engine.work(work).await
}

/// Cuts a text at its mentions. Where two mentions share bytes, the earlier, then the longer one is shown.
fn pieces(text: &str, doc: &ExtractionDocument) -> Vec<Piece> {
    let mut spans: Vec<(usize, usize, &str, &'static str)> = Vec::new();
    let mut add = |name, strength, list: &[(u32, u32)]| {
        spans.extend(list.iter().map(|(from, to)| (*from as usize, *to as usize, name, strength)));
    };
    doc.skills.iter().for_each(|s| add(s.name.as_str(), s.strength, &s.spans));
    doc.certifications.iter().for_each(|c| add(c.name.as_str(), c.strength, &c.spans));
    spans.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then(a.2.cmp(b.2)));
    let mut pieces = Vec::new();
    let mut at = 0;
    for (from, to, name, strength) in spans {
        let (Some(before), Some(mention)) = (text.get(at..from), text.get(from..to)) else { continue };
        if !before.is_empty() {
            pieces.push(Piece { text: before.to_owned(), what: String::new(), strength: "" });
        }
        pieces.push(Piece { text: mention.to_owned(), what: name.to_owned(), strength });
        at = to;
    }
    let rest = text.get(at..).unwrap_or("");
    pieces.push(Piece { text: rest.to_owned(), what: String::new(), strength: "" });
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use skillgap::model::Model;

    #[test]
    fn pieces_put_together_are_the_text() {
        let model = Model::shipped().unwrap();
        let text =
            "Größe: installing, configuring and repairing computers; Linux required, <b>AWS</b> a plus.";
        let mut extractor = Extractor::new(model.lexicon());
        let doc = document(model.catalog(), extractor.extract(text), None);
        let cut = pieces(text, &doc);
        assert_eq!(cut.iter().map(|p| p.text.as_str()).collect::<String>(), text);
        assert!(cut.iter().any(|p| p.what == "Linux" && p.strength == "required"));
    }
}
