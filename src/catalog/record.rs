//! Records as files hold them: references are still ids, and each record knows its place.
//!
//! Field meanings are those of the data dictionary (`data/README.md`), column by column.
#![allow(missing_docs)]

use jiff::civil::Date;

use super::{CertificationLevel, ProjectKind, SkillKind, Status};
use crate::diagnostics::Place;
use crate::units::{Cents, Level, Seniority};

/// A row of `skills.csv`.
#[derive(Clone, Debug)]
pub struct SkillRecord {
    pub place: Place,
    pub id: String,
    pub name: String,
    pub kind: SkillKind,
    pub parent: String,
    pub aliases: Vec<String>,
    pub related: Vec<String>,
    pub source: String,
}

/// A row of `certifications.csv`.
#[derive(Clone, Debug)]
pub struct CertificationRecord {
    pub place: Place,
    pub id: String,
    pub name: String,
    pub issuer: String,
    pub level: CertificationLevel,
    pub status: Status,
    pub as_of: Option<Date>,
    pub retired_on: Option<Date>,
    pub successors: Vec<String>,
    pub validity_years: Option<f32>,
    pub renewal_hours: Option<f32>,
    pub renewal_cost: Option<Cents>,
    pub experience_years: Option<f32>,
    pub exam_cost: Option<Cents>,
    pub study_hours: Option<f32>,
    pub aliases: Vec<String>,
    pub url: String,
    pub source: String,
}

/// A row of `certification_skills.csv`.
#[derive(Clone, Debug)]
pub struct EvidenceRecord {
    pub place: Place,
    pub certification: String,
    pub skill: String,
    pub level: Level,
    pub source: String,
}

/// What a row of `prerequisites.csv` needs.
#[derive(Clone, Debug)]
pub enum NeedRecord {
    Certification(String),
    Skill(String, Level),
    Experience(f32),
}

/// A row of `prerequisites.csv`.
#[derive(Clone, Debug)]
pub struct PrerequisiteRecord {
    pub place: Place,
    pub for_project: bool,
    pub step: String,
    pub group: u32,
    pub required: bool,
    pub need: NeedRecord,
    pub source: String,
}

/// A row of `projects.csv`.
#[derive(Clone, Debug)]
pub struct ProjectRecord {
    pub place: Place,
    pub id: String,
    pub title: String,
    pub kind: ProjectKind,
    pub hours: f32,
    pub cost: Cents,
    pub brief: String,
    pub deliverable: String,
    pub evidence: String,
    pub setup: String,
    pub source: String,
}

/// A row of `project_skills.csv`; a `skill` that starts with `*` makes the project a pattern.
#[derive(Clone, Debug)]
pub struct BuildRecord {
    pub place: Place,
    pub project: String,
    pub skill: String,
    pub entry: Option<Level>,
    pub level: Level,
    pub source: String,
}

/// Stands between the texts of one role that came in several: a heading, so that the last section of the one before does not go on.
pub const NEXT_TEXT: &str = "\n\nDescription:\n";

/// A role description.
#[derive(Clone, Debug)]
pub struct RoleRecord {
    pub place: Place,
    pub id: String,
    pub title: String,
    pub aliases: Vec<String>,
    pub seniority: Seniority,
    pub family: Option<String>,
    pub description: String,
    pub source: String,
}

/// A row of `requirements.csv`.
#[derive(Clone, Debug)]
pub struct RequirementRecord {
    pub place: Place,
    pub role: String,
    pub skill: String,
    pub importance: f32,
    pub level: Option<Level>,
    pub essential: bool,
    pub source: String,
}

/// A row of `transitions.csv`.
#[derive(Clone, Debug)]
pub struct TransitionRecord {
    pub place: Place,
    pub from: String,
    pub to: String,
    pub years: f32,
    pub source: String,
}

/// A row of `career_paths.csv`: a published path with its published total.
#[derive(Clone, Debug)]
pub struct CareerPathRecord {
    pub place: Place,
    pub roles: Vec<String>,
    pub years: f32,
    pub source: String,
}

/// A row of `tenures.csv`: a published length of employment.
#[derive(Clone, Debug)]
pub struct TenureRecord {
    pub place: Place,
    pub title: String,
    pub role: String,
    pub years: f32,
    pub source: String,
}

/// Everything that a catalog folder holds, table by table, in file order.
#[derive(Clone, Debug, Default)]
pub struct Records {
    /// `skills.csv`
    pub skills: Vec<SkillRecord>,
    /// `certifications.csv`
    pub certifications: Vec<CertificationRecord>,
    /// `certification_skills.csv`
    pub evidence: Vec<EvidenceRecord>,
    /// `prerequisites.csv`
    pub prerequisites: Vec<PrerequisiteRecord>,
    /// `projects.csv`
    pub projects: Vec<ProjectRecord>,
    /// `project_skills.csv`
    pub builds: Vec<BuildRecord>,
    /// `roles/` and every other source of role descriptions
    pub roles: Vec<RoleRecord>,
    /// `requirements.csv`
    pub requirements: Vec<RequirementRecord>,
    /// `transitions.csv`
    pub transitions: Vec<TransitionRecord>,
    /// `career_paths.csv`
    pub career_paths: Vec<CareerPathRecord>,
    /// `tenures.csv`
    pub tenures: Vec<TenureRecord>,
}
