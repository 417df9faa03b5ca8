//! The knowledge: skills, certifications, projects, roles and moves between roles, with every reference resolved.
//!
//! In: records as [`crate::ingest::catalog`] read them. Out: tables sorted by id, so that a row number
//! orders like the id, and references are row numbers. This module reads no file; wrong references are findings.

mod assemble;
mod builders;
mod certification;
mod name;
mod project;
pub mod record;
mod reference;
mod role;
mod skill;
mod table;

pub use assemble::{active_successors, assemble};
pub use builders::{Builders, Way};
pub use certification::{Certification, CertificationLevel, Status};
pub use name::{Name, NameList};
pub use project::{Build, Choice, Project, ProjectDesign, ProjectKind};
pub use record::Records;
pub use role::{Role, StatedRequirement, Transition};
pub use skill::{Case, Skill, SkillKind};
pub use table::{Bytes, Row, Table};

use std::borrow::Cow;

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

/// The whole knowledge. Tables are sorted by id; as data it goes without them, since a model file has them beside it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Catalog {
    /// What people can have and roles can ask for.
    #[serde(skip)]
    pub skills: Table<Skill>,
    /// Credentials.
    #[serde(skip)]
    pub certifications: Table<Certification>,
    /// Hands-on work and other steps that are no certification, as designed; sorted by id.
    #[serde(skip)]
    pub project_designs: Table<ProjectDesign>,
    /// The projects that can be done: each design, patterns once for every skill they are offered for; by design, then skill.
    #[serde(with = "crate::packed")]
    pub projects: Vec<Project>,
    /// Roles with their descriptions.
    #[serde(skip)]
    pub roles: Table<Role>,
    /// Moves that people make, sorted by (from, to).
    pub transitions: Vec<Transition>,
    /// Where the facts of certifications and projects come from; sorted, each once.
    #[serde(skip)]
    pub sources: Table<String>,
}

impl Catalog {
    /// The row of a skill's id.
    #[must_use]
    pub fn skill(&self, id: &str) -> Option<SkillRow> {
        self.skills.search(|s| s.id.as_str().cmp(id)).map(SkillRow::of)
    }

    /// The row of a certification's id.
    #[must_use]
    pub fn certification(&self, id: &str) -> Option<CertificationRow> {
        self.certifications.search(|c| c.id.as_str().cmp(id)).map(CertificationRow::of)
    }

    /// The row of a project's id, `pattern@skill` for one made from a pattern.
    #[must_use]
    pub fn project(&self, id: &str) -> Option<ProjectRow> {
        let (design, made_for) = match id.split_once('@') {
            Some((design, skill)) => (design, Some(self.skill(skill)?)),
            None => (id, None),
        };
        let design = self.design_of(design)?;
        let key = (u32::try_from(design).ok()?, made_for);
        self.projects.binary_search_by(|p| (p.design, p.made_for).cmp(&key)).ok().map(ProjectRow::of)
    }

    /// The row of a design's id.
    pub(super) fn design_of(&self, id: &str) -> Option<usize> {
        self.project_designs.search(|d| d.id.as_str().cmp(id))
    }

    /// The design of a project.
    #[must_use]
    pub fn design(&self, row: ProjectRow) -> &ProjectDesign {
        &self.project_designs[self.projects[row.at()].design as usize]
    }

    /// The id of a project.
    #[must_use]
    pub fn project_id(&self, row: ProjectRow) -> Cow<'_, str> {
        let design = self.design(row);
        match self.projects[row.at()].made_for {
            Some(skill) => Cow::Owned(format!("{}@{}", design.id, self[skill].id)),
            None => Cow::Borrowed(&design.id),
        }
    }

    /// What a project builds: what its design builds, by skill, then the skill that it was made for.
    pub fn project_builds(&self, row: ProjectRow) -> impl Iterator<Item = Build> + '_ {
        let design = self.design(row);
        let made_for = self.projects[row.at()].made_for;
        let chosen = made_for.zip(design.choice).map(|(skill, choice)| Build {
            skill,
            entry: choice.entry,
            level: choice.level,
        });
        design.builds.iter().copied().filter(move |b| Some(b.skill) != made_for).chain(chosen)
    }

    /// Words of a project's design with the name of its skill in the place of `{skill}`.
    #[must_use]
    pub fn filled<'c>(&self, row: ProjectRow, words: &'c str) -> Cow<'c, str> {
        match self.projects[row.at()].made_for {
            Some(skill) => Cow::Owned(words.replace("{skill}", &self[skill].name)),
            None => Cow::Borrowed(words),
        }
    }

    /// The title of a project.
    #[must_use]
    pub fn project_title(&self, row: ProjectRow) -> Cow<'_, str> {
        self.filled(row, &self.design(row).title)
    }

    /// The row of a role's id.
    #[must_use]
    pub fn role(&self, id: &str) -> Option<RoleRow> {
        self.roles.search(|r| r.id.as_str().cmp(id)).map(RoleRow::of)
    }
}

impl Row for Skill {
    /// Its kind.
    fn mark(&self) -> u8 {
        self.kind as u8
    }
}

impl Row for Certification {}
impl Row for ProjectDesign {}
impl Row for Role {}

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

impl std::ops::Index<RoleRow> for Catalog {
    type Output = Role;
    fn index(&self, row: RoleRow) -> &Role {
        &self.roles[row.at()]
    }
}
