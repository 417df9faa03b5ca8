//! Results as tables and sentences for people.

pub use super::lines::safe;
use super::lines::{lines, table};
use super::number::plain;
use super::plans::{PlanDocument, StepView};
pub use super::ranking::matches;
use crate::plan::StepRef;

/// A plan as a table with its proof.
#[must_use]
pub fn plan(doc: &PlanDocument, width: u16) -> String {
    let mut out = format!(
        "Plan to {}: readiness {:.0}% → {:.0}%\n",
        safe(&doc.role),
        doc.readiness_before * 100.0,
        doc.readiness_after * 100.0
    );
    if doc.steps.is_empty() {
        out.push_str("Nothing to do: the target is met already.\n");
        return out;
    }
    let mut table =
        table(width, &["#", "step", "kind", "hours", "USD", "by week", "builds", "after"], &[0, 3, 4, 5]);
    for (i, s) in doc.steps.iter().enumerate() {
        let builds: Vec<String> = s
            .raises
            .iter()
            .filter(|r| r.asked)
            .map(|r| {
                let from = r.from.map_or(String::new(), |f| format!("{f}→"));
                format!("{} {from}{}", safe(&r.skill), r.to)
            })
            .collect();
        let after: Vec<String> = s
            .after
            .iter()
            .filter_map(|a| doc.steps.iter().position(|x| x.id == *a))
            .map(|p| (p + 1).to_string())
            .collect();
        let about = |assumed: bool| if assumed { "~" } else { "" };
        table.add_row(vec![
            (i + 1).to_string(),
            safe(&s.name),
            s.kind.clone(),
            format!("{}{}", about(s.hours_assumed), plain(s.hours)),
            format!("{}{}", about(s.cost_assumed), plain(s.cost_usd)),
            plain(s.done_by_week),
            if builds.is_empty() { why_it_is_there(doc, s) } else { builds.join(", ") },
            after.join(", "),
        ]);
    }
    out.push_str(&lines(&table));
    out.push_str(&format!(
        "In all {} hours, {}{} USD, {} weeks at {} hours a week. ",
        plain(doc.total_hours),
        doc.about_cost(),
        plain(doc.total_cost_usd),
        plain(doc.total_weeks),
        plain(doc.weekly_hours)
    ));
    let unit = if doc.minimize == "hours" { "hours" } else { "USD" };
    out.push_str(&if doc.optimal {
        format!("Proven optimal: no plan takes fewer {unit}.\n")
    } else {
        format!("Not proven optimal: no plan takes fewer than {} {unit}.\n", plain(doc.bound))
    });
    if doc.steps.iter().any(|s| s.hours_assumed || s.cost_assumed) {
        out.push_str("~ marks what the catalog does not know: a usual value stands in its place.\n");
    }
    out.push_str(&super::reasons::text(doc));
    out
}

/// What a step is for that builds nothing the role asks by name.
fn why_it_is_there(doc: &PlanDocument, step: &StepView) -> String {
    if step.kind == StepRef::RENEWAL {
        return "kept: it lapses before the end of the plan".to_owned();
    }
    if doc.steps.iter().any(|later| later.after.contains(&step.id)) {
        return "needed by a later step".to_owned();
    }
    let raised: Vec<String> = step.raises.iter().map(|r| format!("{} {}", safe(&r.skill), r.to)).collect();
    format!("near to what is asked: {}", raised.join(", "))
}

/// Mentions, one a line with its first place.
#[must_use]
pub fn extraction(doc: &super::extraction::ExtractionDocument) -> String {
    let mut out = String::new();
    if let Some(id) = &doc.id {
        out.push_str(&format!("{}\n", safe(id)));
    }
    let spans = |spans: &[(u32, u32)]| {
        let shown: Vec<String> = spans.iter().map(|(a, b)| format!("{a}–{b}")).collect();
        shown.join(", ")
    };
    for s in &doc.skills {
        let level = s.level.map_or_else(String::new, |l| format!(", level {l}"));
        out.push_str(&format!(
            "skill          {} ({}{level}) at {}\n",
            safe(&s.name),
            s.strength,
            spans(&s.spans)
        ));
    }
    for c in &doc.certifications {
        out.push_str(&format!("certification  {} ({}) at {}\n", safe(&c.name), c.strength, spans(&c.spans)));
    }
    if doc.skills.is_empty() && doc.certifications.is_empty() {
        out.push_str("Nothing is named that the catalog knows.\n");
    }
    for p in doc.places.iter().flatten() {
        let known =
            p.id.as_ref()
                .map_or_else(|| "not known by that name".to_owned(), |id| format!("known as {}", safe(id)));
        out.push_str(&format!("place          {} at {}: {known}\n", safe(&p.text), spans(&[p.span])));
    }
    if let Some(near) = &doc.nearest {
        for n in near {
            out.push_str(&format!("nearest        {} ({:.2})\n", safe(&n.name), n.score));
        }
    }
    if let Some(list) = &doc.typical {
        out.push_str(&typical(list));
    }
    out
}

