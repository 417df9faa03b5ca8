//! Results as tables and sentences for people.

use comfy_table::presets::UTF8_HORIZONTAL_ONLY;
use comfy_table::{CellAlignment, ContentArrangement, Table};

use super::matches::{MatchDocument, MatchView};
use super::number::plain;
use super::plans::PlanDocument;

/// A table that fits `width` columns.
pub(super) fn table(width: u16, header: &[&str], right: &[usize]) -> Table {
    let mut table = Table::new();
    table
        .load_preset(UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(width);
    table.set_header(header.to_vec());
    for &column in right {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// Text without control characters: names come from files that anyone may have written.
#[must_use]
pub fn safe(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_control()
                || ('\u{202a}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c)
            {
                ' '
            } else {
                c
            }
        })
        .collect()
}

/// A table as lines without trailing blanks.
pub(super) fn lines(table: &Table) -> String {
    let text = table.to_string();
    let mut out: String = text.lines().map(|l| format!("{}\n", l.trim_end())).collect();
    if out.is_empty() {
        out.push('\n');
    }
    out
}

/// How many gaps a row of the table names.
const GAPS_SHOWN: usize = 4;

/// Ranked matches as a table, and what needs saying below it.
#[must_use]
pub fn matches(doc: &MatchDocument, width: u16) -> String {
    let mut out = String::new();
    if doc.matches.is_empty() {
        out.push_str("No role shares a skill with this profile.\n");
    } else if let Some(days) = &doc.days {
        out.push_str(&now_and_then(doc, days, width));
    } else {
        let header = ["#", "role", "family", "fit", "ready", "verdict", "largest gaps", "would close them"];
        let mut table = table(width, &header, &[0, 3, 4]);
        for m in &doc.matches {
            let gaps: Vec<String> = m.gaps.iter().take(GAPS_SHOWN).map(gap).collect();
            let certifications = m.certifications.iter().take(1).map(|c| safe(c.name));
            let projects =
                m.projects.iter().take(1).map(|p| format!("{} ({} h)", safe(&p.title), plain(p.hours)));
            let closers: Vec<String> = certifications.chain(projects).collect();
            table.add_row(vec![
                m.rank.to_string(),
                format!("{} ({})", safe(m.role), m.seniority),
                safe(m.family),
                format!("{:.2}", m.fit),
                format!("{:.0}%", m.readiness * 100.0),
                m.verdict.to_owned(),
                gaps.join(", "),
                closers.join("; "),
            ]);
        }
        out.push_str(&lines(&table));
    }
    for u in &doc.unknown {
        let near = if u.suggestions.is_empty() {
            "nothing near it is known".to_owned()
        } else {
            format!("did you mean {}?", safe(&u.suggestions.join(", ")))
        };
        out.push_str(&format!("Not known: “{}”; {near}\n", safe(&u.name)));
    }
    for e in &doc.expired {
        out.push_str(&format!("Expired: {}; it no longer counts.\n", safe(e.name)));
    }
    for f in &doc.faded {
        out.push_str(&format!(
            "Faded: {} counts as {} and not as {}: last used {}.\n",
            safe(f.skill),
            f.level,
            f.said_level,
            f.last_used
        ));
    }
    for m in doc.matches.iter().filter(|m| m.evidence.is_some()) {
        out.push_str(&explained(m));
    }
    out
}

/// Ranked matches on two days.
fn now_and_then(doc: &MatchDocument, days: &super::matches::DaysView, width: u16) -> String {
    let header =
        ["#", "role", "fit now", "fit then", "ready now", "ready then", "verdict now", "verdict then"];
    let mut table = table(width, &header, &[0, 2, 3, 4, 5]);
    for m in &doc.matches {
        let Some(now) = &m.now else { continue };
        table.add_row(vec![
            m.rank.to_string(),
            format!("{} ({})", safe(m.role), m.seniority),
            format!("{:.2}", now.fit),
            format!("{:.2}", m.fit),
            format!("{:.0}%", now.readiness * 100.0),
            format!("{:.0}%", m.readiness * 100.0),
            now.verdict.to_owned(),
            m.verdict.to_owned(),
        ]);
    }
    format!("{}Now is {}, then {}.\n", lines(&table), days.now, days.then)
}

fn gap(g: &super::matches::GapView) -> String {
    let levels = g
        .level
        .map_or_else(|| format!("{}", g.required_level), |have| format!("{have}→{}", g.required_level));
    format!("{} {levels}", safe(g.skill))
}

/// The parts of a match that add up to its fit and readiness.
fn explained(m: &MatchView) -> String {
    let mut out = format!("\n{}. {}: {} ({})\n", m.rank, safe(m.role), m.verdict, m.reason);
    if let Some(fit) = &m.fit_parts {
        out.push_str(&format!(
            "  fit {:.4} = (1 + t / (1 + |t|)) / 2 with t = 4·({:.4} − {:.4} expected) / {:.4} at most\n",
            m.fit, fit.overlap, fit.expected, fit.most
        ));
        for p in &fit.parts {
            out.push_str(&format!("    {:>8.4}  {}\n", p.worth, safe(p.name)));
        }
    }
    if let Some(evidence) = &m.evidence {
        out.push_str(&format!("  readiness {:.4} = sum of weight × met\n", m.readiness));
        for e in evidence {
            let by = e.by.as_ref().map_or_else(String::new, |b| format!(" by {}", safe(b)));
            let level = e.level.map_or_else(|| "–".to_owned(), |l| l.to_string());
            let must = if e.essential { ", must" } else { "" };
            out.push_str(&format!(
                "    {:.4} × {:.2}  {} (level {level} of {}{must}): {}{by}\n",
                e.weight,
                e.met,
                safe(e.skill),
                e.required_level,
                e.how
            ));
        }
    }
    out
}

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
            if builds.is_empty() { "needed by a later step".to_owned() } else { builds.join(", ") },
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
