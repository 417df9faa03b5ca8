//! A profile as JSON Resume 1.0 (jsonresume.org/schema), with the steps of a plan as planned projects.
//!
//! Reading it back ([`crate::ingest::profile_json`]) gives all that the profile says: names, levels, years, last use, dates, the present role, hours
//! a week. What is planned is no certificate yet, so it stands among the projects.

use serde::Serialize;

use super::plans::PlanDocument;
use crate::ingest::profile::{Entry, ProfileRecord};

/// The document.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct JsonResume {
    /// The schema it follows.
    #[serde(rename = "$schema")]
    pub schema: &'static str,
    /// Who: left empty, for the owner to fill in.
    pub basics: Basics,
    /// The present role, if said.
    pub work: Vec<Work>,
    /// Skills with levels.
    pub skills: Vec<Item>,
    /// Certificates held.
    pub certificates: Vec<Item>,
    /// The steps of a plan.
    pub projects: Vec<Project>,
    /// Hours a week, if said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Meta>,
}

/// Who.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Basics {
    /// The present role, if said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

/// A job.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Work {
    /// Its title.
    pub position: String,
}

/// A skill or a certificate. The schema allows further properties; `years`, `lastUsed` and, of a skill, `date` are ours.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Item {
    /// As the profile names it.
    pub name: String,
    /// A word: Aware, Basic, Working, Advanced, Expert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// For how many years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub years: Option<f64>,
    /// When it was last used.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_used: Option<String>,
    /// When a certificate was earned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
}

/// What the schema leaves to tools.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Meta {
    /// Hours a week for learning.
    pub weekly_hours: f64,
}

/// A step of a plan.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Project {
    /// What it is called.
    pub name: String,
    /// `planned certification`, `planned project`, …
    #[serde(rename = "type")]
    pub kind: String,
    /// Hours, cost, and what it raises.
    pub description: String,
    /// The skills that it raises, with levels: no `keywords`, which would claim them.
    pub highlights: Vec<String>,
}

/// The document of a profile. `is_certification` tells which names are certificates.
#[must_use]
pub fn document(
    profile: &ProfileRecord,
    plan: Option<&PlanDocument>,
    mut is_certification: impl FnMut(&str) -> bool,
) -> JsonResume {
    let mut out = JsonResume {
        schema: "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json",
        basics: Basics { label: profile.current_role.clone() },
        work: profile.current_role.iter().map(|r| Work { position: r.clone() }).collect(),
        skills: Vec::new(),
        certificates: Vec::new(),
        projects: plan.map(projects).unwrap_or_default(),
        meta: profile.weekly_hours.map(|weekly_hours| Meta { weekly_hours }),
    };
    for entry in &profile.entries {
        // A name that nobody knows, with a day and no level, was written down as a certificate.
        let certificate = is_certification(&entry.name) || entry.date.is_some() && entry.level.is_none();
        let list = if certificate { &mut out.certificates } else { &mut out.skills };
        list.push(Item {
            name: entry.name.clone(),
            level: level_word(entry),
            years: entry.years,
            last_used: entry.last_used.map(|d| d.to_string()),
            date: entry.date.map(|d| d.to_string()),
        });
    }
    out
}

fn level_word(entry: &Entry) -> Option<String> {
    let word = entry.level?.word();
    Some(word[..1].to_uppercase() + &word[1..])
}

fn projects(plan: &PlanDocument) -> Vec<Project> {
    let step = |s: &super::plans::StepView| Project {
        name: s.name.clone(),
        kind: format!("planned {}", s.kind),
        description: format!("Planned for {}: {}, done by week {}.", plan.role, s.effort(), s.done_by_week),
        highlights: s.raises.iter().map(|r| format!("{} to level {}", r.skill, r.to)).collect(),
    };
    plan.steps.iter().map(step).collect()
}
