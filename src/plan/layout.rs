//! Chosen steps → a plan: their order, what each raises and closes, when renewals are due.

use jiff::civil::Date;

use super::problem::{Person, PlanProblem};
use super::proposal::{Goal, Plan, PlanStep, Raise, hours_a_week};
use super::schedule;
use super::step::StepRef;
use crate::catalog::{Catalog, Certification};
use crate::matching::readiness::{Satisfaction, readiness};
use crate::model::Model;
use crate::units::{Cents, RoleRow};
use crate::vector::{Evidence, Held, RoleVector};

/// The day on which a certificate earned on `earned` no longer counts; `None` where it never lapses or nobody knows.
#[must_use]
pub fn lapses_on(facts: &Certification, earned: Option<Date>) -> Option<Date> {
    let years = facts.validity_years.filter(|y| *y > 0.0)?;
    #[allow(clippy::cast_possible_truncation)]
    let months = (f64::from(years) * 12.0).round() as i32;
    // It counts through the last day of its term.
    earned?.checked_add(jiff::Span::new().months(months)).ok()?.tomorrow().ok()
}

/// The day that comes so many weeks after another; `None` far in the future.
#[must_use]
pub fn day_after(from: Date, weeks: f64) -> Option<Date> {
    #[allow(clippy::cast_possible_truncation)]
    let days = (weeks * 7.0).ceil().clamp(0.0, 400_000.0) as i64;
    from.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

/// Puts chosen steps in order and works out what each raises and closes.
pub(super) fn lay_out(
    model: &Model,
    stated: &PlanProblem,
    person: &Person,
    role: RoleRow,
    chosen: &[u32],
    goal: &Goal,
) -> Plan {
    let data = &model.data;
    let vector = &data.roles[role.at()];
    let mut satisfaction = Satisfaction::default();
    satisfaction.fill(&person.profile.skills, vector, &data.links);
    let before = readiness(vector, &satisfaction);
    // What is renewed never lapses, so it is there from the start.
    let mut held: Vec<Held> = stated.held.clone();
    let renewed = chosen.iter().map(|c| stated.steps[*c as usize]);
    renewed.filter(|s| matches!(s, StepRef::Renewal(_))).for_each(|s| {
        raise(&mut held, s, &data.catalog, vector);
    });
    satisfaction.fill(&held, vector, &data.links);
    let mut plan = Plan {
        role,
        readiness_before: before,
        readiness_after: readiness(vector, &satisfaction),
        steps: Vec::with_capacity(chosen.len()),
        minutes: 0,
        cost: Cents(0),
        weekly_hours: hours_a_week(goal.weekly_hours, person.profile),
        optimal: false,
        minimize: goal.minimize,
        bound: 0,
        lapses: Vec::new(),
    };
    let (order, waits) = order(stated, chosen, person, &data.catalog, goal);
    let mut at_place: Vec<usize> = vec![usize::MAX; chosen.len()];
    for &j in &order {
        let step = stated.steps[chosen[j] as usize];
        let open: Vec<bool> = satisfaction.met.iter().map(|m| m.share < 256).collect();
        let raises = match step {
            StepRef::Renewal(_) => Vec::new(),
            _ => raise(&mut held, step, &data.catalog, vector),
        };
        satisfaction.fill(&held, vector, &data.links);
        let closes = vector
            .requirements
            .iter()
            .zip(open.iter().zip(&satisfaction.met))
            .filter(|(_, (open, met))| **open && met.share >= 256)
            .map(|(r, _)| r.skill)
            .collect();
        let facts = step.facts(&data.catalog);
        let mut after: Vec<usize> =
            waits[j].iter().flatten().map(|w| at_place[*w]).filter(|p| *p != usize::MAX).collect();
        after.sort_unstable();
        after.dedup();
        at_place[j] = plan.steps.len();
        plan.minutes += facts.minutes;
        plan.cost.0 += facts.cost.0;
        plan.readiness_after = readiness(vector, &satisfaction);
        plan.steps.push(PlanStep {
            step,
            facts,
            raises,
            closes,
            after,
            readiness_after: plan.readiness_after,
            due: due(step, person, &data.catalog),
        });
    }
    let renewed = |row| plan.steps.iter().any(|s| s.step == StepRef::Renewal(row));
    plan.lapses = person.lapsing.by_the_end.iter().copied().filter(|row| !renewed(*row)).collect();
    plan
}

fn due(step: StepRef, person: &Person, catalog: &Catalog) -> Option<Date> {
    let StepRef::Renewal(row) = step else { return None };
    let held = &person.profile.certifications;
    let at = held.binary_search_by_key(&row, |c| c.certification).ok()?;
    lapses_on(&catalog[row], held[at].earned)
}

/// An order of the chosen steps, and the steps each waits for, as indices into `chosen`.
#[allow(clippy::type_complexity)]
fn order(
    stated: &PlanProblem,
    chosen: &[u32],
    person: &Person,
    catalog: &Catalog,
    goal: &Goal,
) -> (Vec<usize>, Vec<Vec<Vec<usize>>>) {
    let place = |step: u32| chosen.iter().position(|c| *c == step);
    let waits: Vec<Vec<Vec<usize>>> = chosen
        .iter()
        .map(|c| {
            let groups = stated.problem.needs_of(*c as usize);
            groups.map(|g| g.iter().filter_map(|s| place(*s)).collect()).collect()
        })
        .collect();
    let now: Vec<u32> = stated.problem.requirements.iter().map(|r| r.now).collect();
    let mut points = now;
    let mut seen = 0;
    let worth = |j: usize, done: &[usize]| {
        // Points of the steps done so far; the list only grows while one plan is ordered.
        for d in &done[seen..] {
            for &(r, y) in &stated.problem.steps[chosen[*d] as usize].yields {
                points[r as usize] = points[r as usize].max(y);
            }
        }
        seen = done.len();
        let step = &stated.problem.steps[chosen[j] as usize];
        let gain: u64 =
            step.yields.iter().map(|&(r, y)| u64::from(y.saturating_sub(points[r as usize]))).sum();
        let minutes = stated.steps[chosen[j] as usize].facts(catalog).minutes.max(1);
        #[allow(clippy::cast_precision_loss)]
        let worth = gain as f64 / minutes as f64;
        worth
    };
    let renewal = |j: usize| matches!(stated.steps[chosen[j] as usize], StepRef::Renewal(_));
    let order = schedule::order(chosen.len(), &waits, renewal, worth);
    (by_due_day(order, stated, chosen, person, catalog, goal), waits)
}

/// Renewals come as late as their day allows: each before the first step that would end after it.
fn by_due_day(
    order: Vec<usize>,
    stated: &PlanProblem,
    chosen: &[u32],
    person: &Person,
    catalog: &Catalog,
    goal: &Goal,
) -> Vec<usize> {
    let step = |j: usize| stated.steps[chosen[j] as usize];
    let (mut renewals, learning): (Vec<usize>, Vec<usize>) =
        order.into_iter().partition(|j| matches!(step(*j), StepRef::Renewal(_)));
    if renewals.is_empty() {
        return learning;
    }
    renewals.sort_by_key(|j| (due(step(*j), person, catalog), *j));
    let weekly_hours = hours_a_week(goal.weekly_hours, person.profile);
    let end = |minutes: u64| {
        #[allow(clippy::cast_precision_loss)]
        let weeks = minutes as f64 / 60.0 / weekly_hours;
        goal.from.and_then(|from| day_after(from, weeks))
    };
    let (mut out, mut minutes) = (Vec::new(), 0);
    let mut waiting = renewals.into_iter().peekable();
    for j in learning {
        let next = step(j).facts(catalog).minutes;
        while let Some(&r) = waiting.peek() {
            let renewal = step(r).facts(catalog).minutes;
            if due(step(r), person, catalog) >= end(minutes + next + renewal) {
                break;
            }
            minutes += renewal;
            out.push(r);
            waiting.next();
        }
        minutes += next;
        out.push(j);
    }
    out.extend(waiting);
    out
}

/// Applies a step to what a person has.
pub(super) fn raise(held: &mut Vec<Held>, step: StepRef, catalog: &Catalog, role: &RoleVector) -> Vec<Raise> {
    let mut raises = Vec::new();
    for (skill, _, level) in step.builds(catalog) {
        let asked = role.requirements.binary_search_by_key(&skill, |r| r.skill).is_ok();
        match held.binary_search_by_key(&skill, |h| h.skill) {
            Ok(at) if held[at].level < level => {
                raises.push(Raise { skill, from: Some(held[at].level), to: level, asked });
                held[at].level = level;
            }
            Ok(_) => {}
            Err(at) => {
                raises.push(Raise { skill, from: None, to: level, asked });
                held.insert(at, Held { skill, level, evidence: Evidence::Exact });
            }
        }
    }
    raises
}
