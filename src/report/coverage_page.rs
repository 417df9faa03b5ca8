//! A catalog's coverage as a page of Markdown: what it holds, by field, rung, kind and issuer.
//!
//! Pure: the same catalog gives the same text, so that a test can hold the page in `docs/` against the catalog.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::catalog::{Catalog, ProjectKind, SkillKind, Status};
use crate::check::Coverage;
use crate::units::{ProjectRow, Seniority};

/// Issuers with fewer certifications than this are counted together.
const SHOWN_ISSUER: usize = 8;

/// The page. Rows are ordered by name, rungs and kinds in their own order.
#[must_use]
pub fn page(catalog: &Catalog, coverage: &Coverage) -> String {
    let mut out = String::from(
        "# What the catalog covers\n\nMade from the catalog by `skillgap check data --coverage-page docs/coverage.md`; a test keeps it current.\n\n",
    );
    totals(&mut out, coverage);
    roles(&mut out, catalog);
    skills(&mut out, catalog);
    certifications(&mut out, catalog);
    steps(&mut out, catalog);
    ladders(&mut out, catalog);
    out
}

/// `String` takes any line; writing to it cannot fail.
fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(text);
    out.push('\n');
}

fn totals(out: &mut String, c: &Coverage) {
    out.push_str("| what | count |\n|---|---:|\n");
    let rows = [
        ("roles", c.roles),
        ("requirements of a role, median", c.median_requirements),
        ("skills", c.skills),
        ("skills that a role asks", c.skills_asked),
        ("certifications", c.certifications),
        ("certifications that can be earned", c.active_certifications),
        ("rows of projects.csv", c.project_rows),
        ("projects, patterns expanded", c.projects),
        ("moves between roles", c.transitions),
        ("technology, knowledge and practice skills", c.technical_skills),
        ("of these with two ways or more to each of the levels 2, 3 and 4", c.technical_skills_two_ways),
    ];
    for (what, count) in rows {
        line(out, format_args!("| {what} | {count} |"));
    }
}

fn roles(out: &mut String, catalog: &Catalog) {
    let mut by_field: BTreeMap<&str, [usize; 6]> = BTreeMap::new();
    for role in &catalog.roles {
        let field = role.family.as_deref().unwrap_or("without a field");
        by_field.entry(field).or_default()[role.seniority.rung()] += 1;
    }
    out.push_str("\n## Roles by field and rung\n\n| field |");
    Seniority::ALL.iter().for_each(|s| {
        let _ = write!(out, " {} |", s.word());
    });
    out.push_str(" all |\n|---|---:|---:|---:|---:|---:|---:|---:|\n");
    for (field, rungs) in &by_field {
        let cells: Vec<String> =
            rungs.iter().map(|n| if *n == 0 { String::new() } else { n.to_string() }).collect();
        line(out, format_args!("| {field} | {} | {} |", cells.join(" | "), rungs.iter().sum::<usize>()));
    }
}

fn skills(out: &mut String, catalog: &Catalog) {
    const KINDS: [(SkillKind, &str); 5] = [
        (SkillKind::Technology, "technology"),
        (SkillKind::Knowledge, "knowledge"),
        (SkillKind::Practice, "practice"),
        (SkillKind::Interpersonal, "interpersonal"),
        (SkillKind::Leadership, "leadership"),
    ];
    out.push_str("\n## Skills by kind\n\n| kind | skills | names and aliases |\n|---|---:|---:|\n");
    for (kind, word) in KINDS {
        let of_kind = || catalog.skills.iter().filter(|s| s.kind == kind);
        let names: usize = of_kind().map(|s| s.names.len()).sum();
        line(out, format_args!("| {word} | {} | {names} |", of_kind().count()));
    }
}

fn certifications(out: &mut String, catalog: &Catalog) {
    let mut by_issuer: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for c in &catalog.certifications {
        let column = match c.status {
            Status::Active => 0,
            Status::Unconfirmed => 1,
            Status::Retired => 2,
        };
        by_issuer.entry(&c.issuer).or_default()[column] += 1;
    }
    out.push_str(
        "\n## Certifications by issuer\n\n| issuer | active | not confirmed | retired |\n|---|---:|---:|---:|\n",
    );
    let (mut issuers, mut rest) = (0, [0; 3]);
    for (issuer, [active, unconfirmed, retired]) in by_issuer {
        if active + unconfirmed + retired >= SHOWN_ISSUER {
            line(out, format_args!("| {issuer} | {active} | {unconfirmed} | {retired} |"));
        } else {
            issuers += 1;
            rest = [rest[0] + active, rest[1] + unconfirmed, rest[2] + retired];
        }
    }
    let [active, unconfirmed, retired] = rest;
    line(out, format_args!("| {issuers} further issuers | {active} | {unconfirmed} | {retired} |"));
    let known = |known: usize| format!("{known} of {}", catalog.certifications.len());
    let all = || catalog.certifications.iter();
    out.push_str("\n| fact | known for |\n|---|---:|\n");
    for (fact, count) in [
        ("exam cost", all().filter(|c| c.exam_cost.is_some()).count()),
        ("study hours", all().filter(|c| c.study_hours.is_some()).count()),
        ("validity", all().filter(|c| c.validity_years.is_some()).count()),
        ("experience that the issuer requires", all().filter(|c| c.experience_years.is_some()).count()),
        ("prerequisites", all().filter(|c| !c.needs.is_empty()).count()),
        ("skills it is evidence of", all().filter(|c| !c.evidence.is_empty()).count()),
    ] {
        line(out, format_args!("| {fact} | {} |", known(count)));
    }
}

fn steps(out: &mut String, catalog: &Catalog) {
    const KINDS: [ProjectKind; 5] = [
        ProjectKind::Project,
        ProjectKind::Specialisation,
        ProjectKind::Mentoring,
        ProjectKind::Networking,
        ProjectKind::Leadership,
    ];
    out.push_str(
        "\n## Steps beside certifications\n\n| kind | designs | of these patterns | steps |\n|---|---:|---:|---:|\n",
    );
    for kind in KINDS {
        let designs = || catalog.project_designs.iter().filter(|d| d.kind == kind);
        let steps = (0..catalog.projects.len())
            .filter(|row| catalog.design(ProjectRow::of(*row)).kind == kind)
            .count();
        let patterns = designs().filter(|d| d.choice.is_some()).count();
        line(out, format_args!("| {} | {} | {patterns} | {steps} |", kind.word(), designs().count()));
    }
}

fn ladders(out: &mut String, catalog: &Catalog) {
    let mut up = [[0usize; 6]; 6];
    for t in &catalog.transitions {
        let rung = |role: crate::units::RoleRow| catalog.roles[role.at()].seniority.rung();
        up[rung(t.from)][rung(t.to)] += 1;
    }
    out.push_str("\n## Moves from rung (down) to rung (across)\n\n| from |");
    Seniority::ALL.iter().for_each(|s| {
        let _ = write!(out, " {} |", s.word());
    });
    out.push_str("\n|---|---:|---:|---:|---:|---:|---:|\n");
    for from in Seniority::ALL {
        let cells: Vec<String> =
            up[from.rung()].iter().map(|n| if *n == 0 { String::new() } else { n.to_string() }).collect();
        line(out, format_args!("| {} | {} |", from.word(), cells.join(" | ")));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_catalog_makes_a_page() {
        let page = page(&Catalog::default(), &Coverage::default());
        assert!(page.starts_with("# What the catalog covers\n"));
        assert!(page.contains("| roles | 0 |"));
        assert!(page.contains("| exam cost | 0 of 0 |"));
        assert!(page.ends_with('\n'));
    }
}
