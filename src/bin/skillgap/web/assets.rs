//! The style and the script of the page, compiled in.

use std::sync::OnceLock;

use axum::http::header;
use axum::response::IntoResponse;
use skillgap::report::html::{BASE_STYLE, MAP_STYLE};

const PAGE_STYLE: &str = include_str!("../../../../assets/page.css");
const SCRIPT: &str = include_str!("../../../../assets/page.js");

/// `GET /assets/style.css`: the style of reports and maps, then that of the page.
pub async fn style() -> impl IntoResponse {
    static ALL: OnceLock<String> = OnceLock::new();
    let all = ALL.get_or_init(|| format!("{BASE_STYLE}{MAP_STYLE}{PAGE_STYLE}"));
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], all.as_str())
}

/// `GET /assets/page.js`
pub async fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], SCRIPT)
}

/// `GET /favicon.ico`: none, said quickly.
pub async fn icon() -> axum::http::StatusCode {
    axum::http::StatusCode::NO_CONTENT
}
