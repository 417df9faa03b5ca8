//! References between rows: which row does each id mean, and what if there is none?
//!
//! Parents and relatives of skills, needs of steps, requirements of roles and moves between them.

use std::collections::BTreeMap;

use super::record::{NeedRecord, PrerequisiteRecord, Records};
use super::{Catalog, Need, NeedGroup, StatedRequirement, Transition};
use crate::diagnostics::{Findings, Place, Severity};
use crate::units::{RoleRow, SkillRow};

pub(super) fn unknown(findings: &mut Findings, code: &'static str, place: &Place, what: &str, id: &str) {
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

pub(super) fn link_skills(catalog: &mut Catalog, records: &Records, findings: &mut Findings) {
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

pub(super) fn prerequisites(catalog: &mut Catalog, records: &Records, findings: &mut Findings) {
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

pub(super) fn stated_requirements(
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
pub(super) fn transitions(
    catalog: &mut Catalog,
    records: &[super::record::TransitionRecord],
    findings: &mut Findings,
) {
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
