//! A skill and the names by which people write it.

use serde::{Deserialize, Serialize};

use super::NameList;
use crate::units::SkillRow;

/// What sort of thing a skill is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SkillKind {
    /// A product, language or protocol.
    Technology,
    /// A field or theory.
    Knowledge,
    /// Something one does.
    Practice,
    /// Dealing with people.
    Interpersonal,
    /// Leading people, money, direction.
    Leadership,
}

impl SkillKind {
    /// All kinds with the words used in files.
    pub const ALL: [(SkillKind, &'static str); 5] = [
        (SkillKind::Technology, "technology"),
        (SkillKind::Knowledge, "knowledge"),
        (SkillKind::Practice, "practice"),
        (SkillKind::Interpersonal, "interpersonal"),
        (SkillKind::Leadership, "leadership"),
    ];

    /// The word used in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// Reads the word used in files.
    #[must_use]
    pub fn parse(text: &str) -> Option<SkillKind> {
        Self::ALL.iter().find(|(_, word)| *word == text.trim()).map(|(kind, _)| *kind)
    }
}

/// How strictly a name is looked for in texts (profiles name skills on purpose, so there any case will do).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Case {
    /// Any letter case, simple inflection.
    Any,
    /// Only in this letter case, no inflection (`=` in files).
    Exact,
    /// As `Exact`, and only where the sentence supports it (`?` in files).
    Supported,
}

/// A row of the skills table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Skill {
    /// Stable id.
    pub id: String,
    /// Canonical name.
    pub name: String,
    /// What sort of thing it is.
    pub kind: SkillKind,
    /// The broader skill.
    pub parent: Option<SkillRow>,
    /// The canonical name and all aliases.
    pub names: NameList,
    /// Skills that help with this one; symmetric, sorted.
    pub related: Vec<SkillRow>,
}