/// Skills that a text leaves unsaid, set apart from what it says.
fn typical(list: &[super::extraction::TypicalView]) -> String {
    let mut out = String::new();
    if list.is_empty() {
        out.push_str("Nothing more is typical for roles with such a text.\n");
    }
    for t in list {
        let roles: Vec<String> = t.roles.iter().map(|r| safe(r)).collect();
        out.push_str(&format!(
            "typical        {} ({:.2}): not named; asked by {}\n",
            safe(&t.name),
            t.share,
            roles.join(", ")
        ));
    }
    out
}

/// A list of roles.
#[must_use]
pub fn roles(list: &super::roles::RoleList, width: u16) -> String {
    let mut table = table(width, &["id", "title", "seniority", "family"], &[]);
    for r in &list.roles {
        table.add_row(vec![safe(&r.id), safe(&r.title), r.seniority.to_string(), safe(&r.family)]);
    }
    lines(&table)
}

/// What a threshold was measured on.
fn measured(enough: bool, roles: u16, which: &str) -> String {
    if enough {
        format!("measured on {roles} roles {which}")
    } else {
        format!("not enough data, {roles} roles {which}: as usual on its rung")
    }
}

/// Everything about a role.
#[must_use]
pub fn role(doc: &super::roles::RoleDocument) -> String {
    let mut out = format!(
        "{} ({}, {}), id {}\nready from {:.0}% on ({}), a stretch from {:.0}% on ({})\n",
        safe(&doc.title),
        doc.seniority,
        safe(&doc.family),
        safe(&doc.id),
        doc.threshold * 100.0,
        measured(doc.calibration.enough_peers, doc.calibration.peers, "like it"),
        doc.stretch * 100.0,
        measured(doc.calibration.enough_feeders, doc.calibration.feeders, "that lead to it")
    );
    if !doc.aliases.is_empty() {
        out.push_str(&format!("also called {}\n", safe(&doc.aliases.join("; "))));
    }
    out.push_str("\nasks, most telling first:\n");
    for r in &doc.requirements {
        let must = if r.essential { ", must" } else { "" };
        out.push_str(&format!("  {} {} (importance {:.2}{must})\n", safe(&r.skill), r.level, r.importance));
    }
    if !doc.certifications.is_empty() {
        let names: Vec<String> = doc.certifications.iter().map(|c| safe(c.name)).collect();
        out.push_str(&format!("certifications named: {}\n", names.join("; ")));
    }
    if let Some(list) = &doc.typical {
        out.push_str("\nnot asked, but typical for roles like it:\n");
        out.push_str(&typical(list));
    }
    out.push('\n');
    for line in doc.description.lines() {
        out.push_str(&safe(line));
        out.push('\n');
    }
    // Sources of imported roles are the lines that their publishers ask to be shown.
    if !doc.source.is_empty() {
        out.push_str(&format!("\nsource: {}\n", safe(&doc.source)));
    }
    out
}

/// Families with their ladders.
#[must_use]
pub fn families(list: &super::roles::FamilyList) -> String {
    let mut out = String::new();
    for f in &list.families {
        out.push_str(&format!(
            "{} ({} roles): {}\n",
            safe(&f.label),
            f.roles.len(),
            safe(&f.skills.join(", "))
        ));
        for r in &f.roles {
            out.push_str(&format!("  {:<9}{}\n", r.seniority.word(), safe(&r.title)));
        }
    }
    out
}

/// Candidates for a title.
#[must_use]
pub fn found(doc: &super::roles::TitleDocument) -> String {
    if doc.candidates.is_empty() {
        return "No role has a title like this.\n".to_owned();
    }
    doc.candidates
        .iter()
        .map(|c| format!("{:.3}  {}  ({})\n", c.score, safe(&c.role), safe(&c.role_id)))
        .collect()
}

/// What `train` says at the end.
#[must_use]
pub fn summary(doc: &super::roles::TrainDocument, path: &str) -> String {
    format!(
        "{path}: {} roles with {} requirements in {} families; {} skills, {} certifications, {} projects; catalog {}; {} bytes.",
        doc.roles,
        doc.requirements,
        doc.families,
        doc.skills,
        doc.certifications,
        doc.projects,
        doc.fingerprint,
        doc.bytes
    )
}
