//! A role, and the moves between roles.

use serde::{Deserialize, Serialize};

use crate::units::{Level, RoleRow, Seniority, SkillRow};

/// A requirement that a source states as a fact, beside those extracted from the text.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatedRequirement {
    /// The skill.
    pub skill: SkillRow,
    /// In (0, 1].
    pub importance: f32,
    /// The level asked, if the source says it.
    pub level: Option<Level>,
    /// Whether the source calls it essential.
    pub essential: bool,
}

/// A row of the roles table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Role {
    /// Stable id.
    pub id: String,
    /// Canonical title.
    pub title: String,
    /// Other titles that people use.
    pub aliases: Vec<String>,
    /// Rung of the ladder.
    pub seniority: Seniority,
    /// Field of work as the author sees it; names clusters, never decides them.
    pub family: Option<String>,
    /// The description, plain text.
    pub description: String,
    /// Requirements that the source states, sorted by skill.
    pub stated: Vec<StatedRequirement>,
    /// Where the description comes from.
    pub source: String,
}

/// A move that people make.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transition {
    /// Where they were.
    pub from: RoleRow,
    /// Where they go.
    pub to: RoleRow,
    /// Typical years spent in `from` before.
    pub years: f32,
}
