//! A catalog folder → records. Every cell is checked here once; what is wrong is a finding with its line.

use std::path::{Path, PathBuf};

use super::cells::Cells;
use super::columns::{unknown_columns, unknown_tables};
use super::roles::{RoleSource, read_roles};
use super::table::Table;
use super::whole::read_file;
use crate::catalog::record::{
    BuildRecord, CareerPathRecord, CertificationRecord, EvidenceRecord, NeedRecord, PrerequisiteRecord,
    ProjectRecord, RequirementRecord, SkillRecord, TenureRecord, TransitionRecord,
};
use crate::catalog::{CertificationLevel, ProjectKind, Records, SkillKind, Status};
use crate::diagnostics::{Findings, Place, Severity};
use crate::error::{Error, Result};
use crate::units::Level;

/// Reads all tables and `roles/` of a catalog folder.
///
/// # Errors
/// The folder or a file in it cannot be read, or it has no `skills.csv`. Everything else is a finding.
pub fn read_folder(folder: &Path) -> Result<(Records, Findings)> {
    let mut records = Records::default();
    let mut findings = Findings::new();
    let shown = folder.display().to_string();
    if !folder.join("skills.csv").is_file() {
        return Err(Error::Input {
            place: Place::file(shown),
            message: "There is no skills.csv in this folder, so it is no catalog.".to_owned(),
            remedy: "Name a folder laid out as data/README.md describes.".to_owned(),
        });
    }
    unknown_tables(folder, &mut findings);
    read_tables(folder, &mut records, &mut findings)?;
    let roles = folder.join("roles");
    if roles.exists() {
        records.roles = read_role_sources(&roles, &mut findings)?;
    } else if folder.join("roles.csv").is_file() {
        records.roles = read_role_sources(&folder.join("roles.csv"), &mut findings)?;
    }
    Ok((records, findings))
}

/// Adds the rows of all tables that are in a folder.
fn read_tables(folder: &Path, records: &mut Records, findings: &mut Findings) -> Result<()> {
    read_steps(folder, records, findings)?;
    let mut table = |name: &str, read: &mut dyn FnMut(&mut Cells)| read_table(folder, name, findings, read);
    table("requirements.csv", &mut |c| records.requirements.extend(requirement(c)))?;
    table("transitions.csv", &mut |c| records.transitions.extend(transition(c)))?;
    table("career_paths.csv", &mut |c| records.career_paths.extend(career_path(c)))?;
    table("tenures.csv", &mut |c| records.tenures.extend(tenure(c)))
}

/// Adds the rows of the tables about skills, certifications and projects that are in a folder.
pub(super) fn read_steps(folder: &Path, records: &mut Records, findings: &mut Findings) -> Result<()> {
    let mut table = |name: &str, read: &mut dyn FnMut(&mut Cells)| read_table(folder, name, findings, read);
    table("skills.csv", &mut |c| records.skills.extend(skill(c)))?;
    table("certifications.csv", &mut |c| records.certifications.extend(certification(c)))?;
    table("certification_skills.csv", &mut |c| records.evidence.extend(evidence(c)))?;
    table("prerequisites.csv", &mut |c| records.prerequisites.extend(prerequisite(c)))?;
    table("projects.csv", &mut |c| records.projects.extend(project(c)))?;
    table("project_skills.csv", &mut |c| records.builds.extend(build(c)))
}

/// Hands each row of a table to `read`; a table that is not in the folder has none.
fn read_table(
    folder: &Path,
    name: &str,
    findings: &mut Findings,
    read: &mut dyn FnMut(&mut Cells),
) -> Result<()> {
    let path = folder.join(name);
    if !path.is_file() {
        return Ok(());
    }
    let table = Table::read(&path.display().to_string(), &read_file(&path)?, findings);
    unknown_columns(name, &table, findings);
    for row in &table.rows {
        read(&mut Cells { table: &table, row, findings });
    }
    Ok(())
}

