//! Plans as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::number::{hours, plain, share, tenth};
use super::reasons::WhyView;
use crate::model::Model;
use crate::plan::{Minimize, Plan};

/// A skill that a step raises.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct RaiseView {
    /// Id of the skill.
    pub skill_id: String,
    /// Its name.
    pub skill: String,
    /// Level before; `null` where the person did not have it.
    pub from: Option<u8>,
    /// Level after.
    pub to: u8,
    /// Whether the role asks it.
    pub asked: bool,
}

/// A step of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StepView {
    /// `certification`, `project`, `specialisation`, `mentoring`, `networking`, `leadership`.
    pub kind: String,
    /// Id of the certification or project.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Effort.
    pub hours: f64,
    /// Whether the hours are a stand-in because the catalog has none.
    pub hours_assumed: bool,
    /// Money.
    pub cost_usd: f64,
    /// Whether the cost is a stand-in because the catalog has none.
    pub cost_assumed: bool,
    /// Weeks at the plan's hours a week.
    pub weeks: f64,
    /// Weeks from the start of the plan to the end of this step.
    pub done_by_week: f64,
    /// Ids of the skills whose gap it closes.
    pub closes: Vec<String>,
    /// All skills that it raises.
    pub raises: Vec<RaiseView>,
    /// Ids of earlier steps that it waits for.
    pub after: Vec<String>,
    /// Readiness once it is done.
    pub readiness_after: f64,
    /// Why it is in the plan; only where asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<WhyView>,
}

impl StepView {
    /// Hours and money in words. What the catalog does not know is said, with the usual value that stands in its place.
    pub(super) fn effort(&self) -> String {
        let (hours, cost) = (plain(self.hours), plain(self.cost_usd));
        let hours =
            if self.hours_assumed { format!("hours not known (~{hours})") } else { format!("{hours} hours") };
        let cost =
            if self.cost_assumed { format!("cost not known (~{cost} USD)") } else { format!("{cost} USD") };
        format!("{hours}, {cost}")
    }
}

/// The answer to `plan`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PlanDocument {
    /// Version of this shape.
    pub schema_version: u32,
    /// Id of the role.
    pub role_id: String,
    /// Its title.
    pub role: String,
    /// Readiness now.
    pub readiness_before: f64,
    /// Readiness at the end.
    pub readiness_after: f64,
    /// In order.
    pub steps: Vec<StepView>,
    /// Sum.
    pub total_hours: f64,
    /// Sum.
    pub total_cost_usd: f64,
    /// At the plan's hours a week.
    pub total_weeks: f64,
    /// Hours a week.
    pub weekly_hours: f64,
    /// `hours` or `cost`.
    pub minimize: &'static str,
    /// Whether it is proven that nothing cheaper exists.
    pub optimal: bool,
    /// Proven lower bound on what was minimised, in hours or US dollars.
    pub bound: f64,
}

impl PlanDocument {
    /// `~` before a sum of money of which a part is not known.
    pub(super) fn about_cost(&self) -> &'static str {
        if self.steps.iter().any(|s| s.cost_assumed) { "~" } else { "" }
    }
}

/// A plan as shown.
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn document(model: &Model, plan: &Plan) -> PlanDocument {
    let catalog = model.catalog();
    let mut minutes = 0;
    let steps = plan.steps.iter().map(|s| {
        minutes += s.facts.minutes;
        StepView {
            kind: s.step.kind(catalog).to_owned(),
            id: s.step.id(catalog).into_owned(),
            name: s.step.name(catalog),
            hours: hours(s.facts.minutes),
            hours_assumed: s.facts.hours_assumed,
            cost_usd: s.facts.cost.usd(),
            cost_assumed: s.facts.cost_assumed,
            weeks: tenth(plan.weeks(s.facts.minutes)),
            done_by_week: tenth(plan.weeks(minutes)),
            closes: s.closes.iter().map(|k| catalog[*k].id.clone()).collect(),
            raises: s
                .raises
                .iter()
                .map(|r| RaiseView {
                    skill_id: catalog[r.skill].id.clone(),
                    skill: catalog[r.skill].name.clone(),
                    from: r.from.map(crate::units::Level::get),
                    to: r.to.get(),
                    asked: r.asked,
                })
                .collect(),
            after: s.after.iter().map(|a| plan.steps[*a].step.id(catalog).into_owned()).collect(),
            readiness_after: share(s.readiness_after),
            why: None,
        }
    });
    let steps = steps.collect();
    let role = &catalog[plan.role];
    PlanDocument {
        schema_version: SCHEMA_VERSION,
        role_id: role.id.clone(),
        role: role.title.clone(),
        readiness_before: share(plan.readiness_before),
        readiness_after: share(plan.readiness_after),
        steps,
        total_hours: hours(plan.minutes),
        total_cost_usd: plan.cost.usd(),
        total_weeks: tenth(plan.weeks(plan.minutes)),
        weekly_hours: plan.weekly_hours,
        minimize: if plan.minimize == Minimize::Hours { "hours" } else { "cost" },
        optimal: plan.optimal,
        bound: if plan.minimize == Minimize::Hours { hours(plan.bound) } else { plan.bound as f64 / 100.0 },
    }
}
