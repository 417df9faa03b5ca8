//! Matches as HTML: ranked roles with fit and readiness, the gap to each as a chart, and the evidence.

use askama::Template;

use super::page::{page, render};
use super::{chart, filters};
use crate::report::evidence::EvidenceView;
use crate::report::matches::{MatchDocument, MatchView};

#[derive(Template)]
#[template(path = "report/matches.html")]
struct Matches<'a> {
    doc: &'a MatchDocument<'a>,
    roles: Vec<Role<'a>>,
}

#[derive(Template)]
#[template(path = "report/role.html")]
struct Role<'a> {
    m: &'a MatchView<'a>,
    interactive: bool,
    open: bool,
}

impl<'a> Role<'a> {
    fn readiness_bar(&self) -> String {
        chart::share(self.m.readiness, Some(self.m.threshold))
    }

    fn fit_bar(&self) -> String {
        chart::share(self.m.fit, None)
    }

    fn evidence(&self) -> &[EvidenceView<'a>] {
        self.m.evidence.as_deref().unwrap_or_default()
    }

    /// What is missing first, by how much of the readiness it would give back; then what is met, by weight.
    fn rows(&self) -> Vec<&EvidenceView<'a>> {
        let mut rows: Vec<&EvidenceView<'a>> = self.evidence().iter().collect();
        let open = |e: &EvidenceView| e.weight * (1.0 - e.met);
        rows.sort_by(|a, b| open(b).total_cmp(&open(a)).then(b.weight.total_cmp(&a.weight)));
        rows
    }

    /// The reason as a sentence.
    fn reason(&self) -> String {
        let mut letters = self.m.reason.chars();
        letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
    }

    fn met(&self) -> usize {
        self.evidence().iter().filter(|e| e.met >= 1.0).count()
    }

    fn levels(&self, e: &EvidenceView<'_>) -> String {
        chart::levels(e.required_level, e.level, e.how == "related")
    }

    fn level_text(&self, level: &Option<u8>) -> String {
        level.map_or_else(|| "–".to_owned(), |l| l.to_string())
    }

    fn largest(&self) -> Vec<&str> {
        self.m.gaps.iter().take(4).map(|g| g.skill).collect()
    }
}

fn role<'a>(m: &'a MatchView<'a>, interactive: bool, open: bool) -> Role<'a> {
    Role { m, interactive, open }
}

/// The ranked roles. `interactive` adds the buttons of the local page; the gap chart of a role shows where its evidence is in the view.
#[must_use]
pub fn matches_fragment(doc: &MatchDocument, interactive: bool) -> String {
    let roles = doc.matches.iter().map(|m| role(m, interactive, false)).collect();
    render(&Matches { doc, roles })
}

/// One role, opened.
#[must_use]
pub fn role_fragment(m: &MatchView, interactive: bool) -> String {
    render(&role(m, interactive, true))
}

/// A stand-alone report of matches.
#[must_use]
pub fn matches_report(doc: &MatchDocument) -> String {
    page("Where you fit", &matches_fragment(doc, false))
}
