//! Plans and ladders as a checklist in Markdown: a box for each step, with the day by which it is done.

use jiff::civil::Date;

use super::calendar::{days, months_after};
use super::lines::safe;
use super::number::plain;
use super::pathways::PathDocument;
use super::plans::{PlanDocument, StepView};

/// The steps of a plan that starts on `from`.
#[must_use]
pub fn plan(doc: &PlanDocument, from: Date) -> String {
    let mut out = format!("# Plan to {}\n\n", inline(&doc.role));
    out.push_str(&format!(
        "Readiness {:.0}% → {:.0}%: {} hours, {}{} USD, {} weeks from {from} at {} hours a week.",
        doc.readiness_before * 100.0,
        doc.readiness_after * 100.0,
        plain(doc.total_hours),
        doc.about_cost(),
        plain(doc.total_cost_usd),
        plain(doc.total_weeks),
        plain(doc.weekly_hours)
    ));
    out.push_str(if doc.optimal { " Nothing cheaper does it.\n\n" } else { "\n\n" });
    if doc.steps.is_empty() {
        out.push_str("Nothing to do: the target is met already.\n");
    }
    steps(&mut out, doc, from);
    out
}

/// Every ladder, starting on `from`.
#[must_use]
pub fn path(doc: &PathDocument, from: Date) -> String {
    let mut out = format!("# From {} to {}\n", inline(&doc.from_role), inline(&doc.to_role));
    for (number, pathway) in doc.pathways.iter().enumerate() {
        out.push_str(&format!(
            "\n## {}. {} years, {} hours, {} USD\n",
            number + 1,
            plain(pathway.total_years),
            plain(pathway.total_hours),
            plain(pathway.total_cost_usd)
        ));
        for (rung, next) in pathway.rungs.iter().zip(pathway.rungs.iter().skip(1)) {
            let arrival = months_after(from, rung.until_month - rung.months);
            let leaving = months_after(from, rung.until_month);
            out.push_str(&format!(
                "\n### {} ({}), {arrival} to {leaving}\n\n",
                inline(&rung.role),
                rung.seniority
            ));
            match &rung.plan {
                Some(plan) => steps(&mut out, plan, arrival),
                None => out.push_str("- [ ] Learn it on the job: the catalog has no steps for it\n"),
            }
            for skill in &rung.on_the_job {
                out.push_str(&format!(
                    "- [ ] {} on the job: no step of the catalog builds it\n",
                    inline(skill)
                ));
            }
            out.push_str(&format!("- [ ] **Move to {}**\n", inline(&next.role)));
        }
    }
    out
}

fn steps(out: &mut String, plan: &PlanDocument, from: Date) {
    for step in &plan.steps {
        let (_, end) = days(step, from);
        let last = end.yesterday().unwrap_or(end);
        out.push_str(&format!(
            "- [ ] **{}** ({}): {}, by {last}\n",
            inline(&step.name),
            inline(&step.kind),
            step.effort()
        ));
        for line in [builds(step), after(plan, step)].into_iter().flatten() {
            out.push_str(&format!("  - {line}\n"));
        }
    }
}

fn builds(step: &StepView) -> Option<String> {
    let asked = step.raises.iter().filter(|r| r.asked);
    let names: Vec<String> = asked.map(|r| format!("{} to level {}", inline(&r.skill), r.to)).collect();
    (!names.is_empty()).then(|| format!("builds {}", names.join(", ")))
}

fn after(plan: &PlanDocument, step: &StepView) -> Option<String> {
    let named = |id: &String| plan.steps.iter().find(|s| s.id == *id).map(|s| inline(&s.name));
    let names: Vec<String> = step.after.iter().filter_map(named).collect();
    (!names.is_empty()).then(|| format!("after {}", names.join(", ")))
}

/// Text that Markdown shows as it stands: names come from files that anyone may have written.
fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in safe(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '&' | '!' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
