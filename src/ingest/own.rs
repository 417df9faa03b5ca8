//! A folder of own certifications and projects → merged into the records of an imported catalog.
//!
//! The folder has the tables of a catalog (`certifications.csv`, `projects.csv`, …; none is needed). Its rows may call a skill by
//! its id, or by a name or alias of the catalog: nobody writes UUIDs by hand.

use std::collections::BTreeMap;
use std::path::Path;

use super::catalog::read_tables;
use crate::catalog::record::NeedRecord;
use crate::catalog::{Name, NameList, Records};
use crate::diagnostics::{Findings, Place, Severity};
use crate::error::{Error, Result};

/// Adds the tables of `folder` to `records`. A row about a skill that the catalog does not have is left out with a warning.
///
/// # Errors
/// The folder holds no table, or one cannot be read.
pub fn merge(records: &mut Records, folder: &Path, findings: &mut Findings) -> Result<()> {
    let shown = folder.display().to_string();
    let mut own = Records::default();
    read_tables(folder, &mut own, findings)?;
    if own.certifications.is_empty() && own.projects.is_empty() && own.skills.is_empty() {
        return Err(Error::Input {
            place: Place::file(shown),
            message: "There are no certifications, projects or skills in this folder.".to_owned(),
            remedy: "Add certifications.csv or projects.csv, laid out as data/README.md describes."
                .to_owned(),
        });
    }
    // Skills of a folder that stand under another id in the catalog keep the catalog's id, names added.
    let by_name = skills_by_name(records);
    let mut renamed: BTreeMap<String, String> = BTreeMap::new();
    for skill in &own.skills {
        let names = NameList::new(&skill.name, &skill.aliases);
        if let Some(id) = names.iter().find_map(|n| by_name.get(&n.text.to_lowercase())) {
            renamed.insert(skill.id.clone(), id.clone());
        }
    }
    let resolve = |skill: &mut String| -> bool {
        if by_name.get(&skill.to_lowercase()).is_some_and(|id| id == skill) {
            return true;
        }
        let spaced = skill.replace('-', " ").to_lowercase();
        match renamed
            .get(skill)
            .or_else(|| by_name.get(&skill.to_lowercase()))
            .or_else(|| by_name.get(&spaced))
        {
            Some(id) => {
                id.clone_into(skill);
                true
            }
            None => false,
        }
    };
    let mut left = 0usize;
    let mut keep = |known: bool, place: &Place, skill: &str| {
        if !known {
            left += 1;
            if left <= MOST_SAID {
                findings.add(
                    Severity::Warning,
                    "skill-not-in-catalog",
                    place.clone(),
                    format!("The catalog has no skill “{skill}”; the row is left out."),
                    "Use an id, name or alias of the catalog.",
                );
            }
        }
        known
    };
    own.evidence.retain_mut(|r| keep(resolve(&mut r.skill), &r.place, &r.skill));
    own.builds.retain_mut(|r| {
        let pattern = r.skill.starts_with('*');
        let mut skill = r.skill.trim_start_matches('*').to_owned();
        let known = keep(resolve(&mut skill), &r.place, &skill);
        r.skill = if pattern { format!("*{skill}") } else { skill };
        known
    });
    own.prerequisites.retain_mut(|r| match &mut r.need {
        NeedRecord::Skill(skill, _) => keep(resolve(skill), &r.place, skill),
        _ => true,
    });
    if left > MOST_SAID {
        findings.add(
            Severity::Warning,
            "skill-not-in-catalog",
            Place::file(shown),
            format!("{} more rows are left out because the catalog has not their skills.", left - MOST_SAID),
            "Use ids, names or aliases of the catalog.",
        );
    }
    records.certifications.append(&mut own.certifications);
    records.evidence.append(&mut own.evidence);
    records.prerequisites.append(&mut own.prerequisites);
    records.projects.append(&mut own.projects);
    records.builds.append(&mut own.builds);
    Ok(())
}

/// Rows left out are said one by one up to this many.
const MOST_SAID: usize = 20;

/// Ids, names, aliases, in lower case → id; an id wins over a name, a name over an alias, the first row over later ones.
fn skills_by_name(records: &Records) -> BTreeMap<String, String> {
    let mut by_name = BTreeMap::new();
    let mut add = |name: &str, id: &String| {
        by_name.entry(name.to_lowercase()).or_insert_with(|| id.clone());
    };
    records.skills.iter().for_each(|s| add(&s.id, &s.id));
    records.skills.iter().for_each(|s| add(&s.name, &s.id));
    for skill in &records.skills {
        skill.aliases.iter().for_each(|a| add(Name::parse(a).text, &skill.id));
    }
    by_name
}
