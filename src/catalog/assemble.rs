//! Records → catalog: sorts tables, resolves ids to rows, expands pattern projects.
//!
//! A reference that does not resolve is a finding and the row that holds it is left out, so the result is always
//! consistent; whether its findings stop a run is the caller's decision.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{NEXT_TEXT, ProjectRecord, Records};
use super::reference::{link_skills, prerequisites, stated_requirements, transitions, unknown};
use super::{
    Build, Catalog, Certification, Choice, NameList, Project, ProjectDesign, Role, Skill, Status, Table,
};
use crate::diagnostics::{Findings, Place, Severity};
use crate::units::{CertificationRow, Level, SkillRow};

/// Resolves all references. Rows keep the facts of their records; order is by id.
#[must_use]
pub fn assemble(mut records: Records) -> (Catalog, Findings) {
    let mut findings = Findings::new();
    // A stable sort keeps file order among equal ids, so that the first one stays and later ones are reported.
    records.skills.sort_by(|a, b| a.id.cmp(&b.id));
    records.certifications.sort_by(|a, b| a.id.cmp(&b.id));
    records.projects.sort_by(|a, b| a.id.cmp(&b.id));
    records.roles.sort_by(|a, b| a.id.cmp(&b.id));
    unique(&mut records.skills, "skill", |r| (&r.id, &r.place), &mut findings);
    unique(&mut records.certifications, "certification", |r| (&r.id, &r.place), &mut findings);
    unique(&mut records.projects, "project", |r| (&r.id, &r.place), &mut findings);

    let mut catalog = Catalog { skills: skills(&records), sources: sources(&records), ..Catalog::default() };
    link_skills(&mut catalog, &records, &mut findings);
    certifications(&mut catalog, &records, &mut findings);
    projects(&mut catalog, &records, &mut findings);
    prerequisites(&mut catalog, &records, &mut findings);
    roles(&mut catalog, records.roles, &mut findings);
    stated_requirements(&mut catalog, &records.requirements, &mut findings);
    transitions(&mut catalog, &records.transitions, &mut findings);
    (catalog, findings)
}

/// What certifications and projects name as sources, each once: many rows share one.
fn sources(records: &Records) -> Table<String> {
    let certifications = records.certifications.iter().map(|r| &r.source);
    let all: BTreeSet<&String> = certifications.chain(records.projects.iter().map(|r| &r.source)).collect();
    all.into_iter().cloned().collect()
}

fn source_row(sources: &Table<String>, source: &String) -> u32 {
    sources.search(|s| s.cmp(source)).and_then(|row| u32::try_from(row).ok()).unwrap_or_default()
}

fn unique<T>(rows: &mut Vec<T>, what: &str, key: impl Fn(&T) -> (&String, &Place), findings: &mut Findings) {
    rows.dedup_by(|later, first| {
        let same = key(later).0 == key(first).0;
        if same {
            findings.add(
                Severity::Error,
                "duplicate-id",
                key(later).1.clone(),
                format!("The {what} id “{}” is already used at {}.", key(later).0, key(first).1),
                "Give this row an id of its own, or remove it.",
            );
        }
        same
    });
}

fn skills(records: &Records) -> Table<Skill> {
    let rows = records.skills.iter().map(|r| Skill {
        id: r.id.clone(),
        name: r.name.clone(),
        kind: r.kind,
        parent: None,
        names: NameList::new(&r.name, &r.aliases),
        related: Vec::new(),
    });
    rows.collect()
}

fn certifications(catalog: &mut Catalog, records: &Records, findings: &mut Findings) {
    for r in &records.certifications {
        catalog.certifications.push(Certification {
            id: r.id.clone(),
            name: r.name.clone(),
            issuer: r.issuer.clone(),
            level: r.level,
            status: r.status,
            as_of: r.as_of,
            retired_on: r.retired_on,
            successors: Vec::new(),
            validity_years: r.validity_years,
            renewal_hours: r.renewal_hours,
            renewal_cost: r.renewal_cost,
            experience_years: r.experience_years,
            exam_cost: r.exam_cost,
            study_hours: r.study_hours,
            url: r.url.clone(),
            names: NameList::new(&r.name, &r.aliases),
            evidence: Vec::new(),
            needs: Vec::new(),
            source: source_row(&catalog.sources, &r.source),
        });
    }
    for (row, r) in records.certifications.iter().enumerate() {
        for id in &r.successors {
            match catalog.certification(id) {
                Some(next) if next.at() != row => catalog.certifications[row].successors.push(next),
                Some(_) => {}
                None => unknown(findings, "unknown-certification", &r.place, "certification", id),
            }
        }
        if r.status != Status::Retired && r.retired_on.is_some() {
            findings.add(
                Severity::Error,
                "status-contradiction",
                r.place.clone(),
                format!("“{}” is {} and has a date of retirement.", r.id, r.status.word()),
                "Set the status to retired or empty `retired_on`.",
            );
        }
    }
    for r in &records.evidence {
        let (Some(certification), Some(skill)) =
            (catalog.certification(&r.certification), catalog.skill(&r.skill))
        else {
            if catalog.certification(&r.certification).is_none() {
                unknown(findings, "unknown-certification", &r.place, "certification", &r.certification);
            } else {
                unknown(findings, "unknown-skill", &r.place, "skill", &r.skill);
            }
            continue;
        };
        catalog.certifications[certification.at()].evidence.push((skill, r.level));
    }
    for certification in &mut catalog.certifications {
        strongest_first_per_skill(&mut certification.evidence);
    }
}

