//! Work that builds skills and is no certification: projects, specialisation, mentoring, networking, leading.

use serde::{Deserialize, Serialize};

use super::NeedGroup;
use crate::packed::{Packed, put_from, take_from};
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

/// The one skill of a family that a pattern is offered for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// The pattern is offered once for each child of this skill.
    pub parent: SkillRow,
    /// The level of the chosen skill one must have before, if any.
    pub entry: Option<Level>,
    /// Its level afterwards.
    pub level: Level,
}

/// A row of `projects.csv` with what it builds; in a pattern's words `{skill}` stands for the name of the chosen skill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProjectDesign {
    /// Stable id.
    pub id: String,
    /// What kind of step it is.
    pub kind: ProjectKind,
    /// Typical effort in hours (estimate).
    pub hours: f32,
    /// Money needed beside time.
    pub cost: Cents,
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
    /// Where it comes from: a row of [`super::Catalog::sources`].
    pub source: u32,
    /// Skills it builds, sorted by skill; without the chosen one of a pattern.
    pub builds: Vec<Build>,
    /// Set for a pattern.
    pub choice: Option<Choice>,
    /// What must be in place before it.
    pub needs: Vec<NeedGroup>,
}

/// A project that can be done: a design, made for one skill where the design is a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Project {
    /// Index into the catalog's designs.
    pub design: u32,
    /// The skill that a pattern was made for.
    pub made_for: Option<SkillRow>,
}

impl Project {
    /// 0, or one more than the number of the skill that it was made for.
    fn key(self) -> u32 {
        self.made_for.map_or(0, |skill| skill.0.saturating_add(1))
    }
}

/// Those of a pattern follow each other by skill: two bytes for most.
impl Packed for Project {
    fn put(&self, before: Option<&Project>, out: &mut Vec<u8>) {
        put_from(before.map_or(0, |b| b.design), self.design, out);
        put_from(before.map_or(0, |b| b.key()), self.key(), out);
    }

    #[inline]
    fn take(bytes: &mut &[u8], before: Option<&Project>) -> Option<Project> {
        let design = take_from(before.map_or(0, |b| b.design), bytes)?;
        let key = take_from(before.map_or(0, |b| b.key()), bytes)?;
        Some(Project { design, made_for: key.checked_sub(1).map(SkillRow) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projects_come_back_packed() {
        let made = |design, skill: Option<u32>| Project { design, made_for: skill.map(SkillRow) };
        let sorted =
            [made(0, None), made(1, Some(0)), made(1, Some(7)), made(2, None), made(70_000, Some(9))];
        crate::packed::comes_back(&sorted);
        crate::packed::comes_back(&[made(u32::MAX, Some(u32::MAX - 1)), made(3, None), made(0, Some(1))]);
    }
}
