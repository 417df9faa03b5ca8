//! Records → the files of a catalog folder, with the columns of the data dictionary (`data/README.md`); [`super::catalog::read_folder`] reads it back.
//!
//! Roles go to one `roles.csv`. Cells hold the facts as they are: this is an input of `train`, not a report.

use super::columns::columns_of;
use crate::catalog::Records;
use crate::catalog::record::NeedRecord;
use crate::error::{Error, Result, WRITING};

/// Every table that has rows: file name and bytes. `skills.csv` is always there: it makes a folder a catalog.
///
/// # Errors
/// Only running out of memory leads there.
pub fn tables(records: &Records) -> Result<Vec<(&'static str, Vec<u8>)>> {
    let mut files = Vec::new();
    write_tables(records, &mut files)?;
    Ok(files)
}

type Files = Vec<(&'static str, Vec<u8>)>;

fn write_tables(records: &Records, files: &mut Files) -> Result<()> {
    table(files, "skills.csv", true, &records.skills, |r| {
        vec![
            r.id.clone(),
            r.name.clone(),
            r.kind.word().to_owned(),
            r.parent.clone(),
            list(&r.aliases),
            list(&r.related),
            r.source.clone(),
        ]
    })?;
    table(files, "roles.csv", false, &records.roles, |r| {
        vec![
            r.id.clone(),
            r.title.clone(),
            r.description.clone(),
            r.seniority.word().to_owned(),
            r.family.clone().unwrap_or_default(),
            list(&r.aliases),
            r.source.clone(),
        ]
    })?;
    table(files, "requirements.csv", false, &records.requirements, |r| {
        vec![
            r.role.clone(),
            r.skill.clone(),
            r.importance.to_string(),
            or_empty(r.level),
            r.essential.to_string(),
            r.source.clone(),
        ]
    })?;
    table(files, "transitions.csv", false, &records.transitions, |r| {
        vec![r.from.clone(), r.to.clone(), r.years.to_string(), r.source.clone()]
    })?;
    table(files, "career_paths.csv", false, &records.career_paths, |r| {
        vec![r.roles.join(" > "), r.years.to_string(), r.source.clone()]
    })?;
    table(files, "tenures.csv", false, &records.tenures, |r| {
        vec![r.title.clone(), r.role.clone(), r.years.to_string(), r.source.clone()]
    })?;
    write_steps(records, files)
}

/// Certifications, projects and what stands before them.
fn write_steps(records: &Records, files: &mut Files) -> Result<()> {
    table(files, "certifications.csv", false, &records.certifications, |r| {
        vec![
            r.id.clone(),
            r.name.clone(),
            r.issuer.clone(),
            r.level.word().to_owned(),
            r.status.word().to_owned(),
            or_empty(r.as_of),
            or_empty(r.retired_on),
            list(&r.successors),
            or_empty(r.validity_years),
            or_empty(r.renewal_hours),
            or_empty(r.renewal_cost),
            or_empty(r.experience_years),
            or_empty(r.exam_cost),
            or_empty(r.study_hours),
            list(&r.aliases),
            r.url.clone(),
            r.source.clone(),
        ]
    })?;
    table(files, "certification_skills.csv", false, &records.evidence, |r| {
        vec![r.certification.clone(), r.skill.clone(), r.level.to_string(), r.source.clone()]
    })?;
    table(files, "prerequisites.csv", false, &records.prerequisites, |r| {
        let (kind, needs, level, years) = match &r.need {
            NeedRecord::Certification(id) => ("certification", id.clone(), String::new(), String::new()),
            NeedRecord::Skill(id, level) => ("skill", id.clone(), level.to_string(), String::new()),
            NeedRecord::Experience(years) => ("experience", String::new(), String::new(), years.to_string()),
        };
        vec![
            if r.for_project { "project" } else { "certification" }.to_owned(),
            r.step.clone(),
            r.group.to_string(),
            if r.required { "required" } else { "recommended" }.to_owned(),
            kind.to_owned(),
            needs,
            level,
            years,
            r.source.clone(),
        ]
    })?;
    table(files, "projects.csv", false, &records.projects, |r| {
        vec![
            r.id.clone(),
            r.title.clone(),
            r.kind.word().to_owned(),
            r.hours.to_string(),
            r.cost.to_string(),
            r.brief.clone(),
            r.deliverable.clone(),
            r.evidence.clone(),
            r.setup.clone(),
            r.source.clone(),
        ]
    })?;
    table(files, "project_skills.csv", false, &records.builds, |r| {
        vec![r.project.clone(), r.skill.clone(), or_empty(r.entry), r.level.to_string(), r.source.clone()]
    })
}

fn or_empty<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |v| v.to_string())
}

fn list(items: &[String]) -> String {
    items.join(";")
}

fn table<T>(
    files: &mut Files,
    name: &'static str,
    even_empty: bool,
    rows: &[T],
    cells: impl Fn(&T) -> Vec<String>,
) -> Result<()> {
    if rows.is_empty() && !even_empty {
        return Ok(());
    }
    let failed = |source: std::io::Error| Error::Io { doing: WRITING, path: name.to_owned(), source };
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns_of(name)).map_err(|e| failed(e.into()))?;
    for row in rows {
        writer.write_record(cells(row)).map_err(|e| failed(e.into()))?;
    }
    let bytes = writer.into_inner().map_err(|e| failed(e.into_error()))?;
    files.push((name, bytes));
    Ok(())
}
