//! A credential: who issues it, whether it can still be earned, what it asks and what it is evidence of.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{NameList, NeedGroup};
use crate::units::{Cents, CertificationRow, Level, SkillRow};

/// How far along its field a certification stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CertificationLevel {
    /// For newcomers.
    Entry,
    /// After a year or so.
    Associate,
    /// After several years.
    Professional,
    /// For the few.
    Expert,
}

impl CertificationLevel {
    const ALL: [(CertificationLevel, &'static str); 4] = [
        (CertificationLevel::Entry, "entry"),
        (CertificationLevel::Associate, "associate"),
        (CertificationLevel::Professional, "professional"),
        (CertificationLevel::Expert, "expert"),
    ];

    /// The word used in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// Reads the word used in files.
    #[must_use]
    pub fn parse(text: &str) -> Option<CertificationLevel> {
        Self::ALL.iter().find(|(_, word)| *word == text.trim()).map(|(level, _)| *level)
    }
}

/// Whether it can still be earned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Can be earned.
    Active,
    /// Withdrawn; never recommended.
    Retired,
    /// Whether it can be earned today could not be found out: evidence as any other, never recommended.
    Unconfirmed,
}

impl Status {
    /// The word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Retired => "retired",
            Status::Unconfirmed => "unconfirmed",
        }
    }
}

/// A row of the certifications table, with what it evidences and needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Certification {
    /// Stable id.
    pub id: String,
    /// Canonical name.
    pub name: String,
    /// Who issues it.
    pub issuer: String,
    /// How far along its field it stands.
    pub level: CertificationLevel,
    /// Whether it can still be earned.
    pub status: Status,
    /// When the status was last checked.
    pub as_of: Option<Date>,
    /// When it was withdrawn.
    pub retired_on: Option<Date>,
    /// What took its place.
    pub successors: Vec<CertificationRow>,
    /// Years until it expires; `Some(0.0)` never, `None` not known.
    pub validity_years: Option<f32>,
    /// Hours to renew it once.
    pub renewal_hours: Option<f32>,
    /// Fee to renew it once.
    pub renewal_cost: Option<Cents>,
    /// Years of experience that the issuer requires.
    pub experience_years: Option<f32>,
    /// List price of its exams.
    pub exam_cost: Option<Cents>,
    /// Hours of study (estimate).
    pub study_hours: Option<f32>,
    /// The issuer's page.
    pub url: String,
    /// The canonical name and all aliases.
    pub names: NameList,
    /// Skills it is evidence of, sorted by skill.
    pub evidence: Vec<(SkillRow, Level)>,
    /// What must be in place before it.
    pub needs: Vec<NeedGroup>,
    /// Where the facts come from: a row of [`super::Catalog::sources`].
    pub source: u32,
}

impl Certification {
    /// Whether a certificate earned on `earned` still counts on `on`.
    ///
    /// Before the day it was earned nothing counts; a month or a year without a day is read as its first day. Without a date, without a
    /// known validity, or with one that never expires it counts. A certificate is valid through the last day of its term.
    #[must_use]
    pub fn valid_on(&self, earned: Option<Date>, on: Date) -> bool {
        let Some(earned) = earned else { return true };
        if earned > on {
            return false;
        }
        let Some(years) = self.validity_years else { return true };
        if years <= 0.0 {
            return true;
        }
        #[allow(clippy::cast_possible_truncation)]
        let months = (years * 12.0).round() as i32;
        match earned.checked_add(jiff::Span::new().months(months)) {
            Ok(end) => on <= end,
            Err(_) => true,
        }
    }
}
