//! Why each step is in a plan, as JSON and as sentences.

use schemars::JsonSchema;
use serde::Serialize;

use super::lines::safe;
use super::number::{hours, plain, share, tenth};
use super::plans::{PlanDocument, document};
use crate::model::Model;
use crate::plan::{Instead, Minimize, Plan, Reason};

/// Why a step is in a plan.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WhyView {
    /// Readiness that it would add today, by itself; 0 for a step that only opens the door to others.
    pub alone: f64,
    /// Readiness that the rest of the plan reaches without it.
    pub readiness_without: f64,
    /// Names of must-haves that stay open without it.
    pub musts_without: Vec<String>,
    /// Ids of steps of the plan that cannot be taken without it.
    pub stranded: Vec<String>,
    /// The best plan found without it; `null` if there is none within the limits.
    pub instead: Option<InsteadView>,
}

/// The best plan found without a step, beside the plan itself.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct InsteadView {
    /// More hours than the plan; below 0 where it takes fewer (possible where cost is minimised).
    pub more_hours: f64,
    /// More US dollars than the plan; below 0 where it costs less (possible where hours are minimised).
    pub more_cost_usd: f64,
    /// Whether it is proven cheapest.
    pub exact: bool,
    /// How much more of what is minimised, in hours or US dollars, every plan without the step takes at least: proven.
    pub at_least: f64,
    /// Names of the steps that it has and the plan has not.
    pub steps: Vec<String>,
}

/// A plan as shown, with the reason for each step.
#[must_use]
pub fn explained(model: &Model, plan: &Plan, reasons: &[Reason]) -> PlanDocument {
    let mut doc = document(model, plan);
    let catalog = model.catalog();
    for (step, reason) in doc.steps.iter_mut().zip(reasons) {
        let without = &reason.without;
        step.why = Some(WhyView {
            alone: share(reason.alone),
            readiness_without: share(without.readiness),
            musts_without: without.musts.iter().map(|m| catalog[*m].name.clone()).collect(),
            stranded: without.stranded.iter().map(|i| plan.steps[*i].step.id(catalog).into_owned()).collect(),
            instead: reason.instead.as_ref().map(|i| instead(model, plan, i)),
        });
    }
    doc
}

#[allow(clippy::cast_precision_loss)]
fn instead(model: &Model, plan: &Plan, instead: &Instead) -> InsteadView {
    let at_least = match plan.minimize {
        Minimize::Hours => tenth(hours(instead.bound) - hours(plan.minutes)),
        Minimize::Cost => (instead.bound as f64 - plan.cost.0 as f64) / 100.0,
    };
    InsteadView {
        more_hours: tenth(hours(instead.minutes) - hours(plan.minutes)),
        more_cost_usd: (instead.cost.0 as f64 - plan.cost.0 as f64) / 100.0,
        exact: instead.exact,
        // A bound below the plan itself says nothing.
        at_least: at_least.max(0.0),
        steps: instead.steps.iter().map(|s| s.name(model.catalog())).collect(),
    }
}

/// The reasons as lines of text, one paragraph a step; empty where the document carries none.
#[must_use]
pub fn text(doc: &PlanDocument) -> String {
    let mut out = String::new();
    for (number, step) in (1..).zip(&doc.steps) {
        let Some(why) = &step.why else { continue };
        if out.is_empty() {
            out.push_str("\nWhy each step:\n");
        }
        out.push_str(&format!(" {number:>2}  {}: {}\n", safe(&step.name), sentences(doc, why)));
    }
    if doc.optimal && !out.is_empty() {
        let unit = if doc.minimize == "hours" { "hours" } else { "USD" };
        out.push_str(&format!("Every set of steps that takes fewer {unit} fails: proven by the search.\n"));
    }
    out
}

/// A reason in sentences. Steps are named by their numbers in the plan.
#[must_use]
pub fn sentences(doc: &PlanDocument, why: &WhyView) -> String {
    let gives = if why.alone > 0.0 {
        format!("Alone it adds {:.1} points of readiness.", why.alone * 100.0)
    } else {
        "Alone it adds nothing: it opens the door to others.".to_owned()
    };
    let number = |id: &String| doc.steps.iter().position(|s| s.id == *id).map(|p| (p + 1).to_string());
    let mut breaks: Vec<String> = Vec::new();
    if !why.stranded.is_empty() {
        let numbers: Vec<String> = why.stranded.iter().filter_map(number).collect();
        let word = if numbers.len() == 1 { "step" } else { "steps" };
        breaks.push(format!("{word} {} cannot be taken", series(&numbers)));
    }
    if !why.musts_without.is_empty() {
        let names: Vec<String> = why.musts_without.iter().map(|m| safe(m)).collect();
        let word = if names.len() == 1 { "stays" } else { "stay" };
        breaks.push(format!("{} {word} open", series(&names)));
    }
    breaks.push(format!("the rest reaches {:.1}%", why.readiness_without * 100.0));
    format!("{gives} Without it {}. {}", breaks.join(", "), other(doc, why))
}

fn other(doc: &PlanDocument, why: &WhyView) -> String {
    let Some(instead) = &why.instead else {
        return "No plan within the limits does without it.".to_owned();
    };
    let signed = |value: f64, unit: &str| {
        let sign = if value < 0.0 { "−" } else { "+" };
        format!("{sign}{} {unit}", plain(value.abs()))
    };
    let more = format!("{}, {}", signed(instead.more_hours, "hours"), signed(instead.more_cost_usd, "USD"));
    let names: Vec<String> = instead.steps.iter().map(|s| safe(s)).collect();
    let with = if names.is_empty() { String::new() } else { format!(", with {}", names.join("; ")) };
    if instead.exact {
        return format!("The cheapest plan without it: {more}{with}.");
    }
    let unit = if doc.minimize == "hours" { "hours" } else { "USD" };
    let least = if instead.at_least > 0.0 {
        format!("; every one takes {} at least", signed(instead.at_least, unit))
    } else {
        String::new()
    };
    format!("A plan without it (not proven cheapest): {more}{with}{least}.")
}

/// `1`, `1 and 2`, `1, 2 and 3`.
fn series(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
