//! One person as read: which names, with what said of each, and how does one cell write them?

use jiff::civil::Date;

use super::level::{parse_day, parse_level, parse_years};
use super::object::Flaw;
use crate::units::Level;

/// A name in a profile with what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry<N = String> {
    /// As written.
    pub name: N,
    /// Level, if said.
    pub level: Option<Level>,
    /// Years, if said.
    pub years: Option<f64>,
    /// When it was last used, if said.
    pub last_used: Option<Date>,
    /// When a certificate was earned, if said.
    pub date: Option<Date>,
}

/// One person as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ProfileRecord {
    /// The id in a file of many; empty for one person.
    pub id: String,
    /// Line of the first entry.
    pub line: u64,
    /// What the person has.
    pub entries: Vec<Entry>,
    /// The present role, if said.
    pub current_role: Option<String>,
    /// Hours a week for learning, if said.
    pub weekly_hours: Option<f64>,
}

/// Splits a wide cell: `Linux:4;Bash;C++`, with a second cell of levels in the same order where there is one.
///
/// A colon splits off a level only where what follows is one (`MCSA: Windows Server` stays whole).
///
/// # Errors
/// A level, years or a date out of their range, or a list of levels of another length: which, and a sentence.
pub fn split_wide(skills: &str, levels: &str) -> Result<Vec<Entry>, (Flaw, String)> {
    let bad_level = |message| (Flaw::Level, message);
    let mut given = levels.split(';').map(str::trim);
    let many_levels = !levels.trim().is_empty();
    let mut entries = Vec::new();
    for item in skills.split(';').map(str::trim) {
        let beside = if many_levels { given.next().unwrap_or("") } else { "" };
        if item.is_empty() {
            continue;
        }
        let mut entry = match values(item) {
            Some(values) => Entry::of(values)?,
            None => {
                let (name, level) = split_level(item).map_err(bad_level)?;
                Entry { name: name.to_owned(), level, years: None, last_used: None, date: None }
            }
        };
        if many_levels {
            entry.level = parse_level(beside).map_err(bad_level)?.or(entry.level);
        }
        if !entry.name.is_empty() {
            entries.push(entry);
        }
    }
    if many_levels && given.any(|l| !l.is_empty()) {
        return Err((Flaw::Level, "There are more levels than skills.".to_owned()));
    }
    Ok(entries)
}

/// Between values of their own that became one item of a list: a name, which may hold colons, and a level, years, when it was last used, and when a
/// certificate was earned. What is not said is empty, or left out at the end.
pub const VALUE_SIGN: u8 = 0x1f;

/// How many there are.
const VALUES: usize = 5;

/// The values of an item that has any.
#[must_use]
pub fn values(item: &str) -> Option<[&str; VALUES]> {
    memchr::memchr(VALUE_SIGN, item.as_bytes())?;
    let mut values = [""; VALUES];
    for (value, text) in values.iter_mut().zip(item.split(char::from(VALUE_SIGN))) {
        *value = text.trim();
    }
    Some(values)
}

impl Entry {
    /// Of values; where there is no name, the others say nothing.
    fn of([name, level, years, last_used, date]: [&str; VALUES]) -> Result<Entry, (Flaw, String)> {
        let [level, years, last_used, date] =
            if name.is_empty() { [""; VALUES - 1] } else { [level, years, last_used, date] };
        let day = |text| parse_day(text).map_err(|m| (Flaw::Date, m));
        Ok(Entry {
            name: name.to_owned(),
            level: parse_level(level).map_err(|m| (Flaw::Level, m))?,
            years: parse_years(years).map_err(|m| (Flaw::Years, m))?,
            last_used: day(last_used)?,
            date: day(date)?,
        })
    }
}

/// `Linux:4` → (`Linux`, 4); a name without a level stays whole, also one that ends with a year (`ISO 9001:2015`).
///
/// # Errors
/// What follows the last colon is a number or share, but no level.
pub fn split_level(item: &str) -> Result<(&str, Option<Level>), String> {
    let Some((name, after)) = item.rsplit_once(':') else { return Ok((item, None)) };
    let after = after.trim();
    match parse_level(after) {
        Ok(level) => Ok((name.trim(), level)),
        Err(message) => {
            let numeric = after.starts_with(|c: char| c.is_ascii_digit() || c == '-' || c == '+');
            let year = after.len() == 4 && after.parse().is_ok_and(|year: u16| (1900..2100).contains(&year));
            if numeric && !year { Err(message) } else { Ok((item, None)) }
        }
    }
}
