//! A skill and the names by which people write it.

use serde::{Deserialize, Serialize};

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

/// One way to write a skill, certification or role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    /// As written, without the mark.
    pub text: String,
    /// How strictly it is looked for.
    pub case: Case,
}

impl Name {
    /// Reads a name with its mark.
    #[must_use]
    pub fn parse(marked: &str) -> Name {
        let marked = marked.trim();
        let (case, text) = match marked.as_bytes().first() {
            Some(b'=') => (Case::Exact, &marked[1..]),
            Some(b'?') => (Case::Supported, &marked[1..]),
            _ => (Case::Any, marked),
        };
        Name { text: text.trim().to_owned(), case }
    }

    /// A canonical name with its aliases: the name first, carrying the mark of an alias that repeats it.
    #[must_use]
    pub fn list(canonical: &str, aliases: &[&str]) -> Vec<Name> {
        let mut names = vec![Name { text: canonical.trim().to_owned(), case: Case::Any }];
        for alias in aliases.iter().map(|a| Name::parse(a)).filter(|a| !a.text.is_empty()) {
            match names.iter_mut().find(|n| n.text == alias.text) {
                Some(known) => known.case = known.case.max(alias.case),
                None => names.push(alias),
            }
        }
        names
    }
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
    pub names: Vec<Name>,
    /// Skills that help with this one; symmetric, sorted.
    pub related: Vec<SkillRow>,
}