/// Sorts by skill and keeps the highest level of each.
fn strongest_first_per_skill(pairs: &mut Vec<(SkillRow, Level)>) {
    pairs.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    pairs.dedup_by_key(|p| p.0);
}

fn design(record: &ProjectRecord, sources: &Table<String>) -> ProjectDesign {
    ProjectDesign {
        id: record.id.clone(),
        kind: record.kind,
        hours: record.hours,
        cost: record.cost,
        title: record.title.clone(),
        brief: record.brief.clone(),
        deliverable: record.deliverable.clone(),
        evidence: record.evidence.clone(),
        setup: record.setup.clone(),
        source: source_row(sources, &record.source),
        builds: Vec::new(),
        choice: None,
        needs: Vec::new(),
    }
}

fn projects(catalog: &mut Catalog, records: &Records, findings: &mut Findings) {
    let mut builds: BTreeMap<&str, Vec<&super::record::BuildRecord>> = BTreeMap::new();
    for r in &records.builds {
        if records.projects.binary_search_by(|p| p.id.as_str().cmp(&r.project)).is_err() {
            unknown(findings, "unknown-project", &r.place, "project", &r.project);
        } else {
            builds.entry(&r.project).or_default().push(r);
        }
    }
    let mut children: BTreeMap<SkillRow, Vec<SkillRow>> = BTreeMap::new();
    for (row, skill) in catalog.skills.iter().enumerate() {
        if let Some(parent) = skill.parent {
            children.entry(parent).or_default().push(SkillRow::of(row));
        }
    }
    for (number, record) in records.projects.iter().enumerate() {
        let mut design = design(record, &catalog.sources);
        for r in builds.get(record.id.as_str()).into_iter().flatten() {
            let (id, is_pattern) =
                r.skill.strip_prefix('*').map_or((r.skill.as_str(), false), |id| (id, true));
            let Some(skill) = catalog.skill(id) else {
                unknown(findings, "unknown-skill", &r.place, "skill", id);
                continue;
            };
            if is_pattern {
                design.choice = Some(Choice { parent: skill, entry: r.entry, level: r.level });
            } else {
                design.builds.push(Build { skill, entry: r.entry, level: r.level });
            }
        }
        design.builds.sort_by(|a, b| a.skill.cmp(&b.skill).then(b.level.cmp(&a.level)));
        design.builds.dedup_by_key(|b| b.skill);
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        match design.choice {
            Some(choice) => {
                let offered = children.get(&choice.parent).into_iter().flatten();
                catalog.projects.extend(offered.map(|s| Project { design: number, made_for: Some(*s) }));
            }
            None => catalog.projects.push(Project { design: number, made_for: None }),
        }
        catalog.project_designs.push(design);
    }
}

/// Descriptions under one id are one role: texts are joined, titles become aliases.
fn roles(catalog: &mut Catalog, records: Vec<super::record::RoleRecord>, findings: &mut Findings) {
    for r in records {
        if let Some(last) = catalog.roles.rows_mut().last_mut()
            && last.id == r.id
        {
            findings.add(
                Severity::Note,
                "merged-role",
                r.place.clone(),
                format!("“{}” is described more than once; the texts are read as one role.", r.title),
                "Give one of them another title or id if they are different roles.",
            );
            if !last.description.contains(&r.description) {
                last.description.push_str(NEXT_TEXT);
                last.description.push_str(&r.description);
            }
            let mut titles = r.aliases;
            titles.push(r.title);
            for title in titles {
                if title != last.title && !last.aliases.contains(&title) {
                    last.aliases.push(title);
                }
            }
            continue;
        }
        catalog.roles.push(Role {
            id: r.id,
            title: r.title,
            aliases: r.aliases,
            seniority: r.seniority,
            family: r.family,
            description: r.description,
            stated: Vec::new(),
            source: r.source,
        });
    }
}

/// The certifications that stand for a retired one today: its successors, and theirs in turn, that are active.
#[must_use]
pub fn active_successors(catalog: &Catalog, retired: CertificationRow) -> Vec<CertificationRow> {
    let mut found = Vec::new();
    let mut seen = vec![retired];
    let mut next = 0;
    while next < seen.len() {
        let certification = &catalog[seen[next]];
        next += 1;
        for &successor in &certification.successors {
            if !seen.contains(&successor) {
                seen.push(successor);
                if catalog[successor].status == Status::Active {
                    found.push(successor);
                }
            }
        }
    }
    found.sort_unstable();
    found
}
