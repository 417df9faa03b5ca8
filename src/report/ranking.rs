//! Ranked matches as a table, on one day or on two, with what needs saying below it and the parts that add up to each.

use super::evidence::GapView;
use super::lines::{lines, safe, table};
use super::matches::{DaysView, MatchDocument, MatchView};
use super::number::plain;

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
    for e in &doc.not_yet_earned {
        out.push_str(&format!(
            "Not yet earned: {}, dated {}; it does not count before.\n",
            safe(e.name),
            e.earned
        ));
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
fn now_and_then(doc: &MatchDocument, days: &DaysView, width: u16) -> String {
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

fn gap(g: &GapView) -> String {
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
