//! A profile as JSON Resume 1.0 (jsonresume.org/schema), with the steps of a plan as planned projects.
//!
//! Reading it back ([`crate::ingest::profile_json`]) gives the same names, levels, dates of certificates and present role. JSON Resume has
//! no place for years and last use of a skill. What is planned is no certificate yet, so it stands among the projects.

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
    pub skills: Vec<Skill>,
    /// Certificates held.
    pub certificates: Vec<Certificate>,
    /// The steps of a plan.
    pub projects: Vec<Project>,
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

/// A skill.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Skill {
    /// As the profile names it.
    pub name: String,
    /// A word: Aware, Basic, Working, Advanced, Expert.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
}

/// A certificate.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Certificate {
    /// As the profile names it.
    pub name: String,
    /// When it was earned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
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
    };
    for entry in &profile.entries {
        if entry.date.is_some() || is_certification(&entry.name) {
            let date = entry.date.map(|d| d.to_string());
            out.certificates.push(Certificate { name: entry.name.clone(), date });
        } else {
            out.skills.push(Skill { name: entry.name.clone(), level: level_word(entry) });
        }
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
        description: format!(
            "Planned for {}: {} hours, {} USD, done by week {}.",
            plan.role, s.hours, s.cost_usd, s.done_by_week
        ),
        highlights: s.raises.iter().map(|r| format!("{} to level {}", r.skill, r.to)).collect(),
    };
    plan.steps.iter().map(step).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::Findings;
    use crate::units::{Level, parse_date};

    #[test]
    fn nothing_that_the_format_holds_is_lost_on_the_way_and_back() {
        let entry = |name: &str, level, date| Entry {
            name: name.to_owned(),
            level: Level::new(level),
            years: None,
            last_used: None,
            date,
        };
        let profile = ProfileRecord {
            line: 1,
            entries: vec![
                entry("Linux", 4, None),
                entry("C++", 0, None),
                entry("Négociation; \"x\"", 1, None),
                entry("CompTIA A+", 0, parse_date("2024-03-01")),
                entry("CCNA", 0, None),
            ],
            current_role: Some("Help Desk Technician".to_owned()),
            ..ProfileRecord::default()
        };
        let json = serde_json::to_string(&document(&profile, None, |n| n == "CCNA")).unwrap();
        let mut findings = Findings::new();
        let back = crate::ingest::profile_json::read("r.json", &json, &mut findings).unwrap();
        assert!(findings.is_empty());
        assert_eq!(back, profile);
    }
}
