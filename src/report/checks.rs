//! The findings of a check, as JSON and as lines.

use serde::Serialize;

use super::SCHEMA_VERSION;
use super::lines::safe;
use crate::check::Coverage;
use crate::diagnostics::{Findings, Severity};

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct FindingView {
    /// `error`, `warning`, `note`.
    pub severity: &'static str,
    /// Kind of finding.
    pub code: &'static str,
    /// File.
    pub file: String,
    /// Line, from 1; 0 for the whole file.
    pub line: u64,
    /// Column, from 1; 0 for the whole line.
    pub column: u64,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// Counts of a catalog.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct CoverageView {
    /// Roles with a description.
    pub roles: usize,
    /// Skills.
    pub skills: usize,
    /// Skills that some role asks.
    pub skills_asked: usize,
    /// Certifications, retired ones among them.
    pub certifications: usize,
    /// Certifications that can still be earned.
    pub active_certifications: usize,
    /// Rows of projects.csv.
    pub project_rows: usize,
    /// Projects, patterns expanded.
    pub projects: usize,
    /// Moves between roles.
    pub transitions: usize,
    /// Technology, knowledge and practice skills.
    pub technical_skills: usize,
    /// Those with two ways or more to each of the levels 2, 3 and 4.
    pub technical_skills_two_ways: usize,
    /// Median number of requirements of a role.
    pub median_requirements: usize,
}

/// The answer to `check`.
#[derive(Clone, Debug, PartialEq, Serialize, schemars::JsonSchema)]
pub struct CheckDocument {
    /// Version of this shape.
    pub schema_version: u32,
    /// How many findings are errors.
    pub errors: usize,
    /// How many are warnings.
    pub warnings: usize,
    /// How many are notes.
    pub notes: usize,
    /// Counts.
    pub coverage: CoverageView,
    /// By file and line.
    pub findings: Vec<FindingView>,
}

/// Findings and counts as shown.
#[must_use]
pub fn document(coverage: &Coverage, findings: &Findings) -> CheckDocument {
    let errors = findings.count(Severity::Error);
    let warnings = findings.count(Severity::Warning) - errors;
    CheckDocument {
        schema_version: SCHEMA_VERSION,
        errors,
        warnings,
        notes: findings.count(Severity::Note) - errors - warnings,
        coverage: CoverageView {
            roles: coverage.roles,
            skills: coverage.skills,
            skills_asked: coverage.skills_asked,
            certifications: coverage.certifications,
            active_certifications: coverage.active_certifications,
            project_rows: coverage.project_rows,
            projects: coverage.projects,
            transitions: coverage.transitions,
            technical_skills: coverage.technical_skills,
            technical_skills_two_ways: coverage.technical_skills_two_ways,
            median_requirements: coverage.median_requirements,
        },
        findings: findings
            .iter()
            .map(|f| FindingView {
                severity: f.severity.word(),
                code: f.code,
                file: f.place.file.clone(),
                line: f.place.line,
                column: f.place.column,
                message: f.message.clone(),
                remedy: f.remedy.clone(),
            })
            .collect(),
    }
}

/// One line a finding, counts at the end.
#[must_use]
pub fn text(doc: &CheckDocument) -> String {
    let mut out = String::new();
    for f in &doc.findings {
        let line = if f.line > 0 { format!(":{}", f.line) } else { String::new() };
        out.push_str(&safe(&format!(
            "{}{line}: {}: {} {} [{}]",
            f.file, f.severity, f.message, f.remedy, f.code
        )));
        out.push('\n');
    }
    let c = &doc.coverage;
    out.push_str(&format!(
        "{} roles (median {} requirements), {} skills ({} asked by a role), {} certifications ({} active), {} projects from {} rows, {} transitions.\n",
        c.roles, c.median_requirements, c.skills, c.skills_asked, c.certifications, c.active_certifications, c.projects, c.project_rows, c.transitions
    ));
    out.push_str(&format!(
        "{} of {} technical skills have two ways or more to each of the levels 2, 3 and 4.\n",
        c.technical_skills_two_ways, c.technical_skills
    ));
    out.push_str(&format!("{} errors, {} warnings, {} notes.\n", doc.errors, doc.warnings, doc.notes));
    out
}
