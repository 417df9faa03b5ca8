//! A cohort as HTML: the heat map of groups × skills, scarce skills, who is ready for what, and what lifts most people.

use askama::Template;

use super::page::{page, render};
use super::{chart, filters};
use crate::plan::cohort::Count;
use crate::report::cohorts::{CohortDocument, LiftView, ScarceView, TowardView};

#[derive(Template)]
#[template(path = "report/cohort.html")]
struct Group<'a> {
    doc: &'a CohortDocument,
}

/// What the bands say, in words.
const BANDS: [&str; 5] = ["0–20%", "20–40%", "40–60%", "60–80%", "80–100%"];

impl Group<'_> {
    fn count(&self, count: &Count) -> String {
        count.map_or_else(|| "…".to_owned(), |n| n.to_string())
    }

    fn bands(&self) -> [&'static str; 5] {
        BANDS
    }

    /// The map turned: a line for each skill, since names of skills are long.
    fn heat(&self) -> Vec<(&str, Vec<Option<u8>>)> {
        let groups = &self.doc.heat.groups;
        let line = |at: usize| groups.iter().map(|g| g.bands.get(at).copied().flatten()).collect();
        let skills = self.doc.heat.skills.iter().enumerate();
        skills.map(|(at, s)| (s.skill.as_str(), line(at))).collect()
    }

    fn said(&self, band: &u8) -> &'static str {
        BANDS[usize::from(*band).min(BANDS.len() - 1)]
    }

    #[allow(clippy::cast_precision_loss)]
    fn short_bar(&self, s: &ScarceView) -> String {
        match (s.met, s.asked) {
            (Some(met), Some(asked)) if asked > 0 => chart::share(met as f64 / asked as f64, None),
            _ => String::new(),
        }
    }

    #[allow(clippy::cast_precision_loss)]
    fn verdict_bar(&self, r: &TowardView) -> String {
        let parts = [
            (r.ready, "ready"),
            (r.lateral, "lateral"),
            (r.stretch, "stretch"),
            (r.step_down, "down"),
            (r.out_of_reach, "out"),
        ];
        let shares: Vec<(f64, &str)> = parts
            .iter()
            .map(|(count, class)| (count.unwrap_or(0) as f64 / self.doc.people.max(1) as f64, *class))
            .collect();
        chart::parts(&shares)
    }

    fn lists(&self) -> [(&'static str, &[LiftView]); 2] {
        [("Certifications", &self.doc.certifications), ("Projects and other steps", &self.doc.projects)]
    }
}

/// The cohort without a page around it.
#[must_use]
pub fn cohort_fragment(doc: &CohortDocument) -> String {
    render(&Group { doc })
}

/// A stand-alone report of a cohort.
#[must_use]
pub fn cohort_report(doc: &CohortDocument) -> String {
    page("The group together", &cohort_fragment(doc))
}
