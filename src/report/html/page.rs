//! The page around a report: one file, nothing from outside, readable on paper, in light and in dark, without script.

use askama::Template;

/// The style of reports and of the local page.
pub const BASE_STYLE: &str = include_str!("../../../templates/report/base.css");

/// The style of role maps.
pub const MAP_STYLE: &str = include_str!("../../../templates/report/map.css");

#[derive(Template)]
#[template(path = "report/page.html")]
struct Page<'a> {
    title: &'a str,
    body: &'a str,
    style: String,
    version: &'static str,
}

/// A stand-alone page. `title` is text; `body` is markup made by this module's fragments.
#[must_use]
pub fn page(title: &str, body: &str) -> String {
    let title = super::filters::clean_name(title);
    let style = format!("{BASE_STYLE}{MAP_STYLE}");
    let page = Page { title: &title, body, style, version: env!("CARGO_PKG_VERSION") };
    render(&page)
}

/// A template as text. Rendering into a string fails only where a filter does, and none of ours does.
pub(super) fn render(template: &impl Template) -> String {
    template.render().unwrap_or_default()
}
