//! The knowledge: skills, certifications, projects, roles and moves between roles, with every reference resolved.
//!
//! In: records as [`crate::ingest::catalog`] read them. Out: tables sorted by id, so that a row number
//! orders like the id, and references are row numbers. This module reads no file; wrong references are findings.

mod assemble;
mod certification;
mod project;
pub mod record;
mod role;
mod skill;

pub use assemble::{active_successors, assemble};
pub use certification::{Certification, CertificationLevel, Status};
pub use project::{Build, Project, ProjectKind, ProjectText};
pub use record::Records;
pub use role::{Role, StatedRequirement, Transition};
pub use skill::{Case, Name, Skill, SkillKind};

use serde::{Deserialize, Serialize};

use crate::units::{CertificationRow, Level, ProjectRow, RoleRow, SkillRow};

/// What must be in place before a step: one group is met by any of its needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NeedGroup {
    /// Whether plans must obey it (`true`), or it is only shown.
    pub required: bool,
    /// The alternatives.
    pub any_of: Vec<Need>,
}

/// One way to meet a [`NeedGroup`].
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Need {
    /// Holding a certification.
    Certification(CertificationRow),
    /// Having a skill at a level or above.
    Skill(SkillRow, Level),
    /// Years of work in the field.
    Experience(f32),
}

/// The whole knowledge. Tables are sorted by id.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Catalog {
    /// What people can have and roles can ask for.
    pub skills: Vec<Skill>,
    /// Credentials.
    pub certifications: Vec<Certification>,
    /// Hands-on work and other steps that are no certification. Patterns are already expanded.
    pub projects: Vec<Project>,
    /// The words of projects, shared by those made from one pattern.
    pub project_texts: Vec<ProjectText>,
    /// Roles with their descriptions.
    pub roles: Vec<Role>,
    /// Moves that people make, sorted by (from, to).
    pub transitions: Vec<Transition>,
}

impl Catalog {
    /// The row of a skill's id.
    #[must_use]
    pub fn skill(&self, id: &str) -> Option<SkillRow> {
        self.skills.binary_search_by(|s| s.id.as_str().cmp(id)).ok().map(SkillRow::of)
    }

    /// The row of a certification's id.
    #[must_use]
    pub fn certification(&self, id: &str) -> Option<CertificationRow> {
        self.certifications.binary_search_by(|c| c.id.as_str().cmp(id)).ok().map(CertificationRow::of)
    }

    /// The row of a project's id.
    #[must_use]
    pub fn project(&self, id: &str) -> Option<ProjectRow> {
        self.projects.binary_search_by(|p| p.id.as_str().cmp(id)).ok().map(ProjectRow::of)
    }

    /// The words of a project, its skill filled in.
    #[must_use]
    pub fn project_text(&self, row: ProjectRow) -> ProjectText {
        let project = &self[row];
        let skill = project.made_for.map_or("", |s| self[s].name.as_str());
        self.project_texts[project.text as usize].filled(skill)
    }

    /// The title of a project, its skill filled in.
    #[must_use]
    pub fn project_title(&self, row: ProjectRow) -> String {
        let project = &self[row];
        let skill = project.made_for.map_or("", |s| self[s].name.as_str());
        self.project_texts[project.text as usize].title.replace("{skill}", skill)
    }

    /// The row of a role's id.
    #[must_use]
    pub fn role(&self, id: &str) -> Option<RoleRow> {
        self.roles.binary_search_by(|r| r.id.as_str().cmp(id)).ok().map(RoleRow::of)
    }
}

impl std::ops::Index<SkillRow> for Catalog {
    type Output = Skill;
    fn index(&self, row: SkillRow) -> &Skill {
        &self.skills[row.at()]
    }
}

impl std::ops::Index<CertificationRow> for Catalog {
    type Output = Certification;
    fn index(&self, row: CertificationRow) -> &Certification {
        &self.certifications[row.at()]
    }
}

impl std::ops::Index<ProjectRow> for Catalog {
    type Output = Project;
    fn index(&self, row: ProjectRow) -> &Project {
        &self.projects[row.at()]
    }
}

impl std::ops::Index<RoleRow> for Catalog {
    type Output = Role;
    fn index(&self, row: RoleRow) -> &Role {
        &self.roles[row.at()]
    }
}
