//! The plans that no other beats in hours and in money at once, as JSON and as a table.

use schemars::JsonSchema;
use serde::Serialize;

use super::SCHEMA_VERSION;
use super::lines::{lines, safe, table};
use super::number::plain;
use super::plans::{PlanDocument, document};
use crate::model::Model;
use crate::plan::PlanFront;

/// The answer to `plan --pareto`.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FrontDocument {
    /// Version of this shape.
    pub schema_version: u32,
    /// Id of the role.
    pub role_id: String,
    /// Its title.
    pub role: String,
    /// Plans from the fewest hours to the least money; each takes more hours and costs less than the one before.
    pub front: Vec<PlanDocument>,
    /// Whether these are all such plans: proven.
    pub complete: bool,
}

/// A front as shown. A front has one plan at least.
#[must_use]
pub fn front(model: &Model, front: &PlanFront) -> FrontDocument {
    let plans: Vec<PlanDocument> = front.plans.iter().map(|p| document(model, p)).collect();
    let first = plans.first();
    FrontDocument {
        schema_version: SCHEMA_VERSION,
        role_id: first.map_or(String::new(), |p| p.role_id.clone()),
        role: first.map_or(String::new(), |p| p.role.clone()),
        complete: front.complete,
        front: plans,
    }
}

/// Names of the steps of one plan that another has not.
#[must_use]
pub fn differs<'a>(plan: &'a PlanDocument, from: &PlanDocument) -> Vec<&'a str> {
    let new = plan.steps.iter().filter(|s| from.steps.iter().all(|o| o.id != s.id || o.kind != s.kind));
    new.map(|s| s.name.as_str()).collect()
}

/// One row a plan: what it takes, and what it has that the one before has not.
#[must_use]
pub fn text(doc: &FrontDocument, width: u16) -> String {
    let mut out = format!("Plans to {}: more hours, less money\n", safe(&doc.role));
    let header = ["#", "hours", "USD", "weeks", "steps", "readiness", "instead of the one above"];
    let mut rows = table(width, &header, &[0, 1, 2, 3, 4, 5]);
    for (at, plan) in doc.front.iter().enumerate() {
        let new: Vec<String> = match at.checked_sub(1).and_then(|before| doc.front.get(before)) {
            Some(before) => differs(plan, before).into_iter().map(safe).collect(),
            None => Vec::new(),
        };
        rows.add_row(vec![
            (at + 1).to_string(),
            plain(plan.total_hours),
            plain(plan.total_cost_usd),
            plain(plan.total_weeks),
            plan.steps.len().to_string(),
            format!("{:.0}%", plan.readiness_after * 100.0),
            new.join("; "),
        ]);
    }
    out.push_str(&lines(&rows));
    out.push_str(if doc.complete {
        "The whole front, proven: no other plan takes fewer hours without costing more, or costs less without taking more hours.\n"
    } else {
        "Not the whole front: the search ended before it was proven.\n"
    });
    out
}
