//! Ladders as JSON.

use serde::Serialize;

use super::SCHEMA_VERSION;
use super::evidence::{GapView, gap_view};
use super::number::{hours, share};
use super::plans::{PlanDocument, document as plan_document};
use crate::model::Model;
use crate::plan::{Pathways, Rung};
use crate::units::Seniority;

/// A role on a ladder.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct RungView<'m> {
    /// Id of the role.
    pub role_id: String,
    /// Its title.
    pub role: String,
    /// Its rung.
    pub seniority: Seniority,
    /// Months spent here before the next role; 0 on the goal.
    pub months: f64,
    /// Months from the start of the ladder to the day one leaves this role.
    pub until_month: f64,
    /// Typical months before the move that follows.
    pub typical_months: f64,
    /// `known` (people make the move that follows), `feasible` (skills allow it); `null` on the goal.
    pub next_move: Option<&'static str>,
    /// Readiness for the next role with what this one teaches; `null` on the goal.
    pub readiness_for_next: Option<f64>,
    /// The cheapest steps to the next role; `null` on the goal, or where the catalog has no steps that do.
    pub plan: Option<PlanDocument>,
    /// What keeps one from the next role.
    pub blocking: Vec<GapView<'m>>,
    /// Names of the next role's must-haves that no step of the catalog builds.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub on_the_job: Vec<String>,
    /// Hours of learning from the start to here.
    pub hours_so_far: f64,
    /// Money from the start to here.
    pub cost_usd_so_far: f64,
}

/// A ladder.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct PathwayView<'m> {
    /// Sum of the rungs.
    pub total_months: f64,
    /// The same in years.
    pub total_years: f64,
    /// Sum of the plans.
    pub total_hours: f64,
    /// Sum of the plans.
    pub total_cost_usd: f64,
    /// From the start to the goal.
    pub rungs: Vec<RungView<'m>>,
}

/// The answer to `path`.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct PathDocument<'m> {
    /// Version of this shape.
    pub schema_version: u32,
    /// Id of the role it starts from.
    pub from_role_id: String,
    /// Its title.
    pub from_role: String,
    /// Whether the start is the best-fitting role not above the rung shown, because the profile says no present one.
    pub start_guessed: bool,
    /// Id of the goal.
    pub to_role_id: String,
    /// Its title.
    pub to_role: String,
    /// Hours a week.
    pub weekly_hours: f64,
    /// Whether it is proven that these are the cheapest ladders.
    pub complete: bool,
    /// By months, then hours, then cost.
    pub pathways: Vec<PathwayView<'m>>,
}

fn months(tenths: u32) -> f64 {
    f64::from(tenths) / 10.0
}

/// Ladders as shown.
#[must_use]
pub fn document<'m>(model: &'m Model, found: &Pathways, to: crate::units::RoleRow) -> PathDocument<'m> {
    let catalog = model.catalog();
    let pathways = found.pathways.iter().map(|p| {
        let (mut until, mut minutes, mut cents) = (0, 0, 0);
        let rungs = p.rungs.iter().enumerate().map(|(i, rung)| {
            until += rung.months;
            minutes += rung.plan.as_ref().map_or(0, |p| p.minutes);
            cents += rung.plan.as_ref().map_or(0, |p| p.cost.0);
            rung_view(model, rung, i + 1 == p.rungs.len(), until, (minutes, cents))
        });
        PathwayView {
            rungs: rungs.collect(),
            total_months: months(p.months),
            total_years: super::number::tenth(months(p.months) / 12.0),
            total_hours: hours(p.minutes),
            total_cost_usd: crate::units::Cents(p.cents).usd(),
        }
    });
    PathDocument {
        schema_version: SCHEMA_VERSION,
        from_role_id: catalog[found.start].id.clone(),
        from_role: catalog[found.start].title.clone(),
        start_guessed: found.start_guessed,
        to_role_id: catalog[to].id.clone(),
        to_role: catalog[to].title.clone(),
        weekly_hours: found.weekly_hours,
        complete: found.complete,
        pathways: pathways.collect(),
    }
}

fn rung_view<'m>(model: &'m Model, rung: &Rung, last: bool, until: u32, so_far: (u64, u64)) -> RungView<'m> {
    let catalog = model.catalog();
    let role = &catalog[rung.role];
    RungView {
        role_id: role.id.clone(),
        role: role.title.clone(),
        seniority: role.seniority,
        months: months(rung.months),
        until_month: months(until),
        typical_months: months(rung.tenure),
        next_move: (!last).then_some(if rung.known { "known" } else { "feasible" }),
        readiness_for_next: (!last).then(|| share(rung.readiness)),
        plan: rung.plan.as_ref().map(|p| plan_document(model, p)),
        blocking: rung.blocking.iter().map(|g| gap_view(model, g)).collect(),
        on_the_job: rung.unbuildable.iter().map(|s| catalog[*s].name.clone()).collect(),
        hours_so_far: hours(so_far.0),
        cost_usd_so_far: crate::units::Cents(so_far.1).usd(),
    }
}
