//! What a text names: a skill or certification, where, how strongly, at which level.

use serde::{Deserialize, Serialize};

use crate::units::{CertificationRow, Level, SkillRow};

/// What is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Subject {
    /// A skill.
    Skill(SkillRow),
    /// A certification.
    Certification(CertificationRow),
}

/// How much a text wants what it names, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Named to say that it is not asked ("no degree required").
    Excluded,
    /// Named in passing: about the company, its benefits, where the job may lead.
    Context,
    /// "nice to have", "a plus", "optional".
    NiceToHave,
    /// "preferred", "desirable", "ideally".
    Preferred,
    /// Part of the work, with no cue.
    Stated,
    /// "required", "must", a section of requirements.
    Required,
}

impl Strength {
    /// Importance in thousandths; the scale on which requirements are weighed.
    ///
    /// The steps were chosen on the shipped catalog so that what a description demands outranks what it merely describes.
    #[must_use]
    pub fn importance(self) -> u16 {
        match self {
            Strength::Excluded => 0,
            Strength::Context => 100,
            Strength::NiceToHave => 300,
            Strength::Preferred => 450,
            Strength::Stated => 700,
            Strength::Required => 1000,
        }
    }

    /// The word used in output.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Strength::Excluded => "excluded",
            Strength::Context => "context",
            Strength::NiceToHave => "nice-to-have",
            Strength::Preferred => "preferred",
            Strength::Stated => "stated",
            Strength::Required => "required",
        }
    }
}

/// One place where a text names something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mention {
    /// What is named.
    pub subject: Subject,
    /// First byte in the text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// How much it is wanted.
    pub strength: Strength,
    /// The level asked, where the text says it.
    pub level: Option<Level>,
    /// Whether the sentence itself says the strength ("must", "is a plus"), not only the section it stands in.
    pub by_cue: bool,
    /// Whether it is one of several alternatives or examples ("Ubuntu or Red Hat", "a ticketing system such as Zendesk").
    pub alternative: bool,
    /// Whether the words stand apart, as in "install, configure and *repair* **computers**".
    pub coordinated: bool,
}
