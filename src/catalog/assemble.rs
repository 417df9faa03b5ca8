//! Records → catalog: sorts tables, resolves ids to rows, expands pattern projects.
//!
//! A reference that does not resolve is a finding and the row that holds it is left out, so the result is always
//! consistent; whether its findings stop a run is the caller's decision.

use std::collections::{BTreeMap, BTreeSet};

use super::record::{NeedRecord, PrerequisiteRecord, ProjectRecord, Records};
use super::{
    Build, Catalog, Certification, Choice, NameList, Need, NeedGroup, Project, ProjectDesign, Role, Skill,
    StatedRequirement, Status, Table, Transition,
};
use crate::diagnostics::{Findings, Place, Severity};
use crate::units::{CertificationRow, Level, RoleRow, SkillRow};

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

fn unknown(findings: &mut Findings, code: &'static str, place: &Place, what: &str, id: &str) {
    unresolved(findings, Severity::Error, code, place, what, id);
}

fn unresolved(
    findings: &mut Findings,
    severity: Severity,
    code: &'static str,
    place: &Place,
    what: &str,
    id: &str,
) {
    findings.add(
        severity,
        code,
        place.clone(),
        format!("There is no {what} “{id}”; the row is left out."),
        format!("Add the {what} or correct the id."),
    );
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

fn link_skills(catalog: &mut Catalog, records: &Records, findings: &mut Findings) {
    for (row, record) in records.skills.iter().enumerate() {
        if !record.parent.is_empty() {
            match catalog.skill(&record.parent) {
                Some(parent) => catalog.skills[row].parent = Some(parent),
                None => unknown(findings, "unknown-skill", &record.place, "skill", &record.parent),
            }
        }
        for id in &record.related {
            match catalog.skill(id) {
                Some(other) if other.at() != row => {
                    catalog.skills[row].related.push(other);
                    catalog.skills[other.at()].related.push(SkillRow::of(row));
                }
                Some(_) => {}
                None => unknown(findings, "unknown-skill", &record.place, "skill", id),
            }
        }
    }
    for skill in &mut catalog.skills {
        skill.related.sort_unstable();
        skill.related.dedup();
    }
    cut_parent_cycles(catalog, records, findings);
}

/// A skill that is its own ancestor loses its parent.
fn cut_parent_cycles(catalog: &mut Catalog, records: &Records, findings: &mut Findings) {
    for row in 0..catalog.skills.len() {
        let mut seen = 0;
        let mut at = catalog.skills[row].parent;
        while let Some(parent) = at {
            if parent.at() == row || seen > catalog.skills.len() {
                findings.add(
                    Severity::Error,
                    "parent-cycle",
                    records.skills[row].place.clone(),
                    format!("The skill “{}” is its own ancestor.", catalog.skills[row].id),
                    "Correct the parents so that they end at a skill without one.",
                );
                catalog.skills[row].parent = None;
                break;
            }
            seen += 1;
            at = catalog.skills[parent.at()].parent;
        }
    }
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

fn prerequisites(catalog: &mut Catalog, records: &Records, findings: &mut Findings) {
    let mut groups: BTreeMap<(bool, &str, u32), NeedGroup> = BTreeMap::new();
    for r in &records.prerequisites {
        if let Some(need) = need(catalog, r, findings) {
            let group = groups
                .entry((r.for_project, &r.step, r.group))
                .or_insert(NeedGroup { required: r.required, any_of: Vec::new() });
            group.required |= r.required;
            group.any_of.push(need);
        }
    }
    for ((for_project, step, _), group) in groups {
        if for_project {
            if let Some(at) = catalog.design_of(step) {
                catalog.project_designs[at].needs.push(group);
            }
        } else if let Some(row) = catalog.certification(step) {
            catalog.certifications[row.at()].needs.push(group);
        }
    }
}

fn need(catalog: &Catalog, r: &PrerequisiteRecord, findings: &mut Findings) -> Option<Need> {
    let known = if r.for_project {
        catalog.design_of(&r.step).is_some()
    } else {
        catalog.certification(&r.step).is_some()
    };
    if !known {
        let what = if r.for_project { "project" } else { "certification" };
        unknown(findings, "unknown-step", &r.place, what, &r.step);
        return None;
    }
    match &r.need {
        NeedRecord::Certification(id) => match catalog.certification(id) {
            Some(row) => Some(Need::Certification(row)),
            None => {
                unknown(findings, "unknown-certification", &r.place, "certification", id);
                None
            }
        },
        NeedRecord::Skill(id, level) => match catalog.skill(id) {
            Some(row) => Some(Need::Skill(row, *level)),
            None => {
                unknown(findings, "unknown-skill", &r.place, "skill", id);
                None
            }
        },
        NeedRecord::Experience(years) => Some(Need::Experience(*years)),
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
                last.description.push_str("\n\n");
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

fn stated_requirements(
    catalog: &mut Catalog,
    records: &[super::record::RequirementRecord],
    findings: &mut Findings,
) {
    for r in records {
        let (Some(role), Some(skill)) = (catalog.role(&r.role), catalog.skill(&r.skill)) else {
            if catalog.role(&r.role).is_none() {
                unknown(findings, "unknown-role", &r.place, "role", &r.role);
            } else {
                unknown(findings, "unknown-skill", &r.place, "skill", &r.skill);
            }
            continue;
        };
        catalog.roles[role.at()].stated.push(StatedRequirement {
            skill,
            importance: r.importance,
            level: r.level,
            essential: r.essential,
        });
    }
    for role in &mut catalog.roles {
        role.stated.sort_by(|a, b| a.skill.cmp(&b.skill).then(b.importance.total_cmp(&a.importance)));
        role.stated.dedup_by_key(|s| s.skill);
    }
}

/// A move to or from a role that is not there is only a warning: who takes some roles of a catalog, or brings their own, need not prune its moves.
fn transitions(catalog: &mut Catalog, records: &[super::record::TransitionRecord], findings: &mut Findings) {
    for r in records {
        let ends: Vec<RoleRow> = [&r.from, &r.to]
            .into_iter()
            .filter_map(|id| {
                let row = catalog.role(id);
                if row.is_none() {
                    unresolved(findings, Severity::Warning, "unknown-role", &r.place, "role", id);
                }
                row
            })
            .collect();
        if let [from, to] = ends[..] {
            catalog.transitions.push(Transition { from, to, years: r.years });
        }
    }
    catalog.transitions.sort_by(|a, b| (a.from, a.to).cmp(&(b.from, b.to)).then(a.years.total_cmp(&b.years)));
    catalog.transitions.dedup_by_key(|t| (t.from, t.to));
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
