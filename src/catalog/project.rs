//! Work that builds skills and is no certification: projects, specialisation, mentoring, networking, leading.

use serde::{Deserialize, Serialize};

use super::NeedGroup;
use crate::units::{Cents, Level, SkillRow};

/// The kinds of step beside certifications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProjectKind {
    /// Hands-on work with a deliverable.
    Project,
    /// Deepening one skill.
    Specialisation,
    /// With a mentor, or as one.
    Mentoring,
    /// Professional communities.
    Networking,
    /// Leading people or work.
    Leadership,
}

impl ProjectKind {
    const ALL: [(ProjectKind, &'static str); 5] = [
        (ProjectKind::Project, "project"),
        (ProjectKind::Specialisation, "specialisation"),
        (ProjectKind::Mentoring, "mentoring"),
        (ProjectKind::Networking, "networking"),
        (ProjectKind::Leadership, "leadership"),
    ];

    /// The word used in files and output.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// Reads the word used in files.
    #[must_use]
    pub fn parse(text: &str) -> Option<ProjectKind> {
        Self::ALL.iter().find(|(_, word)| *word == text.trim()).map(|(kind, _)| *kind)
    }
}

/// One skill that a project builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Build {
    /// The skill.
    pub skill: SkillRow,
    /// The level one must have before, if any.
    pub entry: Option<Level>,
    /// The level one has afterwards.
    pub level: Level,
}

/// The words of a project, shared by all projects made from one pattern; `{skill}` stands for the skill's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProjectText {
    /// What it is called.
    pub title: String,
    /// Goal and steps.
    pub brief: String,
    /// What exists at the end.
    pub deliverable: String,
    /// How to show it.
    pub evidence: String,
    /// What it needs.
    pub setup: String,
    /// Where it comes from.
    pub source: String,
}

impl ProjectText {
    /// The words with `skill` in the place of `{skill}`.
    #[must_use]
    pub fn filled(&self, skill: &str) -> ProjectText {
        let fill = |text: &str| text.replace("{skill}", skill);
        ProjectText {
            title: fill(&self.title),
            brief: fill(&self.brief),
            deliverable: fill(&self.deliverable),
            evidence: fill(&self.evidence),
            setup: fill(&self.setup),
            source: self.source.clone(),
        }
    }
}

/// A row of the projects table, with what it builds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Project {
    /// Stable id; `pattern@child` for one made from a pattern.
    pub id: String,
    /// Index into the catalog's project texts.
    pub text: u32,
    /// The skill that a pattern was made for.
    pub made_for: Option<SkillRow>,
    /// What kind of step it is.
    pub kind: ProjectKind,
    /// Typical effort in hours (estimate).
    pub hours: f32,
    /// Money needed beside time.
    pub cost: Cents,
    /// Skills it builds, sorted by skill.
    pub builds: Vec<Build>,
    /// What must be in place before it.
    pub needs: Vec<NeedGroup>,
}
