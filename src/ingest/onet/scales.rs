//! O*NET's scales and codes in the catalog's terms: levels, categories, kinds, rungs, fields of work.

use crate::catalog::SkillKind;
use crate::error::Result;
use crate::ingest::release::ReleaseRow;
use crate::text::title::seniority_in_words;
use crate::units::{Level, Seniority};

/// The highest value of the level scale LV, which starts at 0.
const HIGHEST_LEVEL: f64 = 7.0;

pub(super) fn category(row: &ReleaseRow) -> Result<u32> {
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let category = match &*row.cell("Category") {
        "n/a" => 0,
        _ => row.number("Category")?.clamp(0.0, 99.0) as u32,
    };
    Ok(category)
}

/// O*NET's level scale runs from 0 to 7; each fifth of it is one of the catalog's levels.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
pub(super) fn level(value: f64) -> Level {
    let fifth = (value / HIGHEST_LEVEL * 5.0).ceil().clamp(1.0, 5.0) as u8;
    Level::new(fifth).unwrap_or(Level::WORKING)
}

/// Social skills (2.B.1) and management of people and money (2.B.5).
pub(super) fn soft_kind(element: &str) -> SkillKind {
    if element.starts_with("2.B.1") {
        SkillKind::Interpersonal
    } else if element.starts_with("2.B.5") {
        SkillKind::Leadership
    } else {
        SkillKind::Practice
    }
}

/// `Microsoft Excel` is called `Excel`, `Structured query language SQL` `SQL`: the last word where it is all in capitals.
pub(super) fn without_maker(name: &str) -> impl Iterator<Item = &str> {
    const MAKERS: [&str; 9] =
        ["Microsoft ", "Adobe ", "Oracle ", "IBM ", "Apple ", "Google ", "Apache ", "Amazon ", "SAP "];
    let short = MAKERS.iter().find_map(|m| name.strip_prefix(m)).filter(|s| s.len() >= 4);
    let words = name.split(' ').count();
    let last = name.rsplit(' ').next().filter(|w| {
        words >= 3
            && (2..=6).contains(&w.len())
            && w.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
    });
    short.into_iter().chain(last)
}

/// The rung: the title's words where they say it; managers (major group 11) are senior; else the job zone.
pub(super) fn seniority(title: &str, code: &str, zone: Option<u8>) -> Seniority {
    if let Some(said) = seniority_in_words(title) {
        return said;
    }
    if code.starts_with("11-") {
        return Seniority::Senior;
    }
    match zone {
        Some(1 | 2) => Seniority::Entry,
        Some(5) => Seniority::Senior,
        _ => Seniority::Mid,
    }
}

/// Major groups of the Standard Occupational Classification (2018), which the codes start with.
pub(super) fn major_group(code: &str) -> Option<&'static str> {
    Some(match code.get(..2)? {
        "11" => "Management",
        "13" => "Business and financial operations",
        "15" => "Computer and mathematical",
        "17" => "Architecture and engineering",
        "19" => "Life, physical and social science",
        "21" => "Community and social service",
        "23" => "Legal",
        "25" => "Education and library",
        "27" => "Arts, design, entertainment, sports and media",
        "29" => "Healthcare practitioners and technical",
        "31" => "Healthcare support",
        "33" => "Protective service",
        "35" => "Food preparation and serving",
        "37" => "Building and grounds cleaning and maintenance",
        "39" => "Personal care and service",
        "41" => "Sales",
        "43" => "Office and administrative support",
        "45" => "Farming, fishing and forestry",
        "47" => "Construction and extraction",
        "49" => "Installation, maintenance and repair",
        "51" => "Production",
        "53" => "Transportation and material moving",
        "55" => "Military",
        _ => return None,
    })
}
