//! One person as read: which names, with what said of each, and how does one cell write them?

use jiff::civil::Date;

use super::level::parse_level;
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
/// A level out of its scale, or a list of levels of another length.
pub fn split_wide(skills: &str, levels: &str) -> Result<Vec<Entry>, String> {
    let mut given = levels.split(';').map(str::trim);
    let many_levels = !levels.trim().is_empty();
    let mut entries = Vec::new();
    for item in skills.split(';').map(str::trim) {
        let beside = if many_levels { given.next().unwrap_or("") } else { "" };
        if item.is_empty() {
            continue;
        }
        let (name, level) = split_level(item)?;
        let level = if many_levels { parse_level(beside)?.or(level) } else { level };
        if !name.is_empty() {
            entries.push(Entry { name: name.to_owned(), level, years: None, last_used: None, date: None });
        }
    }
    if many_levels && given.any(|l| !l.is_empty()) {
        return Err("There are more levels than skills.".to_owned());
    }
    Ok(entries)
}

/// Between a name and a level that were two values before they became one item: what follows is a level or nothing, and the name may hold colons.
pub const LEVEL_SIGN: u8 = 0x1f;

/// `Linux:4` → (`Linux`, 4); a name without a level stays whole, also one that ends with a year (`ISO 9001:2015`).
///
/// # Errors
/// What follows the last colon is a number or share, but no level; or a level that was a value of its own is none.
pub fn split_level(item: &str) -> Result<(&str, Option<Level>), String> {
    if let Some((name, level)) = item.split_once(char::from(LEVEL_SIGN)) {
        return Ok((name.trim(), parse_level(level)?));
    }
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
