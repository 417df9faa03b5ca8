//! A role map as a stand-alone page.

use super::page::page;

/// A page around a map drawn for a page.
#[must_use]
pub fn map_report(svg: &str) -> String {
    let body = format!(
        r#"<p class="lead">Each dot is a role, each area a family of like roles; larger dots stand higher on the ladder. Near means alike.</p><div class="scroll wide" tabindex="0" role="region" aria-label="Role map">{svg}</div>"#
    );
    page("Role map", &body)
}
