//! A folder of own certifications and projects → merged into the records of an imported catalog.
//!
//! The folder has the tables of a catalog (`certifications.csv`, `projects.csv`, …; none is needed). Its rows may call a skill by
//! its id, or by a name or alias of the catalog: nobody writes UUIDs by hand. A `skills.csv` in it adds nothing: it only tells which
//! skill of the catalog the folder's own ids mean, so that the tables of one catalog fit another without thousands of new skills
//! in every role's text. What a folder holds and is not merged is said.

use std::collections::BTreeMap;
use std::path::Path;

use super::catalog::read_steps;
use crate::catalog::record::{NeedRecord, SkillRecord};
use crate::catalog::{Name, NameList, Records};
use crate::diagnostics::{Findings, Place, Severity};
use crate::error::{Error, Result};

/// Adds the five tables about certifications and projects of `folder` to `records`. A row about a skill that the catalog does not
/// have is left out with a warning; so are skills that the catalog does not have, and what else of a catalog the folder holds.
///
/// # Errors
/// None of the five tables has a row, or one cannot be read.
pub fn merge(records: &mut Records, folder: &Path, findings: &mut Findings) -> Result<()> {
    let shown = folder.display().to_string();
    let mut own = Records::default();
    read_steps(folder, &mut own, findings)?;
    let nothing = own.certifications.is_empty()
        && own.evidence.is_empty()
        && own.prerequisites.is_empty()
        && own.projects.is_empty()
        && own.builds.is_empty();
    // Where every row is wrong, the findings say more, and they stop the run.
    if nothing && !findings.has_errors() {
        return Err(nothing_to_merge(folder));
    }
    say_other_parts(folder, findings);
    // Skills of a folder that stand under another id in the catalog keep the catalog's id.
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
    let not_added = own.skills.iter().filter(|s| !resolve(&mut s.id.clone()));
    say_not_added(&not_added.collect::<Vec<_>>(), findings);
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

/// Skills named in one warning.
const MOST_NAMED: usize = 5;

/// Parts of a catalog that are not merged, and what to do with them.
const OTHER_PARTS: [(&str, &str); 6] = [
    ("roles", "Name it with --roles."),
    ("roles.csv", "Name it with --roles."),
    ("requirements.csv", TO_CATALOG),
    ("transitions.csv", TO_CATALOG),
    ("career_paths.csv", TO_CATALOG),
    ("tenures.csv", TO_CATALOG),
];
const TO_CATALOG: &str = "Add its rows to the file of this name in the catalog's folder.";

fn other_parts(folder: &Path) -> impl Iterator<Item = (&'static str, &'static str)> {
    OTHER_PARTS.into_iter().filter(|(name, _)| folder.join(name).exists())
}

fn nothing_to_merge(folder: &Path) -> Error {
    let skills = folder.join("skills.csv").is_file().then_some("skills.csv");
    let others: Vec<&str> = skills.into_iter().chain(other_parts(folder).map(|(name, _)| name)).collect();
    let others = match others[..] {
        [] => String::new(),
        [..] => format!("; what it has is not merged: {}", others.join(", ")),
    };
    Error::Input {
        place: Place::file(folder.display().to_string()),
        message: format!("There are no certifications or projects in this folder{others}."),
        remedy:
            "Add certifications.csv or projects.csv, laid out as data/README.md describes; own skills go \
                 into skills.csv of the catalog, own roles are named with --roles."
                .to_owned(),
    }
}

fn say_other_parts(folder: &Path, findings: &mut Findings) {
    for (name, remedy) in other_parts(folder) {
        let place = Place::file(folder.join(name).display().to_string());
        let message = "Only certifications and projects are merged; this is left out.";
        findings.add(Severity::Warning, "not-merged", place, message, remedy);
    }
}

/// One warning for all of them, at the first.
fn say_not_added(skills: &[&SkillRecord], findings: &mut Findings) {
    let Some(first) = skills.first() else { return };
    let mut names = skills.iter().take(MOST_NAMED).map(|s| s.name.as_str()).collect::<Vec<_>>().join(", ");
    if skills.len() > MOST_NAMED {
        names.push_str(&format!(" and {} more", skills.len() - MOST_NAMED));
    }
    findings.add(
        Severity::Warning,
        "not-merged",
        first.place.clone(),
        format!("Skills that the catalog does not have are not added to it: {names}."),
        "Add their rows to skills.csv of the catalog.",
    );
}

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
