//! Rows of a batch as CSV, safe to open in a spreadsheet.

use super::number::share;
use super::plans::PlanDocument;
use crate::matching::Match;
use crate::model::Model;

/// The columns of a batch.
pub const HEADER: &str =
    "profile_id,rank,role_id,role,fit,readiness,verdict,missing,certifications,projects\n";

/// Appends a cell: quoted where it must be, and with a `'` in front where a spreadsheet would take it for a formula.
///
/// Cells that start with `=`, `+`, `-`, `@`, a tab or a carriage return are neutralised, as OWASP's page on CSV injection advises; so are those that
/// have a `'` in front of it already, so that [`plain`] finds the text again.
pub fn cell(out: &mut Vec<u8>, text: &str) {
    let formula = is_formula(text);
    let quote = memchr::memchr3(b',', b'"', b'\n', text.as_bytes()).is_some() || text.contains('\r');
    if !quote {
        if formula {
            out.push(b'\'');
        }
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.push(b'"');
    if formula {
        out.push(b'\'');
    }
    for part in text.split_inclusive('"') {
        out.extend_from_slice(part.as_bytes());
        if part.ends_with('"') {
            out.push(b'"');
        }
    }
    out.push(b'"');
}

/// Whether a spreadsheet would take a text for a formula, also behind any `'`.
pub(crate) fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The text of a cell, unquoted, without the `'` that [`cell`] put in front.
#[must_use]
pub fn plain(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_formula(rest)).unwrap_or(cell)
}

/// Appends a share with four digits, as JSON prints it.
pub fn number(out: &mut Vec<u8>, value: f64) {
    use std::io::Write;
    let value = share(value);
    // Writing to a vector cannot fail.
    let _ = write!(out, "{value}");
}

/// A list inside a cell, joined by `;`; a `;` inside a name becomes a comma so that the list keeps its length.
fn list(out: &mut Vec<u8>, names: impl Iterator<Item = impl AsRef<str>>, scratch: &mut String) {
    scratch.clear();
    for name in names {
        if !scratch.is_empty() {
            scratch.push(';');
        }
        for c in name.as_ref().chars() {
            scratch.push(if c == ';' { ',' } else { c });
        }
    }
    cell(out, scratch);
}

/// The line of column names, with those of a plan where each profile gets one.
#[must_use]
pub fn header(plan: bool) -> String {
    if plan { format!("{},{PLAN_HEADER}\n", HEADER.trim_end()) } else { HEADER.to_owned() }
}

/// The columns that a plan for the best role adds.
pub const PLAN_HEADER: &str = "plan_steps,plan_hours,plan_cost_usd,plan_weeks,plan_optimal";

/// Appends the rows of one profile; one with rank 0 and no role where nothing matches, so that no profile is lost.
pub fn rows(out: &mut Vec<u8>, scratch: &mut String, model: &Model, profile_id: &str, matches: &[Match]) {
    if matches.is_empty() {
        no_match(out, profile_id);
        out.push(b'\n');
    }
    for (i, m) in matches.iter().enumerate() {
        row(out, scratch, model, profile_id, i + 1, m);
        out.push(b'\n');
    }
}

/// As [`rows`], with the cells of [`PLAN_HEADER`] behind: those of the plan in the first row, empty ones in the others.
pub fn rows_with_plan(
    out: &mut Vec<u8>,
    scratch: &mut String,
    model: &Model,
    profile_id: &str,
    matches: &[Match],
    plan: Option<&PlanDocument>,
) {
    if matches.is_empty() {
        no_match(out, profile_id);
        out.extend_from_slice(b",,,,,\n");
    }
    for (i, m) in matches.iter().enumerate() {
        row(out, scratch, model, profile_id, i + 1, m);
        match plan.filter(|_| i == 0) {
            Some(plan) => {
                out.push(b',');
                list(out, plan.steps.iter().map(|s| s.id.as_str()), scratch);
                let rest = format!(
                    ",{},{},{},{}\n",
                    plan.total_hours, plan.total_cost_usd, plan.total_weeks, plan.optimal
                );
                out.extend_from_slice(rest.as_bytes());
            }
            None => out.extend_from_slice(b",,,,,\n"),
        }
    }
}

/// The row of a profile that matches no role.
fn no_match(out: &mut Vec<u8>, profile_id: &str) {
    cell(out, profile_id);
    out.extend_from_slice(b",0,,,,,,,,");
}

fn row(out: &mut Vec<u8>, scratch: &mut String, model: &Model, profile_id: &str, rank: usize, m: &Match) {
    let catalog = model.catalog();
    let role = &catalog[m.role];
    cell(out, profile_id);
    out.push(b',');
    out.extend_from_slice(rank.to_string().as_bytes());
    out.push(b',');
    cell(out, &role.id);
    out.push(b',');
    cell(out, &role.title);
    out.push(b',');
    number(out, m.fit);
    out.push(b',');
    number(out, m.readiness);
    out.push(b',');
    out.extend_from_slice(m.verdict.word().as_bytes());
    out.push(b',');
    list(out, m.gaps.iter().map(|g| catalog[g.skill].id.as_str()), scratch);
    out.push(b',');
    list(out, m.certifications.iter().map(|c| catalog[*c].id.as_str()), scratch);
    out.push(b',');
    list(out, m.projects.iter().map(|p| catalog.project_id(*p)), scratch);
}

#[cfg(test)]
mod tests {
    use super::{cell, plain};

    fn of(text: &str) -> String {
        let mut out = Vec::new();
        cell(&mut out, text);
        String::from_utf8_lossy(&out).into_owned()
    }

    #[test]
    fn what_is_made_safe_is_found_again() {
        for text in ["", "a", "'", "'a", "=a", "'=a", "''+a", "-", "'-", "@x'", "'\tx"] {
            let cell = of(text);
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t']), "{cell}");
            assert_eq!(plain(&cell), text);
        }
    }

    #[test]
    fn cells_are_safe() {
        assert_eq!(of("plain"), "plain");
        assert_eq!(of("a,b"), "\"a,b\"");
        assert_eq!(of("say \"x\""), "\"say \"\"x\"\"\"");
        assert_eq!(of("=1+1"), "'=1+1");
        assert_eq!(of("@cmd,x"), "\"'@cmd,x\"");
        assert_eq!(of("-1"), "'-1");
    }
}
