//! Ladders as tables for people.

use super::lines::{lines, safe, table};
use super::number::plain;
use super::pathways::{PathDocument, PathwayView, RungView};

/// How many blocking gaps a row names.
const BLOCKING_SHOWN: usize = 3;

/// How many steps of a plan a row names.
const STEPS_SHOWN: usize = 3;

/// Ladders, one table each.
#[must_use]
pub fn text(doc: &PathDocument, width: u16) -> String {
    let mut out = format!("From {} to {}\n", safe(&doc.from_role), safe(&doc.to_role));
    if doc.start_guessed {
        out.push_str(&format!(
            "The profile states no present role: taken to start as {}, the nearest role at the level that it shows or below. Name another with --current-role.\n",
            safe(&doc.from_role)
        ));
    }
    for (i, pathway) in doc.pathways.iter().enumerate() {
        out.push_str(&format!(
            "\n{}. {} years: {}\n",
            i + 1,
            plain(pathway.total_years),
            pathway.rungs.iter().map(|r| safe(&r.role)).collect::<Vec<_>>().join(" → ")
        ));
        out.push_str(&ladder(pathway, width));
    }
    out.push_str(&format!(
        "\nTime on a rung is the larger of the usual time before the move and the plan at {} hours a week. * marks a move by skills that the catalog does not know.\n",
        plain(doc.weekly_hours)
    ));
    if !doc.complete {
        out.push_str("The search was cut short: cheaper ladders may exist.\n");
    }
    out
}

fn ladder(pathway: &PathwayView, width: u16) -> String {
    let header =
        ["rung", "months", "until", "what keeps you from the next", "to learn for it", "hours", "USD"];
    let mut table = table(width, &header, &[1, 2, 5, 6]);
    for rung in &pathway.rungs {
        let mark = if rung.next_move == Some("feasible") { " *" } else { "" };
        let goal = rung.next_move.is_none();
        table.add_row(vec![
            format!("{} ({}){mark}", safe(&rung.role), rung.seniority),
            if goal { String::new() } else { plain(rung.months) },
            if goal { String::new() } else { plain(rung.until_month) },
            blocking(rung),
            learning(rung),
            plain(rung.hours_so_far),
            plain(rung.cost_usd_so_far),
        ]);
    }
    lines(&table)
}

fn blocking(rung: &RungView) -> String {
    if rung.next_move.is_none() {
        return "goal".to_owned();
    }
    if rung.blocking.is_empty() {
        return "nothing".to_owned();
    }
    let names = rung.blocking.iter().take(BLOCKING_SHOWN).map(|g| {
        let from = g.level.map_or(String::new(), |l| format!("{l}→"));
        format!("{} {from}{}", safe(g.skill), g.required_level)
    });
    let mut text = names.collect::<Vec<_>>().join(", ");
    if rung.blocking.len() > BLOCKING_SHOWN {
        text.push_str(&format!(" and {} more", rung.blocking.len() - BLOCKING_SHOWN));
    }
    text
}

fn learning(rung: &RungView) -> String {
    match &rung.plan {
        Some(plan) if plan.steps.is_empty() => String::new(),
        Some(plan) => {
            // The longest are what the months go to.
            let mut steps: Vec<_> = plan.steps.iter().collect();
            steps.sort_by(|a, b| b.hours.total_cmp(&a.hours));
            let names = steps.iter().take(STEPS_SHOWN).map(|s| safe(&s.name)).collect::<Vec<_>>().join("; ");
            let more = steps.len().saturating_sub(STEPS_SHOWN);
            if more > 0 { format!("{names} and {more} more") } else { names }
        }
        None if rung.next_move.is_some() => "on the job: the catalog has no steps for it".to_owned(),
        None => String::new(),
    }
}
