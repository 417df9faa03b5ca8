//! Ladders as HTML: rungs with their months, what to do on each, and what blocks the next.

use askama::Template;

use super::page::{page, render};
use super::{chart, filters};
use crate::report::pathways::{PathDocument, PathwayView, RungView};

#[derive(Template)]
#[template(path = "report/path.html")]
struct Ladders<'a> {
    doc: &'a PathDocument<'a>,
}

/// How many gaps and steps of a rung are named.
const NAMED: usize = 5;

impl Ladders<'_> {
    fn bar(&self, way: &PathwayView, rung: &RungView) -> String {
        let start = rung.until_month - rung.months;
        chart::span(start, rung.until_month, way.total_months, "step")
    }

    fn blocking<'r>(&self, rung: &'r RungView) -> Vec<&'r str> {
        rung.blocking.iter().take(NAMED).map(|g| g.skill).collect()
    }

    fn steps<'r>(&self, rung: &'r RungView) -> Vec<&'r str> {
        let steps = rung.plan.iter().flat_map(|p| &p.steps);
        steps.take(NAMED).map(|s| s.name.as_str()).collect()
    }

    fn more(&self, rung: &RungView) -> usize {
        rung.plan.as_ref().map_or(0, |p| p.steps.len().saturating_sub(NAMED))
    }

    fn way_there(&self, way: &PathwayView) -> String {
        way.rungs.iter().map(|r| r.role.as_str()).collect::<Vec<_>>().join(" → ")
    }
}

/// The ladders without a page around them.
#[must_use]
pub fn path_fragment(doc: &PathDocument) -> String {
    render(&Ladders { doc })
}

/// A stand-alone report of ladders.
#[must_use]
pub fn path_report(doc: &PathDocument) -> String {
    page(&format!("The way to {}", doc.to_role), &path_fragment(doc))
}
