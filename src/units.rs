//! Ranges enforced once: row numbers of the catalog's tables, levels, seniority, money, dates.
//!
//! Everything behind this module can rely on the ranges stated here and need not check them again.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

macro_rules! row_number {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl $name {
            /// The row number as an index into the catalog's table.
            #[must_use]
            pub fn at(self) -> usize {
                self.0 as usize
            }

            /// The row number of the `index`-th row; tables hold fewer than 2³² rows.
            #[must_use]
            #[allow(clippy::cast_possible_truncation)]
            pub fn of(index: usize) -> Self {
                Self(index as u32)
            }
        }
    };
}

row_number!(
    /// A row of the skills table. Tables are sorted by id, so comparing rows compares ids.
    SkillRow
);
row_number!(
    /// A row of the certifications table.
    CertificationRow
);
row_number!(
    /// A row of the projects table.
    ProjectRow
);
row_number!(
    /// A row of the roles table.
    RoleRow
);

/// Proficiency, 1 (aware) to 5 (expert). "Does not have it" is `Option::None`, never a level 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Level(u8);

impl Level {
    /// 1: knows what it is for.
    pub const AWARE: Level = Level(1);
    /// 2: does routine tasks with some help.
    pub const BASIC: Level = Level(2);
    /// 3: does the ordinary job alone. What a skill without a level counts as.
    pub const WORKING: Level = Level(3);
    /// 4: solves the hard cases.
    pub const ADVANCED: Level = Level(4);
    /// 5: sets direction.
    pub const EXPERT: Level = Level(5);

    /// `Some` for 1 to 5.
    #[must_use]
    pub fn new(value: u8) -> Option<Level> {
        (1..=5).contains(&value).then_some(Level(value))
    }

    /// The level as a number, 1 to 5.
    #[must_use]
    pub const fn get(self) -> u8 {
        self.0
    }

    /// The level's word: `aware`, `basic`, `working`, `advanced`, `expert`.
    #[must_use]
    pub fn word(self) -> &'static str {
        ["aware", "basic", "working", "advanced", "expert"][usize::from(self.0 - 1)]
    }

    /// The level that so many years of regular use usually bring.
    ///
    /// An estimate (half a year, one and a half, four and eight years as the borders), used only where a
    /// profile gives years and no level, and where a text asks for years and names no level.
    #[must_use]
    pub fn from_years(years: f64) -> Level {
        match years {
            y if y < 0.5 => Level::AWARE,
            y if y < 1.5 => Level::BASIC,
            y if y < 4.0 => Level::WORKING,
            y if y < 8.0 => Level::ADVANCED,
            _ => Level::EXPERT,
        }
    }
}

impl TryFrom<u8> for Level {
    type Error = String;
    fn try_from(value: u8) -> Result<Self, String> {
        Level::new(value).ok_or_else(|| format!("{value} is not a level from 1 to 5"))
    }
}

impl From<Level> for u8 {
    fn from(level: Level) -> u8 {
        level.0
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The ladder of responsibility, lowest first.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    clap::ValueEnum,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Seniority {
    /// First jobs in a field; works to procedures.
    Entry,
    /// Does the ordinary work of the field alone.
    Mid,
    /// Leads the work: senior engineers, architects, team leads, managers.
    Senior,
    /// Leads managers or a whole function.
    Director,
    /// Leads directors.
    Vp,
    /// Answers to the chief executive.
    Chief,
}

impl Seniority {
    /// All rungs, lowest first.
    pub const ALL: [Seniority; 6] = [
        Seniority::Entry,
        Seniority::Mid,
        Seniority::Senior,
        Seniority::Director,
        Seniority::Vp,
        Seniority::Chief,
    ];

    /// 0 for entry, 5 for chief.
    #[must_use]
    pub fn rung(self) -> usize {
        self as usize
    }

    /// The word used in files and output.
    #[must_use]
    pub fn word(self) -> &'static str {
        ["entry", "mid", "senior", "director", "vp", "chief"][self.rung()]
    }

    /// Reads the word used in files; `None` for any other.
    #[must_use]
    pub fn parse(text: &str) -> Option<Seniority> {
        let text = text.trim().to_ascii_lowercase();
        Seniority::ALL.into_iter().find(|s| s.word() == text)
    }
}

impl fmt::Display for Seniority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// An amount of US dollars, kept in cents so that sums are exact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(pub u64);

impl Cents {
    /// The amount in dollars.
    #[must_use]
    #[allow(clippy::cast_precision_loss)]
    pub fn usd(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// From dollars; negative and non-finite amounts give `None`.
    #[must_use]
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    pub fn from_usd(usd: f64) -> Option<Cents> {
        (usd.is_finite() && (0.0..=1e12).contains(&usd)).then(|| Cents((usd * 100.0).round() as u64))
    }
}

impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_multiple_of(100) {
            write!(f, "{}", self.0 / 100)
        } else {
            write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
        }
    }
}

/// Whether someone can work so many hours a week: above 0 and at most 168.
#[must_use]
pub fn fits_a_week(hours: f64) -> bool {
    hours > 0.0 && hours <= 168.0
}

/// The number of a month by its English name, or the first three letters of it.
fn month(name: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = name.trim_end_matches(['.', ',']).to_lowercase();
    let at = NAMES.iter().position(|full| *full == name || full[..3] == name)?;
    i8::try_from(at + 1).ok()
}

/// Reads `2024-06-30`, `2024-06` (the first of the month), `2024` (the first of January), `06/2024`, `Jun 2024`, `June 2024`.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    let text = text.trim();
    // A time of day behind the date (`2024-06-30T10:00:00Z`) does not matter here.
    let text = text.split_once('T').map_or(text, |(date, _)| date);
    if let Some((month, year)) = text.split_once('/')
        && year.len() == 4
    {
        return Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok();
    }
    if let Some((name, year)) = text.split_once(' ')
        && let Some(month) = month(name)
    {
        return Date::new(year.trim().parse().ok().filter(|y| (1000..=9999).contains(y))?, month, 1).ok();
    }
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?;
    if year.len() != 4 {
        return None;
    }
    let year: i16 = year.parse().ok()?;
    let month = parts.next().map_or(Some(1), |m| m.parse().ok())?;
    let day = parts.next().map_or(Some(1), |d| d.parse().ok())?;
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_the_ways_people_write_them() {
        for (text, want) in [
            ("2024-06-30", Some((2024, 6, 30))),
            ("2024-06", Some((2024, 6, 1))),
            ("2024", Some((2024, 1, 1))),
            ("06/2024", Some((2024, 6, 1))),
            ("Jun 2024", Some((2024, 6, 1))),
            ("September, 2015", Some((2015, 9, 1))),
            ("Sometime 2015", None),
            ("May 15", None),
            ("2024-06-30T10:00:00Z", Some((2024, 6, 30))),
            ("2024-13", None),
            ("24-01-01", None),
            ("soon", None),
        ] {
            let got = parse_date(text).map(|d| (d.year(), d.month(), d.day()));
            assert_eq!(got, want, "{text}");
        }
    }

    #[test]
    fn cents_show_as_dollars() {
        assert_eq!(Cents::from_usd(246.0).map(|c| c.to_string()).as_deref(), Some("246"));
        assert_eq!(Cents::from_usd(19.99).map(|c| c.to_string()).as_deref(), Some("19.99"));
        assert_eq!(Cents::from_usd(-1.0), None);
        assert_eq!(Cents::from_usd(f64::NAN), None);
    }
}
