//! A plan as HTML: totals, and the steps as a timeline by week.

use askama::Template;

use super::page::{page, render};
use super::{chart, filters};
use crate::report::plans::{PlanDocument, StepView};

#[derive(Template)]
#[template(path = "report/plan.html")]
struct Plan<'a> {
    doc: &'a PlanDocument,
}

impl Plan<'_> {
    fn bar(&self, step: &StepView) -> String {
        let class = if step.kind == "certification" { "step certification" } else { "step" };
        chart::span(step.done_by_week - step.weeks, step.done_by_week, self.doc.total_weeks, class)
    }

    fn weeks(&self) -> String {
        let bar = |s: &StepView| {
            let class = if s.kind == "certification" { "step certification" } else { "step" };
            (s.done_by_week - s.weeks, s.done_by_week, class)
        };
        chart::weeks(&self.doc.steps.iter().map(bar).collect::<Vec<_>>(), self.doc.total_weeks)
    }

    fn before(&self) -> String {
        chart::share(self.doc.readiness_before, Some(self.doc.readiness_after))
    }

    fn when(&self, step: &StepView) -> String {
        // Weeks are counted from 1: what starts after 0.0 weeks is in week 1.
        let first = (step.done_by_week - step.weeks).max(0.0).floor() + 1.0;
        let last = step.done_by_week.ceil().max(first);
        if first >= last { format!("Week {first:.0}") } else { format!("Weeks {first:.0}–{last:.0}") }
    }

    fn name_of<'b>(&'b self, id: &'b str) -> &'b str {
        self.doc.steps.iter().find(|s| s.id == id).map_or(id, |s| s.name.as_str())
    }

    fn why(&self, step: &StepView) -> String {
        step.why.as_ref().map_or(String::new(), |why| crate::report::reasons::sentences(self.doc, why))
    }

    fn assumed(&self) -> bool {
        self.doc.steps.iter().any(|s| s.hours_assumed || s.cost_assumed)
    }

    fn closed(&self, step: &StepView) -> Vec<String> {
        let name = |id: &String| {
            step.raises.iter().find(|r| r.skill_id == *id).map_or_else(|| id.clone(), |r| r.skill.clone())
        };
        step.closes.iter().map(name).collect()
    }

    fn raised(&self, step: &StepView) -> Vec<String> {
        let asked = step.raises.iter().filter(|r| r.asked && !step.closes.contains(&r.skill_id));
        asked.map(|r| format!("{} to {}", r.skill, r.to)).collect()
    }
}

/// The plan without a page around it.
#[must_use]
pub fn plan_fragment(doc: &PlanDocument) -> String {
    render(&Plan { doc })
}

/// A stand-alone report of a plan.
#[must_use]
pub fn plan_report(doc: &PlanDocument) -> String {
    page(&format!("Plan: {}", doc.role), &plan_fragment(doc))
}