/// Reads role descriptions from a file, or from every text, table, JSON-LD, HTML and `.xlsx` file below a folder in order of path.
///
/// # Errors
/// A file cannot be read.
pub fn read_role_sources(
    path: &Path,
    findings: &mut Findings,
) -> Result<Vec<crate::catalog::record::RoleRecord>> {
    let mut files = Vec::new();
    list_files(path, 0, &mut files)?;
    files.sort();
    if files.is_empty() {
        findings.add(
            Severity::Warning,
            "no-role-file",
            Place::file(path.display().to_string()),
            "The folder holds no file of role descriptions.",
            "They are read from .md, .txt, .csv, .tsv, .json, .jsonld, .html and .xlsx.",
        );
    }
    let mut roles = Vec::new();
    for file in files {
        let shown = file.display().to_string();
        let bytes = read_file(&file)?;
        roles.extend(read_roles(&RoleSource { file: &shown, bytes: &bytes }, findings));
    }
    Ok(roles)
}

/// Folders deeper than this are links that lead in circles.
const DEEPEST_FOLDER: usize = 32;

fn list_files(path: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<()> {
    let shown = || path.display().to_string();
    if !path.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    if depth > DEEPEST_FOLDER {
        return Ok(());
    }
    for entry in std::fs::read_dir(path).map_err(Error::io("cannot list", shown()))? {
        let entry = entry.map_err(Error::io("cannot list", shown()))?.path();
        let wanted = entry.extension().and_then(|e| e.to_str()).is_some_and(|e| {
            matches!(
                e.to_ascii_lowercase().as_str(),
                "md" | "markdown" | "txt" | "csv" | "tsv" | "json" | "jsonld" | "html" | "htm" | "xlsx"
            )
        });
        let readme = entry.file_stem().is_some_and(|s| s.eq_ignore_ascii_case("readme"));
        if entry.is_dir() || wanted && !readme {
            list_files(&entry, depth + 1, files)?;
        }
    }
    Ok(())
}

fn skill(c: &mut Cells) -> Option<SkillRecord> {
    let kind =
        c.word("kind", SkillKind::parse, "technology, knowledge, practice, interpersonal, leadership")?;
    Some(SkillRecord {
        place: c.place(),
        id: c.id("id")?,
        name: c.required("name")?,
        kind,
        parent: c.text("parent"),
        aliases: c.list("aliases"),
        related: c.list("related"),
        source: c.text("source"),
    })
}

fn certification(c: &mut Cells) -> Option<CertificationRecord> {
    let status = |text: &str| match text {
        "active" => Some(Status::Active),
        "retired" => Some(Status::Retired),
        "unconfirmed" => Some(Status::Unconfirmed),
        _ => None,
    };
    Some(CertificationRecord {
        place: c.place(),
        id: c.id("id")?,
        name: c.required("name")?,
        issuer: c.text("issuer"),
        level: c.word("level", CertificationLevel::parse, "entry, associate, professional, expert")?,
        status: c.word("status", status, "active, retired, unconfirmed")?,
        as_of: c.date("as_of"),
        retired_on: c.date("retired_on"),
        successors: c.list("successors"),
        validity_years: c.number("validity_years", 0.0, 50.0),
        renewal_hours: c.number("renewal_hours", 0.0, 10_000.0),
        renewal_cost: c.cents("renewal_cost_usd"),
        experience_years: c.number("experience_years", 0.0, 50.0),
        exam_cost: c.cents("exam_cost_usd"),
        study_hours: c.number("study_hours", 0.0, 100_000.0),
        aliases: c.list("aliases"),
        url: c.text("url"),
        source: c.text("source"),
    })
}

fn evidence(c: &mut Cells) -> Option<EvidenceRecord> {
    Some(EvidenceRecord {
        place: c.place(),
        certification: c.id("certification")?,
        // No id: a folder merged into another catalog may call it by name. What does not resolve is found later.
        skill: c.required("skill")?,
        level: c.required_level("level")?,
        source: c.text("source"),
    })
}

fn prerequisite(c: &mut Cells) -> Option<PrerequisiteRecord> {
    let for_project = c.word(
        "step_kind",
        |t| match t {
            "certification" => Some(false),
            "project" => Some(true),
            _ => None,
        },
        "certification, project",
    )?;
    let required = c.word(
        "strength",
        |t| match t {
            "required" => Some(true),
            "recommended" => Some(false),
            _ => None,
        },
        "required, recommended",
    )?;
    let group = c.required_count("group", 1000)?;
    let need = match c.text("needs_kind").as_str() {
        "certification" => NeedRecord::Certification(c.id("needs")?),
        "skill" => NeedRecord::Skill(c.required("needs")?, c.level("level").unwrap_or(Level::WORKING)),
        "experience" => NeedRecord::Experience(c.required_number("years", 0.0, 50.0)?),
        other => {
            let message = format!("`needs_kind` is “{other}”; the row is left out.");
            c.wrong("needs_kind", message, "Use one of: certification, skill, experience.");
            return None;
        }
    };
    Some(PrerequisiteRecord {
        place: c.place(),
        for_project,
        step: c.id("step")?,
        group,
        required,
        need,
        source: c.text("source"),
    })
}

fn project(c: &mut Cells) -> Option<ProjectRecord> {
    Some(ProjectRecord {
        place: c.place(),
        id: c.id("id")?,
        title: c.required("title")?,
        kind: c.word(
            "kind",
            ProjectKind::parse,
            "project, specialisation, mentoring, networking, leadership",
        )?,
        hours: c.required_number("hours", 0.0, 100_000.0)?,
        cost: c.cents("cost_usd").unwrap_or_default(),
        brief: c.text("brief"),
        deliverable: c.text("deliverable"),
        evidence: c.text("evidence"),
        setup: c.text("setup"),
        source: c.text("source"),
    })
}

fn build(c: &mut Cells) -> Option<BuildRecord> {
    let entry = match c.text("entry_level").as_str() {
        "" | "0" => None,
        _ => Some(c.level("entry_level")?),
    };
    let level = c.required_level("level")?;
    if entry.is_some_and(|e| e >= level) {
        let message = format!("`entry_level` is not below `level` {level}; the row is left out.");
        c.wrong("entry_level", message, "Lower the entry level or raise the level.");
        return None;
    }
    Some(BuildRecord {
        place: c.place(),
        project: c.id("project")?,
        skill: c.required("skill")?,
        entry,
        level,
        source: c.text("source"),
    })
}

fn requirement(c: &mut Cells) -> Option<RequirementRecord> {
    let essential = |text: &str| match text {
        "true" | "yes" | "1" | "essential" => Some(true),
        "false" | "no" | "0" | "optional" | "" => Some(false),
        _ => None,
    };
    let importance = c.required_number("importance", 0.0, 1.0)?;
    if importance <= 0.0 {
        c.wrong(
            "importance",
            "`importance` is 0; the row is left out.".to_owned(),
            "Use a number above 0, up to 1.",
        );
        return None;
    }
    Some(RequirementRecord {
        place: c.place(),
        role: c.id("role")?,
        skill: c.id("skill")?,
        importance,
        level: c.level("level"),
        essential: c.word("essential", essential, "true, false")?,
        source: c.text("source"),
    })
}

fn transition(c: &mut Cells) -> Option<TransitionRecord> {
    Some(TransitionRecord {
        place: c.place(),
        from: c.id("from")?,
        to: c.id("to")?,
        years: c.required_number("years", 0.0, 50.0)?,
        source: c.text("source"),
    })
}

fn career_path(c: &mut Cells) -> Option<CareerPathRecord> {
    Some(CareerPathRecord {
        place: c.place(),
        roles: c.required("path")?.split('>').map(|r| r.trim().to_owned()).collect(),
        years: c.required_number("years", 0.0, 60.0)?,
        source: c.text("source"),
    })
}

fn tenure(c: &mut Cells) -> Option<TenureRecord> {
    Some(TenureRecord {
        place: c.place(),
        title: c.required("title")?,
        role: c.text("role"),
        years: c.required_number("years", 0.0, 60.0)?,
        source: c.text("source"),
    })
}
